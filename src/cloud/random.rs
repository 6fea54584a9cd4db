//! What is sent once and never again: nonces and client tokens.

/// 128 bits as 32 hexadecimal digits, different each time. Not a secret.
pub(super) fn unique() -> String {
    use std::hash::{BuildHasher, RandomState};
    // The standard library keys each of these anew.
    let half = || RandomState::new().hash_one("vpcconnect");
    format!("{:016x}{:016x}", half(), half())
}
