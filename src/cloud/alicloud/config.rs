//! What an account is: its configuration, completed from the environment.
//!
//! Source of names and order: the provider `alicloud`, so that what works there works here.

use std::collections::HashMap;

use super::chain;
use super::credential::{Network, SignIn, Sts};
use super::ids::AccountId;
use super::profile;
use super::variables;
use crate::cloud::config::{self, Common};
use crate::cloud::settings;
use crate::credential::arguments::Place;
use crate::credential::env::Environment;
use crate::credential::lookup::Lookup;
use crate::credential::rule::{digits, is_label, plain_region};
use crate::http::endpoint::check_endpoint;

/// The services that are called. All but one have one host for all regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// VPC peering.
    VpcPeer,
    /// Connections of endpoint services, with a host in each region.
    PrivateLink,
    /// Security Token Service: whose the credentials are.
    Sts,
}

impl Service {
    /// The key in `endpoints`.
    pub fn name(self) -> &'static str {
        match self {
            Self::VpcPeer => "vpcpeer",
            Self::PrivateLink => "privatelink",
            Self::Sts => "sts",
        }
    }

    /// The host, with `{region}` where the region belongs.
    fn host(self) -> &'static str {
        match self {
            Self::VpcPeer => "vpcpeer.aliyuncs.com",
            Self::PrivateLink => "privatelink.{region}.aliyuncs.com",
            Self::Sts => "sts.aliyuncs.com",
        }
    }

    /// The version of its API.
    pub fn version(self) -> &'static str {
        match self {
            Self::VpcPeer => "2022-01-01",
            Self::PrivateLink => "2020-04-15",
            Self::Sts => "2015-04-01",
        }
    }
}

/// What the user wrote about an account. What is missing may come from the environment.
pub type Settings = settings::Settings<AccountId>;

/// A service's endpoint that takes the place of the cloud's own.
#[derive(Clone, Debug)]
struct Endpoint {
    /// What says so.
    name: &'static str,
    url: String,
}

/// An account, settled.
pub type Config = config::Config<SignIn, profile::Error, AccountId, Settled>;

/// What only this cloud needs of an account.
#[derive(Clone, Debug)]
pub struct Settled {
    endpoints: HashMap<&'static str, Endpoint>,
    sts_host: Sts,
    metadata: Option<String>,
}

impl Settings {
    /// Completes the settings: arguments win over variables, variables over the profile. `env` is
    /// given for the account `default` alone.
    pub fn complete(self, env: Option<&Environment>) -> Config {
        let mut profile = None;
        let block = Place::Block(&self.arguments);
        let sign_in = chain::settle(block, env, self.home.as_deref(), &mut profile);
        let (of_profile, sts_of_profile) = profile
            .map(|profile| (profile.region, profile.sts))
            .unwrap_or_default();
        let mut lookup = Lookup::new(&self.arguments, env);
        let region = lookup.text(&variables::REGION, plain_region);
        let region = region.or_else(|| lookup.take("region", of_profile?, plain_region));
        let insecure = self.insecure.unwrap_or_default();
        let trust = config::trust(insecure, block.find(&variables::CA_FILE));
        let account_id = lookup.text(&variables::ACCOUNT_ID, digits);
        let sts_host = match env {
            Some(env) => variables::sts(env, sts_of_profile, &mut lookup),
            None => sts_of_profile,
        };
        let mut endpoints = HashMap::new();
        for (service, name) in [
            (Service::VpcPeer, &variables::VPCPEER),
            (Service::PrivateLink, &variables::PRIVATELINK),
            (Service::Sts, &variables::STS),
        ] {
            let endpoint = match self.endpoints.of(service.name()) {
                Some(url) => Endpoint {
                    name: "the account's endpoints",
                    url: url.to_owned(),
                },
                None => match variables::endpoint(name, env, &mut lookup) {
                    Some((name, url)) => Endpoint { name, url },
                    None => continue,
                },
            };
            endpoints.insert(service.name(), endpoint);
        }
        config::note(&mut lookup, &sign_in);
        let ended = lookup.end();
        let common = Common {
            region,
            sign_in,
            tenant: account_id.map(|id| AccountId::from(id.value)),
            trust,
            insecure,
            extra: Settled {
                endpoints,
                sts_host,
                metadata: self.endpoints.of("metadata").map(str::to_owned),
            },
        };
        Config::of(self, ended, common)
    }
}

impl Config {
    /// The base of a service's URLs, without a slash at the end.
    ///
    /// # Errors
    /// What is wrong with an endpoint: with one that came from the environment, or with one that serves
    /// another region only.
    pub fn endpoint(&self, service: Service, region: &str) -> Result<String, String> {
        let Some(endpoint) = self.extra.endpoints.get(service.name()) else {
            return match (service, &self.extra.sts_host.region) {
                (Service::Sts, Some(region)) => self.extra.sts_host.of_region(region),
                _ => Ok(format!(
                    "https://{}",
                    service.host().replace("{region}", region)
                )),
            };
        };
        check_endpoint(&endpoint.url)
            .map_err(|why| format!("{} is not a valid endpoint. {why}", endpoint.name))?;
        let endpoint = &endpoint.url;
        let own = self.region.as_deref().unwrap_or(region);
        if service == Service::PrivateLink && !endpoint.contains("{region}") && own != region {
            return Err(format!(
                "The endpoint {endpoint:?} serves the region {own:?}, not {region:?}. Write {{region}} where \
                 the region belongs, or configure another account for that region."
            ));
        }
        let endpoint = endpoint.replace("{region}", region);
        Ok(endpoint.trim_end_matches('/').to_owned())
    }
}

