//! Every answer can say that something went wrong.

use crate::framework::diagnostics::Diagnostic;
use crate::plugin::convert::diagnostic;
use crate::plugin::proto::tfplugin6 as proto;

/// An answer of the protocol.
pub(super) trait Report: Default {
    /// The answer that carries only this message.
    fn failed(error: Diagnostic) -> Self;
}

macro_rules! reports {
    ($($module:ident),* $(,)?) => {
        $(
            impl Report for proto::$module::Response {
                fn failed(error: Diagnostic) -> Self {
                    let mut answer = Self::default();
                    answer.diagnostics.push(diagnostic(error));
                    answer
                }
            }
        )*
    };
}

reports! {
    get_metadata, get_provider_schema, validate_provider_config, configure_provider,
    validate_resource_config, upgrade_resource_state, read_resource, plan_resource_change,
    apply_resource_change, import_resource_state, move_resource_state, generate_resource_config,
    get_resource_identity_schemas, upgrade_resource_identity,
    validate_data_resource_config, read_data_source,
    validate_ephemeral_resource_config, open_ephemeral_resource, renew_ephemeral_resource,
    close_ephemeral_resource, validate_list_resource_config, get_functions,
    validate_action_config, plan_action,
    validate_state_store, configure_state_store, read_state_bytes, write_state_bytes, lock_state,
    unlock_state, get_states, delete_state,
}

impl Report for proto::stop_provider::Response {
    fn failed(error: Diagnostic) -> Self {
        Self {
            error: diagnostic(error).summary,
        }
    }
}

impl Report for proto::call_function::Response {
    fn failed(error: Diagnostic) -> Self {
        Self {
            result: None,
            error: Some(proto::FunctionError {
                text: diagnostic(error).detail,
                function_argument: None,
            }),
        }
    }
}

impl Report for proto::list_resource::Event {
    fn failed(error: Diagnostic) -> Self {
        Self {
            diagnostic: vec![diagnostic(error)],
            ..Self::default()
        }
    }
}

impl Report for proto::invoke_action::Event {
    fn failed(error: Diagnostic) -> Self {
        use proto::invoke_action::event::{Completed, Type};
        Self {
            r#type: Some(Type::Completed(Completed {
                diagnostics: vec![diagnostic(error)],
            })),
        }
    }
}
