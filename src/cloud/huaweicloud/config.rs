//! What an account is: its configuration, completed from the environment.
//!
//! Source of names and order: the provider `huaweicloud`, so that what works there works here.

use super::belonging::{self, Stated};
use super::chain;
use super::credential::SignIn;
use super::credential_error;
use super::ids::ProjectId;
use super::variables;
use crate::cloud::config::{self, Preflight};
use crate::cloud::settings::{self, Endpoints};
use crate::credential::arguments::Place;
use crate::credential::env::Environment;
use crate::credential::lookup::Lookup;
use crate::credential::rule::{plain_credential, plain_region, plain_text};
use crate::credential::source::{Origin, Sourced};
use crate::http::endpoint::check_domain;
use crate::http::limit::Rate;

/// The services that are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Virtual Private Cloud, per region.
    Vpc,
    /// VPC Endpoint, per region.
    Vpcep,
    /// Cloud Stream, per region.
    Cs,
    /// Identity and Access Management: tokens, agencies, project ids.
    Iam,
    /// Security Token Service: agencies.
    Sts,
    /// What a machine on the cloud knows of itself.
    Metadata,
}

/// Where every machine on the cloud finds its metadata.
const METADATA: &str = "http://169.254.169.254";

impl Service {
    /// The key in `endpoints` and the first label of the host.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vpc => "vpc",
            Self::Vpcep => "vpcep",
            Self::Cs => "cs",
            Self::Iam => "iam",
            Self::Sts => "sts",
            Self::Metadata => "metadata",
        }
    }

    /// Whether each region has an endpoint of its own, which serves no other region.
    fn is_regional(self) -> bool {
        matches!(self, Self::Vpc | Self::Vpcep | Self::Cs)
    }
}

/// What the user wrote about an account. What is missing may come from the environment.
pub type Settings = settings::Settings<ProjectId>;

/// An account, settled.
pub type Config = config::Config<SignIn, credential_error::Own, ProjectId, Settled>;

/// What only this cloud needs of an account.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The name of its project in its own region.
    pub project_name: Option<String>,
    /// What says which project it is.
    pub project_by: Option<Origin>,
    /// The domain below which endpoints live, and what says so.
    cloud: Option<(&'static str, String)>,
    endpoints: Endpoints,
}

/// Why an account has no endpoint for a region.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoEndpoint {
    /// It serves another one.
    #[error(transparent)]
    OneRegion(#[from] OneRegion),
    /// What it is composed of makes no host.
    #[error("{0}")]
    Invalid(String),
}

/// An endpoint serves one region alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the endpoint {endpoint:?} serves one region, {own:?}, and {region:?} was requested")]
pub struct OneRegion {
    /// The endpoint.
    pub endpoint: String,
    /// The region that it serves.
    pub own: String,
    /// The region that was asked for.
    pub region: String,
}

