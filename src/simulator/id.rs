//! Names of things, each in its own type, so that a project is never taken for a VPC.

/// Defines a newtype over a text, written in JSON as that text.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: Into<String>> From<T> for $name {
            fn from(text: T) -> Self {
                Self(text.into())
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                self.0 == text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                self.0 == *text
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}
pub(crate) use name;

name! {
    /// The public half of a key pair. It names a tenant; every one exists.
    AccessKey
}
name! {
    /// A region such as `cn-north-4`.
    Region
}

impl Region {
    /// Whether a path segment or a project name reads like a region: lower-case words and numbers,
    /// at least two, joined by hyphens (`cn-north-4`, `eu-de`). Hardly a segment of the simulated APIs
    /// begins a path and looks like this.
    pub(crate) fn is_like(text: &str) -> bool {
        let word = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        // But one does: the path of a machine's metadata.
        if text == "meta-data" {
            return false;
        }
        let mut parts = text.split('-');
        let first = parts
            .next()
            .is_some_and(|first| first.len() >= 2 && first.bytes().all(|b| b.is_ascii_lowercase()));
        let rest: Vec<&str> = parts.collect();
        first && !rest.is_empty() && rest.into_iter().all(word)
    }
}

/// 128 random bits as 32 hexadecimal digits: ids, and the tokens and secrets that are handed out.
#[allow(
    clippy::expect_used,
    reason = "a system without randomness serves nobody"
)]
pub(crate) fn random_hex() -> String {
    use ring::rand::{Random, SystemRandom, generate};
    let bits: Random<[u8; 16]> = generate(&SystemRandom::new()).expect("the system has randomness");
    format!("{:032x}", u128::from_be_bytes(bits.expose()))
}

/// A random id in the shape of a UUID (version 4).
pub(crate) fn random_uuid() -> String {
    let mut text = String::with_capacity(36);
    for (at, digit) in random_hex().chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        // The version, and a variant that the version belongs to.
        text.push(match at {
            12 => '4',
            16 => 'a',
            _ => digit,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_recognised_and_api_paths_are_not() {
        for region in ["cn-north-4", "eu-de", "my-kualalumpur-1", "cn-hangzhou"] {
            assert!(Region::is_like(region), "{region}");
        }
        for other in [
            "v2.0",
            "v3",
            "vpc",
            "",
            "-",
            "cn-",
            "CN-north-4",
            "c-1",
            "_simulator",
            "meta-data",
        ] {
            assert!(!Region::is_like(other), "{other}");
        }
    }

    #[test]
    fn ids_differ_and_have_the_shape_of_a_uuid() {
        let (a, b) = (random_uuid(), random_uuid());
        assert_ne!(a, b);
        let lengths: Vec<usize> = a.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
}
