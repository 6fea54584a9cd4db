//! What an account is: its configuration, completed from the environment and the user's files.

use super::chain;
use super::credential::SignIn;
pub use super::hosts::Service;
use super::hosts::{Custom, Endpoints};
use super::profile;
use super::variables;
use crate::cloud::config::{self, Common};
use crate::cloud::settings;
use crate::connection::ids::TenantId;
use crate::credential::arguments::Place;
use crate::credential::entries::Entries;
use crate::credential::env::Environment;
use crate::credential::lookup::Lookup;
use crate::credential::rule::{plain_region, plain_text, switch};
use crate::credential::source::{Invalid, Origin, Sourced};

/// What the user wrote about an account. What is missing may come from the environment.
pub type Settings = settings::Settings<TenantId>;

/// An account, settled.
pub type Config = config::Config<SignIn, profile::Error, TenantId, Settled>;

/// What only this cloud needs of an account.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    pub(super) endpoints: Endpoints,
    metadata: Option<String>,
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
        // What signs in by keys of its own block means no profile.
        let of_profile = (!has_own_keys(&sign_in))
            .then(|| files.meant(block, env))
            .flatten();
        let of_profile = of_profile.as_ref();
        let ignored = is_ignored(&mut lookup, of_profile);
        let named = env.filter(|_| !ignored);
        let of_profile = of_profile.filter(|_| !ignored);
        let find = |service: Service| {
            if let Some(url) = self.endpoints.of(service.name()) {
                let given = Sourced::argument("the account's endpoints", url.to_owned());
                return Ok(Some(given));
            }
            match named.and_then(|env| service.variables().find(env)) {
                None => of_profile.map_or(Ok(None), |profile| files.endpoint(profile, service)),
                found => Ok(found),
            }
        };
        let mut custom = Vec::new();
        for service in Service::ALL {
            match find(service) {
                Ok(None) => {}
                Ok(Some(Sourced { value, origin })) => {
                    lookup.note(service.variables().argument, &origin);
                    custom.push(Custom {
                        service,
                        named_by: origin,
                        url: value,
                    });
                }
                Err(wrong) => lookup.refuse(wrong),
            }
        }
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
                endpoints: Endpoints {
                    custom,
                    fips,
                    dual_stack,
                },
                metadata,
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
        let endpoints = &self.extra.endpoints;
        let base = endpoints.of(service, region)?;
        let own = self.region.as_deref().unwrap_or(region);
        match endpoints.custom(service) {
            Some(Custom { url, .. })
                if service == Service::Ec2 && !url.contains("{region}") && own != region =>
            {
                Err(format!(
                    "The endpoint {url:?} serves the region {own:?}, not {region:?}. Write {{region}} where the region \
                     belongs, or configure another account for that region."
                ))
            }
            _ => Ok(base),
        }
    }

    /// The base of the metadata service's URLs.
    pub fn metadata(&self) -> String {
        let endpoint = self.extra.metadata.as_deref().unwrap_or(METADATA);
        endpoint.trim_end_matches('/').to_owned()
    }
}

/// Whether an account signs in by what its own block says, and by no profile.
fn has_own_keys(sign_in: &Result<SignIn, chain::Error>) -> bool {
    let origin = sign_in.as_ref().ok().and_then(SignIn::origin);
    matches!(origin, Some(Origin::Argument(name)) if *name != variables::PROFILE.argument)
}

