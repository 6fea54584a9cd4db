//! Who calls: the gateway's checks, from the signature to the account. It takes signatures of both kinds.

use std::time::Duration;

use super::account::AccountId;
use super::error;
use super::rpc::Signed;
use super::sign;
use crate::simulator::authorization::Authorization;
use crate::simulator::clock;
use crate::simulator::context::{Caller, Context};
use crate::simulator::id::AccessKey;
use crate::simulator::refusal::Refusal;
use crate::simulator::request::Request;

/// A call's date may be off by so much.
const SKEW: Duration = Duration::from_secs(15 * 60);
/// Access keys that begin so are temporary: their calls need a security token.
const TEMPORARY: &str = "STS.";

/// How a request is signed.
enum Way<'a> {
    /// In headers: ACS3-HMAC-SHA256.
    Headers(Authorization<'a>),
    /// In parameters: HMAC-SHA1.
    Parameters(Signed),
}

impl<'a> Way<'a> {
    fn of(request: &'a Request) -> Option<Self> {
        match request.header("authorization") {
            Some(header) => sign::parse(header).map(Self::Headers),
            None => Signed::of(request)
                .filter(Signed::is_known)
                .map(Self::Parameters),
        }
    }

    fn key(&self) -> AccessKey {
        AccessKey::from(match self {
            Self::Headers(authorization) => authorization.access_key,
            Self::Parameters(signed) => signed.get("AccessKeyId").unwrap_or_default(),
        })
    }

    /// What a request says, by its header or its parameter.
    fn says(&'a self, request: &'a Request, header: &str, parameter: &str) -> Option<&'a str> {
        match self {
            Self::Headers(_) => request.header(header),
            Self::Parameters(signed) => signed.get(parameter),
        }
    }

    fn verify(&self, request: &Request, secret: &str) -> Result<(), Refusal> {
        match self {
            Self::Headers(authorization) => {
                sign::verify(request, authorization, secret).map_err(|bad| error::SIGNATURE.of(bad))
            }
            Self::Parameters(signed) if signed.holds(request.method.as_str(), secret) => Ok(()),
            Self::Parameters(signed) => {
                let to_sign = signed.to_sign(request.method.as_str());
                let why = format!("server string to sign is: {to_sign}");
                Err(error::SIGNATURE.of(why))
            }
        }
    }
}

/// The access key that a request claims, for the log and the faults. Not verified.
pub(super) fn claimed(request: &Request) -> Option<AccessKey> {
    Way::of(request).map(|way| way.key())
}

/// Lets a request in, or says why not. A signature's age is measured against the machine's time, which the
/// control API does not advance; what was issued ends by the simulator's.
pub(super) fn admit(request: &Request, context: &mut Context<'_>) -> Result<Caller, Refusal> {
    let way = Way::of(request).ok_or_else(|| error::NO_AUTHORIZATION.refusal())?;
    let sent = way.says(request, "x-acs-date", "Timestamp");
    let sent = sent.filter(|date| date.len() == 20 && date.ends_with('Z'));
    let sent = sent.and_then(|date| date.parse().ok());
    if !sent.is_some_and(|sent| clock::is_near(sent, context.wall, SKEW)) {
        return Err(error::DATE.refusal());
    }
    let key = way.key();
    let role = context.issued.keys(&key);
    let secret = role.map_or_else(|| format!("SK-{key}"), |role| role.secret.clone());
    way.verify(request, &secret)?;
    let token = way.says(request, "x-acs-security-token", "SecurityToken");
    if let Some(role) = role {
        if token != Some(role.security_token.as_str()) {
            return Err(error::security_token());
        }
        if role.expires_at <= context.now {
            return Err(error::TOKEN_OVER.refusal());
        }
    } else if key.as_str().starts_with(TEMPORARY) {
        let named = way.says(request, "x-acs-accesskey-id", "AccessKeyId");
        if token != Some(format!("TOKEN-{key}").as_str()) || named != Some(key.as_str()) {
            return Err(error::security_token());
        }
    }
    let nonce = way.says(request, "x-acs-signature-nonce", "SignatureNonce");
    if !context.nonces.take(nonce.unwrap_or_default()) {
        return Err(error::NONCE.refusal());
    }
    let account = role.and_then(|role| role.account.clone());
    let account = account.unwrap_or_else(|| AccountId::of(&key).tenant());
    Ok(Caller {
        origin: role.map_or_else(|| key.clone(), |role| role.origin.clone()),
        tenant: account.clone(),
        account,
        access_key: key,
    })
}
