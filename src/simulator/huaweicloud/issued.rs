//! What the identity services have handed out: tokens and temporary keys, and until when they hold.
//! Forgotten at the end, as a restart of the simulator is rare and a new sign-in cheap.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use super::super::clock;
use super::super::id::{AccessKey, Region, random_hex};
use super::peering::ProjectId;
use super::tenant::TEMPORARY;

/// All of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issued {
    tokens: HashMap<String, Token>,
    keys: HashMap<AccessKey, Temporary>,
    /// The tokens of the metadata service, which have no rights but to ask it.
    machine: Vec<String>,
}

/// A token for the header `X-Auth-Token`.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(super) tenant: AccessKey,
    /// What it is good for; a token of a whole domain has none.
    pub(super) scope: Option<Scope>,
    pub(super) expires_at: Timestamp,
}

/// A project in its region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(super) project: ProjectId,
    pub(super) region: Region,
}

/// Keys for a while.
#[derive(Clone, Debug)]
pub(crate) struct Temporary {
    pub(super) access_key: AccessKey,
    pub(super) secret: String,
    pub(super) security_token: String,
    /// Whose rights they have.
    pub(super) tenant: AccessKey,
    pub(super) expires_at: Timestamp,
}

impl Issued {
    pub(super) fn token(&self, text: &str) -> Option<&Token> {
        self.tokens.get(text)
    }

    pub(super) fn keys(&self, key: &AccessKey) -> Option<&Temporary> {
        self.keys.get(key)
    }

    /// Hands out a token, and gives its text.
    pub(super) fn add_token(&mut self, token: Token) -> String {
        let text = format!("MIIC{}{}", random_hex(), random_hex());
        self.tokens.insert(text.clone(), token);
        text
    }

    /// Hands out keys with the rights of `tenant`.
    pub(super) fn add_keys(
        &mut self,
        tenant: AccessKey,
        now: Timestamp,
        lifetime: Duration,
    ) -> Temporary {
        let access_key = format!("{TEMPORARY}{}", random_hex().to_uppercase());
        let keys = Temporary {
            access_key: AccessKey::from(access_key),
            secret: random_hex(),
            security_token: format!("gQpj{}{}", random_hex(), random_hex()),
            tenant,
            expires_at: clock::after(now, lifetime),
        };
        self.keys.insert(keys.access_key.clone(), keys.clone());
        keys
    }

    pub(super) fn add_machine_token(&mut self) -> String {
        let text = random_hex();
        self.machine.push(text.clone());
        text
    }

    pub(super) fn is_machine_token(&self, text: &str) -> bool {
        self.machine.iter().any(|one| one == text)
    }
}
