//! The life of a resource: bytes in, [`Server`], bytes out.

use crate::framework::exchange::Before;
use crate::framework::server::{Import, Provider, Server};
use crate::plugin::convert::{diagnostics, dynamic, encoded, identified, identity, path, stored};
use crate::plugin::proto::tfplugin6 as proto;

pub(super) async fn validate<P: Provider>(
    server: &Server<P>,
    request: proto::validate_resource_config::Request,
) -> proto::validate_resource_config::Response {
    let told = server.validate_resource(&request.type_name, encoded(request.config.as_ref()));
    proto::validate_resource_config::Response {
        diagnostics: diagnostics(told),
    }
}

pub(super) async fn upgrade<P: Provider>(
    server: &Server<P>,
    request: proto::upgrade_resource_state::Request,
) -> proto::upgrade_resource_state::Response {
    let state = stored(request.raw_state.as_ref());
    let upgraded = server.upgrade(&request.type_name, request.version, state);
    let failed = upgraded.diagnostics.has_errors();
    proto::upgrade_resource_state::Response {
        upgraded_state: if failed {
            None
        } else {
            dynamic(&upgraded.answer)
        },
        diagnostics: diagnostics(upgraded.diagnostics),
    }
}

pub(super) async fn read<P: Provider>(
    server: &Server<P>,
    request: proto::read_resource::Request,
) -> proto::read_resource::Response {
    let state = encoded(request.current_state.as_ref());
    let read = server
        .read(
            &request.type_name,
            state,
            &request.private,
            identified(request.current_identity.as_ref()),
        )
        .await;
    proto::read_resource::Response {
        new_state: dynamic(&read.answer.state),
        new_identity: identity(&read.answer.identity),
        private: read.answer.private,
        diagnostics: diagnostics(read.diagnostics),
        ..Default::default()
    }
}

pub(super) async fn plan<P: Provider>(
    server: &Server<P>,
    request: proto::plan_resource_change::Request,
) -> proto::plan_resource_change::Response {
    let stores = request
        .client_capabilities
        .is_some_and(|host| host.store_planned_private);
    let private = Before {
        prior: &request.prior_private,
        earlier: stores.then_some(&request.planned_private),
    };
    let planned = server
        .plan(
            &request.type_name,
            encoded(request.prior_state.as_ref()),
            encoded(request.proposed_new_state.as_ref()),
            encoded(request.config.as_ref()),
            private,
            identified(request.prior_identity.as_ref()),
        )
        .await;
    proto::plan_resource_change::Response {
        planned_identity: identity(&planned.answer.stored.identity),
        planned_state: dynamic(&planned.answer.stored.state),
        requires_replace: planned.answer.replace.iter().map(path).collect(),
        planned_private: planned.answer.stored.private,
        diagnostics: diagnostics(planned.diagnostics),
        ..Default::default()
    }
}

pub(super) async fn apply<P: Provider>(
    server: &Server<P>,
    request: proto::apply_resource_change::Request,
) -> proto::apply_resource_change::Response {
    let applied = server
        .apply(
            &request.type_name,
            encoded(request.prior_state.as_ref()),
            encoded(request.planned_state.as_ref()),
            &request.planned_private,
            identified(request.planned_identity.as_ref()),
        )
        .await;
    proto::apply_resource_change::Response {
        new_identity: identity(&applied.answer.identity),
        new_state: dynamic(&applied.answer.state),
        private: applied.answer.private,
        diagnostics: diagnostics(applied.diagnostics),
        ..Default::default()
    }
}

pub(super) async fn upgrade_identity<P: Provider>(
    server: &Server<P>,
    request: proto::upgrade_resource_identity::Request,
) -> proto::upgrade_resource_identity::Response {
    let raw = stored(request.raw_identity.as_ref());
    let upgraded = server.upgrade_identity(&request.type_name, request.version, raw);
    proto::upgrade_resource_identity::Response {
        upgraded_identity: identity(&upgraded.answer),
        diagnostics: diagnostics(upgraded.diagnostics),
    }
}

pub(super) async fn import<P: Provider>(
    server: &Server<P>,
    request: proto::import_resource_state::Request,
) -> proto::import_resource_state::Response {
    let by = match &request.identity {
        Some(_) => Import::Identity(identified(request.identity.as_ref())),
        None => Import::Id(&request.id),
    };
    let imported = server.import(&request.type_name, by).await;
    let failed = imported.diagnostics.has_errors();
    let resource = proto::import_resource_state::ImportedResource {
        type_name: request.type_name,
        state: dynamic(&imported.answer.state),
        private: imported.answer.private,
        identity: identity(&imported.answer.identity),
    };
    proto::import_resource_state::Response {
        imported_resources: if failed { Vec::new() } else { vec![resource] },
        diagnostics: diagnostics(imported.diagnostics),
        ..Default::default()
    }
}

pub(super) async fn moved<P: Provider>(
    server: &Server<P>,
    request: proto::move_resource_state::Request,
) -> proto::move_resource_state::Response {
    let (target, source) = (&request.target_type_name, &request.source_type_name);
    let state = request.source_state.unwrap_or_default().json;
    let moved = server.moved(target, source, request.source_schema_version, &state);
    let failed = moved.diagnostics.has_errors();
    proto::move_resource_state::Response {
        target_state: if failed {
            None
        } else {
            dynamic(&moved.answer.state)
        },
        target_private: moved.answer.private,
        target_identity: identity(&moved.answer.identity),
        diagnostics: diagnostics(moved.diagnostics),
    }
}
