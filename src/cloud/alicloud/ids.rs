//! The ids that only this cloud has, beside those of all clouds, and what names a call through its attempts.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

use crate::cloud::random::unique;
use crate::connection::ids::ids;
pub use crate::connection::ids::{EndpointId, PeeringId, RegionId, ServiceId, VpcId};

ids! {
    /// An account: a number of up to 64 bits on the wire, a text here.
    AccountId by "number";
}

/// A number, or its digits as a text. Never by way of a floating-point number, which has 53 bits.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    struct Digits;

    impl Visitor<'_> for Digits {
        type Value = String;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("the number of an account")
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
            if !text.is_empty() && text.len() <= 20 && text.bytes().all(|one| one.is_ascii_digit())
            {
                return Ok(text.to_owned());
            }
            Err(E::custom("the number of an account was expected"))
        }
    }

    from.deserialize_any(Digits)
}

/// Names one logical operation through all its attempts, so that the cloud does it once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientToken(String);

impl ClientToken {
    /// A new one. At most 64 ASCII characters are allowed.
    pub fn new() -> Self {
        Self(format!("vpcconnect-{}", unique()))
    }

    /// The token as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ClientToken {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_numbers_keep_all_their_digits() {
        let reads = |json: &str| serde_json::from_str::<AccountId>(json).ok();
        for json in ["253460731706911258", "\"253460731706911258\""] {
            assert_eq!(reads(json), Some("253460731706911258".into()), "{json}");
        }
        for wrong in [
            "1.5",
            "-1",
            "\"\"",
            "\"12a\"",
            "null",
            "\"123456789012345678901\"",
        ] {
            assert_eq!(reads(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn tokens_differ_and_fit() {
        let (one, other) = (ClientToken::new(), ClientToken::new());
        assert_ne!(one, other);
        assert!(one.as_str().len() <= 64 && one.as_str().is_ascii());
    }
}
