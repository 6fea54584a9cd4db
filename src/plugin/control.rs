//! The services beside the provider: shutdown, health, and two streams that stay silent.

use tokio::sync::watch;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

use super::proto::health::health_check_response::ServingStatus;
use super::proto::health::health_server::Health;
use super::proto::health::{HealthCheckRequest, HealthCheckResponse};
use super::proto::plugin::grpc_broker_server::GrpcBroker;
use super::proto::plugin::grpc_controller_server::GrpcController;
use super::proto::plugin::grpc_stdio_server::GrpcStdio;
use super::proto::plugin::{ConnInfo, Empty, StdioData};

/// Says when to end: `true` once.
#[derive(Clone, Debug, Default)]
pub struct Ending(watch::Sender<bool>);

impl Ending {
    /// Ends the server.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Waits for it.
    pub async fn begun(&self) {
        // The sender lives in `self`, so the wait cannot fail.
        let _ = self.0.subscribe().wait_for(|ending| *ending).await;
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
        self.begin();
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
