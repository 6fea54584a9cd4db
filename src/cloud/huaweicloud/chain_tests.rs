//! Which way an account signs in, for every mix of arguments, variables and files.

use secrecy::ExposeSecret;

use super::*;
use crate::credential::arguments::Arguments;

/// How an account with these arguments signs in.
fn chain(given: &[(&str, &str)], env: Option<&Environment>) -> Result<SignIn, Error> {
    let mut arguments = Arguments::default();
    let mut home = None;
    for (name, value) in given {
        match *name {
            "role" => {
                let role = [("agency_name", *value), ("domain_name", "theirs")];
                arguments.set_block("assume_role", role.into());
            }
            "home" => home = Some(Path::new(*value)),
            name => arguments.set(name, value),
        }
    }
    settle(Place::Block(&arguments), env, home, &mut None)
}

/// What came of it, in a word or two.
fn settled(given: &[(&str, &str)], env: Option<&Environment>) -> String {
    let sign_in = match chain(given, env) {
        Err(error) => return error.to_string(),
        Ok(sign_in) => sign_in,
    };
    let way = match sign_in.way {
        Way::Keys(keys) => {
            let token = keys
                .security_token
                .map_or(String::new(), |token| format!("+{}", token.expose_secret()));
            format!(
                "keys {}/{}{token}",
                keys.access_key,
                keys.secret_key.expose_secret()
            )
        }
        Way::Token(token) => format!("token {}", token.expose_secret()),
        Way::User(user) => format!(
            "user {}/{} of {:?}",
            user.name,
            user.password.expose_secret(),
            user.domain
        ),
        Way::Machine => "machine".to_owned(),
    };
    match sign_in.roles.as_slice() {
        [] => way,
        [Sourced { value: role, .. }, ..] => {
            format!("{way}, as {} of {:?}", role.agency, role.domain)
        }
    }
}

/// Every variable there is, as the account `default` of a machine may have them.
const ALL: [(&str, &str); 12] = [
    ("HW_AUTH_TOKEN", "env-token"),
    ("HW_ACCESS_KEY", "env-ak"),
    ("HW_SECRET_KEY", "env-sk"),
    ("HW_SECURITY_TOKEN", "env-st"),
    ("HW_USER_NAME", "env-user"),
    ("HW_USER_PASSWORD", "env-pw"),
    ("HW_DOMAIN_NAME", "env-domain"),
    ("HW_PROFILE", "nowhere"),
    ("HW_SHARED_CONFIG_FILE", "/nowhere/config.json"),
    ("HW_ASSUME_ROLE_AGENCY_NAME", "env-agency"),
    ("HW_ASSUME_ROLE_DOMAIN_NAME", "env-theirs"),
    ("HW_ASSUME_ROLE_DOMAIN_ID", ""),
];

/// These and no others.
fn only(names: &'static [&'static str]) -> Environment {
    Environment::of(ALL.map(|(name, value)| (name, if names.contains(&name) { value } else { "" })))
}

#[test]
fn credentials_come_whole_from_one_source() {
    const KEYS: [(&str, &str); 2] = [("access_key", "ak"), ("secret_key", "sk")];
    let all = Environment::of(ALL);
    for (arguments, expected) in [
        (&KEYS[..], "keys ak/sk"),
        (&[("auth_token", "t")], "token t"),
        (&KEYS[..1], "the account has access_key but no secret_key"),
        (&KEYS[1..], "the account has secret_key but no access_key"),
        (
            &[("security_token", "st")],
            "the account has security_token but no access_key",
        ),
        (
            &[("user_name", "u"), ("password", "pw"), ("domain_name", "d")],
            r#"user u/pw of Name("d")"#,
        ),
        (
            &[
                ("user_name", "u"),
                ("password", "pw"),
                ("domain_name", "d"),
                ("domain_id", "i"),
            ],
            r#"user u/pw of Id("i")"#,
        ),
        (
            &[("user_name", "u")],
            "the account has user_name but no password",
        ),
        (
            &[("password", "pw")],
            "the account has password but no user_name",
        ),
        // The domain is a part of the credential, which is no mixture.
        (
            &[("user_name", "u"), ("password", "pw")],
            "the account has user_name but no domain_name",
        ),
        (
            &[("role", "mine"), KEYS[0], KEYS[1]],
            r#"keys ak/sk, as mine of Name("theirs")"#,
        ),
    ] {
        for env in [None, Some(&all)] {
            assert_eq!(settled(arguments, env), expected, "{arguments:?}");
        }
    }
}

