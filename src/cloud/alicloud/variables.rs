//! The arguments of an account and their environment variables, of both families, each list in its order.
//!
//! Source: the provider `alicloud` for the names and their order; `alibabacloud_credentials` for those
//! that it knows beside them.

use super::credential::{Asked, Machine, Network, Oidc, Sts, Token, Way};
use super::credential_error::Error;
use crate::cloud::role::RoleNames;
use crate::credential::arguments::Place;
use crate::credential::env::Environment;
use crate::credential::keys::KeyNames;
use crate::credential::lookup::Lookup;
use crate::credential::name::{Half, Name};
use crate::credential::rule::{plain_region, plain_text, switch};
use crate::credential::source::{Invalid, Origin, Sourced};
use crate::http::endpoint::is_loopback;

pub(crate) const KEYS: KeyNames = KeyNames {
    access_key: Name::new(
        "access_key",
        &[
            "ALICLOUD_ACCESS_KEY",
            "ALIBABA_CLOUD_ACCESS_KEY_ID",
            "ALIBABACLOUD_ACCESS_KEY_ID",
        ],
    ),
    secret_key: Name::new(
        "secret_key",
        &[
            "ALICLOUD_SECRET_KEY",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            "ALIBABACLOUD_ACCESS_KEY_SECRET",
        ],
    ),
    security_token: Name::new(
        "security_token",
        &[
            "ALICLOUD_SECURITY_TOKEN",
            "ALIBABA_CLOUD_SECURITY_TOKEN",
            "ALIBABACLOUD_SECURITY_TOKEN",
        ],
    ),
};
pub(crate) const PROFILE: Name =
    Name::new("profile", &["ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"]);
/// The first two are read by programs that expect one format or the other: see `profile`.
pub(crate) const FILE: Name = Name::new(
    "shared_credentials_file",
    &[
        "ALICLOUD_SHARED_CREDENTIALS_FILE",
        "ALIBABA_CLOUD_CREDENTIALS_FILE",
        "ALIBABA_CLOUD_CONFIG_FILE",
    ],
);
pub(crate) const URI: Name = Name::new(
    "credentials_uri",
    &["ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"],
);
pub(crate) const ECS_ROLE: Name = Name::new(
    "ecs_role_name",
    &["ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"],
);
pub(crate) const OIDC_PROVIDER: Name =
    Name::new("oidc_provider_arn", &["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"]);
pub(crate) const OIDC_TOKEN: Name = Name::new("oidc_token", &["ALIBABA_CLOUD_OIDC_TOKEN"]);
pub(crate) const OIDC_TOKEN_FILE: Name =
    Name::new("oidc_token_file", &["ALIBABA_CLOUD_OIDC_TOKEN_FILE"]);

/// The role that an OIDC token buys.
const ROLE_OF_TOKEN: RoleNames = RoleNames {
    arn: Name::new("role_arn", &["ALIBABA_CLOUD_ROLE_ARN"]),
    session: Name::new("session_name", &["ALIBABA_CLOUD_ROLE_SESSION_NAME"]),
    seconds: Name::new("session_expiration", &[]),
};
/// The role to become at last.
pub(super) const ROLE: RoleNames = RoleNames {
    arn: Name::new(
        "role_arn",
        &["ALICLOUD_ASSUME_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN"],
    ),
    session: Name::new(
        "session_name",
        &[
            "ALICLOUD_ASSUME_ROLE_SESSION_NAME",
            "ALIBABA_CLOUD_ROLE_SESSION_NAME",
        ],
    ),
    seconds: Name::new(
        "session_expiration",
        &["ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION"],
    ),
};
/// The same where a token has bought the other one, which is not bought again.
pub(super) const ROLE_AFTER_TOKEN: RoleNames = RoleNames {
    arn: Name::new("role_arn", &["ALICLOUD_ASSUME_ROLE_ARN"]),
    ..ROLE
};
/// The file of certificate authorities, which no variable names.
pub(super) const CA_FILE: Name = Name::new("ca_file", &[]);
pub(crate) const STS_REGION: Name = Name::new("sts_region", &["ALIBABA_CLOUD_STS_REGION"]);

pub(crate) const REGION: Name = Name::new("region", &["ALICLOUD_REGION", "ALIBABA_CLOUD_REGION"]);
pub(crate) const ACCOUNT_ID: Name = Name::new(
    "account_id",
    &["ALICLOUD_ACCOUNT_ID", "ALIBABA_CLOUD_ACCOUNT_ID"],
);

pub(crate) const VPCPEER: Name = Name::new(
    "endpoints.vpcpeer",
    &["ALIBABA_CLOUD_ENDPOINT_VPCPEER", "VPCPEER_ENDPOINT"],
);
pub(crate) const PRIVATELINK: Name = Name::new(
    "endpoints.privatelink",
    &["ALIBABA_CLOUD_ENDPOINT_PRIVATELINK", PRIVATELINK_OF_ANYBODY],
);
pub(crate) const STS: Name = Name::new(
    "endpoints.sts",
    &["ALIBABA_CLOUD_ENDPOINT_STS", STS_OF_ANYBODY],
);
/// Other clouds have services of these names, and their programs read variables of these names.
const STS_OF_ANYBODY: &str = "STS_ENDPOINT";
const PRIVATELINK_OF_ANYBODY: &str = "PRIVATELINK_ENDPOINT";

