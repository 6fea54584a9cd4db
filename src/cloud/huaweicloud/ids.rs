//! Ids, each of its own type. Their shapes are the cloud's business and are not checked; but an id that
//! the cloud sends is repeated in messages, in paths and in blocks that users copy, so it is one word.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// The longest id that is believed, in bytes.
const LONGEST: usize = 256;

/// Text that a cloud sends where one word belongs. Quotes, and what begins a template, would end the
/// quotes of an `import` block and go on in HCL.
pub(super) fn word<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let fits =
        |one: char| !one.is_whitespace() && !one.is_control() && !r#""'\`<>{}|^"#.contains(one);
    if text.len() <= LONGEST && text.is_ascii() && text.chars().all(fits) {
        return Ok(text);
    }
    Err(serde::de::Error::custom("one word was expected"))
}

/// The same where nothing at all would be another object: the collection, or the one above it.
fn name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = word(from)?;
    if matches!(text.as_str(), "" | "." | "..") {
        return Err(serde::de::Error::custom("an id was expected"));
    }
    Ok(text)
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident by $reader:literal;)*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(#[serde(deserialize_with = $reader)] String);

            impl $name {
                /// The id as text.
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl<T: Into<String>> From<T> for $name {
                fn from(id: T) -> Self {
                    Self(id.into())
                }
            }

            impl AsRef<str> for $name {
                fn as_ref(&self) -> &str {
                    &self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str(&self.0)
                }
            }
        )*
    };
}

ids! {
    /// A project, which the VPC API calls a tenant. One account has one or more in each region.
    ProjectId by "word";
    /// A VPC.
    VpcId by "word";
    /// A peering; requester and accepter know it by the same id.
    PeeringId by "name";
    /// A Cloud Stream cluster.
    ClusterId by "name";
    /// An endpoint service.
    ServiceId by "name";
    /// An endpoint, and the connection between it and the service: it has no id of its own.
    EndpointId by "name";
    /// An account, which Huawei calls a domain: all projects of one customer.
    DomainId by "word";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cloud_sends_as_an_id_is_one_word() {
        let reads = |text: &str| {
            let json = serde_json::Value::from(text).to_string();
            (
                serde_json::from_str::<PeeringId>(&json).is_ok(),
                serde_json::from_str::<VpcId>(&json).is_ok(),
            )
        };
        for good in ["22b76469-08e3-4937-8c1d-7aad34892be1", "a@1", "x/y:z", "1"] {
            assert_eq!(reads(good), (true, true), "{good}");
        }
        for bad in [
            "a\"\n}",
            "${file(1)}",
            "a b",
            "a\x1b[2J",
            "a\u{202e}",
            "a\\",
            &"x".repeat(300),
        ] {
            assert_eq!(reads(bad), (false, false), "{bad}");
        }
        for none in ["", ".", ".."] {
            assert!(!reads(none).0, "{none}");
        }
    }
}
