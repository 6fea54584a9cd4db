//! What keeps an account from calling, here alone.

use super::config::{NoEndpoint, OneRegion};
use super::credential_error;
use super::ids::ProjectId;
use crate::cloud::account_error;
use crate::credential::source::Origin;

/// Why an account cannot call.
pub type Error = account_error::Error<credential_error::Own, Own>;

/// What can be wrong with the accounts of this cloud alone, where a region has its projects.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Own {
    /// Its token is another region's.
    #[error("a token serves one region, {own:?}, and {region:?} was requested")]
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
}

impl From<Own> for Error {
    fn from(error: Own) -> Self {
        Self::Own(error)
    }
}

impl From<NoEndpoint> for Error {
    fn from(error: NoEndpoint) -> Self {
        match error {
            NoEndpoint::OneRegion(one) => Self::Own(Own::OneRegion(one)),
            NoEndpoint::Invalid(why) => Self::Endpoint(why),
        }
    }
}
