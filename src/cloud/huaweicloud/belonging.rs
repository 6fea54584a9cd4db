//! Where a credential belongs. An openrc file brings user and password of one cloud together with its
//! identity endpoint, `OS_AUTH_URL`: whoever takes the one without the other sends a password to a stranger.
//! So a credential goes where its own source says, and what contradicts that is an error before any call.

use ::http::Uri;

use super::credential::SignIn;
use super::credential_error::Error;
pub use super::credential_error::{Elsewhere, Other};
use crate::credential::env::Environment;
use crate::credential::source::{Invalid, Origin, Sourced, listed};
use crate::http::endpoint::check_endpoint;

const OF_OPENSTACK: &str = "OS_AUTH_URL";
const OF_VENDOR: &str = "HW_AUTH_URL";

/// The vendor's own clouds, which are called where nobody names another one.
const OWN: [&str; 2] = ["myhuaweicloud.com", "myhuaweicloud.eu"];

/// Clouds of partners whose identity endpoint is told by its host in any region.
const PARTNERS: [&str; 2] = ["otc.t-systems.com", "prod-cloud-ocb.orange-business.com"];

/// Whose words a credential is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// The provider block's.
    Block,
    /// The vendor's variables, `HW_…`.
    Vendor,
    /// Those of OpenStack's tools, `OS_…`.
    OpenStack,
    /// Nobody's: the machine has it.
    Machine,
}

impl Family {
    fn of(sign_in: &SignIn) -> Self {
        // Whose user it is, is no secret, and goes with any family.
        let parts = sign_in.parts.iter();
        let parts = parts.filter(|(name, _)| !name.starts_with("domain_"));
        let variables: Vec<_> = parts.map(|(_, origin)| origin.variable()).collect();
        let mut named = variables.iter().flatten();
        if named.any(|name| name.starts_with("OS_")) {
            Self::OpenStack
        } else if variables.iter().any(Option::is_some) {
            Self::Vendor
        } else if variables.is_empty() {
            Self::Machine
        } else {
            Self::Block
        }
    }
}

/// What an account says about hosts.
pub(super) struct Stated<'a> {
    /// Its own region.
    pub(super) region: Option<&'a str>,
    /// The domain of its cloud.
    pub(super) cloud: Option<&'a Sourced<String>>,
    /// The endpoints of the services that its credential is shown to.
    pub(super) endpoints: [(&'static str, Option<&'a str>); 5],
}

/// What the identity endpoint of the environment adds to that.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Added {
    /// The identity endpoint.
    pub(super) iam: Option<Sourced<String>>,
    /// The cloud's domain.
    pub(super) cloud: Option<Sourced<String>>,
}

