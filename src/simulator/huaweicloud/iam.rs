//! The project and account look-ups of IAM.
//! <https://support.huaweicloud.com/intl/en-us/api-iam/iam_06_0001.html>

use http::StatusCode;
use serde_json::{Value, json};

use super::super::id::Region;
use super::super::request::{Answer, Request};
use super::peering::ProjectId;
use super::seed::Seed;
use super::tenant::{Tenant, default_project, domain};

/// `GET /v3/projects`: by name, or all of them.
pub(super) fn projects(request: &Request, tenant: &Tenant, seed: &Seed) -> Answer {
    let name = request.query("name");
    let key = &tenant.access_key;
    let found: Vec<(ProjectId, String)> = match (seed.projects.get(key), &name) {
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
    let base = base(request);
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
    let links = json!({
        "self": format!("{base}/v3/projects"),
        "previous": null,
        "next": null,
    });
    Answer::json(
        StatusCode::OK,
        json!({ "links": links, "projects": projects }),
    )
}

/// `GET /v3/auth/domains`: the caller's own account.
pub(super) fn domains(request: &Request, tenant: &Tenant) -> Answer {
    let id = domain(&tenant.access_key);
    let base = base(request);
    Answer::json(
        StatusCode::OK,
        json!({
            "domains": [{
                "description": "",
                "enabled": true,
                "id": id,
                "links": { "self": format!("{base}/v3/domains/{id}") },
                "name": id,
            }],
            "links": { "self": format!("{base}/v3/auth/domains"), "previous": null, "next": null },
        }),
    )
}

fn base(request: &Request) -> String {
    let host = request.header("host").unwrap_or("localhost");
    format!("http://{host}")
}
