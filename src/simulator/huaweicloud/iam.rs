//! The project and account look-ups of IAM.
//! <https://support.huaweicloud.com/intl/en-us/api-iam/iam_06_0001.html>

#![allow(
    clippy::unnecessary_wraps,
    reason = "these calls refuse nothing, and are handlers like those that do"
)]

use http::StatusCode;
use serde_json::{Value, json};

use super::HuaweiCloud;
use super::tenant::{default_project, domain};
use crate::simulator::context::{At, Call, Outcome};
use crate::simulator::id::Region;
use crate::simulator::object::TenantId;
use crate::simulator::request::Answer;

/// `GET /v3/projects`: by name, or all of them.
pub(super) fn projects(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let call = &at.call;
    let seed = &cloud.seed;
    let name = call.request.query("name");
    let key = &call.caller.access_key;
    let found: Vec<(TenantId, String)> = match (seed.projects.get(key), &name) {
        (Some(seeded), _) => seeded
            .iter()
            .filter(|one| name.as_ref().is_none_or(|name| one.name == *name))
            .map(|one| (one.id.clone(), one.name.clone()))
            .collect(),
        (None, Some(name)) if Region::is_like(name) => vec![(default_project(key), name.clone())],
        (None, Some(_)) => Vec::new(),
        (None, None) => vec![(default_project(key), seed.default_region.to_string())],
    };
    let account = domain(key);
    let base = call.request.base();
    let projects: Vec<Value> = found
        .into_iter()
        .map(|(id, name)| {
            json!({
                "domain_id": account,
                "is_domain": false,
                "parent_id": account,
                "name": name,
                "description": "",
                "links": { "self": format!("{base}/v3/projects/{id}") },
                "id": id,
                "enabled": true,
            })
        })
        .collect();
    Ok(listed(call, "/v3/projects", "projects", &projects))
}

/// `GET /v3/auth/domains`: the caller's own account.
pub(super) fn domains(_: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let call = &at.call;
    let id = domain(&call.caller.access_key);
    let base = call.request.base();
    let own = json!({
        "description": "",
        "enabled": true,
        "id": id,
        "links": { "self": format!("{base}/v3/domains/{id}") },
        "name": id,
    });
    Ok(listed(call, "/v3/auth/domains", "domains", &[own]))
}

/// `GET /v3/users`: the caller's own user, by name or at all.
pub(super) fn users(_: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let call = &at.call;
    let key = &call.caller.access_key;
    let (base, own) = (call.request.base(), format!("user-{key}"));
    let asked = call.request.query("name");
    let users: Vec<Value> = asked
        .is_none_or(|name| name == own)
        .then(|| {
            json!({
                "domain_id": domain(key),
                "enabled": true,
                "id": format!("id-{key}"),
                "links": { "self": format!("{base}/v3/users/id-{key}") },
                "name": own,
                "password_expires_at": null,
                "pwd_status": true,
            })
        })
        .into_iter()
        .collect();
    Ok(listed(call, "/v3/users", "users", &users))
}

/// A list, with the address that it has.
fn listed(call: &Call<'_>, path: &str, name: &str, all: &[Value]) -> Answer {
    let address = format!("{}{path}", call.request.base());
    let links = json!({ "self": address, "previous": null, "next": null });
    Answer::json(StatusCode::OK, json!({ "links": links, name: all }))
}
