//! Which way an https call takes: straight to the cloud, or through the proxy that the environment names.
//!
//! Read as programs in Go do, and with them Terraform itself and the other providers: `HTTPS_PROXY` and
//! `NO_PROXY`, in capital letters or small ones; beside them `ALL_PROXY`. Unlike there, a proxy that cannot
//! be used is an error: whoever set one does not want calls to go another way.
//!
//! Source: `golang.org/x/net/http/httpproxy`.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr as _;
use std::time::Duration;

use ::http::uri::Authority;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ipnet::IpNet;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::credential::env::Environment;

const PROXY: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The longest that a variable may be. A real one has some dozens of characters.
const LONGEST: usize = 4096;

/// How long a proxy may take to say once more why it refuses.
const PATIENCE: Duration = Duration::from_secs(5);

/// The ways to the network that the environment allows.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    proxy: Option<Result<Proxy, Unusable>>,
    direct: Vec<Direct>,
}

/// A proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// The variable that names it.
    pub variable: &'static str,
    /// Its URL, which may have a password.
    pub(super) url: SecretString,
    authority: String,
    speaks: Speaks,
    authorization: Option<SecretString>,
}

/// How a proxy is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaks {
    Http,
    Https,
}

/// A variable that names a proxy which cannot be used. Its value may have a password and is not repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The proxy in the environment variable {variable} cannot be used: {why}. Write it as http://HOST:PORT, \
     or unset the variable. Nothing was sent."
)]
pub struct Unusable {
    variable: &'static str,
    why: &'static str,
}

/// What is called without the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Direct {
    Everything,
    Network(IpNet),
    Address(IpAddr, Option<String>),
    Domain(Domain),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Domain {
    /// With a dot in front.
    suffix: String,
    /// Whether the domain itself is meant, and not only what is below.
    itself: bool,
    port: Option<String>,
}

impl Proxies {
    /// What the environment says.
    pub fn of(env: &Environment) -> Self {
        let proxy = PROXY.into_iter().find_map(|variable| {
            let value = env.first(&[variable])?;
            Some(Proxy::parse(variable, &value))
        });
        let direct = env.first(&NO_PROXY).unwrap_or_default();
        Self {
            proxy,
            direct: direct.split(',').filter_map(Direct::parse).collect(),
        }
    }

    /// The proxy for a host and port; none where it is called without one. Loopback always is.
    ///
    /// # Errors
    /// [`Unusable`], where it must not be called without one and there is none to use.
    pub fn way(&self, host: &str, port: u16) -> Result<Option<&Proxy>, Unusable> {
        let Some(proxy) = &self.proxy else {
            return Ok(None);
        };
        let host = host.to_ascii_lowercase();
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        let address: Option<IpAddr> = bare.unwrap_or(&host).parse().ok();
        let address = address.map(|address| address.to_canonical());
        if host == "localhost" || address.is_some_and(|address| address.is_loopback()) {
            return Ok(None);
        }
        let port = port.to_string();
        if self
            .direct
            .iter()
            .any(|direct| direct.is_meant(&host, address, &port))
        {
            return Ok(None);
        }
        proxy.as_ref().map(Some).map_err(Clone::clone)
    }
}

