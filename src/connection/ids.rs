//! Ids, each of its own type, as a cloud sends them. Their shapes are the cloud's business; but an id is
//! repeated in messages, in paths and in blocks that users copy, so it is one word.

use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer};

/// The longest id that is believed, in bytes.
const LONGEST: usize = 256;

/// Text that a cloud sends where one word belongs. Quotes, and what begins a template, would end the
/// quotes of an `import` block and go on in HCL.
pub(crate) fn word<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if text.len() <= LONGEST && text.bytes().all(fits) {
        return Ok(text);
    }
    Err(serde::de::Error::custom("one word was expected"))
}

/// Whether a word may have it: what ASCII prints, but quotes, brackets that are not square, `\`, `|` and `^`. A long list
/// has many words, so it is asked in ranges.
const fn fits(one: u8) -> bool {
    matches!(
        one,
        b'!' | b'#'..=b'&' | b'('..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'a'..=b'z' | b'~'
    )
}

/// The same where nothing at all would be another object: the collection, or the one above it.
pub(crate) fn name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = word(from)?;
    if matches!(text.as_str(), "" | "." | "..") {
        return Err(serde::de::Error::custom("an id was expected"));
    }
    Ok(text)
}

/// A [`word`] that says more of an object than which one it is. A text that is none counts as left out, and the
/// object is read all the same: a request must not be lost because its VPC has an odd name.
pub(crate) fn word_or_nothing<'de, D: Deserializer<'de>, T: From<String>>(
    from: D,
) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    let word: Result<_, serde::de::value::Error> = word(text.into_deserializer());
    Ok(word.unwrap_or_default().into())
}

/// Declares a newtype for each kind of id, read by [`word`] or [`name`].
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident by $reader:literal;)*) => {
        $(
            $(#[$meta])*
            #[derive(
                Clone, Debug, Default, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize,
            )]
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

            impl ::std::fmt::Display for $name {
                fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    formatter.write_str(&self.0)
                }
            }
        )*
    };
}
pub(crate) use ids;

ids! {
    /// Whose a network is: a project or an account, as the cloud calls it. It is its own word on each cloud, so
    /// that its reader is, too.
    TenantId by "word";
    /// A region.
    RegionId by "word";
    /// A VPC.
    VpcId by "word";
    /// A peering; requester and accepter know it by the same id.
    PeeringId by "name";
    /// An endpoint service.
    ServiceId by "name";
    /// An endpoint, and the connection between it and the service: it has no id of its own.
    EndpointId by "name";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_quote_or_begins_a_template_is_in_no_word() {
        let refused = br#""'\`<>{}|^"#;
        for one in 0..=u8::MAX {
            let fitting = one.is_ascii_graphic() && !refused.contains(&one);
            assert_eq!(fits(one), fitting, "{:?}", char::from(one));
        }
        for (text, is_one) in [
            ("", true),
            ("vpc-1", true),
            ("a b", false),
            ("a${b}", false),
        ] {
            let word = serde_json::from_value::<VpcId>(text.into());
            assert_eq!(word.is_ok(), is_one, "{text:?}");
        }
        let long = "a".repeat(LONGEST + 1);
        assert!(serde_json::from_value::<VpcId>(long.into()).is_err());
        assert!(serde_json::from_value::<PeeringId>("..".into()).is_err());
    }
}
