//! The statuses of the APIs.

use crate::connection::status::{Decision, State, Statuses};

/// On its way out.
pub const DELETED: &str = "DELETED";

/// Of peerings.
///
/// Source: VPC API reference, "VPC Peering Connection".
pub const PEERINGS: Statuses = Statuses(&[
    ("PENDING_ACCEPTANCE", State::Pending),
    ("REJECTED", State::Rejected),
    ("EXPIRED", State::Expired),
    (DELETED, State::Absent),
    ("ACTIVE", State::Accepted),
]);

/// Of connections of VPC Endpoint.
///
/// Source: VPC Endpoint API reference, "Querying Connections to a VPC Endpoint Service".
pub const CONNECTIONS: Statuses = Statuses(&[
    ("pendingAcceptance", State::Pending),
    ("creating", State::Settling(Decision::Accept)),
    ("accepted", State::Accepted),
    // The owner refused, or took the approval away.
    ("rejected", State::Rejected),
    ("failed", State::Failed),
    // The endpoint's owner deletes it.
    ("deleting", State::Leaving),
]);
