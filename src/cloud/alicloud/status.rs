//! The statuses of the two APIs.

use crate::connection::status::{Decision, State, Statuses};

/// On its way after an accept or a modification.
pub const UPDATING: &str = "Updating";
/// On its way out.
pub const DELETING: &str = "Deleting";
/// Gone, and still shown. PrivateLink's documents do not know the word, the vendor's provider does.
pub const DELETED: &str = "Deleted";
/// PrivateLink: being modified.
pub const PENDING: &str = "Pending";

/// Of peerings. Unanswered, they expire after seven days.
///
/// Source: VpcPeer API reference, "GetVpcPeerConnectionAttribute".
pub const PEERINGS: Statuses = Statuses(&[
    ("Creating", State::Starting),
    ("Accepting", State::Pending),
    (UPDATING, State::Settling(Decision::Accept)),
    ("Activated", State::Accepted),
    ("Rejected", State::Rejected),
    ("Expired", State::Expired),
    (DELETING, State::Absent),
    (DELETED, State::Absent),
]);

/// Of connections of PrivateLink. None says "rejected": who was rejected is disconnected, like somebody whom
/// nobody has answered.
///
/// Source: PrivateLink API reference, "ListVpcEndpointConnections".
pub const CONNECTIONS: Statuses = Statuses(&[
    (PENDING, State::Settling(Decision::Accept)),
    ("Connecting", State::Settling(Decision::Accept)),
    ("Connected", State::Accepted),
    ("Disconnecting", State::Settling(Decision::Reject)),
    ("Disconnected", State::Rejected),
    // Its owner deletes the endpoint.
    (DELETING, State::Leaving),
    ("ServiceDeleted", State::Absent),
    (DELETED, State::Absent),
]);
