//! What is taken, from where, and what is not filled up from elsewhere.

use std::path::Path;

use secrecy::ExposeSecret;

use super::super::credential::{Oidc, Role, Token};
use super::*;
use crate::credential::arguments::Arguments;
use crate::credential::name::Half;

/// How an account with this home signs in, and its profile.
fn chain(
    given: &Arguments,
    home: Option<&Path>,
    env: Option<&Environment>,
) -> (Result<SignIn, Error>, Option<Profile>) {
    let mut profile = None;
    let sign_in = settle(Place::Block(given), env, home, &mut profile);
    (sign_in, profile)
}

/// A way, in a word.
fn word(way: &Way) -> String {
    match way {
        Way::Keys(keys) => format!("keys {}", keys.access_key),
        Way::Kept(kept) => format!("kept {}", kept.profile),
        Way::Uri(uri) => format!("uri {uri}"),
        Way::Machine(machine) => format!("machine {:?}", machine.role),
        Way::Oidc(oidc) => format!("oidc {}", oidc.role.arn),
    }
}

fn settled<const N: usize>(
    given: &Arguments,
    home: Option<&Path>,
    variables: [(&'static str, &'static str); N],
) -> Result<(String, Vec<String>), Error> {
    let env = Environment::of(variables);
    let sign_in = chain(given, home, Some(&env)).0?;
    let roles = sign_in
        .roles
        .into_iter()
        .map(|role| role.value.arn)
        .collect();
    Ok((word(&sign_in.way), roles))
}

fn by_env<const N: usize>(variables: [(&'static str, &'static str); N]) -> String {
    let found = settled(&Arguments::default(), None, variables);
    found.map_or_else(|error| error.to_string(), |(way, _)| way)
}

fn role(arn: &str) -> Role {
    Role {
        arn: arn.to_owned(),
        session: None,
        seconds: None,
        policy: None,
        external_id: None,
    }
}

const OLD: [(&str, &str); 2] = [("ALICLOUD_ACCESS_KEY", "old"), ("ALICLOUD_SECRET_KEY", "s")];
const NEW: [(&str, &str); 2] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "new"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s"),
];
const OIDC: [(&str, &str); 3] = [
    ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p"),
    ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "f"),
    ("ALIBABA_CLOUD_ROLE_ARN", "of-oidc"),
];
const NEAR: (&str, &str) = ("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1:1/k");

#[test]
fn each_family_of_variables_has_its_order() {
    assert_eq!(by_env([OLD[0], OLD[1], NEW[0], NEW[1]]), "keys old");
    assert_eq!(by_env(NEW), "keys new");
    // Halves of two families are one key: both name the same thing.
    assert_eq!(by_env([OLD[0], NEW[1]]), "keys old");
    let third = [
        ("ALIBABACLOUD_ACCESS_KEY_ID", "third"),
        ("ALIBABACLOUD_ACCESS_KEY_SECRET", "s"),
    ];
    assert_eq!(by_env(third), "keys third");
    let old_uri = ("ALICLOUD_CREDENTIALS_URI", "http://127.0.0.1:2/k");
    assert_eq!(by_env([NEAR, old_uri]), "uri http://127.0.0.1:2/k");
    let machine = [
        ("ALIBABA_CLOUD_ECS_METADATA", "new"),
        ("ALICLOUD_ECS_ROLE_NAME", "old"),
    ];
    assert_eq!(by_env(machine), "machine Some(\"old\")");
}

#[test]
fn one_way_is_taken_whole() {
    let machine = ("ALIBABA_CLOUD_ECS_METADATA", "r");
    let [provider, file, arn] = OIDC;
    assert_eq!(by_env([NEW[0], NEW[1], NEAR, machine]), "keys new");
    assert_eq!(
        by_env([NEAR, machine, provider, file, arn]),
        format!("uri {}", NEAR.1)
    );
    assert_eq!(
        by_env([machine, provider, file, arn]),
        "machine Some(\"r\")"
    );
    assert_eq!(by_env(OIDC), "oidc of-oidc");
    assert_eq!(by_env([]), "machine None");
    let off = ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "TRUE");
    assert_eq!(by_env([off]), "the account has no credentials");
    assert_eq!(by_env([off, machine]), "the account has no credentials");
    // A half is an error, and not the next way.
    for (variables, told) in [
        (NEW[0], "ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        (NEW[1], "ALIBABA_CLOUD_ACCESS_KEY_ID"),
        (("ALICLOUD_SECURITY_TOKEN", "t"), "ALICLOUD_ACCESS_KEY"),
        (OLD[0], "ALICLOUD_SECRET_KEY"),
        (OLD[1], "ALICLOUD_ACCESS_KEY"),
        (
            ("ALIBABACLOUD_ACCESS_KEY_ID", "ak"),
            "ALIBABACLOUD_ACCESS_KEY_SECRET",
        ),
        (provider, "ALIBABA_CLOUD_OIDC_TOKEN_FILE"),
        (file, "ALIBABA_CLOUD_OIDC_PROVIDER_ARN"),
    ] {
        let found = by_env([variables]);
        assert!(found.ends_with(&format!("no {told}")), "{found}");
    }
    assert!(by_env([provider, file]).ends_with("no ALIBABA_CLOUD_ROLE_ARN"));
    let token = ("ALIBABA_CLOUD_OIDC_TOKEN", "canary");
    assert_eq!(by_env([provider, token, arn]), "oidc of-oidc");
    assert!(by_env([token]).ends_with("no ALIBABA_CLOUD_OIDC_PROVIDER_ARN"));
    let far = by_env([("ALICLOUD_CREDENTIALS_URI", "http://keys.example.com/canary")]);
    assert!(far.contains("loopback") && !far.contains("canary"), "{far}");
}

