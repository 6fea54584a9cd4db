//! Files of the vendor's command line, good ones and others.

use proptest::prelude::*;
use secrecy::ExposeSecret;
use serde_json::json;

use super::*;

fn parsed(text: &Value, name: Option<&str>) -> Result<Profile, Error> {
    parse(text.to_string().as_bytes(), name, "config.json".to_owned())
}

/// A file with one profile, called `one`.
fn with(more: &Value) -> Value {
    let mut profile = json!({
        "name": "one", "mode": "AKSK", "accessKeyId": "AK", "secretAccessKey": "SK",
        "securityToken": "", "region": "cn-north-4", "projectId": "project", "domainId": "",
        "readTimeout": 10, "ssoAuth": null, "offline": "false",
    });
    for (key, value) in more.as_object().unwrap() {
        profile[key] = value.clone();
    }
    json!({ "current": "one", "profiles": [{ "name": "other" }, profile], "lang": "en" })
}

#[test]
fn keys_region_project_and_agency_are_read() {
    let read = parsed(&with(&json!({})), None).unwrap();
    assert_eq!(read.keys.access_key, "AK");
    assert!(read.keys.security_token.is_none());
    let told = |found: &Option<Sourced<String>>| {
        let found = found.as_ref().unwrap();
        format!("{}: {}", found.origin, found.value)
    };
    let of = "of profile \"one\" in config.json";
    assert_eq!(told(&read.region), format!("region {of}: cn-north-4"));
    assert_eq!(told(&read.project_id), format!("projectId {of}: project"));
    assert_eq!(read.role, None);
    let agency = json!({ "agencyName": "a", "agencyDomainId": "d", "securityToken": "t" });
    let read = parsed(&with(&agency), Some("one")).unwrap();
    assert_eq!(read.keys.security_token.unwrap().expose_secret(), "t");
    assert_eq!(read.role.unwrap().value.agency, "a");
}

#[test]
fn a_sign_on_has_keys_of_its_own() {
    let token = json!({ "accessKeyId": "TAK", "secretAccessKey": "TSK", "securityToken": "TT" });
    let sso = json!({ "mode": "SSO", "accessKeyId": "", "ssoAuth": { "stsToken": token, "x": 1 } });
    let read = parsed(&with(&sso), None).unwrap();
    assert_eq!(read.keys.access_key, "TAK");
    assert_eq!(read.keys.security_token.unwrap().expose_secret(), "TT");
    for nobody in [
        json!({ "mode": "SSO" }),
        json!({ "mode": "sso", "ssoAuth": {} }),
    ] {
        let told = parsed(&with(&nobody), None).unwrap_err();
        assert!(matches!(told, Error::NoKeys { .. }), "{told}");
    }
}

#[test]
fn what_only_the_cli_can_read_is_told_so() {
    for encrypted in [
        json!({ "accessKeyId": "x8Jq+0aa/Zm9v==" }),
        json!({ "accessKeyId": "HPUA****WYH" }),
        json!({ "authEncrypt": true }),
        json!({ "encrypted": "True" }),
    ] {
        let told = parsed(&with(&encrypted), None).unwrap_err();
        assert!(matches!(told, Error::Encrypted { .. }), "{told}");
    }
    for plain in [
        json!({ "authEncrypt": "false" }),
        json!({ "encrypt": false }),
    ] {
        assert!(parsed(&with(&plain), None).is_ok());
    }
}

#[test]
fn a_profile_that_is_not_there_lists_those_that_are() {
    let told = parsed(&with(&json!({})), Some("two"))
        .unwrap_err()
        .to_string();
    assert!(
        told.contains(r#"no profile "two"; it has "other", "one""#),
        "{told}"
    );
    let told = parsed(&json!({}), None).unwrap_err().to_string();
    assert!(told.contains("it has none"), "{told}");
}

#[test]
fn what_is_wrong_with_an_entry_is_told_by_its_name() {
    for (more, entry) in [
        (json!({ "accessKeyId": "canary\n" }), "accessKeyId"),
        (json!({ "secretAccessKey": "canary\n" }), "secretAccessKey"),
        (json!({ "securityToken": "canary\u{0}" }), "securityToken"),
        (
            json!({ "agencyName": "canary\n", "agencyDomainId": "d" }),
            "agencyName",
        ),
    ] {
        let told = parsed(&with(&more), None).unwrap_err().to_string();
        assert!(
            told.starts_with(entry) && !told.contains("canary"),
            "{told}"
        );
    }
    // What stands where a name is expected may be a secret.
    let odd = with(&json!({ "accessKeyId": "", "mode": "canary" }));
    let told = parsed(&odd, None).unwrap_err().to_string();
    assert!(
        told.contains("mode is not known") && !told.contains("canary"),
        "{told}"
    );
    let mut odd = with(&json!({}));
    odd["current"] = json!("canary");
    let told = parsed(&odd, None).unwrap_err().to_string();
    assert!(
        told.contains("current profile") && !told.contains("canary"),
        "{told}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_not_repeated() {
    let home = tempfile::tempdir().unwrap();
    let told = read(None, None, Some(home.path())).unwrap_err().to_string();
    assert!(
        told.contains(".hcloud/config.json cannot be read"),
        "{told}"
    );
    assert_eq!(read(Some("p"), None, None).unwrap_err(), Error::NoHome);
    let secret = json!({ "profiles": [{ "name": "one", "secretAccessKey": ["canary"] }] });
    let told = parsed(&secret, None).unwrap_err().to_string();
    assert!(
        told.contains("line 1") && !told.contains("canary"),
        "{told}"
    );
    let told = parsed(&json!({ "profiles": "canary" }), None).unwrap_err();
    assert!(!told.to_string().contains("canary"), "{told}");
}

proptest! {
    #[test]
    fn no_bytes_are_too_odd(text in any::<Vec<u8>>(), name in any::<Option<String>>()) {
        let _ = parse(&text, name.as_deref(), String::new());
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_no_file_of_profiles_nor_are_profiles_the_name_of_one() {
    let told = |file: &str| read(None, Some(file), None).unwrap_err().to_string();
    assert!(told("/dev/full").contains("/dev/full cannot be read: it is a device"));
    let contents = with(&json!({ "secretAccessKey": "canary" })).to_string();
    let told = told(&contents);
    assert!(!told.contains("canary"), "{told}");
    assert!(told.contains("a file name is required"), "{told}");
}
