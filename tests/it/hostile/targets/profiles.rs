//! What may stand in the files of the vendors' command lines and SDKs, and where an endpoint may be.

use std::io::Write as _;

use http::Uri;
use serde_json::Value;
use vpcconnect::cloud::{alicloud, huaweicloud};
use vpcconnect::http::endpoint::{Base, check_endpoint, check_near, origin};

/// The secret key of all profiles among the seeds.
const SECRET: &str = "CANARYSECRET";

/// What secret keys are called in these files.
const SECRET_KEYS: [&str; 2] = ["secretAccessKey", "access_key_secret"];

/// Any bytes, as each kind of file, and as an endpoint.
pub(crate) fn profiles(bytes: &[u8]) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let path = file.path();
    let named = path.to_str();
    let text = String::from_utf8_lossy(bytes);
    let is_secret = is_secret(&text);
    let silent = |told: String| assert!(!is_secret || !told.contains(SECRET), "{told}");
    let usual = alicloud::profile::Usual::default();
    for name in [None, Some("p"), Some("default")] {
        match huaweicloud::profile::read(name, named, None) {
            Ok(profile) => silent(format!("{profile:?}")),
            Err(error) => silent(error.to_string()),
        }
        match alicloud::profile::read(name, named, &usual) {
            Ok(profile) => silent(format!("{profile:?}")),
            Err(error) => silent(error.to_string()),
        }
        match alicloud::profile::kept(path, name.unwrap_or("p")) {
            Ok((issued, _)) => silent(format!("{issued:?}")),
            Err(error) => silent(error.to_string()),
        }
    }
    endpoint(&text);
}

/// Whether the secret stands where secrets do, and nowhere else: names of profiles, say, are repeated.
fn is_secret(text: &str) -> bool {
    fn within(value: &Value) -> bool {
        match value {
            Value::String(text) => !text.contains(SECRET),
            Value::Array(values) => values.iter().all(within),
            Value::Object(fields) => fields.iter().all(|(name, value)| {
                SECRET_KEYS.contains(&name.as_str()) || (!name.contains(SECRET) && within(value))
            }),
            _ => true,
        }
    }
    match serde_json::from_str(text) {
        Ok(json) => within(&json),
        Err(_) => text.lines().all(|line| {
            let name = line.split('=').next().unwrap_or_default().trim();
            SECRET_KEYS.contains(&name) || !line.contains(SECRET)
        }),
    }
}

/// An endpoint that is let in leads to the host that can be read in it, and in the clear to this machine
/// alone.
fn endpoint(text: &str) {
    if check_endpoint(text).is_ok() {
        let uri: Uri = text.replace("{region}", "region").parse().unwrap();
        let host = uri.host().unwrap();
        assert!(is_encrypted(&uri) || is_this_machine(host), "{text}");
        let filled = text.replace("{region}", "region");
        // What is composed of it is checked once more, and may be refused.
        if let Ok(base) = Base::of(&filled) {
            assert!(!base.host.contains(['@', '/', '?', '#', '\\']), "{text}");
            assert!(
                base.host.starts_with(&host.to_ascii_lowercase()),
                "{text} leads to {base:?}"
            );
        }
    }
    if check_near(text).is_ok() {
        let uri: Uri = text.parse().unwrap();
        let host = uri.host().unwrap();
        let is_name = host.parse::<std::net::IpAddr>().is_err() && !host.starts_with('[');
        let is_foreign = is_name && !is_this_machine(host);
        assert!(is_encrypted(&uri) || !is_foreign, "{text}");
    }
    let _ = origin(text);
}

fn is_encrypted(uri: &Uri) -> bool {
    uri.scheme_str() == Some("https")
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}
