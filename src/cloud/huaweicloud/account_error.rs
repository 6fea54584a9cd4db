//! What keeps an account from calling.

use super::config::{NoEndpoint, OneRegion};
use super::credential_error;
use super::ids::ProjectId;
use crate::credential::source::Origin;
use crate::http::error::Failure;

/// Why an account cannot call.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// It has no region.
    #[error("the account has no region")]
    NoRegion,
    /// Its region is none: it becomes a part of a host's name.
    #[error("{0:?} is no region")]
    BadRegion(String),
    /// It cannot sign in, as it is configured.
    #[error(transparent)]
    Credentials(#[from] credential_error::Error),
    /// It was not let in.
    #[error("it could not sign in: {0}")]
    SignIn(#[source] Failure),
    /// It has no credentials, and the machine that this runs on gave none.
    #[error("the account has no credentials, and this machine gave none: {0}")]
    Machine(#[source] Failure),
    /// Its token is another region's.
    #[error("a token serves one region, {own:?}, and {region:?} was asked for")]
    TokenRegion {
        /// The region that it serves.
        own: String,
        /// The region that was asked for.
        region: String,
    },
    /// Its token is another project's.
    #[error("its token belongs to project {token}, and project_id says {configured}")]
    TokenProject {
        /// The token's.
        token: ProjectId,
        /// The configured one.
        configured: ProjectId,
        /// What says so.
        by: Option<Origin>,
    },
    /// Its endpoint serves another region.
    #[error(transparent)]
    OneRegion(OneRegion),
    /// Its endpoint is none.
    #[error("{0}")]
    Endpoint(String),
    /// Its file of certificate authorities cannot be read.
    #[error("{0}")]
    CaFile(String),
    /// Its project could not be looked up.
    #[error("its project id could not be looked up: {0}")]
    Lookup(#[source] Failure),
    /// Its project is not the one project of that name.
    #[error("{} projects are named {name:?}", found.len())]
    Projects {
        /// The name.
        name: String,
        /// Those that have it.
        found: Vec<ProjectId>,
        /// What says that name; nothing when it is the region's.
        by: Option<Origin>,
    },
    /// Its project is none of those that are allowed.
    #[error("its project is {project}, which allowed_project_ids does not list")]
    NotAllowed {
        /// The project.
        project: ProjectId,
    },
}

impl From<NoEndpoint> for Error {
    fn from(error: NoEndpoint) -> Self {
        match error {
            NoEndpoint::OneRegion(one) => Self::OneRegion(one),
            NoEndpoint::Invalid(why) => Self::Endpoint(why),
        }
    }
}
