//! Where a peering stands.
//!
//! Source: VpcPeer API reference, "GetVpcPeerConnectionAttribute".

use crate::connection::status::{Decision, Status as Standing};

/// Where a peering stands, in the API's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Just asked for.
    Creating,
    /// The accepter has not answered.
    Accepting,
    /// On its way after an accept or a modification.
    Updating,
    /// The accepter refused.
    Rejected,
    /// The accepter did not answer within seven days.
    Expired,
    /// In force.
    Activated,
    /// On its way out.
    Deleting,
    /// Gone, and still shown.
    Deleted,
    /// A word that the API does not document.
    Other(String),
}

impl Status {
    /// Reads the API's word.
    pub fn parse(word: &str) -> Self {
        match word {
            "Creating" => Self::Creating,
            "Accepting" => Self::Accepting,
            "Updating" => Self::Updating,
            "Rejected" => Self::Rejected,
            "Expired" => Self::Expired,
            "Activated" => Self::Activated,
            "Deleting" => Self::Deleting,
            "Deleted" => Self::Deleted,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The API's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Creating => "Creating",
            Self::Accepting => "Accepting",
            Self::Updating => "Updating",
            Self::Rejected => "Rejected",
            Self::Expired => "Expired",
            Self::Activated => "Activated",
            Self::Deleting => "Deleting",
            Self::Deleted => "Deleted",
            Self::Other(word) => word,
        }
    }

    /// The same in the words that all clouds share.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Creating => Standing::Starting,
            Self::Accepting => Standing::Pending,
            Self::Updating => Standing::Settling(Decision::Accept),
            Self::Rejected => Standing::Rejected,
            Self::Expired => Standing::Expired,
            Self::Activated => Standing::Accepted,
            Self::Deleting | Self::Deleted => Standing::Absent,
            Self::Other(word) => Standing::Unknown(word.clone()),
        }
    }

    /// The same, of the word in a state.
    pub fn standing_of(word: &str) -> Standing {
        Self::parse(word).standing()
    }

    /// Whether it changes by itself, and nothing else may be asked of it meanwhile.
    pub fn is_moving(&self) -> bool {
        matches!(self, Self::Creating | Self::Updating)
    }
}