#[test]
fn variables_are_for_an_account_that_says_nothing() {
    const KEYS: &[&str] = &["HW_ACCESS_KEY", "HW_SECRET_KEY"];
    const USER: &[&str] = &["HW_USER_NAME", "HW_USER_PASSWORD", "HW_DOMAIN_NAME"];
    for (names, expected) in [
        (
            &["HW_AUTH_TOKEN", "HW_ACCESS_KEY", "HW_SECRET_KEY"][..],
            "token env-token",
        ),
        (KEYS, "keys env-ak/env-sk"),
        (
            &[
                "HW_ACCESS_KEY",
                "HW_SECRET_KEY",
                "HW_SECURITY_TOKEN",
                "HW_USER_NAME",
                "HW_PROFILE",
            ],
            "keys env-ak/env-sk+env-st",
        ),
        (USER, r#"user env-user/env-pw of Name("env-domain")"#),
        (
            &USER[..2],
            "the account has HW_USER_NAME but no HW_DOMAIN_NAME",
        ),
        (
            &KEYS[..1],
            "the account has HW_ACCESS_KEY but no HW_SECRET_KEY",
        ),
        (&["HW_SECRET_KEY", "HW_AUTH_TOKEN"], "token env-token"),
        (&["HW_DOMAIN_NAME"], "machine"),
        (&[], "machine"),
        (
            &[
                "HW_ACCESS_KEY",
                "HW_SECRET_KEY",
                "HW_ASSUME_ROLE_AGENCY_NAME",
                "HW_ASSUME_ROLE_DOMAIN_NAME",
            ],
            r#"keys env-ak/env-sk, as env-agency of Name("env-theirs")"#,
        ),
        (
            &[
                "HW_ACCESS_KEY",
                "HW_SECRET_KEY",
                "HW_ASSUME_ROLE_AGENCY_NAME",
            ],
            "the account has HW_ASSUME_ROLE_AGENCY_NAME but no HW_ASSUME_ROLE_DOMAIN_NAME",
        ),
    ] {
        let env = only(names);
        assert_eq!(settled(&[], Some(&env)), expected, "{names:?}");
    }
    // Each family of variables has its own names.
    for (variables, expected) in [
        (
            [("OS_ACCESS_KEY", "ak"), ("", "")],
            "the account has OS_ACCESS_KEY but no OS_SECRET_KEY",
        ),
        (
            [("OS_SECRET_KEY", "sk"), ("", "")],
            "the account has OS_SECRET_KEY but no OS_ACCESS_KEY",
        ),
        (
            [("HW_SECURITY_TOKEN", "st"), ("", "")],
            "the account has HW_SECURITY_TOKEN but no HW_ACCESS_KEY",
        ),
        (
            [("OS_USERNAME", "u"), ("", "")],
            "the account has OS_USERNAME but no OS_PASSWORD",
        ),
        (
            [("OS_PASSWORD", "pw"), ("", "")],
            "the account has OS_PASSWORD but no OS_USERNAME",
        ),
        (
            [("OS_USERNAME", "u"), ("OS_PASSWORD", "pw")],
            "the account has OS_USERNAME but no OS_DOMAIN_NAME",
        ),
    ] {
        let env = Environment::of(variables);
        assert_eq!(settled(&[], Some(&env)), expected);
    }
    // Without the environment there is nothing.
    assert_eq!(settled(&[], None), "the account has no credentials");
    // An agency and a domain are no credentials: they go with those of the environment, and win.
    let env = Environment::of(ALL);
    let mine = &[("role", "mine")];
    assert_eq!(
        settled(mine, Some(&env)),
        r#"token env-token, as mine of Name("theirs")"#
    );
    let env = only(USER);
    let mine = &[("domain_name", "my-domain")];
    assert_eq!(
        settled(mine, Some(&env)),
        r#"user env-user/env-pw of Name("my-domain")"#
    );
    let env = Environment::of([
        ("OS_USERNAME", "u"),
        ("OS_PASSWORD", "pw"),
        ("OS_USER_DOMAIN_NAME", "d"),
    ]);
    assert_eq!(settled(&[], Some(&env)), r#"user u/pw of Name("d")"#);
}

#[test]
fn a_profile_is_the_last_of_a_source() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join(".hcloud/config.json");
    std::fs::create_dir(file.parent().unwrap()).unwrap();
    let text = r#"{"current":"one","profiles":[
        {"name":"one","accessKeyId":"file-ak","secretAccessKey":"file-sk","region":"eu-de"},
        {"name":"two","accessKeyId":"two-ak","secretAccessKey":"two-sk",
         "agencyName":"agency","agencyDomainName":"theirs"}]}"#;
    std::fs::write(&file, text).unwrap();
    let (home, file) = (directory.path().to_str().unwrap(), file.to_str().unwrap());
    for (arguments, expected) in [
        (&[("shared_config_file", file)][..], "keys file-ak/file-sk"),
        (
            &[("profile", "two"), ("home", home)],
            r#"keys two-ak/two-sk, as agency of Name("theirs")"#,
        ),
        (
            &[("profile", "two"), ("home", home), ("role", "mine")],
            r#"keys two-ak/two-sk, as mine of Name("theirs")"#,
        ),
        (
            &[
                ("shared_config_file", "~/.hcloud/config.json"),
                ("home", home),
            ],
            "keys file-ak/file-sk",
        ),
    ] {
        assert_eq!(settled(arguments, None), expected, "{arguments:?}");
    }
    // Nobody reads the file unasked.
    let env = Environment::empty();
    assert_eq!(settled(&[("home", home)], Some(&env)), "machine");
    let env = only(&["HW_PROFILE"]);
    let told = settled(&[("home", home)], Some(&env));
    assert!(
        told.contains(r#"has no profile "nowhere"; it has "one", "two""#),
        "{told}"
    );
}

