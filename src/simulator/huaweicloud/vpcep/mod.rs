//! The simulated VPC Endpoint service, v1: endpoint services, endpoints, and the handshake between them.
//! <https://support.huaweicloud.com/intl/en-us/api-vpcep/vpcep_06_0000.html>
//!
//! `owner` has the calls of a service's owner, `consumer` those of who asks it. `list` filters and pages, `wire`
//! writes what is shown, `error` has the codes, `quirks` the answers where the documents give none.

pub(super) mod consumer;
mod error;
mod list;
pub(super) mod owner;
mod quirks;
mod wire;

use serde_json::json;

use crate::simulator::context::Call;
use crate::simulator::id::random_hex;
use crate::simulator::object::{Connection, Field};
use crate::simulator::refusal::Refusal;
use crate::simulator::rules::Event;

pub(super) use error::{no_service, vanished};
pub(super) use quirks::{Quirks, Seed};

/// The project in the path has to be the caller's.
pub(super) fn is_own_project(call: &Call<'_>) -> Result<(), Refusal> {
    if call.caller.tenant == call.part(1) {
        return Ok(());
    }
    Err(error::PROJECT.of(call.part(1)))
}

/// What is said of a service: what it was created with.
pub(super) fn service_fields() -> Vec<Field> {
    vec![
        ("name", json!("service")),
        ("status", json!("available")),
        ("approval_enabled", json!(true)),
        // Who may connect, besides the owner's own account: everybody.
        ("permissions", json!(["*"])),
        ("description", json!("")),
        ("server_type", json!("LB")),
        ("port_id", json!("")),
        (
            "ports",
            json!([{ "client_port": 80, "server_port": 80, "protocol": "TCP" }]),
        ),
        ("tcp_proxy", json!("close")),
    ]
}

/// What is said of an endpoint: what it was created with, and why it failed.
pub(super) fn endpoint_fields() -> Vec<Field> {
    vec![
        ("marker_id", json!(null)),
        ("errors", json!([])),
        ("frozen", json!(false)),
        ("subnet_id", json!("")),
        ("enable_dns", json!(false)),
    ]
}

/// Gives an endpoint the number that it has in packets: one that no float holds exactly.
pub(super) fn complete(endpoint: &mut Connection) {
    if endpoint.own.get("marker_id").is_null() {
        let bits = random_hex();
        let bits = bits
            .get(..15)
            .and_then(|hex| i64::from_str_radix(hex, 16).ok());
        let marker = bits.unwrap_or_default() | (1 << 58) | 1;
        endpoint.own.set("marker_id", marker);
    }
}

/// Nothing is decided while the account that asks is in arrears.
pub(super) fn check(endpoint: &Connection) -> Result<(), Refusal> {
    if endpoint.own.flag("frozen") {
        return Err(error::FROZEN.refusal());
    }
    Ok(())
}

/// Why the rules do not allow something.
pub(super) fn denied(event: Event, endpoint: &Connection) -> Refusal {
    if let (Event::Accept | Event::Reject, Err(frozen)) = (event, check(endpoint)) {
        return frozen;
    }
    match endpoint.status.as_str() {
        "failed" => error::FAILED.refusal(),
        "deleting" => error::DELETING.refusal(),
        "creating" => error::CREATING.refusal(),
        "accepted" => error::CONNECTED.refusal(),
        other => error::DECIDED.of(other),
    }
}

/// What the cloud does to an endpoint: it fails, or its account is frozen or no longer.
pub(super) fn act(action: &str, endpoint: &mut Connection) -> bool {
    match action {
        "fail" => {
            endpoint.status = "failed".into();
            endpoint.settling = None;
            let why = json!([{
                "error_code": "EndPoint.3005",
                "error_message": "The VPC endpoint could not be connected.",
            }]);
            endpoint.own.set("errors", why);
        }
        "freeze" => endpoint.own.set("frozen", true),
        "thaw" => endpoint.own.set("frozen", false),
        _ => return false,
    }
    true
}