/// The endpoint that a variable names, and that variable. It may hold a host, or a whole endpoint.
pub(super) fn endpoint(
    name: &Name,
    env: Option<&Environment>,
    lookup: &mut Lookup<'_>,
) -> Option<(&'static str, String)> {
    let found = name.find(env?)?;
    lookup.note(name.argument, &found.origin);
    if let Err(wrong) = found.checked(|host| of_vendor(&found.origin, host)) {
        lookup.refuse(wrong);
    }
    let variable = found.origin.variable().unwrap_or(name.argument);
    let is_whole = found.value.contains("://");
    let scheme = if is_whole { "" } else { "https://" };
    Some((variable, format!("{scheme}{}", found.value)))
}

/// A rule for endpoints that a variable names whose name is not this vendor's alone: a host of another cloud
/// in it would be shown the tokens of this one.
///
/// # Errors
/// A sentence for the user.
fn of_vendor(origin: &Origin, endpoint: &str) -> Result<(), String> {
    let (STS_OF_ANYBODY | PRIVATELINK_OF_ANYBODY) = origin.variable().unwrap_or_default() else {
        return Ok(());
    };
    let rest = endpoint
        .split_once("://")
        .map_or(endpoint, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    // This machine is nobody else's: a simulator.
    if host.ends_with(".aliyuncs.com") || is_loopback(host) {
        return Ok(());
    }
    Err(format!(
        "It names {host:?}, which is not a host of Alibaba Cloud, and other clouds' programs also read this \
         variable. If you mean this host, set it in endpoints of the account, or in the variable that begins \
         with ALIBABA_CLOUD_ENDPOINT_."
    ))
}

const WITHOUT_MACHINE: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
const WITHOUT_CLI: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";
const WITH_TOKEN: &str = "ALIBABA_CLOUD_IMDSV1_DISABLED";
const FROM_VPC: &str = "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED";

/// What the environment switches off, or on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Switches {
    /// The CLI's own file is left out.
    pub(super) without_cli: bool,
    /// The machine is not asked.
    pub(super) without_machine: bool,
    /// How it is asked.
    pub(super) asked: Asked,
    /// The Security Token Service is called from a VPC, where the environment says one or the other.
    from_vpc: Option<bool>,
}

impl Switches {
    /// Reads them.
    ///
    /// # Errors
    /// [`Invalid`] for one that is neither on nor off.
    pub(super) fn of(env: &Environment) -> Result<Self, Invalid> {
        let read = |name: &'static str| {
            let found = env.find(&[name]);
            let read = found.map(|Sourced { value, origin }| {
                switch(&value).map_err(|why| Invalid { origin, why })
            });
            read.transpose()
        };
        Ok(Self {
            without_cli: read(WITHOUT_CLI)?.unwrap_or_default(),
            without_machine: read(WITHOUT_MACHINE)?.unwrap_or_default(),
            asked: match read(WITH_TOKEN)? {
                Some(true) => Asked::WithToken,
                _ => Asked::Either,
            },
            from_vpc: read(FROM_VPC)?,
        })
    }
}

/// The token of an identity provider, with the role that it buys.
///
/// # Errors
/// [`Error::Half`], [`Error::Invalid`]
pub(super) fn oidc(place: Place<'_>) -> Result<Option<Sourced<Oidc>>, Error> {
    let Some(place) = place.within("assume_role_with_oidc") else {
        return Ok(None);
    };
    let half = |has: &Origin, lacks: &Name| Err(Half::without(lacks, has).into());
    let token = Token::find(place, [&OIDC_TOKEN, &OIDC_TOKEN_FILE]);
    let arn = place.find(&ROLE_OF_TOKEN.arn);
    match (place.find(&OIDC_PROVIDER), token, arn) {
        (None, None, _) => Ok(None),
        (Some(provider), None, _) => half(&provider.origin, &OIDC_TOKEN_FILE),
        (None, Some(token), _) => half(&token.origin, &OIDC_PROVIDER),
        (Some(_), Some(token), None) => half(&token.origin, &ROLE_OF_TOKEN.arn),
        (Some(provider), Some(token), Some(arn)) => {
            provider.checked(plain_text)?;
            let role = ROLE_OF_TOKEN.read(place, arn)?;
            Ok(Some(token.map(|token| Oidc {
                provider_arn: provider.value,
                token,
                role: role.value,
            })))
        }
    }
}

/// The machine, which is asked last, unless somebody forbids it.
pub(super) fn machine(switches: Switches) -> Option<Way> {
    let machine = Machine {
        role: None,
        asked: switches.asked,
    };
    (!switches.without_machine).then_some(Way::Machine(machine))
}

/// Which of the Security Token Service's hosts is asked; variables win over the profile.
pub(super) fn sts(env: &Environment, of_profile: Sts, lookup: &mut Lookup<'_>) -> Sts {
    let region = STS_REGION.find(env);
    if let Some(region) = &region {
        lookup.note("sts_region", &region.origin);
        if let Err(wrong) = region.checked(plain_region) {
            lookup.refuse(wrong);
        }
    }
    // One that is neither on nor off has kept the account from signing in already.
    let switches = Switches::of(env).unwrap_or_default();
    Sts {
        region: region.map(|region| region.value).or(of_profile.region),
        network: match switches.from_vpc {
            Some(true) => Network::Vpc,
            // Off is as good as not set: a profile may say so.
            Some(false) | None => of_profile.network,
        },
    }
}
