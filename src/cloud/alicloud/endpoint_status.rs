//! Where a connection of PrivateLink stands.
//!
//! Source: PrivateLink API reference, "ListVpcEndpointConnections".

use crate::connection::status::{Decision, Status as Standing};

/// Where a connection stands, in the API's words. None says "rejected": who was rejected is disconnected,
/// like somebody whom nobody has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Being modified.
    Pending,
    /// On its way after an accept.
    Connecting,
    /// In force.
    Connected,
    /// On its way after a reject.
    Disconnecting,
    /// Rejected, or not answered.
    Disconnected,
    /// Its owner deletes the endpoint.
    Deleting,
    /// The service is gone.
    ServiceDeleted,
    /// Gone, and still shown. The vendor's provider knows the word, its documents do not.
    Deleted,
    /// A word that the API does not document.
    Other(String),
}

impl Status {
    /// Reads the API's word.
    pub fn parse(word: &str) -> Self {
        match word {
            "Pending" => Self::Pending,
            "Connecting" => Self::Connecting,
            "Connected" => Self::Connected,
            "Disconnecting" => Self::Disconnecting,
            "Disconnected" => Self::Disconnected,
            "Deleting" => Self::Deleting,
            "ServiceDeleted" => Self::ServiceDeleted,
            "Deleted" => Self::Deleted,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The API's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "Pending",
            Self::Connecting => "Connecting",
            Self::Connected => "Connected",
            Self::Disconnecting => "Disconnecting",
            Self::Disconnected => "Disconnected",
            Self::Deleting => "Deleting",
            Self::ServiceDeleted => "ServiceDeleted",
            Self::Deleted => "Deleted",
            Self::Other(word) => word,
        }
    }

    /// The same in the words that all clouds share.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Pending | Self::Connecting => Standing::Settling(Decision::Accept),
            Self::Connected => Standing::Accepted,
            Self::Disconnecting => Standing::Settling(Decision::Reject),
            Self::Disconnected => Standing::Rejected,
            Self::Deleting => Standing::Leaving,
            Self::ServiceDeleted | Self::Deleted => Standing::Absent,
            Self::Other(word) => Standing::Unknown(word.clone()),
        }
    }

    /// The same, of the word in a state.
    pub fn standing_of(word: &str) -> Standing {
        Self::parse(word).standing()
    }
}
