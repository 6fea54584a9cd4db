//! Accounts, which are numbers.

use crate::simulator::id::AccessKey;
use crate::simulator::object::TenantId;

/// An account's number: CRC-32 (IEEE) of its access key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountId(pub i64);

impl AccountId {
    /// The account of an access key.
    pub fn of(key: &AccessKey) -> Self {
        Self(i64::from(crc32fast::hash(key.as_str().as_bytes())))
    }

    pub(super) fn tenant(self) -> TenantId {
        TenantId::from(self.to_string())
    }
}

impl std::fmt::Display for AccountId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// An account as the APIs write it: a number, but for STS.
pub(super) fn number(account: &str) -> i64 {
    account.parse().unwrap_or_default()
}
