//! What a cloud says of its VPC peerings. What the resources make of it is the same on all clouds.

use super::cloud::Cloud;
use super::side::Side;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::Status;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Failure;
use crate::operation::Operation;

/// The peerings of one cloud.
pub trait PeeringApi: Cloud {
    /// A peering as the cloud shows it.
    type Peering: Clone + Send + Sync + 'static;

    /// The cloud's own words in messages.
    const WORDS: Words;

    /// Its id.
    fn id(peering: &Self::Peering) -> &str;

    /// Where it stands.
    fn status(peering: &Self::Peering) -> Status;

    /// Whether it is as good as gone.
    fn is_leaving(peering: &Self::Peering) -> bool;

    /// The tenant on one of its sides, where the cloud shows it.
    fn tenant_of(peering: &Self::Peering, side: Side) -> Option<&str>;

    /// Reads a peering, alone or together with others.
    fn read(
        session: &Self::Session,
        operation: &Operation,
        id: &str,
        ask: Ask,
    ) -> impl Future<Output = Result<Observed<Self::Peering>, Failure>> + Send;

    /// What a user should know of a peering that is there.
    fn notice(_peering: &Self::Peering) -> Option<Diagnostic> {
        None
    }

    /// What an import is told of a peering that is not there.
    fn not_found(session: &Self::Session, id: &str, account: &str) -> Diagnostic;
}

/// What a cloud calls things, in the places of sentences that are otherwise the same on all of them.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// "… belong to 1": whose the account's calls are.
    pub own_tenant: &'static str,
    /// Whom to name when a new account does not find the peering: "Put account back, or name …".
    pub same_tenant: &'static str,
}
