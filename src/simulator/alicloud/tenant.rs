//! Who calls: the gateway's checks, from the signature to the account.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;

use super::super::clock;
use super::super::id::AccessKey;
use super::super::request::Request;
use super::error::Refusal;
use super::peering::AccountId;
use super::sign::{self, Authorization};
use super::sts::Issued;

/// `x-acs-date` may be off by so much.
const SKEW: Duration = Duration::from_secs(15 * 60);
/// Access keys that begin so are temporary: their calls need a security token.
const TEMPORARY: &str = "STS.";
/// How many nonces are remembered.
const NONCES: usize = 100_000;

/// A tenant whose signature held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tenant {
    pub(crate) access_key: AccessKey,
    pub(crate) account: AccountId,
    /// The key that it began with: another one for who acts as a role.
    pub(crate) origin: AccessKey,
}

/// The nonces of signed requests: each is good for one.
#[derive(Debug, Default)]
pub(crate) struct Nonces {
    used: std::collections::HashSet<String>,
    order: VecDeque<String>,
}

impl Nonces {
    /// Whether it is new; from now on it is not.
    fn take(&mut self, nonce: &str) -> bool {
        if !self.used.insert(nonce.to_owned()) {
            return false;
        }
        self.order.push_back(nonce.to_owned());
        if self.order.len() > NONCES
            && let Some(oldest) = self.order.pop_front()
        {
            self.used.remove(&oldest);
        }
        true
    }
}

/// The access key that a request claims, for the log and the faults. Not verified.
pub(crate) fn claimed(request: &Request) -> Option<AccessKey> {
    let header = request.header("authorization")?;
    Authorization::parse(header).map(|found| AccessKey::from(found.access_key))
}

/// Lets a request in, or says why not. A signature's age is measured against `wall`, which the control
/// API does not advance; what was issued ends by `now`.
pub(crate) fn identify(
    request: &Request,
    nonces: &mut Nonces,
    issued: &Issued,
    now: Timestamp,
    wall: Timestamp,
) -> Result<Tenant, Refusal> {
    let authorization = request
        .header("authorization")
        .and_then(Authorization::parse)
        .ok_or(Refusal::NoAuthorization)?;
    let sent: Timestamp = request
        .header("x-acs-date")
        .filter(|date| date.len() == 20 && date.ends_with('Z'))
        .and_then(|date| date.parse().ok())
        .ok_or(Refusal::Date)?;
    if clock::between(sent, wall).max(clock::between(wall, sent)) > SKEW {
        return Err(Refusal::Date);
    }
    let key = AccessKey::from(authorization.access_key);
    let role = issued.of(&key);
    let secret = role.map_or_else(|| format!("SK-{key}"), |role| role.secret.clone());
    sign::verify(request, &authorization, &secret)?;
    let token = request.header("x-acs-security-token");
    if let Some(role) = role {
        if token != Some(role.token.as_str()) {
            return Err(Refusal::SecurityToken);
        }
        if role.expires_at <= now {
            return Err(Refusal::TokenOver);
        }
    } else if key.as_str().starts_with(TEMPORARY) {
        let named = request.header("x-acs-accesskey-id");
        if token != Some(format!("TOKEN-{key}").as_str()) || named != Some(key.as_str()) {
            return Err(Refusal::SecurityToken);
        }
    }
    let nonce = request.header("x-acs-signature-nonce").unwrap_or_default();
    if !nonces.take(nonce) {
        return Err(Refusal::Nonce);
    }
    Ok(Tenant {
        origin: role.map_or_else(|| key.clone(), |role| role.origin.clone()),
        account: role.map_or_else(|| AccountId::of(&key), |role| role.account),
        access_key: key,
    })
}
