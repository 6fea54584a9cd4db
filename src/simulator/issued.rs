//! What the identity services have handed out: tokens and temporary keys, and until when they hold.
//! Forgotten at the end, as a restart of the simulator is rare and a new sign-in cheap.

use std::collections::HashMap;

use jiff::Timestamp;

use super::id::{AccessKey, Region, random_hex};
use super::object::TenantId;

/// All of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issued {
    tokens: HashMap<String, Token>,
    keys: HashMap<AccessKey, Keys>,
    /// The tokens of the metadata services, which have no rights but to ask them.
    machine: Vec<String>,
}

/// A token that signs in by itself.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// Whose it is.
    pub(crate) tenant: AccessKey,
    /// What it is good for; none: for the whole account.
    pub(crate) scope: Option<Scope>,
    pub(crate) expires_at: Timestamp,
}

/// A tenant in its region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) tenant: TenantId,
    pub(crate) region: Region,
}

/// Keys for a while.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    pub(crate) access_key: AccessKey,
    pub(crate) secret: String,
    pub(crate) security_token: String,
    /// The key of whoever they were handed to.
    pub(crate) origin: AccessKey,
    /// Whose rights they have, where that is another account than the origin's.
    pub(crate) account: Option<TenantId>,
    pub(crate) expires_at: Timestamp,
}

impl Issued {
    pub(crate) fn token(&self, text: &str) -> Option<&Token> {
        self.tokens.get(text)
    }

    pub(crate) fn keys(&self, key: &AccessKey) -> Option<&Keys> {
        self.keys.get(key)
    }

    /// Hands out a token by its text.
    pub(crate) fn add_token(&mut self, text: String, token: Token) {
        self.tokens.insert(text, token);
    }

    pub(crate) fn add_keys(&mut self, keys: Keys) {
        self.keys.insert(keys.access_key.clone(), keys);
    }

    /// A metadata service's own token.
    pub(crate) fn add_machine_token(&mut self) -> String {
        let text = random_hex();
        self.machine.push(text.clone());
        text
    }

    pub(crate) fn is_machine_token(&self, text: &str) -> bool {
        self.machine.iter().any(|one| one == text)
    }
}
