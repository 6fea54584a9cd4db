//! What the protocol has and this provider does not offer. Hosts ask only for what the schema
//! names, so these answers are for those that ask all the same.

use super::report::Report;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::server::{Provider, Server};
use crate::plugin::proto::tfplugin6 as proto;

fn unoffered<T: Report>(kind: &str, name: &str) -> T {
    T::failed(Diagnostic::error(
        format!("No such {kind}"),
        format!("This provider has no {kind} {name:?}."),
    ))
}

/// Writes one function for each call: the kind of thing, and the field of the request that names it.
macro_rules! unoffered {
    ($($function:ident($module:ident): $kind:literal, $field:ident;)*) => {
        $(
            pub(super) async fn $function<P: Provider>(
                _: &Server<P>,
                request: proto::$module::Request,
            ) -> proto::$module::Response {
                unoffered($kind, &request.$field)
            }
        )*
    };
}

unoffered! {
    generate(generate_resource_config): "generated configuration for", type_name;
    validate_ephemeral(validate_ephemeral_resource_config): "ephemeral resource", type_name;
    open_ephemeral(open_ephemeral_resource): "ephemeral resource", type_name;
    renew_ephemeral(renew_ephemeral_resource): "ephemeral resource", type_name;
    close_ephemeral(close_ephemeral_resource): "ephemeral resource", type_name;
    call_function(call_function): "function", name;
    validate_store(validate_state_store): "state store", type_name;
    configure_store(configure_state_store): "state store", type_name;
    lock(lock_state): "state store", type_name;
    unlock(unlock_state): "state store", type_name;
    states(get_states): "state store", type_name;
    delete_state(delete_state): "state store", type_name;
}

pub(super) fn read_bytes(
    request: &proto::read_state_bytes::Request,
) -> proto::read_state_bytes::Response {
    unoffered("state store", &request.type_name)
}

pub(super) fn write_bytes(name: &str) -> proto::write_state_bytes::Response {
    unoffered("state store", name)
}
