//! Who calls: secrets that cannot be printed, the environment they may come from, and a cache that
//! renews what expires. Of no cloud in particular.

pub mod arguments;
pub mod cache;
#[cfg(test)]
mod cache_tests;
pub mod entries;
pub mod env;
pub mod error;
pub mod ini;
pub mod keys;
pub mod lookup;
pub mod name;
pub mod rule;
pub mod source;

use jiff::Timestamp;
use secrecy::SecretString;

use self::keys::Keys;

/// What a call proves with who sends it.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A key that signs, maybe a temporary one with its token.
    Keys(Keys),
    /// A token that is sent as it is.
    Token(SecretString),
    /// Nothing: the call signs in by what is in it, or needs no proof.
    Anonymous,
}

/// A credential as somebody handed it out.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The credential.
    pub credential: Credential,
    /// When it stops to hold, in UTC; absent: never, or nobody said.
    pub expires_at: Option<Timestamp>,
    /// The id of the tenant (a project, an account) that it belongs to, when its issuer says so.
    pub tenant: Option<String>,
}

impl Issued {
    /// Whether its time is over already.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

impl From<Credential> for Issued {
    fn from(credential: Credential) -> Self {
        Self {
            credential,
            expires_at: None,
            tenant: None,
        }
    }
}
