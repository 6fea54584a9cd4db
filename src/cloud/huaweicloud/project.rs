//! Project ids by name.
//!
//! Source: IAM API reference, "Querying Project Information".

use ::http::Method;

use super::account_error::{Error, Own};
use super::error::unreadable;
use super::ids::ProjectId;
use super::model::Projects;
use crate::http::call::{Call, Effect};
use crate::http::client::Client;
use crate::operation::Operation;

/// The id of the one project of that name. The main project of a region has the region's name.
///
/// # Errors
/// [`Error::Lookup`] when it cannot be asked for, [`Own::Projects`] when there is none or more
/// than one.
pub async fn by_name(iam: &Client, operation: &Operation, name: &str) -> Result<ProjectId, Error> {
    let mut call = Call::new("ListProjects", Method::GET, "/v3/projects", Effect::Reads);
    call.query.push(("name".into(), name.to_owned()));
    let answer = iam.call(operation, &call).await.map_err(Error::Lookup)?;
    let projects: Projects = serde_json::from_slice(answer.body())
        .map_err(|_| Error::Lookup(unreadable(&answer, "The answer lists no projects").into()))?;
    // A server that ignores the filter sends all of them.
    let named = |project: &&super::model::Project| project.name == name || project.name.is_empty();
    let found: Vec<_> = projects.projects.iter().filter(named).collect();
    match found.as_slice() {
        [project] if project.id.as_str().is_empty() => Err(Error::Lookup(
            unreadable(&answer, "The answer names a project without an id").into(),
        )),
        [project] => Ok(project.id.clone()),
        several => Err(Error::Own(Own::Projects {
            name: name.to_owned(),
            found: several.iter().map(|one| one.id.clone()).collect(),
            by: None,
        })),
    }
}
