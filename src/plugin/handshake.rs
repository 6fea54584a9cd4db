//! How a host finds its plugin: environment in, one line on stdout out.
//!
//! Source: `client.go` and `server.go` of hashicorp/go-plugin.

use std::path::PathBuf;

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
    /// The host's certificate, PEM. Without it the host wants no TLS.
    pub client_certificate: Option<String>,
    /// Where the socket should be.
    pub socket_directory: Option<PathBuf>,
    /// Whether the host knows the seventh field of the line. Older ones choke on it.
    pub multiplexing: Multiplexing,
}

/// Whether the host asked if the broker can share one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Multiplexing {
    /// It asked; the answer is no.
    Asked,
    /// It did not, and must not be answered.
    NotAsked,
}

impl Request {
    /// Reads the environment; `None` when no Terraform started us.
    pub fn from_env(env: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        if set(COOKIE.0).as_deref() != Some(COOKIE.1) {
            return None;
        }
        Some(Self {
            client_certificate: set("PLUGIN_CLIENT_CERT"),
            socket_directory: set("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            multiplexing: match set("PLUGIN_MULTIPLEX_GRPC") {
                Some(_) => Multiplexing::Asked,
                None => Multiplexing::NotAsked,
            },
        })
    }

    /// The line that says where we listen. `certificate` is the server's, DER in unpadded base64;
    /// empty without TLS. The host reads the first line of stdout as this and drops all others.
    pub fn line(&self, socket: &str, certificate: &str) -> String {
        let multiplexing = match self.multiplexing {
            Multiplexing::Asked => "|false",
            Multiplexing::NotAsked => "",
        };
        format!("1|{PROTOCOL}|unix|{socket}|grpc|{certificate}{multiplexing}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        move |name| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
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
        assert_eq!(asked.line("/s", "CERT"), "1|6|unix|/s|grpc|CERT|false");
        let plain = Request {
            multiplexing: Multiplexing::NotAsked,
            ..asked
        };
        assert_eq!(plain.line("/s", ""), "1|6|unix|/s|grpc|");
    }
}
