//! The listener: HTTP/1 on loopback, around a [`World`].

use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::huaweicloud::Peering;
use super::log::Call;
use super::options::{Dropped, Error, Options};
use super::world::World;

/// The gateway's limit of a signed body.
const LARGEST_BODY: usize = 12 * 1024 * 1024;

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
        let serving = serve(listener, world.clone(), stop.clone());
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

    /// Every peering as it is now.
    pub fn peerings(&self) -> Vec<Peering> {
        self.world.peerings()
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

async fn serve(listener: TcpListener, world: World, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(connection(stream, world.clone()));
                } else {
                    // Out of file descriptors, most likely; they come back when others close.
                    tokio::task::yield_now().await;
                }
            }
            // Ended connections leave the set, or it would grow for ever.
            Some(_) = connections.join_next() => {}
        }
    }
    connections.shutdown().await;
}

async fn connection(stream: TcpStream, world: World) {
    // Small answers must not wait for acknowledgements.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let service = service_fn(|request: http::Request<Incoming>| {
        let (world, reset) = (world.clone(), reset.clone());
        // Pinned, because the connection is polled by hand below.
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
                return Ok(world.too_large().map(|body| Full::new(Bytes::from(body))));
            };
            let request = http::Request::from_parts(head, body.to_bytes());
            let answer = world.answer(request).await;
            if matches!(answer, Err(Dropped::Reset)) {
                reset.store(true, Ordering::Relaxed);
            }
            answer.map(|answer| answer.map(|body| Full::new(Bytes::from(body))))
        })
    });
    let mut connection = http1::Builder::new()
        // Ours comes from the simulator's clock.
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service);
    // An error is a caller that hung up or one that a fault hangs up on.
    let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = connection.into_parts().io.into_inner();
    if reset.load(Ordering::Relaxed) {
        // Closing now discards the connection instead of ending it in order.
        let _ = stream.set_zero_linger();
    }
}
