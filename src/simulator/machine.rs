//! A machine on a cloud, which may have temporary keys to hand out.

use serde::{Deserialize, Serialize};

/// How a metadata service is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum MachineVersion {
    /// 1: without a token.
    One,
    /// 2: with a token that is asked for first.
    #[default]
    Two,
}

impl From<MachineVersion> for u8 {
    fn from(version: MachineVersion) -> Self {
        match version {
            MachineVersion::One => 1,
            MachineVersion::Two => 2,
        }
    }
}

impl TryFrom<u8> for MachineVersion {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        match number {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            other => Err(format!("{other} is neither 1 nor 2")),
        }
    }
}
