//! What an account is: its configuration, completed from the environment and the user's files.

use super::chain;
use super::credential::SignIn;
use super::profile;
use super::variables;
use crate::cloud::config::{self, Common};
use crate::cloud::settings;
use crate::connection::ids::TenantId;
use crate::credential::arguments::Place;
use crate::credential::env::Environment;
use crate::credential::lookup::Lookup;
use crate::credential::name::Name;
use crate::credential::rule::{plain_region, plain_text};
use crate::http::endpoint::check_endpoint;

/// The services that are called. Each has a host in every region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Elastic Compute Cloud: VPC peering.
    Ec2,
    /// Security Token Service: roles, and whose the credentials are.
    Sts,
}

impl Service {
    const ALL: [Self; 2] = [Self::Ec2, Self::Sts];

    /// The key in `endpoints`, the first part of the host, and the name in a signature.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ec2 => "ec2",
            Self::Sts => "sts",
        }
    }

    /// The version of its API.
    pub fn version(self) -> &'static str {
        match self {
            Self::Ec2 => "2016-11-15",
            Self::Sts => "2011-06-15",
        }
    }

    fn variables(self) -> &'static Name {
        match self {
            Self::Ec2 => &variables::EC2,
            Self::Sts => &variables::STS,
        }
    }
}

/// The partitions by how the names of their regions begin, and the ends of their hosts; dual-stack ones where they have such.
///
/// Source: `botocore/data/partitions.json`.
const PARTITIONS: [(&str, &str, Option<&str>); 8] = [
    (
        "cn-",
        "amazonaws.com.cn",
        Some("api.amazonwebservices.com.cn"),
    ),
    ("eusc-", "amazonaws.eu", Some("api.amazonwebservices.eu")),
    ("us-isob-", "sc2s.sgov.gov", None),
    ("us-isof-", "csp.hci.ic.gov", None),
    ("us-iso-", "c2s.ic.gov", None),
    ("eu-isoe-", "cloud.adc-e.uk", None),
    ("us-gov-", "amazonaws.com", Some("api.aws")),
    ("", "amazonaws.com", Some("api.aws")),
];

/// What the user wrote about an account. What is missing may come from the environment.
pub type Settings = settings::Settings<TenantId>;

/// An account, settled.
pub type Config = config::Config<SignIn, profile::Error, TenantId, Settled>;

/// A service's endpoint that takes the place of the cloud's own.
#[derive(Clone, Debug)]
struct Endpoint {
    service: Service,
    /// What says so.
    name: &'static str,
    url: String,
}

/// What only this cloud needs of an account.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    endpoints: Vec<Endpoint>,
    metadata: Option<String>,
    fips: bool,
    dual_stack: bool,
}

/// Where every machine on the cloud finds its metadata.
const METADATA: &str = "http://169.254.169.254";

impl Settings {
    /// Completes the settings: arguments win over variables, variables over the profile. `env` is given for the account
    /// `default` alone.
    pub fn complete(self, env: Option<&Environment>) -> Config {
        let block = Place::Block(&self.arguments);
        let files = profile::Files::of(&self.arguments, env, self.home.as_deref());
        let sign_in = chain::settle(block, env, &files);
        let mut lookup = Lookup::new(&self.arguments, env);
        let region = lookup.text(&variables::REGION, plain_region);
        let region = region.or_else(|| {
            let of_profile = files.meant(block, env)?.find("region")?;
            lookup.take("region", of_profile, plain_region)
        });
        let insecure = self.insecure.unwrap_or_default();
        let trust = config::trust(insecure, lookup.text(&variables::CA_FILE, plain_text));
        let [fips, dual_stack] = [&variables::FIPS, &variables::DUAL_STACK].map(|name| {
            let given = self
                .arguments
                .text(name.argument)
                .map(|text| text == "true");
            lookup.switch(given, name).is_some_and(|flag| flag.value)
        });
        let ignored = lookup.switch(None, &variables::IGNORE_ENDPOINTS);
        let env = env.filter(|_| !ignored.is_some_and(|flag| flag.value));
        let endpoints = Service::ALL.iter().filter_map(|service| {
            if let Some(url) = self.endpoints.of(service.name()) {
                return Some(Endpoint {
                    service: *service,
                    name: "the account's endpoints",
                    url: url.to_owned(),
                });
            }
            let found = service.variables().find(env?)?;
            lookup.note(service.variables().argument, &found.origin);
            Some(Endpoint {
                service: *service,
                name: found.origin.variable().unwrap_or_default(),
                url: found.value,
            })
        });
        let endpoints = endpoints.collect();
        let metadata = self.endpoints.of("metadata").map(str::to_owned);
        let metadata = metadata.or_else(|| Some(variables::METADATA.find(env?)?.value));
        config::note(&mut lookup, &sign_in);
        let ended = lookup.end();
        let common = Common {
            region,
            sign_in,
            tenant: None,
            trust,
            insecure,
            extra: Settled {
                endpoints,
                metadata,
                fips,
                dual_stack,
            },
        };
        Config::of(self, ended, common)
    }
}

