//! Files in both formats, and what of them can be used.

use super::super::credential::{Machine, Token};
use super::*;
use crate::credential::Credential;
use crate::credential::keys::Keys;

const CLI_FILE: &str = r#"{
  "current": "ak",
  "profiles": [
    { "name": "ak", "mode": "AK", "access_key_id": "AK", "access_key_secret": "canary-secret",
      "region_id": "cn-hangzhou", "output_format": "json", "language": "en", "site": "",
      "retry_timeout": 0, "retry_count": 0, "process_command": "", "sts_region": "cn-beijing",
      "enable_vpc": true },
    { "name": "old", "mode": "", "access_key_id": "AK", "access_key_secret": "canary-secret",
      "sts_token": "canary-token" },
    { "name": "sts", "mode": "StsToken", "access_key_id": "AK", "access_key_secret": "canary-secret",
      "sts_token": "canary-token" },
    { "name": "role", "mode": "RamRoleArn", "access_key_id": "AK", "access_key_secret": "canary-secret",
      "ram_role_arn": "arn", "ram_session_name": "me", "expired_seconds": 1800, "external_id": "x" },
    { "name": "ecs", "mode": "EcsRamRole", "ram_role_name": "r" },
    { "name": "any-ecs", "mode": "ecsramrole" },
    { "name": "ecs-role", "mode": "RamRoleArnWithRoleName", "ram_role_name": "r", "ram_role_arn": "arn" },
    { "name": "oidc", "mode": "OIDC", "oidc_provider_arn": "p", "oidc_token_file": "f",
      "ram_role_arn": "arn" },
    { "name": "chain", "mode": "ChainableRamRoleArn", "source_profile": "role", "ram_role_arn": "top" },
    { "name": "uri", "mode": "CredentialsURI", "credentials_uri": "http://127.0.0.1/k" },
    { "name": "sso", "mode": "CloudSSO", "cloud_sso_sign_in_url": "https://sso", "access_token": "canary",
      "access_key_id": "STS.K", "access_key_secret": "canary-secret", "sts_token": "canary-token",
      "sts_expiration": 1795255200 },
    { "name": "oauth", "mode": "OAuth", "oauth_refresh_token": "canary" },
    { "name": "external", "mode": "External", "process_command": "canary" },
    { "name": "circle", "mode": "ChainableRamRoleArn", "source_profile": "circle2", "ram_role_arn": "a" },
    { "name": "circle2", "mode": "ChainableRamRoleArn", "source_profile": "circle", "ram_role_arn": "a" },
    { "name": "dangling", "mode": "ChainableRamRoleArn", "source_profile": "none", "ram_role_arn": "a" },
    { "name": "half", "mode": "AK", "access_key_id": "AK", "access_key_secret": "" },
    { "name": "no-role", "mode": "RamRoleArn", "access_key_id": "AK", "access_key_secret": "s" },
    { "name": "bearer", "mode": "BearerToken", "bearer_token": "canary" }
  ]
}"#;

const INI_FILE: &str = "\u{feff}# of a program\n[default]\ntype = access_key\naccess_key_id = AK # mine\n\
    access_key_secret = canary-secret\n\n[role]\ntype=ram_role_arn\naccess_key_id=AK\n\
    access_key_secret=canary-secret\nrole_arn=arn\nrole_session_name=me\n[ecs]\ntype=ecs_ram_role\n\
    role_name=r\n[oidc]\ntype=oidc_role_arn\nrole_arn=arn\noidc_provider_arn=p\n\
    oidc_token_file_path=f\nrole_session_name=me\n[rsa]\ntype=rsa_key_pair\n; a comment\n[half]\n\
    type=access_key\naccess_key_id=canary\n";

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

fn load(text: &str, name: &str) -> Result<Profile, Error> {
    let file = file(text);
    let path = file.path().to_str().unwrap();
    let name = (!name.is_empty()).then_some(name);
    let read = read(name, Some(path), &Usual::default());
    if let Ok(read) = &read {
        assert!(!format!("{read:?}").contains("canary"), "{read:?}");
    }
    if let Err(error) = &read {
        assert!(!error.to_string().contains("canary"), "{error}");
    }
    read
}

