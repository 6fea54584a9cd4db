//! What is taken, from where, and what is not filled up from elsewhere.

use std::path::Path;

use secrecy::ExposeSecret;

use super::super::config::{Config, Settings};
use super::super::credential::Token;
use super::*;
use crate::credential::arguments::Arguments;

/// An account with this home.
fn account(given: Arguments, home: Option<&Path>, env: Option<&Environment>) -> Config {
    let settings = Settings {
        arguments: given,
        home: home.map(Path::to_owned),
        ..Settings::default()
    };
    settings.complete(env)
}

/// A home with these two files.
fn home(config: &str, credentials: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".aws");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("config"), config).unwrap();
    std::fs::write(folder.join("credentials"), credentials).unwrap();
    home
}

const CONFIG: &str = "
[default]
region = eu-west-1
[profile mine]
region = eu-central-1
s3 =
  max_queue_size = 1
[profile role]
role_arn = arn:aws:iam::1:role/r
source_profile = mine
external_id = e
duration_seconds = 900
[profile chain]
role_arn = arn:aws:iam::2:role/s
source_profile = role
[profile itself]
role_arn = arn:aws:iam::1:role/r
source_profile = itself
[profile circle]
role_arn = arn:aws:iam::1:role/r
source_profile = ring
[profile ring]
role_arn = arn:aws:iam::1:role/r
source_profile = circle
[profile pod]
role_arn = arn:aws:iam::1:role/r
web_identity_token_file = /t
[profile sso]
sso_session = canary
[profile no-session]
sso_session = canary
sso_account_id = 1
sso_role_name = canary
[profile no-role]
sso_session = good
sso_account_id = 1
[profile two-regions]
sso_session = good
sso_account_id = 1
sso_role_name = canary
sso_region = canary
[profile not-a-region]
sso_session = bad
sso_account_id = 1
sso_role_name = canary
[sso-session good]
sso_start_url = canary
sso_region = eu-west-1
[sso-session bad]
sso_start_url = canary
sso_region = can.ary
[profile login]
login_session = canary
[profile process]
credential_process = canary \"--secret
[profile empty-process]
credential_process = ''
[profile mfa]
role_arn = arn:aws:iam::1:role/r
source_profile = mine
mfa_serial = canary
[profile machine]
role_arn = arn:aws:iam::1:role/r
credential_source = Ec2InstanceMetadata
[profile bad]
aws_access_key_id = AK
aws_secret_access_key = can\tary
";

const CREDENTIALS: &str = "
[mine]
aws_access_key_id = MINE
aws_secret_access_key = canary
aws_session_token = canary
[itself]
aws_access_key_id = ITSELF
aws_secret_access_key = canary
";

fn keys(sign_in: &SignIn) -> Option<&str> {
    match &sign_in.way {
        Way::Keys(keys) => Some(&keys.access_key),
        _ => None,
    }
}

#[test]
fn a_profile_is_what_both_files_say() {
    let home = home(CONFIG, CREDENTIALS);
    let of = |name: &str| account([("profile", name)].into(), Some(home.path()), None);
    let mine = of("mine");
    assert_eq!(mine.region.as_deref(), Some("eu-central-1"));
    assert_eq!(keys(&mine.sign_in.unwrap()), Some("MINE"));
    for (name, key, roles) in [
        ("role", "MINE", &["arn:aws:iam::1:role/r"][..]),
        (
            "chain",
            "MINE",
            &["arn:aws:iam::1:role/r", "arn:aws:iam::2:role/s"],
        ),
        ("itself", "ITSELF", &["arn:aws:iam::1:role/r"]),
    ] {
        let found = of(name).sign_in.unwrap();
        assert_eq!(keys(&found), Some(key), "{name}");
        let arns: Vec<_> = found
            .roles
            .iter()
            .map(|role| role.value.arn.as_str())
            .collect();
        assert_eq!(arns, roles, "{name}");
    }
    let role = of("role").sign_in.unwrap().roles.remove(0).value;
    assert_eq!(
        (role.seconds, role.external_id.as_deref()),
        (Some(900), Some("e"))
    );
    let pod = of("pod").sign_in.unwrap().way;
    assert!(
        matches!(pod, Way::WebIdentity(bought) if matches!(&bought.token, Token::File(file) if file == "/t"))
    );
    assert!(matches!(
        of("mfa").sign_in,
        Err(Error::Own(profile::Error::Unusable {
            way: "mfa_serial",
            ..
        }))
    ));
    // Who is asked then is this machine, which is the account `default`'s alone.
    assert!(of("machine").sign_in.is_err());
}

