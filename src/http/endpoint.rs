//! Where a service is: what an endpoint may look like, and how a request names it.

use crate::credential::rule::is_label;
use std::net::IpAddr;

use ::http::{HeaderValue, Uri};

/// An endpoint, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base<'a> {
    /// `https`, or `http` on loopback.
    pub scheme: &'a str,
    /// Host, and port when it is not the scheme's own, as they are sent and signed.
    pub host: String,
    /// What paths begin with: empty, or with a slash in front.
    pub prefix: String,
}

impl<'a> Base<'a> {
    /// Takes `endpoint` apart, as it was composed of what several places say. Whatever they say, nothing is
    /// signed for another host than the one that is read in it.
    ///
    /// # Errors
    /// A sentence for the user.
    pub fn of(endpoint: &'a str) -> Result<Self, String> {
        let machine = MACHINES.contains(&endpoint.trim_end_matches('/'));
        if !machine {
            check_endpoint(endpoint)?;
        }
        let (scheme, rest) = endpoint.split_once("://").unwrap_or(("https", endpoint));
        let (host, prefix) = rest
            .split_once('/')
            .map_or((rest, String::new()), |(host, path)| {
                (host, format!("/{path}"))
            });
        let uri: Option<Uri> = endpoint.parse().ok();
        let called = uri.as_ref().and_then(Uri::authority);
        if called.is_none_or(|called| called.as_str() != host) {
            return Err(format!(
                "{:?} leads to a different host than it says.",
                without_password(endpoint)
            ));
        }
        Ok(Self {
            scheme,
            host: as_sent(scheme, host),
            prefix,
        })
    }
}

/// Where machines on a cloud find their metadata: nowhere else are calls sent in the clear beyond this
/// machine.
const MACHINES: [&str; 2] = ["http://169.254.169.254", "http://100.100.100.200"];

/// The longest name of a host.
const NAME: usize = 253;

/// Whether a name is the ASCII spelling of one in another script. The HTTP client comes without Unicode's tables
/// (`idna_adapter` in Cargo.toml), and cannot check what it means.
fn is_foreign(host: &str) -> bool {
    let begins = |label: &str| label.to_ascii_lowercase().starts_with("xn--");
    host.split('.').any(begins)
}

const FOREIGN: &str = "names of hosts in other scripts (\"xn--\") are not supported";

/// Checks a domain that becomes the end of a host's name.
///
/// # Errors
/// A sentence for the user.
pub fn check_domain(domain: &str) -> Result<(), String> {
    let shown = without_password(domain);
    if is_foreign(domain) {
        return Err(format!("It is {shown:?}: {FOREIGN}."));
    }
    if domain.len() <= NAME && domain.split('.').all(is_label) {
        return Ok(());
    }
    Err(format!(
        "It is {shown:?}; use a domain, such as \"myhuaweicloud.com\": letters, digits, \"-\" and \"_\", \
         with dots between, and neither a scheme nor a port or a path."
    ))
}

