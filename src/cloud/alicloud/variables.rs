//! The environment variables that sign somebody in, of both families, each list in its order.
//!
//! Source: the provider `alicloud` for the names and their order; `alibabacloud_credentials` for those
//! that it knows beside them.

use std::path::PathBuf;

use secrecy::SecretString;

use super::credential::{Asked, Error, Given, Machine, Oidc, Role, Token, Way};
use super::profile::{Network, Sts};
use crate::credential::env::Environment;

const ACCESS_KEY: [&str; 3] = [
    "ALICLOUD_ACCESS_KEY",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABACLOUD_ACCESS_KEY_ID",
];
const SECRET_KEY: [&str; 3] = [
    "ALICLOUD_SECRET_KEY",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABACLOUD_ACCESS_KEY_SECRET",
];
const SECURITY_TOKEN: [&str; 3] = [
    "ALICLOUD_SECURITY_TOKEN",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "ALIBABACLOUD_SECURITY_TOKEN",
];
/// The first two are read by programs that expect one format or the other: see `profile`.
const FILE: [&str; 3] = [
    "ALICLOUD_SHARED_CREDENTIALS_FILE",
    "ALIBABA_CLOUD_CREDENTIALS_FILE",
    "ALIBABA_CLOUD_CONFIG_FILE",
];
const OIDC_PROVIDER: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
const OIDC_TOKEN: &str = "ALIBABA_CLOUD_OIDC_TOKEN";
const OIDC_TOKEN_FILE: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";
const ROLE: &str = "ALIBABA_CLOUD_ROLE_ARN";
const SESSION: &str = "ALIBABA_CLOUD_ROLE_SESSION_NAME";

/// What the environment says about signing in.
///
/// # Errors
/// [`Error::Half`]
pub(super) fn given(env: &Environment, home: Option<PathBuf>) -> Result<Given, Error> {
    let secret = |names: &[&str]| env.first(names).map(SecretString::from);
    let mut given = Given {
        access_key: env.first(&ACCESS_KEY),
        secret_key: secret(&SECRET_KEY),
        security_token: secret(&SECURITY_TOKEN),
        profile: env.first(&["ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"]),
        shared_credentials_file: env.first(&FILE),
        credentials_uri: env.first(&["ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"]),
        ecs_role_name: env
            .first(&["ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"])
            .filter(|_| !is_on(env, "ALIBABA_CLOUD_ECS_METADATA_DISABLED")),
        oidc: None,
        home,
    };
    let earlier = given.access_key.is_some()
        || given.secret_key.is_some()
        || given.profile.is_some()
        || given.shared_credentials_file.is_some()
        || given.credentials_uri.is_some()
        || given.ecs_role_name.is_some();
    // What is wrong with a way that is not taken is nobody's business.
    if !earlier {
        given.oidc = oidc(env)?;
    }
    Ok(given)
}

fn oidc(env: &Environment) -> Result<Option<Oidc>, Error> {
    let half = |has, lacks| Err(Error::Half { has, lacks });
    let given = env.first(&[OIDC_TOKEN]).map(SecretString::from);
    let token = match (given, env.first(&[OIDC_TOKEN_FILE])) {
        (Some(given), _) => Some((Token::Given(given), OIDC_TOKEN)),
        (None, file) => file.map(|file| (Token::File(file), OIDC_TOKEN_FILE)),
    };
    match (env.first(&[OIDC_PROVIDER]), token, env.first(&[ROLE])) {
        (None, None, _) => Ok(None),
        (Some(_), None, _) => half(OIDC_PROVIDER, OIDC_TOKEN_FILE),
        (None, Some((_, name)), _) => half(name, OIDC_PROVIDER),
        (Some(_), Some((_, name)), None) => half(name, ROLE),
        (Some(provider_arn), Some((token, _)), Some(arn)) => Ok(Some(Oidc {
            provider_arn,
            token,
            role: Role {
                arn,
                session: env.first(&[SESSION]),
                seconds: None,
                policy: None,
                external_id: None,
            },
        })),
    }
}

/// The role to become at last. The one that a token has already bought is not bought again.
pub(super) fn role(env: &Environment, way: &Way) -> Option<Role> {
    let own = "ALICLOUD_ASSUME_ROLE_ARN";
    let arn = match way {
        Way::Oidc(_) => env.first(&[own]),
        _ => env.first(&[own, ROLE]),
    };
    let seconds = env.first(&["ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION"]);
    Some(Role {
        arn: arn?,
        session: env.first(&["ALICLOUD_ASSUME_ROLE_SESSION_NAME", SESSION]),
        seconds: seconds.and_then(|seconds| seconds.parse().ok()),
        policy: None,
        external_id: None,
    })
}

/// The machine, which is asked last, unless somebody forbids it.
pub(super) fn machine(env: &Environment) -> Option<Way> {
    let machine = Machine {
        role: None,
        asked: asked(env),
    };
    (!is_on(env, "ALIBABA_CLOUD_ECS_METADATA_DISABLED")).then_some(Way::Machine(machine))
}

/// How a machine is asked.
pub(super) fn asked(env: &Environment) -> Asked {
    if is_on(env, "ALIBABA_CLOUD_IMDSV1_DISABLED") {
        Asked::WithToken
    } else {
        Asked::Either
    }
}

/// Which of the Security Token Service's hosts is asked; variables win over the profile.
pub(super) fn sts(env: &Environment, of_profile: Sts) -> Sts {
    Sts {
        region: env
            .first(&["ALIBABA_CLOUD_STS_REGION"])
            .or(of_profile.region),
        network: if is_on(env, "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED") {
            Network::Vpc
        } else {
            of_profile.network
        },
    }
}

/// Whether a variable says `true`.
pub(super) fn is_on(env: &Environment, name: &str) -> bool {
    env.first(&[name])
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}