#[test]
fn a_profile_is_read_as_the_vendors_tools_do() {
    let config = "
[profile \"two words\"]
region = eu-central-1 # here
s3 =
  region = inner
aws_session_token = canary
[two words]
region = nobody's
[profile other]
aws_access_key_id = CONFIG
aws_secret_access_key = s
aws_session_token = canary
";
    let credentials = "
[two words]
aws_access_key_id = AK
aws_secret_access_key = a#b
[other]
aws_access_key_id = CREDENTIALS
aws_secret_access_key = s
";
    let home = home(config, credentials);
    let of = |name: &str| account([("profile", name)].into(), Some(home.path()), None);
    let words = of("two words");
    assert_eq!(words.region.as_deref(), Some("eu-central-1"));
    // Keys come whole from one of the files.
    for (name, expected, secret) in [("two words", "AK", "a#b"), ("other", "CREDENTIALS", "s")] {
        let way = of(name).sign_in.unwrap().way;
        assert!(
            matches!(&way, Way::Keys(keys) if keys.access_key == expected
                && keys.secret_key.expose_secret() == secret && keys.security_token.is_none()),
            "{name}: {way:?}"
        );
    }
}

#[test]
fn of_several_ways_of_a_profile_the_first_is_taken() {
    let sso = "sso_session = s\nsso_account_id = 1\nsso_role_name = r\n";
    let session = "[sso-session s]\nsso_start_url = u\nsso_region = r\n";
    let process = "credential_process = print 'the keys'\n";
    let keys = "aws_access_key_id = AK\naws_secret_access_key = s\n";
    let role = "role_arn = arn:aws:iam::1:role/r\nsource_profile = base\n";
    let base = format!("[profile base]\n{sso}{session}");
    for (config, credentials, expected) in [
        (
            format!("{role}{sso}{process}{keys}{base}"),
            keys,
            "role by sso",
        ),
        (format!("{sso}{process}{keys}{session}"), keys, "sso"),
        (format!("{process}{keys}"), keys, "keys"),
        (format!("{process}{keys}"), "", "process"),
        (keys.to_owned(), "", "keys"),
    ] {
        let home = home(
            &format!("[profile one]\n{config}"),
            &format!("[one]\n{credentials}"),
        );
        let one = account([("profile", "one")].into(), Some(home.path()), None);
        let sign_in = one.sign_in.unwrap();
        let way = match &sign_in.way {
            Way::Sso(login) => {
                let cache = home.path().join(".aws/sso/cache");
                assert!(login.cache.starts_with(cache), "{login:?}");
                "sso"
            }
            Way::Process(process) => {
                let words = process.words.iter().map(ExposeSecret::expose_secret);
                assert_eq!(words.collect::<Vec<_>>(), ["print", "the keys"]);
                "process"
            }
            Way::Keys(_) => "keys",
            _ => "another",
        };
        let by_role = if sign_in.roles.is_empty() {
            ""
        } else {
            "role by "
        };
        assert_eq!(format!("{by_role}{way}"), expected);
    }
}

#[test]
fn the_region_is_that_of_the_profile_that_is_meant() {
    let config =
        "[default]\nregion = usual\n[profile mine]\nregion = own\n[profile none]\noutput = json\n";
    let keys = "[mine]\naws_access_key_id = AK\naws_secret_access_key = s\n[none]\naws_access_key_id = AK\naws_secret_access_key = s\n";
    let home = home(config, keys);
    let empty = Environment::empty();
    let mine = Environment::of([("AWS_PROFILE", "mine")]);
    let block = |profile: &str| Arguments::from([("profile", profile)]);
    let own_keys = Arguments::from([("access_key", "AK"), ("secret_key", "s")]);
    for (given, env, expected) in [
        (Arguments::default(), Some(&empty), Some("usual")),
        (Arguments::default(), Some(&mine), Some("own")),
        (block("mine"), Some(&empty), Some("own")),
        (block("none"), Some(&mine), None),
        (own_keys.clone(), Some(&mine), Some("own")),
        (own_keys, None, None),
    ] {
        let config = account(given.clone(), Some(home.path()), env);
        assert_eq!(config.region.as_deref(), expected, "{given:?} {env:?}");
    }
}

#[test]
fn what_cannot_be_used_is_told_without_what_stands_there() {
    let home = home(CONFIG, CREDENTIALS);
    for (name, told) in [
        ("sso", "sso_account_id"),
        ("no-session", "sso_session of profile"),
        ("no-role", "sso_role_name"),
        ("two-regions", "sso_region of profile"),
        ("not-a-region", "sso_region of [sso-session bad]"),
        ("login", "login_session"),
        ("process", "credential_process"),
        ("empty-process", "credential_process"),
        ("mfa", "mfa_serial"),
        ("circle", "leads back to itself"),
        ("bad", "aws_secret_access_key"),
        ("none", "\"mine\""),
    ] {
        let config = account([("profile", name)].into(), Some(home.path()), None);
        let error = config.sign_in.unwrap_err().to_string();
        assert!(error.contains(told) && !error.contains("canary"), "{error}");
    }
}

#[test]
fn arguments_then_variables_then_files_then_the_machine() {
    let home = home(
        "[default]\nregion = r\n",
        "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n",
    );
    let path = Some(home.path());
    let env = Environment::of([("AWS_ACCESS_KEY_ID", "ENV"), ("AWS_SECRET_ACCESS_KEY", "s")]);
    let block = || Arguments::from([("access_key", "BLOCK"), ("secret_key", "s")]);
    let of = |given, env: Option<&Environment>| account(given, path, env).sign_in;
    assert_eq!(keys(&of(block(), Some(&env)).unwrap()), Some("BLOCK"));
    assert_eq!(
        keys(&of(Arguments::default(), Some(&env)).unwrap()),
        Some("ENV")
    );
    let empty = Environment::empty();
    let files = account(Arguments::default(), path, Some(&empty));
    assert_eq!(files.region.as_deref(), Some("r"));
    assert_eq!(keys(&files.sign_in.unwrap()), Some("FILE"));
    // Any other account has what its block says, and nothing else.
    assert_eq!(of(Arguments::default(), None).unwrap_err(), Error::None);
    let nobody = |env: &Environment| account(Arguments::default(), None, Some(env)).sign_in;
    assert!(matches!(nobody(&empty).unwrap().way, Way::Machine));
    let none = Environment::of([("AWS_EC2_METADATA_DISABLED", "true")]);
    assert_eq!(nobody(&none).unwrap_err(), Error::None);
    let agent = Environment::of([("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/x")]);
    let found = nobody(&agent).unwrap().way;
    assert!(matches!(found, Way::Container(one) if one.url == "http://169.254.170.2/v2/x"));
    let far = Environment::of([("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/")]);
    assert!(matches!(nobody(&far), Err(Error::Invalid(_))));
}

#[test]
fn half_a_credential_is_told_of() {
    for (env, lacks) in [
        (
            Environment::of([("AWS_ACCESS_KEY_ID", "AK")]),
            "AWS_SECRET_ACCESS_KEY",
        ),
        (
            Environment::of([("AWS_WEB_IDENTITY_TOKEN_FILE", "/t")]),
            "AWS_ROLE_ARN",
        ),
    ] {
        let told = account(Arguments::default(), None, Some(&env)).sign_in;
        let told = told.unwrap_err().to_string();
        assert!(told.contains(lacks), "{told}");
    }
    let mut role = Arguments::default();
    role.set_block(
        "assume_role_with_web_identity",
        [("role_arn", "arn")].into(),
    );
    let told = account(role, None, None).sign_in.unwrap_err().to_string();
    assert!(told.contains("web_identity_token_file"), "{told}");
}
