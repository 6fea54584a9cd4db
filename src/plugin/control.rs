//! The services beside the provider: shutdown, health, and two streams that stay silent.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

use super::proto::health::health_check_response::ServingStatus;
use super::proto::health::health_server::Health;
use super::proto::health::{HealthCheckRequest, HealthCheckResponse};
use super::proto::plugin::grpc_broker_server::GrpcBroker;
use super::proto::plugin::grpc_controller_server::GrpcController;
use super::proto::plugin::grpc_stdio_server::GrpcStdio;
use super::proto::plugin::{ConnInfo, Empty, StdioData};
use crate::operation::monotonic;

/// How long calls in flight may still take after Shutdown. The host kills us after two seconds.
pub(super) const GRACE: Duration = Duration::from_millis(500);

/// Says when to end: nothing, then the moment at which also the calls in flight have to be over.
#[derive(Clone, Debug, Default)]
pub struct Ending(watch::Sender<Option<Instant>>);

impl Ending {
    /// Ends the server. Calls in flight have `grace`, or what is left of an earlier one.
    pub fn begin(&self, grace: Duration) {
        let over = monotonic() + grace;
        self.0
            .send_modify(|end| *end = Some(end.map_or(over, |end| end.min(over))));
    }

    /// Waits for the beginning of the end.
    pub async fn begun(&self) {
        // The sender lives in `self`, so the wait cannot fail.
        let _ = self.0.subscribe().wait_for(Option::is_some).await;
    }

    /// Waits until calls in flight have to be over, too.
    pub async fn over(&self) {
        let mut end = self.0.subscribe();
        loop {
            let at = *end.borrow_and_update();
            let over = async {
                match at {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = over => return,
                // It can only come nearer.
                _ = end.changed() => {}
            }
        }
    }

    /// A stream that says nothing and closes at the end.
    fn silence<T: Send + 'static>(&self) -> ReceiverStream<Result<T, Status>> {
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        let ending = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = ending.begun() => {}
                () = sender.closed() => {}
            }
        });
        ReceiverStream::new(receiver)
    }
}

#[tonic::async_trait]
impl GrpcController for Ending {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.begin(GRACE);
        Ok(Response::new(Empty {}))
    }
}

#[tonic::async_trait]
impl GrpcStdio for Ending {
    type StreamStdioStream = ReceiverStream<Result<StdioData, Status>>;

    async fn stream_stdio(
        &self,
        _: Request<()>,
    ) -> Result<Response<Self::StreamStdioStream>, Status> {
        Ok(Response::new(self.silence()))
    }
}

#[tonic::async_trait]
impl GrpcBroker for Ending {
    type StartStreamStream = ReceiverStream<Result<ConnInfo, Status>>;

    async fn start_stream(
        &self,
        _: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<Self::StartStreamStream>, Status> {
        Ok(Response::new(self.silence()))
    }
}

/// The service that go-plugin asks for; the empty name stands for the whole server.
fn known(service: &str) -> bool {
    service.is_empty() || service == "plugin"
}

#[tonic::async_trait]
impl Health for Ending {
    type WatchStream = ReceiverStream<Result<HealthCheckResponse, Status>>;

    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        if !known(&request.get_ref().service) {
            return Err(Status::not_found("there is no such service"));
        }
        Ok(Response::new(HealthCheckResponse {
            status: ServingStatus::Serving.into(),
        }))
    }

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let status = if known(&request.get_ref().service) {
            ServingStatus::Serving
        } else {
            ServingStatus::ServiceUnknown
        };
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        let ending = self.clone();
        tokio::spawn(async move {
            let answer = HealthCheckResponse {
                status: status.into(),
            };
            if sender.send(Ok(answer)).await.is_ok() {
                tokio::select! {
                    () = ending.begun() => {}
                    () = sender.closed() => {}
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(receiver)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_shorter_grace_wins_whichever_comes_first() {
        let (short, long) = (Duration::from_millis(500), Duration::from_secs(5));
        for graces in [[short, long], [long, short], [short, short]] {
            let ending = Ending::default();
            let begun = monotonic();
            let ends = async {
                for grace in graces {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    ending.begin(grace);
                }
                ending.begun().await;
            };
            tokio::join!(ending.over(), ends);
            let took = begun.elapsed();
            assert!(
                took >= short && took <= Duration::from_millis(702),
                "{took:?}"
            );
        }
    }
}
