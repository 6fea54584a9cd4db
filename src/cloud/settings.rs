//! What a user writes about an account, on any cloud.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use crate::credential::arguments::Arguments;
use crate::http::proxy::Proxies;

/// What the user wrote about an account. What is missing may come from the environment. `T` is the id of a tenant.
#[derive(Clone, Debug, Default)]
pub struct Settings<T> {
    /// The arguments that are texts, and those that only one cloud has.
    pub arguments: Arguments,
    /// Where the user's own files are: those that nobody names, and those that are named below it.
    pub home: Option<PathBuf>,
    /// `endpoints`
    pub endpoints: Endpoints,
    /// `insecure`
    pub insecure: Option<bool>,
    /// `max_retries`
    pub max_retries: Option<usize>,
    /// `max_requests_per_second`
    pub max_requests_per_second: Option<f64>,
    /// The only tenants that the account may turn out to belong to, when there are any.
    pub allowed: HashSet<T>,
    /// What the environment says about proxies, to every account.
    pub proxies: Proxies,
}

/// Endpoints that take the place of the cloud's own, by the names of the services.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints(BTreeMap<String, String>);

impl Endpoints {
    /// The endpoint of a service, when there is one.
    pub fn of(&self, service: &str) -> Option<&str> {
        self.0.get(service).map(String::as_str)
    }

    /// Adds one where there is none yet.
    pub fn or(&mut self, service: &str, endpoint: Option<String>) {
        if let Some(endpoint) = endpoint {
            self.0.entry(service.to_owned()).or_insert(endpoint);
        }
    }
}

impl<S: Into<String>> FromIterator<(S, String)> for Endpoints {
    fn from_iter<I: IntoIterator<Item = (S, String)>>(endpoints: I) -> Self {
        let endpoints = endpoints.into_iter();
        Self(
            endpoints
                .map(|(service, endpoint)| (service.into(), endpoint))
                .collect(),
        )
    }
}

impl<const N: usize> From<[(&'static str, String); N]> for Endpoints {
    fn from(endpoints: [(&'static str, String); N]) -> Self {
        endpoints.into_iter().collect()
    }
}
