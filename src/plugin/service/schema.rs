//! What there is, and the provider itself.

use crate::framework::server::{Provider, Server};
use crate::plugin::convert::{diagnostics, encoded, identity_schema, schema};
use crate::plugin::proto::tfplugin6::{self as proto, get_metadata as metadata_of};

/// `plan_destroy`: a destroy warns of what it does. `get_provider_schema_optional`: any process may
/// be asked for work without having been asked for its schema first.
const CAPABILITIES: proto::ServerCapabilities = proto::ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: true,
    generate_resource_config: false,
};

pub(super) async fn metadata<P: Provider>(
    server: &Server<P>,
    _: metadata_of::Request,
) -> metadata_of::Response {
    metadata_of::Response {
        server_capabilities: Some(CAPABILITIES),
        resources: server
            .resource_names()
            .map(|name| metadata_of::ResourceMetadata {
                type_name: name.to_owned(),
            })
            .collect(),
        data_sources: server
            .data_names()
            .map(|name| metadata_of::DataSourceMetadata {
                type_name: name.to_owned(),
            })
            .collect(),
        list_resources: server
            .list_names()
            .map(|name| metadata_of::ListResourceMetadata {
                type_name: name.to_owned(),
            })
            .collect(),
        actions: server
            .action_names()
            .map(|name| metadata_of::ActionMetadata {
                type_name: name.to_owned(),
            })
            .collect(),
        ..Default::default()
    }
}

pub(super) async fn all<P: Provider>(
    server: &Server<P>,
    _: proto::get_provider_schema::Request,
) -> proto::get_provider_schema::Response {
    proto::get_provider_schema::Response {
        provider: Some(schema(&server.provider_schema())),
        resource_schemas: server
            .resource_schemas()
            .map(|(name, of)| (name.to_owned(), schema(&of)))
            .collect(),
        data_source_schemas: server
            .data_schemas()
            .map(|(name, of)| (name.to_owned(), schema(&of)))
            .collect(),
        list_resource_schemas: server
            .list_schemas()
            .map(|(name, of)| (name.to_owned(), schema(&of)))
            .collect(),
        action_schemas: server
            .action_schemas()
            .map(|(name, of)| {
                let schema = Some(schema(&of));
                (name.to_owned(), proto::ActionSchema { schema })
            })
            .collect(),
        server_capabilities: Some(CAPABILITIES),
        ..Default::default()
    }
}

pub(super) async fn validate_provider<P: Provider>(
    server: &Server<P>,
    request: proto::validate_provider_config::Request,
) -> proto::validate_provider_config::Response {
    let told = server.validate_provider(encoded(request.config.as_ref()));
    proto::validate_provider_config::Response {
        diagnostics: diagnostics(told),
    }
}

pub(super) async fn configure<P: Provider>(
    server: &Server<P>,
    request: proto::configure_provider::Request,
) -> proto::configure_provider::Response {
    let told = server.configure(encoded(request.config.as_ref()));
    // A process that serves many runs should not have more of them in each.
    let tasks = tokio::runtime::Handle::current()
        .metrics()
        .num_alive_tasks();
    tracing::trace!(target: "vpcconnect", tasks, "configured");
    proto::configure_provider::Response {
        diagnostics: diagnostics(told),
    }
}

pub(super) async fn stop<P: Provider>(
    server: &Server<P>,
    _: proto::stop_provider::Request,
) -> proto::stop_provider::Response {
    server.stop();
    proto::stop_provider::Response::default()
}

pub(super) async fn identities<P: Provider>(
    server: &Server<P>,
    _: proto::get_resource_identity_schemas::Request,
) -> proto::get_resource_identity_schemas::Response {
    let schemas = server.identity_schemas();
    proto::get_resource_identity_schemas::Response {
        identity_schemas: schemas
            .map(|(name, of)| (name.to_owned(), identity_schema(&of)))
            .collect(),
        ..Default::default()
    }
}

pub(super) async fn functions<P: Provider>(
    _: &Server<P>,
    _: proto::get_functions::Request,
) -> proto::get_functions::Response {
    proto::get_functions::Response::default()
}