impl Settings {
    /// Completes the settings: arguments win over variables, variables over the profile. `env` is
    /// given for the account `default` alone.
    pub fn complete(self, env: Option<&Environment>) -> Config {
        let block = Place::Block(&self.arguments);
        let mut lookup = Lookup::new(&self.arguments, env);
        let mut profile = None;
        let sign_in = chain::settle(block, env, self.home.as_deref(), &mut profile);
        let insecure = lookup.switch(self.insecure, &variables::INSECURE);
        // A variable that is set decides, even when it says no.
        let insecure_by = insecure.filter(|insecure| insecure.value);
        let insecure_by = insecure_by.map(|insecure| {
            let variable = insecure.origin.variable();
            variable.unwrap_or(config::INSECURE)
        });
        let ca_file = block.find(&variables::CA_FILE);
        let ca_file = ca_file.or_else(|| variables::CA_FILE.find(env?));
        let trust = config::trust(insecure_by.is_some(), ca_file);
        // `project_id` and `project_name` say the same: a configured one is not overruled by the
        // other from the environment.
        let names = [&variables::PROJECT_ID, &variables::PROJECT_NAME];
        let is_configured = names.iter().any(|name| block.find(name).is_some());
        let mut project = Lookup::new(&self.arguments, env.filter(|_| !is_configured));
        let project_name = project.text(&variables::PROJECT_NAME, plain_text);
        let project_id = project.text(&variables::PROJECT_ID, plain_credential);
        lookup.join(project);
        let region = lookup.text(&variables::REGION, plain_region);
        let (of_profile, its_project) =
            profile.map_or((None, None), |profile| (profile.region, profile.project_id));
        // A project is one region's.
        let value = |found: &Option<Sourced<String>>| found.as_ref().map(|one| one.value.clone());
        let is_its_region = region.is_none() || value(&region) == value(&of_profile);
        let its_project = its_project.filter(|_| is_its_region && project_name.is_none());
        let region = region.or_else(|| lookup.take("region", of_profile?, plain_region));
        let project_id =
            project_id.or_else(|| lookup.take("project_id", its_project?, plain_credential));
        let cloud = lookup.text(&variables::CLOUD, plain_text);
        let max_retries = lookup.whole(self.max_retries, &variables::MAX_RETRIES, 0);
        let stated = Stated {
            region: region.as_ref().map(|region| region.value.as_str()),
            cloud: cloud.as_ref(),
            endpoints: [
                ("endpoints.vpc", self.endpoints.of("vpc")),
                ("endpoints.vpcep", self.endpoints.of("vpcep")),
                ("endpoints.cs", self.endpoints.of("cs")),
                ("endpoints.iam", self.endpoints.of("iam")),
                ("endpoints.sts", self.endpoints.of("sts")),
            ],
        };
        let belongs = match (&sign_in, env) {
            (Ok(sign_in), Some(env)) => belonging::settle(sign_in, env, &stated),
            _ => Ok(belonging::Added::default()),
        };
        config::note(&mut lookup, &sign_in);
        let (mut taken, settings) = lookup.end();
        let (sign_in, added) = match (sign_in, settings, belongs) {
            (Ok(sign_in), Ok(()), Ok(added)) => (Ok(sign_in), added),
            (Err(error), ..) => (Err(error), belonging::Added::default()),
            (_, Err(wrong), _) => (Err(wrong.into()), belonging::Added::default()),
            (_, _, Err(error)) => (Err(error), belonging::Added::default()),
        };
        for (argument, found) in [("endpoints.iam", &added.iam), ("cloud", &added.cloud)] {
            taken.extend(found.iter().map(|found| (argument, found.origin.clone())));
        }
        let mut endpoints = self.endpoints;
        endpoints.or("iam", added.iam.map(|iam| iam.value));
        let project_by = project_id.as_ref().or(project_name.as_ref());
        let extra = Settled {
            project_by: project_by.map(|project| project.origin.clone()),
            project_name: project_name.map(|name| name.value),
            cloud: cloud.or(added.cloud).map(|cloud| {
                let by = cloud.origin.variable().unwrap_or("cloud");
                (by, cloud.value)
            }),
            endpoints,
        };
        Config {
            taken,
            region: region.map(|region| region.value),
            sign_in,
            tenant: project_id.map(|id| ProjectId::from(id.value)),
            extra,
            trust,
            insecure_by,
            max_retries,
            rate: self.max_requests_per_second.and_then(Rate::per_second),
            allowed: self.allowed,
            proxies: self.proxies,
            preflight: Preflight::Off,
        }
    }
}

impl Config {
    /// The base of a service's URLs in `region`, without a slash at the end.
    ///
    /// # Errors
    /// [`NoEndpoint`], see there.
    pub fn endpoint(&self, service: Service, region: &str) -> Result<String, NoEndpoint> {
        let Some(endpoint) = self.extra.endpoints.of(service.name()) else {
            if service == Service::Metadata {
                return Ok(METADATA.to_owned());
            }
            let cloud = self.cloud(region)?;
            return Ok(format!("https://{}.{region}.{cloud}", service.name()));
        };
        let own = self.region.as_deref().unwrap_or(region);
        if service.is_regional() && !endpoint.contains("{region}") && own != region {
            return Err(NoEndpoint::OneRegion(OneRegion {
                endpoint: endpoint.to_owned(),
                own: own.to_owned(),
                region: region.to_owned(),
            }));
        }
        Ok(endpoint
            .replace("{region}", region)
            .trim_end_matches('/')
            .to_owned())
    }

