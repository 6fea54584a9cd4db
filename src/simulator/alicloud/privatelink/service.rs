//! An endpoint service, as far as its connections need one.

use serde::{Deserialize, Serialize};

use super::super::super::id::{Region, name};
use super::super::peering::AccountId;

name! {
    /// An endpoint service: `epsrv-…`.
    ServiceId
}

/// An endpoint service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Whose it is.
    pub owner: AccountId,
    /// Where it is.
    pub region: Region,
    /// Whether it lets everybody in.
    pub auto_accept: bool,
    /// Whether its owner has deleted it. Its connections are shown for as long as their owners keep them.
    pub deleted: bool,
}