#[test]
fn a_value_of_the_environment_is_held_to_the_rule_of_the_argument() {
    const KEYS: [(&str, &str); 2] = [("HW_ACCESS_KEY", "ak"), ("HW_SECRET_KEY", "canary-sk")];
    const USER: [(&str, &str); 3] = [
        ("OS_USERNAME", "canary-user"),
        ("OS_PASSWORD", "canary-pw"),
        ("OS_USER_DOMAIN_ID", "canary-domain"),
    ];
    const AGENCY: [(&str, &str); 2] = [
        ("HW_ASSUME_ROLE_AGENCY_NAME", "agency"),
        ("HW_ASSUME_ROLE_DOMAIN_ID", "theirs"),
    ];
    let none = ("", "");
    for (variables, bad) in [
        (
            [("HW_ACCESS_KEY", "canary\n"), KEYS[1], none],
            "HW_ACCESS_KEY",
        ),
        (
            [KEYS[0], ("OS_SECRET_KEY", "canary\n"), none],
            "OS_SECRET_KEY",
        ),
        (
            [KEYS[0], ("HW_SECRET_KEY", " canary"), none],
            "HW_SECRET_KEY",
        ),
        (
            [KEYS[0], KEYS[1], ("HW_SECURITY_TOKEN", "can\ray")],
            "HW_SECURITY_TOKEN",
        ),
        (
            [("OS_AUTH_TOKEN", "canary\u{fffd}"), none, none],
            "OS_AUTH_TOKEN",
        ),
        (
            [("OS_USERNAME", "canary\n"), USER[1], USER[2]],
            "OS_USERNAME",
        ),
        (
            [USER[0], ("OS_PASSWORD", "canary\n"), USER[2]],
            "OS_PASSWORD",
        ),
        (
            [USER[0], USER[1], ("OS_USER_DOMAIN_ID", "canary\n")],
            "OS_USER_DOMAIN_ID",
        ),
        ([("HW_PROFILE", "canary\n"), none, none], "HW_PROFILE"),
        (
            [AGENCY[0], ("HW_ASSUME_ROLE_DOMAIN_ID", "canary\n"), none],
            "HW_ASSUME_ROLE_DOMAIN_ID",
        ),
        (
            [AGENCY[0], AGENCY[1], ("HW_ASSUME_ROLE_DURATION", "1h")],
            "HW_ASSUME_ROLE_DURATION",
        ),
        (
            [AGENCY[0], AGENCY[1], ("HW_ASSUME_ROLE_DURATION", "43201")],
            "HW_ASSUME_ROLE_DURATION",
        ),
    ] {
        let env = Environment::of(variables);
        let error = chain(&[], Some(&env)).unwrap_err();
        let told = error.to_string();
        assert!(told.starts_with(&format!("{bad}: ")), "{bad}: {told}");
        assert!(!told.contains("can"), "{bad}: {told}");
    }
    // A password may have blanks, and what is wrong with a way that is not taken is nobody's business.
    let env = Environment::of([
        USER[0],
        ("OS_PASSWORD", " pw "),
        USER[2],
        ("HW_PROFILE", "\n"),
    ]);
    assert!(chain(&[], Some(&env)).is_ok());
}