impl Proxy {
    fn parse(variable: &'static str, value: &str) -> Result<Self, Unusable> {
        let wrong = |why| Unusable { variable, why };
        let value = value.trim();
        if value.len() > LONGEST {
            return Err(wrong("it is too long"));
        }
        let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
        let speaks = match scheme.to_ascii_lowercase().as_str() {
            "http" => Speaks::Http,
            "https" => Speaks::Https,
            "socks4" | "socks4a" | "socks5" | "socks5h" => {
                return Err(wrong("proxies that speak SOCKS are not supported"));
            }
            _ => return Err(wrong("its scheme is neither http nor https")),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        // These end a host. In a password they have to be encoded, or a part of it would be taken for one.
        if rest.contains(['/', '?', '#', '\\']) {
            return Err(wrong(
                "\"/\", \"?\", \"#\" or \"\\\" is in it; in a password, write it percent-encoded",
            ));
        }
        let (user, address) = match rest.rsplit_once('@') {
            Some((user, address)) => (Some(user), address),
            None => (None, rest),
        };
        let authority = Authority::from_str(address).map_err(|_| wrong("it has no valid host"))?;
        let host = authority.host();
        if !is_host(host) {
            return Err(wrong("it has no valid host"));
        }
        let port = match address.strip_prefix(host) {
            None => return Err(wrong("it has no valid host")),
            Some("" | ":") => None,
            Some(_) => Some(
                authority
                    .port_u16()
                    .filter(|port| *port > 0)
                    .ok_or_else(|| wrong("its port is not a number from 1 to 65535"))?,
            ),
        };
        let (scheme, usual) = match speaks {
            Speaks::Http => ("http", 80),
            Speaks::Https => ("https", 443),
        };
        let authority = format!("{host}:{}", port.unwrap_or(usual));
        let user = user.map(|user| user.split_once(':').unwrap_or((user, "")));
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let user = user.map(|(name, password)| (decoded(name), decoded(password)));
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let before = user.as_ref().map_or_else(String::new, |(name, password)| {
            format!("{}:{}@", encoded(name), encoded(password))
        });
        Ok(Self {
            variable,
            url: format!("{scheme}://{before}{authority}").into(),
            authority,
            speaks,
            authorization: user.map(|(name, password)| {
                let basic = STANDARD.encode(format!("{name}:{password}"));
                format!("Basic {basic}").into()
            }),
        })
    }

    /// Asks for the way to `target` once more, and hears with which status it is refused: the HTTP client
    /// does not tell. None when there is no answer to be had, or it is not refused this time.
    pub(super) async fn refusal(&self, target: &str) -> Option<u16> {
        // Behind TLS it takes more than this to ask.
        if self.speaks == Speaks::Https {
            return None;
        }
        let asking = async {
            let mut stream = TcpStream::connect(&self.authority).await.ok()?;
            let authorization = self.authorization.as_ref();
            let authorization = authorization.map_or_else(String::new, |value| {
                format!("Proxy-Authorization: {}\r\n", value.expose_secret())
            });
            let request =
                format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{authorization}\r\n");
            stream.write_all(request.as_bytes()).await.ok()?;
            let mut answer = [0; "HTTP/1.1 200".len()];
            stream.read_exact(&mut answer).await.ok()?;
            let answer = std::str::from_utf8(&answer).ok()?;
            let status = answer.strip_prefix("HTTP/1.")?.get(2..)?;
            status.parse().ok().filter(|status| *status >= 300)
        };
        tokio::time::timeout(PATIENCE, asking).await.ok()?
    }
}

impl Direct {
    /// One entry of the list. What makes no sense is left out, as it is elsewhere.
    fn parse(entry: &str) -> Option<Self> {
        let entry = entry.trim().to_ascii_lowercase();
        if entry.is_empty() {
            return None;
        }
        if entry == "*" {
            return Some(Self::Everything);
        }
        if let Ok(network) = entry.parse() {
            return Some(Self::Network(network));
        }
        let (host, port) = host_and_port(&entry).unwrap_or((&entry, ""));
        let port = (!port.is_empty()).then(|| port.to_owned());
        if let Ok(address) = host.parse::<IpAddr>() {
            return Some(Self::Address(address.to_canonical(), port));
        }
        let host = match host.strip_prefix('*') {
            Some(below) if below.starts_with('.') => below,
            _ => host,
        };
        let itself = !host.starts_with('.');
        let dot = if itself { "." } else { "" };
        (!host.is_empty()).then(|| {
            Self::Domain(Domain {
                suffix: format!("{dot}{host}"),
                itself,
                port,
            })
        })
    }

