//! Requests whose messages are handed on whole: gRPC announces a message's length in front of it, and tonic
//! reserves as much memory at once, whether the message comes or not.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::body::{Bytes, Frame};
use prost::bytes::BytesMut;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::Service;

/// What stands before a message: whether it is compressed, and its length.
const HEADER: usize = 5;

/// A service that sees messages whole; longer ones than `largest` bytes it sees as soon as they are announced,
/// to refuse them.
#[derive(Clone, Debug)]
pub(super) struct Whole<S> {
    service: S,
    largest: usize,
}

impl<S> Whole<S> {
    pub(super) fn new(service: S, largest: usize) -> Self {
        Self { service, largest }
    }
}

impl<S> Service<http::Request<Body>> for Whole<S>
where
    S: Service<http::Request<Body>, Error = Infallible>,
{
    type Response = S::Response;
    type Error = Infallible;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<Body>) -> S::Future {
        let largest = self.largest;
        self.service
            .call(request.map(|body| Body::new(Arriving::new(body, largest))))
    }
}

/// The messages of a body.
struct Arriving {
    body: Body,
    largest: usize,
    /// What has come and is no whole message yet.
    arrived: BytesMut,
    /// What came after the last message.
    end: Option<Frame<Bytes>>,
    has_ended: bool,
}

impl Arriving {
    fn new(body: Body, largest: usize) -> Self {
        Self {
            body,
            largest,
            arrived: BytesMut::new(),
            end: None,
            has_ended: false,
        }
    }

    /// The next message, header and all, if it is there or will not be read.
    fn next(&mut self) -> Option<Bytes> {
        let announced = match self.arrived.get(..HEADER)? {
            &[_, a, b, c, d] => usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()?,
            _ => return None,
        };
        if announced > self.largest {
            return Some(self.arrived.split().freeze());
        }
        let length = HEADER + announced;
        (self.arrived.len() >= length).then(|| self.arrived.split_to(length).freeze())
    }
}

impl hyper::body::Body for Arriving {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        loop {
            if let Some(message) = this.next() {
                return Poll::Ready(Some(Ok(Frame::data(message))));
            }
            if this.has_ended {
                // Half a message: whoever reads it says so.
                if !this.arrived.is_empty() {
                    let rest = this.arrived.split().freeze();
                    return Poll::Ready(Some(Ok(Frame::data(rest))));
                }
                return Poll::Ready(this.end.take().map(Ok));
            }
            match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                None => this.has_ended = true,
                Some(Err(status)) => return Poll::Ready(Some(Err(status))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => this.arrived.extend_from_slice(&data),
                    Err(trailers) => {
                        this.end = Some(trailers);
                        this.has_ended = true;
                    }
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt, StreamBody};
    use tokio_stream::StreamExt;

    use super::*;

    /// The frames that come out where these went in.
    async fn handed_on(frames: &[&[u8]]) -> Vec<Vec<u8>> {
        let frames: Vec<_> = frames
            .iter()
            .map(|data| Ok::<_, Status>(Frame::data(Bytes::copy_from_slice(data))))
            .collect();
        let body = Body::new(StreamBody::new(tokio_stream::iter(frames)));
        let out = Arriving::new(body, 100).into_data_stream();
        out.map(|data| data.unwrap().to_vec()).collect().await
    }

    #[tokio::test]
    async fn messages_are_handed_on_whole_and_in_order() {
        let whole = b"\0\0\0\0\x03abc".to_vec();
        let empty = b"\0\0\0\0\0".to_vec();
        for frames in [
            &[&b"\0\0\0\0\x03abc\0\0\0\0\0"[..]][..],
            &[&b"\0\0\0"[..], b"\0\x03a", b"bc\0\0\0", b"\0\0"],
            &[&b"\0"[..], b"", b"\0\0\0\x03abc", b"\0\0\0\0\0"],
        ] {
            assert_eq!(handed_on(frames).await, [whole.clone(), empty.clone()]);
        }
        assert_eq!(handed_on(&[]).await, Vec::<Vec<u8>>::new());
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_only_announced_is_not_handed_on() {
        let begun = Ok::<_, Status>(Frame::data(Bytes::from_static(b"\0\0\0\0\x63ten bytes.")));
        let frames = tokio_stream::once(begun).chain(tokio_stream::pending());
        let mut body = Arriving::new(Body::new(StreamBody::new(frames)), 100);
        let hour = std::time::Duration::from_secs(3600);
        let frame = tokio::time::timeout(hour, body.frame()).await;
        assert!(frame.is_err(), "{frame:?}");
        assert!(body.arrived.capacity() < 100, "{}", body.arrived.capacity());
    }

    #[tokio::test]
    async fn half_a_message_comes_at_the_end_and_a_long_one_at_once() {
        assert_eq!(
            handed_on(&[b"\0\0\0\0\x03a"]).await,
            [b"\0\0\0\0\x03a".to_vec()]
        );
        assert_eq!(handed_on(&[b"\0\0"]).await, [b"\0\0".to_vec()]);
        let long = handed_on(&[b"\0\0\0\0\x65a", b"b"]).await;
        assert_eq!(long.first(), Some(&b"\0\0\0\0\x65a".to_vec()));
    }
}
