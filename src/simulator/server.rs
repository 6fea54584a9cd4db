//! The listener: HTTP/1 on loopback, around a [`World`].

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::StatusCode;
use http_body_util::{BodyExt as _, Either, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::admission;
use super::console::{self, Updates};
use super::error::Error;
use super::log::Call;
use super::options::{Dropped, Options};
use super::world::World;

/// The gateway's limit of a signed body.
const LARGEST_BODY: usize = 12 * 1024 * 1024;

/// What a connection reads at most before it has a whole head. Tokens in headers have some kilobytes.
const LARGEST_HEAD: usize = 64 * 1024;

/// How long to wait for a file descriptor to come back.
const EXHAUSTED: Duration = Duration::from_millis(50);

/// A running simulator. Dropping it stops it, too.
#[derive(Debug)]
pub struct Simulator {
    world: World,
    address: SocketAddr,
    stop: CancellationToken,
    listener: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts listening.
    ///
    /// # Errors
    /// The address is not loopback or cannot be had, or the state or the seed cannot be used.
    pub async fn start(options: Options) -> Result<Self, Error> {
        Self::start_within(options, Limits::default()).await
    }

    /// Starts listening, with other limits than the usual ones.
    pub(super) async fn start_within(options: Options, limits: Limits) -> Result<Self, Error> {
        let wanted = options.listen;
        if !wanted.ip().is_loopback() {
            return Err(Error::NotLoopback(wanted));
        }
        let failed = |source| Error::Listen {
            address: wanted,
            source,
        };
        // The state file last: a second simulator on the same port must not touch the first one's.
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let world = World::new(options)?;
        let stop = CancellationToken::new();
        let serving = serve(listener, world.clone(), limits, stop.clone());
        Ok(Self {
            world,
            address,
            listener: Some(tokio::spawn(serving)),
            stop,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The endpoint to configure, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it simulates: a handle to watch and to steer it.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Every call so far.
    pub fn calls(&self) -> Vec<Call> {
        self.world.calls()
    }

    /// Closes the listener and every connection, and waits until they are closed.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(listener) = self.listener.take() {
            // The task cannot panic in a way that matters here: it ends either way.
            let _ = listener.await;
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// What one caller may keep from the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Open connections; more wait until some are closed.
    pub(super) connections: usize,
    /// The bytes of all bodies that are being read or answered; more wait.
    pub(super) bodies: usize,
    /// How long a request's head may take, and how long a connection may be idle.
    pub(super) head: Duration,
    /// How long a request's body may take, once there is room for it.
    pub(super) body: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1000,
            bodies: 64 * 1024 * 1024,
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
        }
    }
}

/// What all connections share.
#[derive(Debug)]
struct Shared {
    world: World,
    limits: Limits,
    /// One permit for each byte of a body.
    room: Semaphore,
}

async fn serve(listener: TcpListener, world: World, limits: Limits, stop: CancellationToken) {
    let room = Semaphore::new(limits.bodies);
    let shared = Arc::new(Shared {
        world,
        limits,
        room,
    });
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            (stream, _) = accepted(|| listener.accept()), if connections.len() < limits.connections => {
                connections.spawn(connection(stream, shared.clone()));
            }
            // Ended connections leave the set, or it would grow for ever.
            Some(_) = connections.join_next() => {}
        }
    }
    connections.shutdown().await;
}