fn keys(profile: &Profile) -> Keys {
    let keys = match &profile.way {
        Way::Keys(keys) => Some(keys.clone()),
        _ => None,
    };
    keys.unwrap()
}

#[test]
fn every_mode_of_the_cli_is_read() {
    let plain = load(CLI_FILE, "").unwrap();
    assert_eq!(keys(&plain).access_key, "AK");
    assert!(keys(&plain).security_token.is_none());
    assert_eq!(plain.region.as_ref().unwrap().value, "cn-hangzhou");
    let sts = Sts {
        region: Some("cn-beijing".to_owned()),
        network: Network::Vpc,
    };
    assert_eq!(plain.sts, sts);
    for temporary in ["old", "sts"] {
        let temporary = load(CLI_FILE, temporary).unwrap();
        assert!(keys(&temporary).security_token.is_some());
    }
    let role = load(CLI_FILE, "role").unwrap();
    assert_eq!(keys(&role).access_key, "AK");
    let expected = Role {
        arn: "arn".to_owned(),
        session: Some("me".to_owned()),
        seconds: Some(1800),
        policy: None,
        external_id: Some("x".to_owned()),
    };
    let found: Vec<_> = role.roles.iter().map(|role| &role.value).collect();
    assert_eq!(found, [&expected]);
    let origin = role.roles.first().unwrap().origin.to_string();
    assert!(
        origin.starts_with("ram_role_arn of profile \"role\" in "),
        "{origin}"
    );
    for (name, machine, roles) in [
        ("ecs", Some("r"), 0),
        ("any-ecs", None, 0),
        ("ecs-role", Some("r"), 1),
    ] {
        let found = load(CLI_FILE, name).unwrap();
        let expected = Machine {
            role: machine.map(str::to_owned),
            asked: Asked::Either,
        };
        assert!(
            matches!(&found.way, Way::Machine(machine) if *machine == expected),
            "{found:?}"
        );
        assert_eq!(found.roles.len(), roles, "{name}");
    }
    let oidc = load(CLI_FILE, "oidc").unwrap();
    assert!(
        matches!(&oidc.way, Way::Oidc(oidc) if matches!(&oidc.token, Token::File(file) if file == "f")),
        "{oidc:?}"
    );
    let chain = load(CLI_FILE, "chain").unwrap();
    let arns: Vec<_> = chain
        .roles
        .iter()
        .map(|role| role.value.arn.as_str())
        .collect();
    assert_eq!(arns, ["arn", "top"], "from the source to the top");
    let uri = load(CLI_FILE, "uri").unwrap();
    assert!(
        matches!(&uri.way, Way::Uri(uri) if uri == "http://127.0.0.1/k"),
        "{uri:?}"
    );
    for name in ["sso", "oauth", "external"] {
        let kept = load(CLI_FILE, name).unwrap();
        assert!(
            matches!(&kept.way, Way::Kept(kept) if kept.profile == name),
            "{kept:?}"
        );
    }
}

#[test]
fn what_a_sign_on_has_left_is_read_with_its_end() {
    let file = file(CLI_FILE);
    let (issued, mode) = kept(file.path(), "sso").unwrap();
    let issued = issued.unwrap();
    assert!(matches!(issued.credential, Credential::Keys(_)));
    assert_eq!(
        issued.expires_at.unwrap().to_string(),
        "2026-11-21T10:00:00Z"
    );
    assert_eq!(mode, "CloudSSO");
    for name in ["oauth", "external"] {
        assert!(kept(file.path(), name).unwrap().0.is_none(), "{name}");
    }
}

#[test]
fn every_type_of_the_credentials_file_is_read() {
    let plain = load(INI_FILE, "").unwrap();
    assert_eq!(keys(&plain).access_key, "AK");
    let role = load(INI_FILE, "role").unwrap();
    let of_file = role.roles.first().unwrap();
    assert_eq!(of_file.value.session.as_deref(), Some("me"));
    assert!(matches!(
        load(INI_FILE, "ecs").unwrap().way,
        Way::Machine(_)
    ));
    assert!(matches!(load(INI_FILE, "oidc").unwrap().way, Way::Oidc(_)));
}

