//! The gRPC services of a plugin, by the names in a call's path.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use tonic::Status;
use tonic::body::Body;
use tonic::codegen::{BoxFuture, Service};

use super::control::Ending;
use super::message::Whole;
use super::proto::health::health_server::{self, HealthServer};
use super::proto::plugin::grpc_broker_server::{self, GrpcBrokerServer};
use super::proto::plugin::grpc_controller_server::{self, GrpcControllerServer};
use super::proto::plugin::grpc_stdio_server::{self, GrpcStdioServer};
use super::proto::tfplugin6::provider_server::{self, ProviderServer};
use super::service;
use crate::framework::server::{Provider, Server};

/// The largest message to the host, as in HashiCorp's own SDK.
const LARGEST: usize = 256 << 20;

/// The largest message from the host. What a host sends of one object is far smaller.
const LARGEST_TAKEN: usize = 64 << 20;

/// The provider, and what go-plugin wants of every plugin.
pub(super) struct Services<P: Provider> {
    provider: Whole<ProviderServer<service::Service<P>>>,
    controller: Whole<GrpcControllerServer<Ending>>,
    stdio: Whole<GrpcStdioServer<Ending>>,
    broker: Whole<GrpcBrokerServer<Ending>>,
    health: Whole<HealthServer<Ending>>,
}

impl<P: Provider> Services<P> {
    /// Those of `provider`, until `ending`.
    pub(super) fn new(provider: Arc<Server<P>>, ending: &Ending) -> Self {
        let provider = ProviderServer::new(service::Service::new(provider))
            .max_decoding_message_size(LARGEST_TAKEN)
            .max_encoding_message_size(LARGEST);
        Self {
            provider: Whole::new(provider, LARGEST_TAKEN),
            controller: small(GrpcControllerServer::new(ending.clone())),
            stdio: small(GrpcStdioServer::new(ending.clone())),
            broker: small(GrpcBrokerServer::new(ending.clone())),
            health: small(HealthServer::new(ending.clone())),
        }
    }
}

/// A service whose messages are small: tonic lets no larger ones in.
fn small<S>(service: S) -> Whole<S> {
    const DEFAULT: usize = 4 << 20;
    Whole::new(service, DEFAULT)
}

// A derived one would want the provider to be `Clone`.
impl<P: Provider> Clone for Services<P> {
    fn clone(&self) -> Self {
        Self {
            provider: self.provider.clone(),
            controller: self.controller.clone(),
            stdio: self.stdio.clone(),
            broker: self.broker.clone(),
            health: self.health.clone(),
        }
    }
}

impl<P: Provider> Service<http::Request<Body>> for Services<P> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    /// Each of them is ready at any time.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        // `/SERVICE/CALL`, of gRPC over HTTP/2.
        let name = request.uri().path().split('/').nth(1);
        match name.unwrap_or_default() {
            provider_server::SERVICE_NAME => self.provider.call(request),
            grpc_controller_server::SERVICE_NAME => self.controller.call(request),
            grpc_stdio_server::SERVICE_NAME => self.stdio.call(request),
            grpc_broker_server::SERVICE_NAME => self.broker.call(request),
            health_server::SERVICE_NAME => self.health.call(request),
            _ => {
                let unknown = Status::unimplemented("there is no such service");
                Box::pin(async { Ok(unknown.into_http()) })
            }
        }
    }
}
