//! The host's end of gRPC: one HTTP/2 connection, every service on it.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::uri::PathAndQuery;
use http_body_util::StreamBody;
use hyper::body::Frame;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::UnixStream;
use tokio_stream::StreamExt as _;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::transport::{Channel, Endpoint, Uri};
use vpcconnect::plugin::proto::health::HealthCheckRequest;
use vpcconnect::plugin::proto::health::health_check_response::ServingStatus;
use vpcconnect::plugin::proto::health::health_client::HealthClient;
use vpcconnect::plugin::proto::plugin::Empty;
use vpcconnect::plugin::proto::plugin::grpc_broker_client::GrpcBrokerClient;
use vpcconnect::plugin::proto::plugin::grpc_controller_client::GrpcControllerClient;
use vpcconnect::plugin::proto::plugin::grpc_stdio_client::GrpcStdioClient;
use vpcconnect::plugin::proto::tfplugin6::provider_client::ProviderClient;

use super::certificate::Certificate;
use super::process::Plugin;
use super::soon;
use super::tls::{self, Shown};

/// What HashiCorp's SDK allows either way.
const LARGEST: usize = 256 << 20;

/// One connection to the provider.
#[derive(Clone)]
pub(crate) struct Client(Way);

/// How a call reaches the provider.
#[derive(Clone)]
pub(crate) enum Way {
    /// Over a stream, as with any host.
    Wire(Channel),
    /// By a function call: the same messages without HTTP/2, which a table of thousands of calls would
    /// spend most of its time in.
    Within(Arc<dyn Fn(http::Request<Body>) -> Answering + Send + Sync>),
}

type Answering = Pin<Box<dyn Future<Output = Result<http::Response<Body>, Problem>> + Send>>;
type Problem = Box<dyn std::error::Error + Send + Sync>;

impl Service<http::Request<Body>> for Way {
    type Response = http::Response<Body>;
    type Error = Problem;
    type Future = Answering;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        match self {
            Self::Wire(channel) => channel.poll_ready(cx).map_err(Into::into),
            Self::Within(_) => Poll::Ready(Ok(())),
        }
    }

    fn call(&mut self, request: http::Request<Body>) -> Answering {
        match self {
            Self::Wire(channel) => {
                let answer = channel.call(request);
                Box::pin(async { Ok(answer.await?) })
            }
            Self::Within(call) => call(request),
        }
    }
}

impl Client {
    /// Speaks HTTP/2 over an open stream.
    pub(crate) async fn over<S>(stream: S) -> Result<Self, tonic::transport::Error>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let endpoint = Endpoint::from_static("http://localhost");
        let channel = endpoint
            .connect_with_connector(Once(Some(TokioIo::new(stream))))
            .await?;
        Ok(Self(Way::Wire(channel)))
    }

    /// Calls a service of this process.
    pub(crate) fn within<S>(service: S) -> Self
    where
        S: Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send,
    {
        Self(Way::Within(Arc::new(move |request| {
            let answer = service.clone().call(request);
            Box::pin(async { Ok(answer.await?) })
        })))
    }

    /// Connects to a provider that serves without TLS.
    pub(crate) async fn plaintext(socket: &Path) -> Self {
        let stream = UnixStream::connect(socket).await.unwrap();
        Self::over(stream).await.unwrap()
    }

    /// Connects as Terraform does: believing the certificate of the handshake alone.
    pub(crate) async fn mutual(plugin: &Plugin, own: &Certificate) -> Self {
        let shown = Shown::certificate(own);
        let stream = tls::connect(&plugin.socket(), &plugin.certificate(), shown).await;
        Self::over(stream.unwrap()).await.unwrap()
    }

    /// The provider protocol.
    pub(crate) fn provider(&self) -> ProviderClient<Way> {
        ProviderClient::new(self.0.clone())
            .max_decoding_message_size(LARGEST)
            .max_encoding_message_size(LARGEST)
    }

    /// go-plugin's stream of what the plugin prints.
    pub(crate) fn stdio(&self) -> GrpcStdioClient<Way> {
        GrpcStdioClient::new(self.0.clone())
    }

    /// go-plugin's broker.
    pub(crate) fn broker(&self) -> GrpcBrokerClient<Way> {
        GrpcBrokerClient::new(self.0.clone())
    }

    /// gRPC's health check.
    pub(crate) fn health(&self) -> HealthClient<Way> {
        HealthClient::new(self.0.clone())
    }

    /// A call of `path`, whatever is there.
    pub(crate) async fn call(&self, path: &'static str) -> Result<(), Status> {
        let mut grpc = tonic::client::Grpc::new(self.0.clone());
        let ready = grpc.ready().await;
        ready.map_err(|problem| Status::unavailable(problem.to_string()))?;
        let codec = tonic_prost::ProstCodec::<Empty, Empty>::default();
        let path = PathAndQuery::from_static(path);
        let answer = grpc.unary(tonic::Request::new(Empty {}), path, codec).await;
        answer.map(drop)
    }

    /// Whether the provider says that it serves.
    pub(crate) async fn is_serving(&self) -> bool {
        let request = HealthCheckRequest {
            service: "plugin".to_owned(),
        };
        let answer = soon("the health check", self.health().check(request)).await;
        answer.is_ok_and(|answer| answer.get_ref().status() == ServingStatus::Serving)
    }

    /// Begins a call with these bytes of a body that does not end.
    pub(crate) async fn begin(&self, path: &str, bytes: Vec<u8>) -> http::Response<Body> {
        let bytes = tokio_stream::once(Ok::<_, Status>(Frame::data(bytes.into())));
        let body = StreamBody::new(bytes.chain(tokio_stream::pending()));
        let request = http::Request::post(format!("http://localhost{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(Body::new(body))
            .unwrap();
        let mut way = self.0.clone();
        std::future::poll_fn(|cx| way.poll_ready(cx)).await.unwrap();
        way.call(request).await.unwrap()
    }

    /// Asks for the end, as the host does when it is done. The answer may be lost with the connection.
    pub(crate) async fn shut_down(self) {
        let mut controller = GrpcControllerClient::new(self.0);
        let _ = soon("the shutdown", controller.shutdown(Empty {})).await;
    }
}

/// Hands out one stream, once: the host never connects again by itself.
struct Once<S>(Option<S>);

impl<S> Service<Uri> for Once<S> {
    type Response = S;
    type Error = io::Error;
    type Future = Ready<io::Result<S>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        ready(
            self.0
                .take()
                .ok_or_else(|| io::ErrorKind::NotConnected.into()),
        )
    }
}