/// Where the credential of `sign_in` belongs, by the variables of its own source.
///
/// # Errors
/// [`Elsewhere`] when somebody says otherwise, [`Error::Invalid`] when the variable cannot be used.
pub(super) fn settle(
    sign_in: &SignIn,
    env: &Environment,
    stated: &Stated<'_>,
) -> Result<Added, Error> {
    let family = Family::of(sign_in);
    let of_vendor = env.find(&[OF_VENDOR]);
    let of_openstack = env.find(&[OF_OPENSTACK]);
    let is_stated = stated
        .endpoints
        .iter()
        .any(|(_, endpoint)| endpoint.is_some());
    let credential = match listed(&sign_in.origins()) {
        names if names.is_empty() => "the keys of this machine".to_owned(),
        names => names,
    };
    let argument = |cloud: &&Sourced<String>| matches!(cloud.origin, Origin::Argument(_));
    if family == Family::Block && (is_stated || stated.cloud.is_some_and(|cloud| argument(&cloud)))
    {
        // All of it is the block's: what a variable says concerns others.
        return Ok(Added::default());
    }
    let own = match (family, of_openstack) {
        (Family::OpenStack, Some(url)) => Some(url),
        // The credential says nothing of its cloud, and somebody else's variable names another one.
        (_, Some(url)) if of_vendor.is_none() && stated.cloud.is_none() && !is_stated => {
            let host = Identity::of(&url)?.host;
            if !OWN.iter().any(|own| within(&host, own)) {
                return Err(Error::from(Box::new(Elsewhere {
                    credential,
                    says: url.origin,
                    host,
                    other: Other::Default,
                    elsewhere: OWN.first().copied().unwrap_or_default().to_owned(),
                })));
            }
            None
        }
        _ => None,
    };
    let beside = own.as_ref().and(of_vendor.as_ref());
    let Some(url) = own.as_ref().or(of_vendor.as_ref()) else {
        return Ok(Added::default());
    };
    let identity = Identity::of(url)?;
    let cloud = match stated.cloud {
        Some(cloud) => Some(cloud.value.to_ascii_lowercase()),
        None => identity.cloud(stated.region),
    };
    let belongs = |host: &str| {
        let in_cloud = cloud.as_ref().is_some_and(|cloud| within(host, cloud));
        host == identity.host || in_cloud
    };
    let elsewhere = |other: &Origin, elsewhere: &str| {
        Error::from(Box::new(Elsewhere {
            credential: credential.clone(),
            says: url.origin.clone(),
            host: identity.host.clone(),
            other: Other::Said(other.clone()),
            elsewhere: elsewhere.to_owned(),
        }))
    };
    if let Some(said) = stated.cloud
        && !within(&identity.host, &said.value)
    {
        return Err(elsewhere(&said.origin, &said.value));
    }
    for (name, endpoint) in stated.endpoints {
        let host = endpoint.and_then(host);
        if let Some(host) = host.filter(|host| !belongs(host)) {
            return Err(elsewhere(&Origin::Argument(name), &host));
        }
    }
    if let Some(other) = beside {
        let host = Identity::of(other)?.host;
        if !belongs(&host) {
            return Err(elsewhere(&other.origin, &host));
        }
    }
    let named = |name: &str| {
        let mut endpoints = stated.endpoints.iter();
        endpoints.any(|(one, endpoint)| *one == name && endpoint.is_some())
    };
    let open = stated.endpoints.iter();
    let mut open = open.filter(|(name, _)| *name != "endpoints.iam" && !named(name));
    if cloud.is_none() && open.next().is_some() {
        return Err(Error::Invalid(Invalid {
            origin: url.origin.clone(),
            why: format!(
                "Its host, {:?}, does not show which domain the cloud's other services are under. Set cloud \
                 in the account, or HW_CLOUD, to that domain.",
                identity.host
            ),
        }));
    }
    let at = |value| url.origin.clone().of(value);
    Ok(Added {
        iam: (!named("endpoints.iam")).then(|| at(identity.base)),
        cloud: cloud.filter(|_| stated.cloud.is_none()).map(at),
    })
}

/// An identity endpoint.
struct Identity {
    /// Without the version.
    base: String,
    host: String,
}

impl Identity {
    fn of(url: &Sourced<String>) -> Result<Self, Invalid> {
        let wrong = |why: String| Invalid {
            origin: url.origin.clone(),
            why,
        };
        let text = url.value.as_str();
        check_endpoint(text).map_err(wrong)?;
        let base = text.trim_end_matches('/');
        if base.ends_with("/v2.0") || base.ends_with("/v2") {
            let why = "It is an endpoint of version 2 of the identity API; version 3 is required, \
                       https://HOST/v3.";
            return Err(wrong(why.to_owned()));
        }
        let base = base.strip_suffix("/v3").unwrap_or(base);
        Ok(Self {
            base: base.trim_end_matches('/').to_owned(),
            host: host(text).ok_or_else(|| wrong("It has no host.".to_owned()))?,
        })
    }

    /// The domain of the cloud: what follows on the region in the host's name, or a cloud that is known.
    fn cloud(&self, region: Option<&str>) -> Option<String> {
        let (service, rest) = self.host.split_once('.')?;
        let by_region = region.and_then(|region| {
            let domain = rest
                .strip_prefix(&region.to_ascii_lowercase())?
                .strip_prefix('.')?;
            (service.starts_with("iam") && domain.contains('.')).then(|| domain.to_owned())
        });
        by_region.or_else(|| {
            let mut known = OWN.iter().chain(&PARTNERS);
            let known = known.find(|known| within(&self.host, known))?;
            Some((*known).to_owned())
        })
    }
}

fn host(endpoint: &str) -> Option<String> {
    let uri: Uri = endpoint.replace("{region}", "region").parse().ok()?;
    Some(uri.host()?.to_ascii_lowercase())
}

/// Whether a host is a domain's.
fn within(host: &str, domain: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    let before = host.strip_suffix(&domain);
    before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
#[path = "belonging_tests.rs"]
mod tests;