/// Accepts until it succeeds.
async fn accepted<T, F: Future<Output = io::Result<T>>>(mut accept: impl FnMut() -> F) -> T {
    loop {
        match accept().await {
            Ok(accepted) => return accepted,
            // Out of file descriptors, most likely: at once it would fail again, for ever.
            Err(_) => tokio::time::sleep(EXHAUSTED).await,
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    // Small answers must not wait for acknowledgements.
    let _ = stream.set_nodelay(true);
    let limits = shared.limits;
    let reset = Arc::new(AtomicBool::new(false));
    let service = service_fn(|request: http::Request<Incoming>| {
        let (shared, reset) = (shared.clone(), reset.clone());
        // Pinned, because the connection is polled by hand below.
        Box::pin(async move {
            let answer = answer(request, &shared).await;
            if matches!(answer, Err(Dropped::Reset)) {
                reset.store(true, Ordering::Relaxed);
            }
            answer
        })
    });
    let mut connection = http1::Builder::new()
        // Ours comes from the simulator's clock.
        .auto_date_header(false)
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    // An error is a caller that hung up or one that a fault hangs up on.
    let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = connection.into_parts().io.into_inner();
    if reset.load(Ordering::Relaxed) {
        // Closing now discards the connection instead of ending it in order.
        let _ = stream.set_zero_linger();
    }
}

async fn answer(
    request: http::Request<Incoming>,
    shared: &Shared,
) -> Result<http::Response<Either<Full<Bytes>, Updates>>, Dropped> {
    let (head, body) = request.into_parts();
    let world = &shared.world;
    // Before anything is read of it or done for it.
    let answer = match admission::check(&head) {
        Err(denied) => world.turned_away(StatusCode::FORBIDDEN, &denied.to_string()),
        Ok(()) if console::is_watched(&head) => {
            return Ok(Updates::answer(world).map(Either::Right));
        }
        Ok(()) => exchange(head, body, shared).await?,
    };
    Ok(answer.map(|body| Either::Left(Full::new(Bytes::from(body)))))
}

/// Answers whom the simulator has let in.
async fn exchange(
    head: http::request::Parts,
    body: Incoming,
    shared: &Shared,
) -> Result<http::Response<Vec<u8>>, Dropped> {
    let world = &shared.world;
    let (body, room) = match read(body, shared).await {
        Ok(read) => read,
        Err(Unread::TooLarge) => return Ok(world.too_large(head)),
        Err(Unread::Late) => {
            let late = "the request's body did not arrive in time";
            return Ok(world.turned_away(StatusCode::REQUEST_TIMEOUT, late));
        }
        Err(Unread::NoRoom) => {
            let full = "too many other requests have large bodies";
            return Ok(world.turned_away(StatusCode::SERVICE_UNAVAILABLE, full));
        }
        Err(Unread::Gone) => return Err(Dropped::Closed),
    };
    let answer = world.answer(http::Request::from_parts(head, body)).await;
    drop(room);
    answer
}

/// Why there is no body.
enum Unread {
    TooLarge,
    Late,
    NoRoom,
    /// The caller hung up.
    Gone,
}

/// Reads a body. Room is made for all of it before its first byte is read, so that bodies that have begun
/// never wait for each other.
async fn read(body: Incoming, shared: &Shared) -> Result<(Bytes, SemaphorePermit<'_>), Unread> {
    let limits = shared.limits;
    let largest = u64::try_from(LARGEST_BODY).unwrap_or(u64::MAX);
    // Its length is not known when it comes in chunks.
    let size = body.size_hint().upper().unwrap_or(largest);
    if size > largest {
        return Err(Unread::TooLarge);
    }
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    let waiting = tokio::time::timeout(limits.body, shared.room.acquire_many(size));
    let Ok(Ok(room)) = waiting.await else {
        return Err(Unread::NoRoom);
    };
    let reading = tokio::time::timeout(limits.body, Limited::new(body, LARGEST_BODY).collect());
    match reading.await {
        Ok(Ok(body)) => Ok((body.to_bytes(), room)),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Unread::TooLarge),
        Ok(Err(_)) => Err(Unread::Gone),
        Err(_) => Err(Unread::Late),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::monotonic;

    #[tokio::test(start_paused = true)]
    async fn out_of_descriptors_the_listener_waits_and_does_not_spin() {
        let begun = monotonic();
        let mut failures = 0..3;
        let accept = || std::future::ready(failures.next().map_or(Ok(()), |_| Err(exhausted())));
        accepted(accept).await;
        assert_eq!(begun.elapsed(), 3 * EXHAUSTED);
    }

    fn exhausted() -> io::Error {
        io::Error::other("too many open files")
    }
}
