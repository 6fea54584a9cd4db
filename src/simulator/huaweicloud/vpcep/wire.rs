//! Services and endpoints as the API shows them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Quirks;
use crate::simulator::object::{Connection, Service};

/// An endpoint as its service's owner is shown it.
pub(super) fn connection(one: &Connection, quirks: Quirks) -> Value {
    let mut shown = Map::new();
    let mut put = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    put("id", json!(one.id));
    put("status", json!(one.status));
    put("marker_id", one.own.get("marker_id").clone());
    put("domain_id", json!(one.requester.account));
    put("created_at", json!(stamp(one.created_at, quirks)));
    put("updated_at", json!(stamp(one.updated_at, quirks)));
    if !quirks.older_answers {
        put("description", json!(one.description));
    }
    let errors = one.own.get("errors");
    if errors.as_array().is_some_and(|errors| !errors.is_empty()) {
        put("error", errors.clone());
    }
    Value::Object(shown)
}

/// An endpoint as its own owner is shown it.
pub(super) fn endpoint(one: &Connection, service: Option<&Service>, quirks: Quirks) -> Value {
    let mut shown = connection(one, quirks);
    if let Value::Object(shown) = &mut shown {
        shown.remove("domain_id");
        let mut put = |name: &str, value: Value| shown.insert(name.to_owned(), value);
        put("service_type", json!("interface"));
        put("endpoint_service_id", json!(one.service_id));
        put(
            "endpoint_service_name",
            json!(service.map_or_else(String::new, full_name)),
        );
        put("vpc_id", json!(one.requester.vpc_id));
        put("project_id", json!(one.requester.tenant));
        let active = if one.own.flag("frozen") {
            "frozen"
        } else {
            "active"
        };
        put("active_status", json!([active]));
        put("enable_dns", one.own.get("enable_dns").clone());
        if !one.own.text("subnet_id").is_empty() {
            put("subnet_id", one.own.get("subnet_id").clone());
        }
    }
    shown
}

/// The name that a service is known by to those who ask it.
fn full_name(service: &Service) -> String {
    format!(
        "{}.{}.{}",
        service.owner.region,
        service.own.text("name"),
        service.id
    )
}

/// A service as its owner is shown it. `connections` counts what is accepted or on its way there.
pub(super) fn service(one: &Service, connections: usize, quirks: Quirks) -> Value {
    let port = one.own.text("port_id");
    let port = if port.is_empty() {
        format!("port-{}", one.id)
    } else {
        port.to_owned()
    };
    json!({
        "id": one.id,
        "service_name": full_name(one),
        "server_type": one.own.get("server_type"),
        "port_id": port,
        "vpc_id": one.owner.vpc_id,
        "approval_enabled": one.own.get("approval_enabled"),
        "status": one.own.get("status"),
        "service_type": "interface",
        "created_at": stamp(one.created_at, quirks),
        "updated_at": stamp(one.updated_at, quirks),
        "project_id": one.owner.tenant,
        "ports": one.own.get("ports"),
        "tcp_proxy": one.own.get("tcp_proxy"),
        "description": one.own.get("description"),
        "connection_count": connections,
    })
}

/// A time as this generation of the API writes it.
pub(super) fn stamp(moment: Timestamp, quirks: Quirks) -> String {
    let form = if quirks.older_answers {
        "%Y-%m-%dT%H:%M:%S.%3f"
    } else {
        "%Y-%m-%dT%H:%M:%SZ"
    };
    moment.strftime(form).to_string()
}
