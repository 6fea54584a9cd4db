//! The 36 calls. This file is the table; what they do is in the files beside it, by subject, and in
//! [`crate::framework::server`].

mod action;
mod data;
mod list;
mod report;
mod resource;
mod schema;
mod unoffered;

use std::pin::Pin;
use std::sync::Arc;

use tokio_stream::Stream;
use tonic::{Request, Response, Status, Streaming};

use self::report::Report;
use super::proto::tfplugin6::{self as proto, provider_server};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::server::{Provider, Server};
use crate::operation::monotonic;

/// A provider behind gRPC.
pub struct Service<P: Provider>(Arc<Server<P>>);

impl<P: Provider> Service<P> {
    /// Serves `server`.
    pub fn new(server: Arc<Server<P>>) -> Self {
        Self(server)
    }

    /// Runs one call in a task of its own: a host that gives up must not cut a write in two, and a
    /// panic becomes an error that the user can read.
    async fn run<T, F>(
        &self,
        rpc: &'static str,
        work: impl FnOnce(Arc<Server<P>>) -> F,
    ) -> Answer<T>
    where
        T: Report + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let begun = monotonic();
        let done = tokio::spawn(work(Arc::clone(&self.0))).await;
        let elapsed = begun.elapsed().as_micros();
        let elapsed = u64::try_from(elapsed).unwrap_or(u64::MAX);
        tracing::debug!(target: "vpcconnect", tf_rpc = rpc, elapsed_us = elapsed, "answered");
        Ok(Response::new(
            done.unwrap_or_else(|_| T::failed(crashed(rpc))),
        ))
    }
}

fn crashed(rpc: &str) -> Diagnostic {
    Diagnostic::error(
        "The provider crashed",
        format!(
            "A bug in the provider ended {rpc} half-way. Please report this with the lines that follow \
             \"panic:\" in the output of Terraform, run with TF_LOG=ERROR. Plan again before you apply \
             again: the cloud may already have done what was asked."
        ),
    )
}

type Answer<T> = Result<Response<T>, Status>;
type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// A stream of one answer.
#[allow(clippy::unnecessary_wraps, reason = "that is what a call returns")]
fn once<T: Send + 'static>(answer: T) -> Answer<Answers<T>> {
    Ok(Response::new(Box::pin(tokio_stream::once(Ok(answer)))))
}

/// Writes the calls that are a plain function from a request to an answer.
macro_rules! calls {
    ($($rpc:ident($module:ident) => $function:path;)*) => {
        $(
            fn $rpc<'life, 'call>(
                &'life self,
                request: Request<proto::$module::Request>,
            ) -> Pin<Box<dyn Future<Output = Answer<proto::$module::Response>> + Send + 'call>>
            where
                'life: 'call,
                Self: 'call,
            {
                Box::pin(self.run(stringify!($rpc), move |server| async move {
                    $function(&server, request.into_inner()).await
                }))
            }
        )*
    };
}

#[tonic::async_trait]
impl<P: Provider> provider_server::Provider for Service<P> {
    calls! {
        get_metadata(get_metadata) => schema::metadata;
        get_provider_schema(get_provider_schema) => schema::all;
        validate_provider_config(validate_provider_config) => schema::validate_provider;
        configure_provider(configure_provider) => schema::configure;
        stop_provider(stop_provider) => schema::stop;

        validate_resource_config(validate_resource_config) => resource::validate;
        upgrade_resource_state(upgrade_resource_state) => resource::upgrade;
        read_resource(read_resource) => resource::read;
        plan_resource_change(plan_resource_change) => resource::plan;
        apply_resource_change(apply_resource_change) => resource::apply;
        import_resource_state(import_resource_state) => resource::import;
        move_resource_state(move_resource_state) => resource::moved;
        generate_resource_config(generate_resource_config) => unoffered::generate;

        get_resource_identity_schemas(get_resource_identity_schemas) => schema::identities;
        upgrade_resource_identity(upgrade_resource_identity) => resource::upgrade_identity;

        validate_data_resource_config(validate_data_resource_config) => data::validate;
        read_data_source(read_data_source) => data::read;

        validate_ephemeral_resource_config(validate_ephemeral_resource_config)
            => unoffered::validate_ephemeral;
        open_ephemeral_resource(open_ephemeral_resource) => unoffered::open_ephemeral;
        renew_ephemeral_resource(renew_ephemeral_resource) => unoffered::renew_ephemeral;
        close_ephemeral_resource(close_ephemeral_resource) => unoffered::close_ephemeral;

        validate_list_resource_config(validate_list_resource_config) => list::validate;
        get_functions(get_functions) => schema::functions;
        call_function(call_function) => unoffered::call_function;

        validate_action_config(validate_action_config) => action::validate;
        plan_action(plan_action) => action::plan;

        validate_state_store_config(validate_state_store) => unoffered::validate_store;
        configure_state_store(configure_state_store) => unoffered::configure_store;
        lock_state(lock_state) => unoffered::lock;
        unlock_state(unlock_state) => unoffered::unlock;
        get_states(get_states) => unoffered::states;
        delete_state(delete_state) => unoffered::delete_state;
    }

    type ListResourceStream = Answers<proto::list_resource::Event>;

    async fn list_resource(
        &self,
        request: Request<proto::list_resource::Request>,
    ) -> Answer<Self::ListResourceStream> {
        Ok(Response::new(list::list(&self.0, &request.into_inner())))
    }

    type InvokeActionStream = Answers<proto::invoke_action::Event>;

    async fn invoke_action(
        &self,
        request: Request<proto::invoke_action::Request>,
    ) -> Answer<Self::InvokeActionStream> {
        Ok(Response::new(action::invoke(
            Arc::clone(&self.0),
            request.into_inner(),
        )))
    }

    type ReadStateBytesStream = Answers<proto::read_state_bytes::Response>;

    async fn read_state_bytes(
        &self,
        request: Request<proto::read_state_bytes::Request>,
    ) -> Answer<Self::ReadStateBytesStream> {
        once(unoffered::read_bytes(&request.into_inner()))
    }

    async fn write_state_bytes(
        &self,
        request: Request<Streaming<proto::write_state_bytes::RequestChunk>>,
    ) -> Answer<proto::write_state_bytes::Response> {
        // The host waits for its whole stream to be taken before it looks at the answer.
        let mut chunks = request.into_inner();
        let mut name = String::new();
        while let Some(chunk) = chunks.message().await? {
            name = chunk.meta.map_or(name, |meta| meta.type_name);
        }
        Ok(Response::new(unoffered::write_bytes(&name)))
    }
}
