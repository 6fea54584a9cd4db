//! Who calls: the gateway's checks, from the signature to the account.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::account::account_of;
use super::error;
use super::seed::Quirks;
use super::service::Service;
use super::sign::Signed;
use crate::simulator::clock;
use crate::simulator::context::{Caller, Context};
use crate::simulator::id::{AccessKey, Region};
use crate::simulator::refusal::Refusal;
use crate::simulator::request::Request;

/// A call's date may be off by so much.
const SKEW: Duration = Duration::from_secs(15 * 60);
/// Access keys that begin so are temporary: their calls need a session token.
pub(super) const TEMPORARY: &str = "ASIA";

/// The access key that a request claims, for the log and the faults. Not verified.
pub(super) fn claimed(request: &Request) -> Option<AccessKey> {
    Signed::of(request).map(|signed| signed.key.into())
}

/// The region that a request is for: that of its path, else that of its signature.
pub(super) fn region(request: &Request) -> Option<Region> {
    let signed = || Signed::of(request).map(|signed| signed.region.into());
    request.region.clone().or_else(signed)
}

/// Why a request is not let in.
enum Denied {
    Unsigned,
    Signature(String),
    Date,
    Token,
    TokenOver,
}

impl Denied {
    /// In the words of the service that was called: EC2 tells less than STS.
    fn refusal(self, service: Service, quirks: &Quirks) -> Refusal {
        match (service, self) {
            (Service::Ec2, Self::Date | Self::TokenOver) => error::request_expired(quirks),
            (Service::Ec2, Self::Unsigned | Self::Signature(_) | Self::Token) => {
                error::unauthorized()
            }
            (Service::Sts, Self::Unsigned) => error::forbidden(&error::NO_TOKEN, ""),
            (Service::Sts, Self::Signature(why)) => error::forbidden(&error::SIGNATURE, &why),
            (Service::Sts, Self::Date) => {
                error::forbidden(&error::SIGNATURE, "Signature expired, or not yet current.")
            }
            (Service::Sts, Self::Token) => error::forbidden(&error::TOKEN, ""),
            (Service::Sts, Self::TokenOver) => error::forbidden(&error::TOKEN_OVER, ""),
        }
    }
}

/// Lets a request in, or says why not.
pub(super) fn admit(
    request: &Request,
    quirks: &Quirks,
    context: &mut Context<'_>,
) -> Result<Caller, Refusal> {
    let service = Service::of(request);
    checked(request, service, context).map_err(|denied| denied.refusal(service, quirks))
}

/// A signature's age is measured against the machine's time, which the control API does not advance; what was
/// issued ends by the simulator's.
fn checked(
    request: &Request,
    service: Service,
    context: &mut Context<'_>,
) -> Result<Caller, Denied> {
    let signed = Signed::of(request).ok_or(Denied::Unsigned)?;
    let text = request.header("x-amz-date").unwrap_or_default();
    let sent = date(text);
    if !sent.is_some_and(|sent| clock::is_near(sent, context.wall, SKEW)) {
        return Err(Denied::Date);
    }
    let is_here = |region: &Region| *region == signed.region;
    for (holds, part) in [
        (text.starts_with(signed.day), "date"),
        (request.region.as_ref().is_none_or(is_here), "region"),
        (signed.service == service.name(), "service"),
    ] {
        if !holds {
            let why = format!("Credential should be scoped to correct {part}.");
            return Err(Denied::Signature(why));
        }
    }
    let key = AccessKey::from(signed.key);
    let role = context.issued.keys(&key);
    let secret = role.map_or_else(|| format!("SK-{key}"), |role| role.secret.clone());
    let verified = signed.verify(request, &secret);
    verified.map_err(|bad| Denied::Signature(bad.to_string()))?;
    let token = request.header("x-amz-security-token");
    if let Some(role) = role {
        if token != Some(role.security_token.as_str()) {
            return Err(Denied::Token);
        }
        if role.expires_at <= context.now {
            return Err(Denied::TokenOver);
        }
    } else if key.as_str().starts_with(TEMPORARY) && token != Some(format!("TOKEN-{key}").as_str())
    {
        return Err(Denied::Token);
    }
    let account = role.and_then(|role| role.account.clone());
    let account = account.unwrap_or_else(|| account_of(&key));
    Ok(Caller {
        origin: role.map_or_else(|| key.clone(), |role| role.origin.clone()),
        tenant: account.clone(),
        account,
        access_key: key,
    })
}

/// `20260102T030405Z`
fn date(text: &str) -> Option<Timestamp> {
    if text.len() != 16 {
        return None;
    }
    let civil = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}