impl Config {
    /// The base of a service's URLs, without a slash at the end.
    ///
    /// # Errors
    /// What is wrong with an endpoint that was configured.
    pub fn endpoint(&self, service: Service, region: &str) -> Result<String, String> {
        let Settled {
            endpoints,
            fips,
            dual_stack,
            ..
        } = &self.extra;
        let Some(Endpoint { name, url, .. }) = endpoints.iter().find(|one| one.service == service)
        else {
            return host(service, region, *fips, *dual_stack).map(|host| format!("https://{host}"));
        };
        check_endpoint(url).map_err(|why| format!("{name} is not a valid endpoint. {why}"))?;
        if *fips || *dual_stack {
            return Err(format!(
                "{name} names an endpoint of its own, and use_fips_endpoint or use_dualstack_endpoint asks for another. \
                 Leave one of them out."
            ));
        }
        let own = self.region.as_deref().unwrap_or(region);
        if service == Service::Ec2 && !url.contains("{region}") && own != region {
            return Err(format!(
                "The endpoint {url:?} serves the region {own:?}, not {region:?}. Write {{region}} where the region \
                 belongs, or configure another account for that region."
            ));
        }
        Ok(url
            .replace("{region}", region)
            .trim_end_matches('/')
            .to_owned())
    }

    /// The base of the metadata service's URLs.
    pub fn metadata(&self) -> String {
        let endpoint = self.extra.metadata.as_deref().unwrap_or(METADATA);
        endpoint.trim_end_matches('/').to_owned()
    }
}

/// The host of a service in a region.
fn host(service: Service, region: &str, fips: bool, dual_stack: bool) -> Result<String, String> {
    let partition = PARTITIONS
        .iter()
        .find(|(begin, ..)| region.starts_with(begin));
    let (begin, usual, dual) = partition.unwrap_or(&("", "amazonaws.com", None));
    // GovCloud's hosts are such anyway.
    let mark = if fips && *begin != "us-gov-" {
        "-fips"
    } else {
        ""
    };
    let domain = match (dual_stack, dual) {
        (true, None) => {
            return Err(format!(
                "The region {region:?} has no dual-stack endpoints: remove use_dualstack_endpoint."
            ));
        }
        (true, Some(dual)) => dual,
        (false, _) => usual,
    };
    Ok(format!("{}{mark}.{region}.{domain}", service.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_follow_region_partition_and_kind() {
        for (region, fips, dual_stack, expected) in [
            (
                "eu-central-1",
                false,
                false,
                "ec2.eu-central-1.amazonaws.com",
            ),
            ("us-east-1", true, false, "ec2-fips.us-east-1.amazonaws.com"),
            (
                "us-gov-west-1",
                true,
                false,
                "ec2.us-gov-west-1.amazonaws.com",
            ),
            ("eu-west-1", false, true, "ec2.eu-west-1.api.aws"),
            (
                "cn-north-1",
                false,
                false,
                "ec2.cn-north-1.amazonaws.com.cn",
            ),
            (
                "eusc-de-east-1",
                false,
                false,
                "ec2.eusc-de-east-1.amazonaws.eu",
            ),
            (
                "us-iso-east-1",
                false,
                false,
                "ec2.us-iso-east-1.c2s.ic.gov",
            ),
        ] {
            assert_eq!(
                host(Service::Ec2, region, fips, dual_stack).as_deref(),
                Ok(expected)
            );
        }
        assert!(host(Service::Sts, "us-isob-east-1", false, true).is_err());
    }

    #[test]
    fn variables_name_endpoints_unless_they_are_to_be_ignored() {
        let env = |more: [(&'static str, &'static str); 1]| {
            let [more] = more;
            let env = Environment::of([
                ("AWS_ENDPOINT_URL", "http://127.0.0.1:1/{region}/"),
                ("AWS_REGION", "r"),
                more,
            ]);
            Settings::default()
                .complete(Some(&env))
                .endpoint(Service::Ec2, "r")
        };
        assert_eq!(
            env([("AWS_ENDPOINT_URL_STS", "x")]).as_deref(),
            Ok("http://127.0.0.1:1/r")
        );
        let told = env([("AWS_USE_FIPS_ENDPOINT", "true")]).unwrap_err();
        assert!(
            told.contains("AWS_ENDPOINT_URL") && told.contains("use_fips_endpoint"),
            "{told}"
        );
        let ignored = env([("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")]);
        assert_eq!(ignored.as_deref(), Ok("https://ec2.r.amazonaws.com"));
        let told = env([("AWS_ENDPOINT_URL_EC2", "http://example.com")]).unwrap_err();
        assert!(
            told.starts_with("AWS_ENDPOINT_URL_EC2 is not a valid endpoint"),
            "{told}"
        );
    }
}
