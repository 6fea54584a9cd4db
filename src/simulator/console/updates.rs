//! The view as a stream of server-sent events: one at once, and another after each change.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response};
use hyper::body::{Body, Bytes, Frame};

use super::view;
use crate::simulator::world::World;

/// Calls come in bursts: what changes within this time is told at once.
const GATHERED: Duration = Duration::from_millis(100);
/// What changes without a call (time, the control API) is seen after this.
const LOOK: Duration = Duration::from_millis(250);

/// A body that does not end before its reader does.
pub(crate) struct Updates {
    world: World,
    next: Pin<Box<dyn Future<Output = String> + Send>>,
}

impl Updates {
    pub(crate) const MEDIA_TYPE: &str = "text/event-stream";

    /// The answer that has it.
    pub(crate) fn answer(world: &World) -> Response<Self> {
        let mut answer = Response::new(Self {
            world: world.clone(),
            next: Box::pin(changed(world.clone(), String::new())),
        });
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(Self::MEDIA_TYPE));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer
    }
}

/// Waits until the view is another than `before`.
async fn changed(world: World, before: String) -> String {
    if !before.is_empty() {
        tokio::time::sleep(GATHERED).await;
    }
    loop {
        // Before the look, so that no call is missed.
        let mut calls = world.log().changes();
        let view = view::of(&world).to_string();
        if view != before {
            return view;
        }
        // Whether one came or the time is over: it looks again.
        let _ = tokio::time::timeout(LOOK, calls.changed()).await;
    }
}

impl Body for Updates {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let view = ready!(self.next.as_mut().poll(context));
        let event = format!("retry: 1000\ndata: {view}\n\n");
        self.next = Box::pin(changed(self.world.clone(), view));
        Poll::Ready(Some(Ok(Frame::data(event.into()))))
    }
}