/// Checks a configured endpoint: scheme and host, maybe a port and a path; `http://` on loopback
/// only, because requests carry tokens.
///
/// # Errors
/// A sentence for the user.
pub fn check_endpoint(endpoint: &str) -> Result<(), String> {
    let wrong = |why: &str| {
        let shown = without_password(endpoint);
        format!(
            "It is {shown:?}: {why}. Write scheme and host, such as \"https://vpc.{{region}}.example.com\"."
        )
    };
    let uri: Uri = endpoint
        .replace("{region}", "region")
        .parse()
        .map_err(|_| wrong("that is not a URL"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(wrong("scheme or host is missing"));
    };
    if authority.as_str().contains('@') || uri.query().is_some() || endpoint.contains('#') {
        return Err(wrong("only scheme, host, port and path may be given"));
    }
    if is_foreign(authority.host()) {
        return Err(wrong(FOREIGN));
    }
    if leaves_its_path(uri.path()) {
        return Err(wrong(
            "\".\" and \"..\" in the path lead somewhere other than what is signed",
        ));
    }
    match scheme {
        "https" => Ok(()),
        "http" if is_loopback(authority.host()) => Ok(()),
        "http" => Err(wrong("http:// is allowed on loopback only")),
        _ => Err(wrong("the scheme is neither https nor http")),
    }
}

/// Whether a part of a path is taken away, with the one before it, where the URL is called. A backslash
/// counts as a slash there.
fn leaves_its_path(path: &str) -> bool {
    let is_dots = |part: &str| {
        let part = part.to_ascii_lowercase().replace("%2e", ".");
        part == "." || part == ".."
    };
    path.contains('\\') || path.split('/').any(is_dots)
}

/// Checks the URL of whoever hands temporary keys out: with `http://`, they may come from this machine or
/// from a network that is nobody else's, but not over the internet.
///
/// # Errors
/// A sentence for the user.
pub fn check_near(url: &str) -> Result<(), String> {
    let wrong = |why: &str| {
        let shown = origin(url);
        format!(
            "It is {shown:?}: {why}. Write a whole URL, such as \"http://127.0.0.1:8080/keys\"."
        )
    };
    let uri: Uri = url.parse().map_err(|_| wrong("that is not a URL"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(wrong("scheme or host is missing"));
    };
    if authority.as_str().contains('@') || url.contains('#') {
        return Err(wrong("it must not contain a password or a fragment"));
    }
    if is_foreign(authority.host()) {
        return Err(wrong(FOREIGN));
    }
    match scheme {
        "https" => Ok(()),
        "http" if is_near(authority.host()) => Ok(()),
        "http" => Err(wrong(
            "http:// is allowed on loopback and in private networks only",
        )),
        _ => Err(wrong("the scheme is neither https nor http")),
    }
}

/// Scheme and host of a URL: what stands behind them may be a secret. So may all of a text that is no URL.
pub fn origin(url: &str) -> String {
    let shown = without_password(url);
    let Some((scheme, rest)) = shown.split_once("://") else {
        return "…".to_owned();
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let beyond = if host.len() < rest.len() { "/…" } else { "" };
    format!("{scheme}://{host}{beyond}")
}

/// A URL as a message may repeat it: passwords stand before the host, tokens in the query.
fn without_password(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let (shown, hidden) = url.split_at(end);
    let shown = match shown.rsplit_once('@') {
        None => shown.to_owned(),
        Some((before, host)) => {
            let scheme = before.split_once("://").map_or("", |(scheme, _)| scheme);
            format!("{scheme}://…@{host}")
        }
    };
    if hidden.is_empty() {
        return shown;
    }
    format!("{shown}{}…", hidden.chars().take(1).collect::<String>())
}

/// Whether a host is this machine. An address may stand in brackets.
pub fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let address: Result<IpAddr, _> = address.parse();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn is_near(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let near = match address.parse() {
        // 100.64.0.0/10 is what a cloud's own services have, its metadata among them.
        Ok(IpAddr::V4(address)) => {
            let [first, second, ..] = address.octets();
            let of_provider = first == 100 && (64..128).contains(&second);
            address.is_private() || address.is_link_local() || of_provider
        }
        Ok(IpAddr::V6(address)) => address.is_unique_local() || address.is_unicast_link_local(),
        Err(_) => false,
    };
    near || is_loopback(host)
}

/// A host as the client sends it, because that is what the cloud checks the signature against: in
/// lower case, and without the port that the scheme has anyway.
fn as_sent(scheme: &str, host: &str) -> String {
    let host = host.to_ascii_lowercase();
    let port = if scheme.eq_ignore_ascii_case("http") {
        ":80"
    } else {
        ":443"
    };
    host.strip_suffix(port).unwrap_or(&host).to_owned()
}

/// Headers whose values are no secret.
const PUBLIC: [&str; 8] = [
    "content-type",
    "x-sdk-date",
    "x-project-id",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-accesskey-id",
];

/// A header's value; a secret one prints as such nowhere.
///
/// # Errors
/// A sentence that does not repeat the value.
pub fn sensitive(name: &str, value: &str) -> Result<HeaderValue, String> {
    // The value may be a secret, so it is not repeated.
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        format!("the header {name} would contain characters that headers may not have")
    })?;
    value.set_sensitive(!PUBLIC.contains(&name.to_ascii_lowercase().as_str()));
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_checked() {
        for good in [
            "https://vpc.example.com",
            "https://vpc.{region}.example.com:8443/prefix",
            "http://localhost:80",
            "http://[::1]:80/{region}",
            "http://127.0.0.1",
        ] {
            assert_eq!(check_endpoint(good), Ok(()), "{good}");
        }
        for bad in [
            "vpc.example.com",
            "http://vpc.example.com",
            "http://127.0.0.1.example.com",
            "ftp://localhost",
            "https://user@vpc.example.com",
            "https://vpc.example.com/?x=1",
            "https://",
            "",
            "https://vpc.b\u{fc}cher.example",
            "https://vpc.XN--bcher-kva.example",
            "https://vpc.example.com/a/../b",
            "https://vpc.example.com/..",
            "https://vpc.example.com/%2E%2e/b",
            "https://vpc.example.com/./b",
            "https://vpc.example.com/a\\..\\b",
            "https://vpc.example.com\\@evil.com",
        ] {
            assert!(check_endpoint(bad).is_err(), "{bad}");
            assert!(Base::of(bad).is_err(), "{bad}");
        }
        for good in [
            "https://vpc.example.com/a..b/...",
            "https://vpc.example.com/~a",
        ] {
            assert_eq!(check_endpoint(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn a_domain_is_one_and_leads_nowhere_else() {
        for good in [
            "myhuaweicloud.com",
            "otc.t-systems.com",
            "a",
            "my_cloud.example",
        ] {
            assert_eq!(check_domain(good), Ok(()), "{good}");
            let endpoint = format!("https://vpc.eu-de.{good}");
            let base = Base::of(&endpoint).unwrap();
            assert_eq!(base.host, format!("vpc.eu-de.{good}"));
        }
        let long = ["a"; 128].join(".");
        for bad in [
            "",
            "u@evil.com",
            "myhuaweicloud.com:443@evil.com",
            "evil.com/",
            "evil.com#",
            "evil.com?",
            "evil.com:1",
            "xn--bcher-kva.example",
            "../",
            "evil.com\r\nHost: x",
            "evil com",
            " evil.com",
            "evil..com",
            ".evil.com",
            "evil.com.",
            "https://evil.com",
            "evil\\com",
            "evil%2ecom",
            "\u{435}vil.com",
            &long,
        ] {
            assert!(check_domain(bad).is_err(), "{bad:?}");
        }
        assert!(
            !check_domain("u:canary@evil.com")
                .unwrap_err()
                .contains("canary")
        );
    }

    #[test]
    fn what_was_composed_is_checked_once_more() {
        for good in [
            METADATA_OF_ONE,
            "http://127.0.0.1:80/p",
            "https://vpc.example.com:8443",
        ] {
            assert!(Base::of(good).is_ok(), "{good}");
        }
        for bad in [
            "https://vpc.eu-de.u@evil.com",
            "https://vpc.eu-de.evil.com?",
            "https://vpc.eu-de.evil.com#.example.com",
            "https://vpc.eu-de.evil.com\\.example.com",
            "https://vpc.eu-de.evil com",
            "http://169.254.169.254.evil.com",
            "http://vpc.example.com",
            "vpc.example.com",
        ] {
            assert!(Base::of(bad).is_err(), "{bad}");
        }
    }

    const METADATA_OF_ONE: &str = "http://169.254.169.254";

    #[test]
    fn keys_do_not_come_over_the_internet_in_the_clear() {
        for good in [
            "http://127.0.0.1:8080/keys?of=me",
            "http://localhost",
            "http://100.100.100.200/x",
            "http://10.1.2.3/x",
            "http://[fd00::1]/x",
            "https://keys.example.com/x",
        ] {
            assert_eq!(check_near(good), Ok(()), "{good}");
        }
        for bad in [
            "http://keys.example.com/x",
            "http://8.8.8.8/x",
            "https://xn--bcher-kva.example/x",
            "https://u:canary@keys.example.com",
            "http://127.0.0.1/#canary",
            "http://8.8.8.8/canary?canary",
            "keys.example.com/canary",
            "canary-of-a-secret x",
            "/canary",
            "ftp://127.0.0.1/canary",
        ] {
            let told = check_near(bad).unwrap_err();
            assert!(!told.contains("canary"), "{bad}: {told}");
        }
    }

    #[test]
    fn a_refused_endpoint_keeps_its_password_to_itself() {
        for (endpoint, shown) in [
            (
                "https://user:canary@vpc.example.com/x",
                "https://…@vpc.example.com/x",
            ),
            ("https://canary@a@b", "https://…@b"),
            ("user:canary@vpc", "://…@vpc"),
            ("https://vpc/?token=canary", "https://vpc/?…"),
            ("https://vpc/#canary", "https://vpc/#…"),
            ("http://user:canary@vpc?canary@x", "http://…@vpc?…"),
            ("https://user:canary@", "https://…@"),
        ] {
            let told = check_endpoint(endpoint).unwrap_err();
            assert!(told.contains(&format!("{shown:?}")), "{told}");
            assert!(!told.contains("canary"), "{told}");
        }
    }
}