    fn is_meant(&self, host: &str, address: Option<IpAddr>, port: &str) -> bool {
        let fits = |wanted: &Option<String>| wanted.as_deref().is_none_or(|wanted| wanted == port);
        match (self, address) {
            (Self::Everything, _) => true,
            (Self::Network(network), Some(address)) => network.contains(&address),
            (Self::Address(wanted, at), Some(address)) => *wanted == address && fits(at),
            (Self::Domain(domain), None) => {
                let below = host.ends_with(&domain.suffix);
                let itself = domain.itself && domain.suffix.strip_prefix('.') == Some(host);
                (below || itself) && fits(&domain.port)
            }
            _ => false,
        }
    }
}

fn is_host(host: &str) -> bool {
    let within = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let plain = |one: char| one.is_ascii_alphanumeric() || "-_.".contains(one);
    match within {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.chars().all(plain),
    }
}

/// `host:port` or `[address]:port`; none where there is no port.
fn host_and_port(entry: &str) -> Option<(&str, &str)> {
    if let Some(rest) = entry.strip_prefix('[') {
        return rest.split_once("]:");
    }
    let (host, port) = entry.split_once(':')?;
    (!port.contains(':')).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(pairs: [(&'static str, &'static str); 2]) -> Proxies {
        Proxies::of(&Environment::of(pairs))
    }

    #[test]
    fn the_first_variable_that_is_set_names_the_proxy() {
        for (pairs, variable, url) in [
            (
                [("HTTPS_PROXY", "http://a:3128"), ("ALL_PROXY", "http://b")],
                "HTTPS_PROXY",
                "http://a:3128",
            ),
            (
                [("https_proxy", "proxy.example.com:3128/"), ("", "")],
                "https_proxy",
                "http://proxy.example.com:3128",
            ),
            (
                [("HTTPS_PROXY", ""), ("all_proxy", "HTTPS://[fd00::1]")],
                "all_proxy",
                "https://[fd00::1]:443",
            ),
            (
                [
                    ("HTTPS_PROXY", "http://us%65r:p@ss:w%2Frd@10.0.0.1:80"),
                    ("", ""),
                ],
                "HTTPS_PROXY",
                "http://user:p%40ss%3Aw%2Frd@10.0.0.1:80",
            ),
        ] {
            let proxies = proxies(pairs);
            let proxy = proxies.way("vpc.example.com", 443).unwrap().unwrap();
            assert_eq!(proxy.variable, variable);
            assert_eq!(proxy.url.expose_secret(), url);
            assert!(!format!("{proxies:?}").contains("p%40ss"));
        }
        for pairs in [
            [("HTTP_PROXY", "http://a"), ("http_proxy", "http://a")],
            [("", ""), ("", "")],
        ] {
            assert!(
                proxies(pairs)
                    .way("vpc.example.com", 443)
                    .unwrap()
                    .is_none()
            );
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error_that_names_the_variable_alone() {
        for value in [
            "ftp://canary:1",
            "nonsense://u:canary@[::",
            "http://",
            "://",
            ":",
            "http://:3128",
            "http://canary:canary",
            "http://canary:99999",
            "http://canary:0",
            "http://u:canary#@host",
            "http://u:can/ary@host",
            "http://host?canary",
            "http://host/canary",
            "http://canary host",
            "http://can\u{e4}ry",
            "http://canary%2ehost",
            "http://[canary]:1",
            "socks5://canary:1080",
            "http://canary\r\nX: y",
        ] {
            for variable in PROXY {
                let env = Environment::of([(variable, Box::leak(value.into()))]);
                let told = Proxies::of(&env).way("vpc.example.com", 443).unwrap_err();
                let told = told.to_string();
                assert!(told.contains(variable), "{value}: {told}");
                assert!(!told.contains("canary"), "{value}: {told}");
            }
        }
    }

    #[test]
    fn exceptions_are_read_as_go_reads_them() {
        let direct = |list: &'static str, host: &str, port: u16| {
            let proxies = proxies([("HTTPS_PROXY", "http://proxy"), ("NO_PROXY", list)]);
            proxies.way(host, port).unwrap().is_none()
        };
        for (list, host, port, expected) in [
            ("", "a.example.com", 443, false),
            ("*", "a.example.com", 443, true),
            ("x, * ", "10.0.0.1", 443, true),
            ("example.com", "example.com", 443, true),
            ("example.com", "A.Example.COM", 443, true),
            ("example.com", "notexample.com", 443, false),
            ("EXAMPLE.com ,", "a.example.com", 8443, true),
            (".example.com", "a.example.com", 443, true),
            (".example.com", "example.com", 443, false),
            ("*.example.com", "a.b.example.com", 443, true),
            ("*.example.com", "example.com", 443, false),
            ("*example.com", "a.example.com", 443, false),
            ("example.com:443", "a.example.com", 443, true),
            ("example.com:443", "a.example.com", 8443, false),
            ("*.example.com:8443", "a.example.com", 8443, true),
            ("example.com:", "a.example.com", 8443, true),
            (":443", "a.example.com", 443, false),
            ("10.1.2.3", "10.1.2.3", 443, true),
            ("10.1.2.3", "10.1.2.30", 443, false),
            ("10.1.2.3:8443", "10.1.2.3", 443, false),
            ("10.1.2.3:8443", "10.1.2.3", 8443, true),
            ("10.0.0.0/8", "10.1.2.3", 443, true),
            ("10.0.0.0/8", "11.1.2.3", 443, false),
            ("10.0.0.0/8", "[::ffff:10.1.2.3]", 443, true),
            ("fd00::1", "[fd00::1]", 443, true),
            ("[fd00::1]:443", "[fd00::1]", 443, true),
            ("[fd00::1]:443", "[fd00::1]", 8443, false),
            ("fd00::/8", "[fd12::1]", 443, true),
            // A number is no name that could end another one.
            ("2.3", "10.1.2.3", 443, false),
            ("10.0.0.0/33,a.com", "a.com", 443, true),
        ] {
            let found = direct(list, host, port);
            assert_eq!(found, expected, "{list:?} {host}:{port}");
        }
        for host in [
            "localhost",
            "LOCALHOST",
            "127.0.0.1",
            "127.9.9.9",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(direct("", host, 443), "{host}");
        }
        // What is called without one does not need one that can be used.
        let broken = proxies([("HTTPS_PROXY", "ftp://x"), ("no_proxy", "example.com")]);
        assert!(broken.way("vpc.example.com", 443).unwrap().is_none());
        assert!(broken.way("vpc.example.org", 443).is_err());
    }
}