#[test]
fn arguments_win_and_take_nothing_from_elsewhere() {
    let all = [NEW[0], NEW[1], NEAR, OIDC[2]];
    let uri = [("credentials_uri", "http://localhost/k")].into();
    // Nor a role: that belongs to what is in the environment.
    let found = settled(&uri, None, all).unwrap();
    assert_eq!(found, ("uri http://localhost/k".to_owned(), vec![]));
    let half = [("access_key", "ak")].into();
    let expected = Error::Half(Half {
        has: Origin::Argument("access_key"),
        lacks: "secret_key",
    });
    assert_eq!(settled(&half, None, all).unwrap_err(), expected);
    // No other account falls back to anything.
    let other = chain(&Arguments::default(), None, None).0.unwrap_err();
    assert_eq!(other, Error::None);
}

#[test]
fn a_role_is_become_at_last_and_once() {
    let own = ("ALICLOUD_ASSUME_ROLE_ARN", "own");
    let shared = OIDC[2];
    let [provider, file, arn] = OIDC;
    let roles = |found: Result<(String, Vec<String>), Error>| found.unwrap().1;
    let none = Arguments::default();
    assert_eq!(
        roles(settled(&none, None, [NEW[0], NEW[1], shared])),
        ["of-oidc"]
    );
    assert_eq!(
        roles(settled(&none, None, [NEW[0], NEW[1], shared, own])),
        ["own"]
    );
    assert_eq!(
        roles(settled(&none, None, [shared])),
        ["of-oidc"],
        "of the machine"
    );
    assert_eq!(roles(settled(&none, None, [provider, file, arn])), [""; 0]);
    assert_eq!(
        roles(settled(&none, None, [provider, file, arn, own])),
        ["own"]
    );
    // A configured one goes on top of whatever signs in, and no variable's with it.
    let env = Environment::of([NEW[0], NEW[1], shared]);
    let mut with_role = none;
    with_role.set_block("assume_role", [("role_arn", "configured")].into());
    let sign_in = chain(&with_role, None, Some(&env)).0.unwrap();
    let configured = Sourced::argument("assume_role", role("configured"));
    assert_eq!(sign_in.roles, [configured]);
}

