//! What an account is, once its settings are completed from variables and files.

use std::collections::HashSet;

use super::credential::SignIn;
use super::settings::Settings;
use crate::credential::arguments::Arguments;
use crate::credential::error;
use crate::credential::lookup::Lookup;
use crate::credential::source::{Invalid, Origin, Sourced};
use crate::http::authorities;
use crate::http::limit::Rate;
use crate::http::proxy::Proxies;
use crate::http::transport::Trust;

/// Whether plans ask the cloud if it would let the apply pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preflight {
    /// They do.
    On,
    /// They do not.
    #[default]
    Off,
}

impl Preflight {
    /// As an account's block says.
    fn of(arguments: &Arguments) -> Self {
        if arguments.is_true("preflight") {
            Self::On
        } else {
            Self::Off
        }
    }
}

/// An account, settled. `S` is how it signs in, `C` what can be wrong with that on its cloud alone, `T` the id of a tenant, and `X`
/// what only that cloud needs.
#[derive(Clone, Debug)]
pub struct Config<S, C, T, X> {
    /// The account's own region.
    pub region: Option<String>,
    /// How it signs in, or why it cannot: another of its values may be what keeps it from calling.
    pub sign_in: Result<S, error::Error<C>>,
    /// What comes from variables and files, by the names of the arguments.
    pub taken: Vec<(&'static str, Origin)>,
    /// The tenant that it belongs to in its own region, when that is configured.
    pub tenant: Option<T>,
    /// Whom it trusts, or why the file of authorities cannot be read.
    pub trust: Result<Trust, String>,
    /// The argument or the variable that makes it trust anybody.
    pub insecure_by: Option<&'static str>,
    /// How often to try again.
    pub max_retries: Option<usize>,
    /// How many calls in all.
    pub rate: Option<Rate>,
    /// The only tenants that it may turn out to belong to, when there are any.
    pub allowed: HashSet<T>,
    /// The ways to the network.
    pub proxies: Proxies,
    /// Whether plans ask the cloud, where it can be asked.
    pub preflight: Preflight,
    /// What only this cloud needs.
    pub extra: X,
}

/// What is settled in the same way on every cloud that reads the rest of an account from its block alone.
pub(super) struct Common<S, C, T, X> {
    pub(super) region: Option<Sourced<String>>,
    pub(super) sign_in: Result<S, error::Error<C>>,
    pub(super) tenant: Option<T>,
    pub(super) trust: Result<Trust, String>,
    pub(super) insecure: bool,
    pub(super) extra: X,
}

impl<W, R, C, T, X> Config<SignIn<W, R>, C, T, X> {
    /// The account, with what `settings` say of calls. What is wrong with a setting of the environment keeps it from signing in.
    pub(super) fn of(
        settings: Settings<T>,
        (taken, checked): (Vec<(&'static str, Origin)>, Result<(), Invalid>),
        common: Common<SignIn<W, R>, C, T, X>,
    ) -> Self {
        let sign_in = common.sign_in;
        Self {
            region: common.region.map(|region| region.value),
            sign_in: sign_in.and_then(|sign_in| checked.map(|()| sign_in).map_err(Into::into)),
            taken,
            tenant: common.tenant,
            trust: common.trust,
            insecure_by: common.insecure.then_some(INSECURE),
            max_retries: settings.max_retries,
            rate: settings.max_requests_per_second.and_then(Rate::per_second),
            preflight: Preflight::of(&settings.arguments),
            allowed: settings.allowed,
            proxies: settings.proxies,
            extra: common.extra,
        }
    }
}

/// What the log calls the argument that trusts anybody.
pub(super) const INSECURE: &str = "insecure = true";

/// Whom an account trusts.
pub(super) fn trust(insecure: bool, ca_file: Option<Sourced<String>>) -> Result<Trust, String> {
    match ca_file {
        _ if insecure => Ok(Trust::Anybody),
        None => Ok(Trust::System),
        Some(Sourced { value, origin }) => {
            let named_by = origin.variable().unwrap_or("ca_file");
            authorities::read(named_by, &value).map(Trust::Also)
        }
    }
}

/// Remembers where the parts of a credential come from, and the roles that it becomes.
pub(super) fn note<W, R, C>(
    lookup: &mut Lookup<'_>,
    sign_in: &Result<SignIn<W, R>, error::Error<C>>,
) {
    let Ok(sign_in) = sign_in else { return };
    for (argument, origin) in &sign_in.parts {
        lookup.note(argument, origin);
    }
    for role in &sign_in.roles {
        lookup.note("assume_role", &role.origin);
    }
}