    fn cloud(&self, region: &str) -> Result<&str, NoEndpoint> {
        match &self.extra.cloud {
            Some((name, cloud)) => match check_domain(cloud) {
                Ok(()) => Ok(cloud),
                Err(why) => Err(NoEndpoint::Invalid(format!(
                    "{name} is not a valid domain. {why}"
                ))),
            },
            // The one region outside of the default domain that the vendor's provider knows.
            None if region.starts_with("eu-west-1") => Ok("myhuaweicloud.eu"),
            None => Ok("myhuaweicloud.com"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::transport::Trust;

    #[test]
    fn endpoints_follow_cloud_and_region() {
        let config = Settings::default().complete(None);
        let vpc = |config: &Config, region| config.endpoint(Service::Vpc, region);
        assert_eq!(
            vpc(&config, "cn-north-4").unwrap(),
            "https://vpc.cn-north-4.myhuaweicloud.com"
        );
        assert_eq!(
            vpc(&config, "eu-west-101").unwrap(),
            "https://vpc.eu-west-101.myhuaweicloud.eu"
        );
        let otc = Settings {
            arguments: [("cloud", "otc.t-systems.com")].into(),
            ..Settings::default()
        }
        .complete(None);
        let iam = otc.endpoint(Service::Iam, "eu-de").unwrap();
        assert_eq!(iam, "https://iam.eu-de.otc.t-systems.com");
    }

    #[test]
    fn the_clouds_domain_is_one_wherever_it_comes_from() {
        for hostile in [
            "u@evil.com",
            "evil.com/",
            "evil.com#",
            "evil.com:1",
            "..",
            "a b",
        ] {
            let env = Environment::of([("HW_CLOUD", hostile)]);
            let by_env = Settings::default().complete(Some(&env));
            let by_argument = Settings {
                arguments: [("cloud", hostile)].into(),
                ..Settings::default()
            };
            for (config, name) in [(by_env, "HW_CLOUD"), (by_argument.complete(None), "cloud")] {
                let told = config.endpoint(Service::Vpc, "eu-de").unwrap_err();
                let told = told.to_string();
                assert!(
                    told.starts_with(&format!("{name} is not a valid domain")),
                    "{told}"
                );
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_authorities_is_named_by_what_names_it() {
        let env = Environment::of([("OS_CACERT", "/dev/full")]);
        let told = Settings::default().complete(Some(&env)).trust.unwrap_err();
        assert!(told.starts_with("OS_CACERT \"/dev/full\""), "{told}");
    }

    #[test]
    fn an_endpoint_without_region_serves_the_own_one_only() {
        let config = |endpoint: &str| {
            Settings {
                arguments: [("region", "eu-de")].into(),
                endpoints: ["vpc", "iam"]
                    .map(|service| (service, endpoint.to_owned()))
                    .into(),
                ..Settings::default()
            }
            .complete(None)
        };
        let fixed = config("http://127.0.0.1:1/");
        assert_eq!(
            fixed.endpoint(Service::Vpc, "eu-de").unwrap(),
            "http://127.0.0.1:1"
        );
        assert!(fixed.endpoint(Service::Vpc, "eu-nl").is_err());
        assert!(fixed.endpoint(Service::Iam, "eu-nl").is_ok());
        let any = config("http://127.0.0.1:1/{region}");
        assert_eq!(
            any.endpoint(Service::Vpc, "eu-nl").unwrap(),
            "http://127.0.0.1:1/eu-nl"
        );
    }

    #[test]
    fn arguments_win_over_variables() {
        let env = Environment::of([
            ("HW_REGION_NAME", "env-region"),
            ("OS_PROJECT_ID", "env-project"),
            ("HW_MAX_RETRIES", "2"),
            ("HW_INSECURE", "true"),
        ]);
        let config = Settings::default().complete(Some(&env));
        assert_eq!(config.region.as_deref(), Some("env-region"));
        assert_eq!(config.tenant, Some("env-project".into()));
        assert_eq!(config.max_retries, Some(2));
        assert_eq!(config.trust, Ok(Trust::Anybody));
        let named = Settings {
            arguments: [("region", "mine"), ("project_name", "mine_sub")].into(),
            insecure: Some(false),
            ..Settings::default()
        }
        .complete(Some(&env));
        assert_eq!(named.region.as_deref(), Some("mine"));
        assert_eq!(named.tenant, None);
        assert_eq!(named.trust, Ok(Trust::System));
    }
    #[test]
    fn variables_win_over_the_profile_whose_project_is_its_regions() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("config.json");
        let text = r#"{"profiles":[{"accessKeyId":"ak","secretAccessKey":"sk",
            "region":"of-profile","projectId":"project-of-profile"}]}"#;
        std::fs::write(&file, text).unwrap();
        let completed = |region: Option<&str>, project: Option<&str>, env: Option<&Environment>| {
            let settings = Settings {
                arguments: [
                    ("region", region.unwrap_or_default()),
                    ("project_name", project.unwrap_or_default()),
                    ("shared_config_file", file.to_str().unwrap()),
                ]
                .into(),
                ..Settings::default()
            };
            let config = settings.complete(env);
            let project = config.tenant.map(|id| id.as_str().to_owned());
            (config.region.unwrap(), project.unwrap_or_default())
        };
        let its_own = "project-of-profile";
        let env = Environment::of([("HW_REGION_NAME", "of-env")]);
        let projects = Environment::of([("HW_PROJECT_ID", "of-env")]);
        for ((region, project, env), expected) in [
            ((None, None, None), ("of-profile", its_own)),
            ((Some("of-profile"), None, None), ("of-profile", its_own)),
            ((Some("mine"), None, Some(&env)), ("mine", "")),
            ((None, None, Some(&env)), ("of-env", "")),
            ((None, None, Some(&projects)), ("of-profile", "of-env")),
            ((None, Some("sub"), None), ("of-profile", "")),
        ] {
            let found = completed(region, project, env);
            assert_eq!((found.0.as_str(), found.1.as_str()), expected);
        }
    }
}
