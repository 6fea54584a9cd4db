//! Who may speak to the simulator: programs on this machine, and pages that it serves itself.
//!
//! Loopback is open to every page in a browser on this machine, and the simulator's keys are public. A page
//! may send requests across (the browser then says so in `Origin` or `Sec-Fetch-Site`), or let its own name
//! lead to 127.0.0.1 (DNS rebinding: then `Host` is that name).

use std::net::IpAddr;

use http::header::{HOST, ORIGIN};
use http::request::Parts;
use http::uri::Authority;

/// Whoever speaks is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Denied {
    /// The caller means another host.
    #[error(
        "the simulator answers as localhost, 127.0.0.0/8 and [::1] only: a page on the web could otherwise \
         reach it under a name of its own"
    )]
    Host,
    /// A page in a browser.
    #[error("browsers are not allowed: a page on the web could otherwise change the simulator")]
    Browser,
}

/// Checks a request by its head, whatever its path.
pub(super) fn check(head: &Parts) -> Result<(), Denied> {
    let named = head.headers.get_all(HOST).iter();
    let mut hosts = Vec::new();
    for host in named {
        hosts.push(host.to_str().map_err(|_| Denied::Host)?);
    }
    // A request to a proxy names its host in the first line.
    hosts.extend(head.uri.authority().map(Authority::as_str));
    if !hosts.iter().all(|host| is_loopback(host)) {
        return Err(Denied::Host);
    }
    let is_own = |origin: &[u8]| {
        let host = origin.strip_prefix(b"http://");
        host.is_some_and(|host| hosts.iter().any(|own| own.as_bytes() == host))
    };
    let origins = head.headers.get_all(ORIGIN).iter();
    let sites = head.headers.get_all("sec-fetch-site").iter();
    let is_let_in = origins.into_iter().all(|origin| is_own(origin.as_bytes()))
        && sites
            .into_iter()
            .all(|site| matches!(site.as_bytes(), b"none" | b"same-origin"));
    is_let_in.then_some(()).ok_or(Denied::Browser)
}

/// Whether a host, with or without a port, is this machine's loopback by what it reads.
fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host();
    let address = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(name);
    let address = address.parse::<IpAddr>();
    let is_loopback = name.eq_ignore_ascii_case("localhost")
        || address.is_ok_and(|address| address.is_loopback());
    is_loopback && !host.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(uri: &str, headers: &[(&str, &str)]) -> Result<(), Denied> {
        let mut builder = http::Request::builder().uri(uri);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        check(&builder.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn the_host_is_loopback_or_absent() {
        assert_eq!(checked("/", &[]), Ok(()));
        for host in [
            "localhost",
            "LocalHost:8080",
            "127.0.0.1",
            "127.255.3.4:1",
            "[::1]",
            "[::1]:8080",
        ] {
            assert_eq!(checked("/", &[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "localhost@evil.example",
            "evil.example@localhost",
            "10.0.0.1",
            "0.0.0.0",
            "[::]",
            "[::ffff:127.0.0.1]",
            "localhost/",
            "localhost, evil.example",
        ] {
            let checked = checked("/", &[("host", host)]);
            assert_eq!(checked, Err(Denied::Host), "{host}");
        }
    }

    #[test]
    fn every_host_that_is_named_counts() {
        let both = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(checked("/", &both), Err(Denied::Host));
        let proxied = "http://evil.example/v3/auth/tokens";
        assert_eq!(
            checked(proxied, &[("host", "localhost")]),
            Err(Denied::Host)
        );
        assert_eq!(checked("http://localhost:1/", &[]), Ok(()));
    }

    #[test]
    fn pages_of_others_are_not_let_in() {
        let host = ("host", "127.0.0.1:8080");
        for (name, value) in [
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("origin", ""),
            ("origin", "https://127.0.0.1:8080"),
            ("origin", "http://127.0.0.1:3000"),
            ("origin", "http://127.0.0.1:8080.evil.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", ""),
        ] {
            let checked = checked("/", &[host, (name, value)]);
            assert_eq!(checked, Err(Denied::Browser), "{name}: {value}");
        }
        for (name, value) in [
            ("origin", "http://127.0.0.1:8080"),
            ("sec-fetch-site", "none"),
            ("sec-fetch-site", "same-origin"),
        ] {
            assert_eq!(checked("/", &[host, (name, value)]), Ok(()), "{value}");
        }
        let second = [
            host,
            ("origin", "http://127.0.0.1:8080"),
            ("origin", "null"),
        ];
        assert_eq!(checked("/", &second), Err(Denied::Browser));
        let nowhere = [("origin", "http://127.0.0.1:8080")];
        assert_eq!(checked("/", &nowhere), Err(Denied::Browser));
    }
}
