//! Objects as the state files of version 1 have them.

use serde_json::{Value, json};

use super::lives::{ACTIVE, REJECTED};
use super::{NAME, vpcep};
use crate::simulator::objects::Objects;
use crate::simulator::upgrade::{File, all, at, connection, own, service};

/// Takes this cloud's parts out of a file.
pub(super) fn read(file: &mut File, objects: &mut Objects) -> serde_json::Result<()> {
    let mut part = |name: &str| file.remove(name).unwrap_or_default();
    let (peerings, vpcep) = (part("huaweicloud"), part("huaweicloud_vpcep"));
    let clusters = part("huaweicloud_cs");
    for old in all(&peerings) {
        let side = |side: &str| {
            party(
                at(at(old, side), "project_id"),
                at(old, side),
                at(old, "region"),
            )
        };
        let to = match at(at(old, "settling"), "to").as_str() {
            Some("active") => json!(ACTIVE),
            Some("rejected") => json!(REJECTED),
            _ => Value::Null,
        };
        let settling = at(old, "settling").as_object();
        let settling = settling.map(|one| json!({ "to": to, "at": one.get("at") }));
        let place = at(&clusters, "peerings").get(at(old, "id").as_str().unwrap_or_default());
        let text = |of: &Value, name: &str| at(of, name).as_str().unwrap_or_default().to_owned();
        let cluster =
            place.map(|place| format!("{}/{}", text(place, "project"), text(place, "cluster")));
        let new = json!({
            "cloud": NAME,
            "kind": "peering",
            "requester": side("requester"),
            "accepter": side("accepter"),
            "settling": settling,
            "own": { "cluster": cluster.unwrap_or_default() },
        });
        connection(old, new, objects)?;
    }
    for old in all(at(&vpcep, "services")) {
        let new =
            json!({ "cloud": NAME, "owner": owner(old), "own": own(old, vpcep::service_fields()) });
        service(old, new, objects)?;
    }
    for old in all(at(&vpcep, "endpoints")) {
        let asked = at(&vpcep, "services").get(at(old, "service_id").as_str().unwrap_or_default());
        let new = json!({
            "cloud": NAME,
            "kind": "endpoint",
            "requester": owner(old),
            "accepter": owner(asked.unwrap_or(old)),
            "own": own(old, vpcep::endpoint_fields()),
        });
        connection(old, new, objects)?;
    }
    objects.gone.extend(serde_json::from_value::<Vec<_>>(
        clusters.get("gone").cloned().unwrap_or_else(|| json!([])),
    )?);
    Ok(())
}

fn party(account: &Value, of: &Value, region: &Value) -> Value {
    json!({ "account": account, "tenant": at(of, "project_id"), "region": region, "vpc_id": at(of, "vpc_id") })
}

fn owner(of: &Value) -> Value {
    party(at(of, "domain_id"), of, at(of, "region"))
}
