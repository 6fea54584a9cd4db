//! Accounts, which are texts of twelve digits.

use crate::simulator::id::AccessKey;
use crate::simulator::object::TenantId;

/// The account of an access key: its CRC-32 (IEEE) in decimal, with zeros in front.
pub fn account_of(key: &AccessKey) -> TenantId {
    TenantId::from(format!("{:012}", crc32fast::hash(key.as_str().as_bytes())))
}