/// Whether variables and files that name endpoints say nothing.
fn is_ignored(lookup: &mut Lookup<'_>, of_profile: Option<&Entries>) -> bool {
    const ENTRY: &str = "ignore_configured_endpoint_urls";
    if let Some(ignored) = lookup.switch(None, &variables::IGNORE_ENDPOINTS) {
        return ignored.value;
    }
    let Some(Sourced { value, origin }) = of_profile.and_then(|entries| entries.find(ENTRY)) else {
        return false;
    };
    switch(&value).unwrap_or_else(|why| {
        lookup.refuse(Invalid { origin, why });
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::arguments::Arguments;

    /// An account of these files and variables, which calls for the region `r`.
    fn with_files(
        config: &str,
        given: Arguments,
        env: Option<&Environment>,
    ) -> [Result<String, String>; 3] {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join(".aws")).unwrap();
        std::fs::write(home.path().join(".aws/config"), config).unwrap();
        let settings = Settings {
            arguments: given,
            home: Some(home.path().to_owned()),
            ..Settings::default()
        };
        let config = settings.complete(env);
        let wrong = config.sign_in.as_ref().map(drop);
        let wrong = wrong.map_err(ToString::to_string);
        Service::ALL.map(|service| {
            wrong.clone()?;
            config.endpoint(service, "r")
        })
    }

    const FILE: &str = "
[default]
aws_access_key_id = AK
aws_secret_access_key = s
endpoint_url = http://127.0.0.1:1/usual
[profile mine]
aws_access_key_id = AK
aws_secret_access_key = s
endpoint_url = http://127.0.0.1:1/mine
services = local
[profile off]
aws_access_key_id = AK
aws_secret_access_key = s
endpoint_url = http://127.0.0.1:1
ignore_configured_endpoint_urls = true
[profile bad]
aws_access_key_id = AK
aws_secret_access_key = s
endpoint_url = http://example.com
[profile none]
aws_access_key_id = AK
aws_secret_access_key = s
services = canary
[services local]
ec2 =
  endpoint_url = http://127.0.0.1:1/ec2
s3 =
  endpoint_url = http://127.0.0.1:1/s3
";

    #[test]
    fn a_profile_names_endpoints_where_it_is_meant_and_nothing_else_does() {
        let block = |profile: &str| Arguments::from([("profile", profile)]);
        let keys = Arguments::from([("access_key", "AK"), ("secret_key", "s")]);
        let usual = Environment::of([("AWS_REGION", "r")]);
        let one = Environment::of([("AWS_ENDPOINT_URL_EC2", "http://127.0.0.1:1/variable")]);
        let any = Environment::of([("AWS_ENDPOINT_URL", "http://127.0.0.1:1/any")]);
        let off = Environment::of([("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")]);
        let own = [
            "https://ec2.r.amazonaws.com",
            "https://sts.r.amazonaws.com",
            "https://portal.sso.r.amazonaws.com",
        ];
        for (given, env, expected) in [
            (Arguments::default(), Some(&usual), ["usual"; 3]),
            (block("mine"), None, ["ec2", "mine", "mine"]),
            (block("mine"), Some(&one), ["variable", "mine", "mine"]),
            (block("mine"), Some(&any), ["any"; 3]),
            (block("mine"), Some(&off), own),
            (block("off"), None, own),
            (keys.clone(), None, own),
            (keys, Some(&usual), own),
        ] {
            let found = with_files(FILE, given.clone(), env);
            for (found, expected) in found.into_iter().zip(expected) {
                let found = found.unwrap();
                let found = found.trim_start_matches("http://127.0.0.1:1/");
                assert_eq!(found, expected, "{given:?}");
            }
        }
    }

    #[test]
    fn an_endpoint_of_a_file_that_is_none_is_told_with_profile_and_file() {
        let block = |profile: &str| Arguments::from([("profile", profile)]);
        for (profile, told) in [
            ("bad", "endpoint_url of profile \"bad\" in "),
            ("none", "services of profile \"none\" in "),
        ] {
            let [found, ..] = with_files(FILE, block(profile), None);
            let error = found.unwrap_err();
            assert!(
                error.contains(told) && error.contains(".aws/config"),
                "{error}"
            );
            assert!(!error.contains("canary"), "{error}");
        }
        let text = FILE.replace("127.0.0.1:1/ec2", "example.com");
        let [error, fine, _] = with_files(&text, block("mine"), None);
        let error = error.unwrap_err();
        assert!(
            error.contains("ec2.endpoint_url of [services local] in "),
            "{error}"
        );
        assert_eq!(fine.as_deref(), Ok("http://127.0.0.1:1/mine"));
        let text = FILE.replace("urls = true", "urls = perhaps");
        let [error, ..] = with_files(&text, block("off"), None);
        let error = error.unwrap_err();
        assert!(
            error.contains("ignore_configured_endpoint_urls of profile"),
            "{error}"
        );
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
        // Where the machine is asked is another matter.
        let machine = Environment::of([
            ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
            (
                "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                "http://[fd00:ec2::254]/",
            ),
        ]);
        let config = Settings::default().complete(Some(&machine));
        assert_eq!(config.metadata(), "http://[fd00:ec2::254]");
        let told = env([("AWS_ENDPOINT_URL_EC2", "http://example.com")]).unwrap_err();
        assert!(
            told.starts_with("AWS_ENDPOINT_URL_EC2 is not a valid endpoint"),
            "{told}"
        );
    }
}