/// Where every machine on the cloud finds its metadata.
const METADATA: &str = "http://100.100.100.200";

impl Config {
    /// The base of the metadata service's URLs.
    pub fn metadata(&self) -> String {
        let endpoint = self.extra.metadata.as_deref().unwrap_or(METADATA);
        endpoint.trim_end_matches('/').to_owned()
    }
}

impl Sts {
    /// The service's own host in a region.
    fn of_region(&self, region: &str) -> Result<String, String> {
        if !is_label(region) {
            return Err(format!(
                "{region:?} is not a valid region for the Security Token Service. Check \
                 ALIBABA_CLOUD_STS_REGION, or sts_region of the profile."
            ));
        }
        let host = match self.network {
            Network::Public => "sts",
            Network::Vpc => "sts-vpc",
        };
        Ok(format!("https://{host}.{region}.aliyuncs.com"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_asked_for_where_the_environment_or_the_profile_says() {
        let sts = |env: &Environment| {
            let config = Settings::default().complete(Some(env));
            config.endpoint(Service::Sts, "cn-hangzhou")
        };
        let env = Environment::of([("ALIBABA_CLOUD_STS_REGION", "cn-beijing")]);
        assert_eq!(sts(&env).unwrap(), "https://sts.cn-beijing.aliyuncs.com");
        let env = Environment::of([
            ("ALIBABA_CLOUD_STS_REGION", "cn-beijing"),
            ("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "true"),
        ]);
        assert_eq!(
            sts(&env).unwrap(),
            "https://sts-vpc.cn-beijing.aliyuncs.com"
        );
        let env = Environment::of([("ALIBABA_CLOUD_STS_REGION", "evil.example.com/")]);
        assert!(sts(&env).is_err());
        assert_eq!(
            sts(&Environment::empty()).unwrap(),
            "https://sts.aliyuncs.com"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_authorities_is_read_before_anything_is_called() {
        let settings = Settings {
            arguments: [("ca_file", "/dev/full")].into(),
            ..Settings::default()
        };
        let told = settings.complete(None).trust.unwrap_err();
        assert!(
            told.starts_with("ca_file \"/dev/full\" cannot be read"),
            "{told}"
        );
    }

    #[test]
    fn one_host_serves_all_regions() {
        let config = Settings::default().complete(None);
        let vpcpeer = config.endpoint(Service::VpcPeer, "cn-hangzhou").unwrap();
        assert_eq!(vpcpeer, "https://vpcpeer.aliyuncs.com");
        let config = Settings {
            endpoints: [("vpcpeer", "http://127.0.0.1:1/{region}/".to_owned())].into(),
            ..Settings::default()
        }
        .complete(None);
        let vpcpeer = config.endpoint(Service::VpcPeer, "cn-hangzhou").unwrap();
        assert_eq!(vpcpeer, "http://127.0.0.1:1/cn-hangzhou");
    }

    #[test]
    fn private_link_has_a_host_in_each_region() {
        let of = |settings: Settings, region: &str| {
            let config = settings.complete(None);
            config.endpoint(Service::PrivateLink, region)
        };
        let host = "https://privatelink.cn-beijing.aliyuncs.com";
        let found = of(Settings::default(), "cn-beijing");
        assert_eq!(found.as_deref(), Ok(host));
        let fixed = |region| {
            let settings = Settings {
                arguments: [("region", "cn-hangzhou")].into(),
                endpoints: [("privatelink", "https://pl.example.com".to_owned())].into(),
                ..Settings::default()
            };
            of(settings, region)
        };
        assert_eq!(
            fixed("cn-hangzhou").as_deref(),
            Ok("https://pl.example.com")
        );
        let told = fixed("cn-beijing").unwrap_err();
        assert!(told.contains("{region}"), "{told}");
    }

    #[test]
    fn arguments_win_over_variables_of_both_families() {
        let env = Environment::of([
            ("ALIBABA_CLOUD_REGION", "env-region"),
            ("ALICLOUD_ACCOUNT_ID", "1"),
            ("VPCPEER_ENDPOINT", "vpcpeer.example.com"),
            ("STS_ENDPOINT", "http://sts.example.com"),
        ]);
        let config = Settings::default().complete(Some(&env));
        assert_eq!(config.region.as_deref(), Some("env-region"));
        assert_eq!(config.tenant, Some("1".into()));
        let vpcpeer = config.endpoint(Service::VpcPeer, "r").unwrap();
        assert_eq!(vpcpeer, "https://vpcpeer.example.com");
        // Signatures and tokens never go out in the clear, whoever says so.
        let told = config.endpoint(Service::Sts, "r").unwrap_err();
        assert!(
            told.starts_with("STS_ENDPOINT is not a valid endpoint"),
            "{told}"
        );
        let config = Settings {
            arguments: [("region", "mine")].into(),
            ..Settings::default()
        };
        assert_eq!(config.complete(Some(&env)).region.as_deref(), Some("mine"));
    }
}
