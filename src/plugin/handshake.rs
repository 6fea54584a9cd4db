//! How a host finds its plugin: environment in, one line on stdout out.
//!
//! Source: `client.go` and `server.go` of hashicorp/go-plugin.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::port::Range;

/// Set by every host that speaks to Terraform providers; tells a plugin that it was not started by
/// hand. No secret: it is the same for all of them.
const COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);

/// The version of the provider protocol that we speak.
pub const PROTOCOL: u32 = 6;

/// What the host asked for in the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The host's certificate, PEM. Without it the host wants no TLS. Bytes, because a variable that is
    /// no text is still set: taking it for absent would serve everybody.
    pub client_certificate: Option<Vec<u8>>,
    /// Whether to listen at a Unix socket or at a port.
    pub network: Network,
    /// Where the socket should be.
    pub socket_directory: Option<PathBuf>,
    /// Which port it should be.
    pub ports: Range,
    /// Whether the host knows the seventh field of the line. Older ones choke on it.
    pub multiplexing: Multiplexing,
}

/// How host and plugin reach each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// A Unix socket.
    Unix,
    /// A port on loopback: where there are no such sockets, and where a test asks for it.
    Tcp,
}

/// Where a plugin listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// The path of a Unix socket.
    Unix(PathBuf),
    /// A port on loopback.
    Tcp(SocketAddr),
}

/// Asks for a port where there are sockets too, so that tests go the way that Windows goes.
const TCP: &str = "VPCCONNECT_TEST_TCP";

/// Whether the host asked if the broker can share one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Multiplexing {
    /// It asked; the answer is no.
    Asked,
    /// It did not, and must not be answered.
    NotAsked,
}

/// A path that cannot stand in the line: the host would look for the socket elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the socket's path {0:?} cannot be passed to the host; PLUGIN_UNIX_SOCKET_DIR or TMPDIR has to name a \
     directory without \"|\", control characters and bytes that are not UTF-8"
)]
pub struct Unspeakable(PathBuf);

impl Request {
    /// Reads the environment; `None` when no Terraform started us.
    pub fn from_env(env: impl Fn(&str) -> Option<OsString>) -> Option<Self> {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        if set(COOKIE.0)? != COOKIE.1 {
            return None;
        }
        Some(Self {
            client_certificate: set("PLUGIN_CLIENT_CERT").map(OsString::into_encoded_bytes),
            network: match set(TCP) {
                None if cfg!(unix) => Network::Unix,
                _ => Network::Tcp,
            },
            socket_directory: set("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            ports: Range::from_env(&env),
            multiplexing: match set("PLUGIN_MULTIPLEX_GRPC") {
                Some(_) => Multiplexing::Asked,
                None => Multiplexing::NotAsked,
            },
        })
    }

    /// The line that says where we listen. `certificate` is the server's, DER in unpadded base64;
    /// empty without TLS. The host reads the first line of stdout as this and drops all others.
    ///
    /// # Errors
    /// [`Unspeakable`] when the path would be read as something else.
    pub fn line(&self, address: &Address, certificate: &str) -> Result<String, Unspeakable> {
        let address = match address {
            Address::Unix(path) => {
                let fits = |path: &&str| !path.contains(|one: char| one == '|' || one.is_control());
                let told = path.to_str().filter(fits);
                format!("unix|{}", told.ok_or_else(|| Unspeakable(path.clone()))?)
            }
            Address::Tcp(address) => format!("tcp|{address}"),
        };
        let multiplexing = match self.multiplexing {
            Multiplexing::Asked => "|false",
            Multiplexing::NotAsked => "",
        };
        Ok(format!(
            "1|{PROTOCOL}|{address}|grpc|{certificate}{multiplexing}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<OsString> {
        move |name| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| OsString::from(value))
        }
    }

    #[test]
    fn without_the_cookie_nobody_started_us() {
        assert_eq!(Request::from_env(env(&[])), None);
        assert_eq!(
            Request::from_env(env(&[("TF_PLUGIN_MAGIC_COOKIE", "x")])),
            None
        );
    }

    #[test]
    fn the_line_has_a_seventh_field_only_when_asked() {
        let cookie = (COOKIE.0, COOKIE.1);
        let pairs: &'static [_] = Box::leak(Box::new([cookie, ("PLUGIN_MULTIPLEX_GRPC", "true")]));
        let asked = Request::from_env(env(pairs)).unwrap();
        let line = |request: &Request, certificate: &str| {
            let line = request.line(&Address::Unix("/s".into()), certificate);
            line.unwrap()
        };
        assert_eq!(line(&asked, "CERT"), "1|6|unix|/s|grpc|CERT|false");
        let plain = Request {
            multiplexing: Multiplexing::NotAsked,
            ..asked
        };
        assert_eq!(line(&plain, ""), "1|6|unix|/s|grpc|");
        let port = Address::Tcp(([127, 0, 0, 1], 10_000).into());
        let line = plain.line(&port, "CERT");
        assert_eq!(line.unwrap(), "1|6|tcp|127.0.0.1:10000|grpc|CERT");
    }

    #[test]
    #[cfg(unix)]
    fn a_port_is_for_those_who_ask() {
        let network = |pairs| Request::from_env(env(pairs)).unwrap().network;
        assert_eq!(network(&[COOKIE]), Network::Unix);
        assert_eq!(network(&[COOKIE, (TCP, "")]), Network::Unix);
        assert_eq!(network(&[COOKIE, (TCP, "1")]), Network::Tcp);
    }

    #[test]
    #[cfg(unix)]
    fn a_path_that_would_be_read_as_something_else_is_not_told() {
        use std::os::unix::ffi::OsStringExt;
        let request = Request::from_env(env(&[COOKIE])).unwrap();
        for path in [&b"/a|b/s"[..], b"/a\nb/s", b"/a\xffb/s"] {
            let path = PathBuf::from(OsString::from_vec(path.to_vec()));
            let refused = request.line(&Address::Unix(path), "").unwrap_err();
            assert!(refused.to_string().contains("PLUGIN_UNIX_SOCKET_DIR"));
        }
        let odd = Address::Unix("/ä b/s".into());
        assert!(request.line(&odd, "").is_ok());
    }
}