#[test]
fn the_users_own_files_come_after_what_is_named_and_before_the_machine() {
    let home = tempfile::tempdir().unwrap();
    let put = |file: &str, text: &str| {
        let file = home.path().join(file);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    let cli = |key: &str| {
        format!(
            r#"{{"current":"one","profiles":[{{"name":"one","mode":"AK","region_id":"of-profile",
                "access_key_id":"{key}","access_key_secret":"s"}}]}}"#
        )
    };
    let at_home = Some(home.path());
    let found = |variables: &[(&'static str, &'static str)]| {
        let [one, two, three] = [0, 1, 2].map(|at| variables.get(at).copied().unwrap_or(("", "")));
        let found = settled(&Arguments::default(), at_home, [one, two, three]);
        found.map_or_else(|error| error.to_string(), |(way, _)| way)
    };
    assert_eq!(found(&[]), "machine None");
    let ini = "[default]\ntype = access_key\naccess_key_id = ini\naccess_key_secret = s\n";
    put(".alibabacloud/credentials", ini);
    assert_eq!(found(&[]), "keys ini");
    // What the CLI makes when it is installed is nothing.
    put(
        ".aliyun/config.json",
        r#"{"current":"default","profiles":[{"name":"default","mode":""}]}"#,
    );
    assert_eq!(found(&[]), "keys ini");
    put(".aliyun/config.json", &cli("cli"));
    assert_eq!(found(&[]), "keys cli");
    let without = ("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
    assert_eq!(found(&[without]), "keys ini");
    assert_eq!(found(&NEW), "keys new");
    assert_eq!(found(&OIDC), "oidc of-oidc");
    // One of the name, in whichever file it is.
    assert_eq!(found(&[("ALIBABA_CLOUD_PROFILE", "one")]), "keys cli");
    assert_eq!(found(&[("ALICLOUD_PROFILE", "default")]), "keys ini");
    let missing = found(&[("ALIBABA_CLOUD_PROFILE", "none")]);
    assert!(missing.contains("\"one\", \"default\""), "{missing}");
    // A file that is broken is told of, and not passed over.
    put(".aliyun/config.json", "{ canary");
    let broken = found(&[]);
    assert!(
        broken.contains("line 1") && !broken.contains("canary"),
        "{broken}"
    );
    // No other account looks into them unless it names a profile.
    let unnamed = chain(&Arguments::default(), at_home, None);
    assert_eq!(unnamed.0.unwrap_err(), Error::None);
    put(".aliyun/config.json", &cli("cli"));
    let (named, profile) = chain(&[("profile", "one")].into(), at_home, None);
    assert_eq!(word(&named.unwrap().way), "keys cli");
    let region = profile.unwrap().region.unwrap();
    assert_eq!(region.value, "of-profile");
}

#[test]
fn a_value_of_the_environment_is_held_to_the_rule_of_the_argument() {
    let [provider, file, arn] = OIDC;
    let none = ("", "");
    for (variables, bad) in [
        (
            [("ALICLOUD_ACCESS_KEY", "canary\n"), OLD[1], none],
            "ALICLOUD_ACCESS_KEY",
        ),
        (
            [
                NEW[0],
                ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "canary\n"),
                none,
            ],
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        ),
        (
            [NEW[0], NEW[1], ("ALIBABACLOUD_SECURITY_TOKEN", "can\0ary")],
            "ALIBABACLOUD_SECURITY_TOKEN",
        ),
        (
            [("ALIBABA_CLOUD_PROFILE", "canary\n"), none, none],
            "ALIBABA_CLOUD_PROFILE",
        ),
        (
            [("ALICLOUD_ECS_ROLE_NAME", "canary\n"), none, none],
            "ALICLOUD_ECS_ROLE_NAME",
        ),
        (
            [
                ("ALICLOUD_CREDENTIALS_URI", "canary-of-a-secret x"),
                none,
                none,
            ],
            "ALICLOUD_CREDENTIALS_URI",
        ),
        (
            [provider, ("ALIBABA_CLOUD_OIDC_TOKEN", "can\nary"), arn],
            "ALIBABA_CLOUD_OIDC_TOKEN",
        ),
        (
            [provider, file, ("ALIBABA_CLOUD_ROLE_ARN", "canary\n")],
            "ALIBABA_CLOUD_ROLE_ARN",
        ),
        (
            [NEW[0], NEW[1], ("ALIBABA_CLOUD_ROLE_ARN", "canary\n")],
            "ALIBABA_CLOUD_ROLE_ARN",
        ),
        (
            [("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "yes"), none, none],
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED",
        ),
        (
            [("ALIBABA_CLOUD_IMDSV1_DISABLED", "on"), none, none],
            "ALIBABA_CLOUD_IMDSV1_DISABLED",
        ),
        (
            [("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "y"), none, none],
            "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
        ),
        (
            [("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "y"), none, none],
            "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED",
        ),
    ] {
        let told = by_env(variables);
        assert!(told.starts_with(&format!("{bad}: ")), "{bad}: {told}");
        assert!(!told.contains("can"), "{bad}: {told}");
    }
    let seconds = ("ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION", "60");
    let told = by_env([NEW[0], NEW[1], arn, seconds]);
    assert!(
        told.starts_with(seconds.0) && told.contains("from 900 to 43200"),
        "{told}"
    );
    // A token that ends in a line break is what programs write.
    let env = Environment::of([provider, ("ALIBABA_CLOUD_OIDC_TOKEN", "token\n"), arn]);
    let sign_in = chain(&Arguments::default(), None, Some(&env)).0.unwrap();
    let token = match &sign_in.way {
        Way::Oidc(Oidc {
            token: Token::Given(token),
            ..
        }) => token.expose_secret(),
        _ => "",
    };
    assert_eq!(token, "token");
    assert_eq!(
        sign_in.origin(),
        Some(&Origin::Variable("ALIBABA_CLOUD_OIDC_TOKEN"))
    );
}