#[test]
fn what_cannot_be_used_says_what_is_wrong_with_it() {
    for (text, name, told) in [
        (CLI_FILE, "half", "access_key_secret"),
        (CLI_FILE, "no-role", "ram_role_arn"),
        (CLI_FILE, "bearer", "\"BearerToken\""),
        (CLI_FILE, "circle", "leads back"),
        (CLI_FILE, "dangling", "no profile \"none\""),
        (
            CLI_FILE,
            "nobody",
            "no profile \"nobody\"; it has \"ak\", \"old\"",
        ),
        ("{\n\"profiles\": [ canary ]", "", "(line 2)"),
        ("[default]\ntype = access_key\ncanary", "", "(line 3)"),
        ("canary", "", "(line 1)"),
        ("[canary", "", "(line 1)"),
        ("", "", "it has none"),
        (
            r#"{"current":"canary","profiles":[{"name":"one"}]}"#,
            "",
            "current profile",
        ),
        (
            r#"{"profiles":[{"name":"one","mode":"canary"}]}"#,
            "one",
            "an unknown mode",
        ),
        ("[default]\ntype = canary\n", "", "an unknown mode"),
        (
            "[default]\ntype=access_key\naccess_key_id=canary\u{1}x\naccess_key_secret=s\n",
            "",
            "access_key_id of profile",
        ),
        (
            r#"{"profiles":[{"name":"one","mode":"AK","access_key_id":"a","access_key_secret":"canary\n"}]}"#,
            "one",
            "access_key_secret of profile",
        ),
        (
            r#"{"profiles":[{"name":"one","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"s",
                "ram_role_arn":"arn","expired_seconds":60}]}"#,
            "one",
            "expired_seconds of profile",
        ),
        (INI_FILE, "rsa", "\"rsa_key_pair\""),
        (INI_FILE, "half", "access_key_secret"),
        ("[default]\n", "", "no type"),
    ] {
        let error = load(text, name).unwrap_err().to_string();
        assert!(error.contains(told), "{name}: {error}");
    }
    let nowhere = read(None, Some("no/such/file"), &Usual::default()).unwrap_err();
    assert!(matches!(nowhere, Error::Unreadable { .. }), "{nowhere}");
    let homeless = read(Some("x"), None, &Usual::default()).unwrap_err();
    assert_eq!(homeless, Error::NoHome);
    let homeless = read(None, Some("~/x"), &Usual::default()).unwrap_err();
    assert_eq!(homeless, Error::NoHome);
}

proptest::proptest! {
    /// Whatever stands in a file, it is read or refused, and not repeated.
    #[test]
    fn any_file_is_read_or_refused(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
        at in 0_usize..3000,
        base in 0_usize..3,
    ) {
        let mut text = [CLI_FILE, INI_FILE, ""][base].as_bytes().to_vec();
        let at = at.min(text.len());
        text.splice(at..at, bytes);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &text).unwrap();
        let path = file.path().to_str().unwrap();
        for name in [None, Some("chain"), Some("role"), Some("circle")] {
            if let Err(error) = read(name, Some(path), &Usual::default()) {
                proptest::prop_assert!(!error.to_string().contains("canary"), "{error}");
            }
        }
        let _ = kept(file.path(), "sso");
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_no_file_of_profiles_nor_are_profiles_the_name_of_one() {
    let told = |file: &str| {
        let read = read(None, Some(file), &Usual::default());
        read.unwrap_err().to_string()
    };
    let device = told("/dev/full");
    assert!(
        device.contains("/dev/full") && device.contains("it is a device"),
        "{device}"
    );
    let told = told("[default]\ntype = access_key\naccess_key_secret = canary\n");
    assert!(!told.contains("canary"), "{told}");
    assert!(told.contains("a file name is required"), "{told}");
}
