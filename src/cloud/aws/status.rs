//! The statuses of peerings and of connections. Words differ in case between documents and answers.

use crate::connection::status::{Decision, State, Statuses};

/// Just asked for: the cloud still checks the other VPC.
pub const STARTING: &str = "initiating-request";
/// Waits for its answer.
pub const PENDING: &str = "pending-acceptance";
/// On its way out, between regions only.
pub const DELETING: &str = "deleting";
/// Gone, and still shown for some hours.
pub const DELETED: &str = "deleted";

/// Of peerings. Unanswered, they expire after seven days.
///
/// Source: VPC Peering Guide, "VPC peering connection lifecycle".
pub const PEERINGS: Statuses = Statuses(&[
    (STARTING, State::Starting),
    (PENDING, State::Pending),
    ("provisioning", State::Settling(Decision::Accept)),
    ("active", State::Accepted),
    ("rejected", State::Rejected),
    ("expired", State::Expired),
    ("failed", State::Failed),
    (DELETING, State::Absent),
    (DELETED, State::Absent),
]);

/// Waits for its answer.
pub const WAITING: &str = "pendingAcceptance";

/// Of connections of PrivateLink.
///
/// Source: EC2 API reference, "VpcEndpointConnection"; PrivateLink Guide, "Accept or reject connection requests".
pub const CONNECTIONS: Statuses = Statuses(&[
    (WAITING, State::Pending),
    // Accepted, which may take minutes to be available.
    ("pending", State::Settling(Decision::Accept)),
    ("available", State::Accepted),
    // In some of its zones.
    ("partial", State::Accepted),
    ("rejected", State::Rejected),
    ("expired", State::Expired),
    ("failed", State::Failed),
    // Its owner deletes the endpoint.
    (DELETING, State::Leaving),
    (DELETED, State::Absent),
]);

/// Whether a peering came to nothing: nobody can delete it, and the cloud forgets it after some hours.
pub fn is_over(state: &State) -> bool {
    matches!(state, State::Rejected | State::Expired | State::Failed)
}
