//! A port on loopback, in the range that the host names: where there are no Unix sockets.
//!
//! Every program of this machine can connect, whoever's it is, so that it is served to the holder of the host's
//! certificate only; and the host believes nobody but the holder of ours, should another program take the port.

use std::ffi::OsString;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;

use tokio::net::TcpListener;

use super::listener::Listener;

/// What the host names the first and the last port with.
const RANGE: [&str; 2] = ["PLUGIN_MIN_PORT", "PLUGIN_MAX_PORT"];

/// Which ports may be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range([Option<OsString>; 2]);

/// There is no port.
#[derive(Debug, thiserror::Error)]
pub enum NoPort {
    /// What the host says is no port.
    #[error("{variable} must be a port, and is {value:?}")]
    Malformed {
        /// The variable.
        variable: &'static str,
        /// What it holds.
        value: OsString,
    },
    /// The range is empty.
    #[error("PLUGIN_MIN_PORT ({0}) is larger than PLUGIN_MAX_PORT ({1})")]
    Empty(u16, u16),
    /// None can be had.
    #[error(
        "the provider cannot listen on any of the ports {first} to {last} of 127.0.0.1, which \
         PLUGIN_MIN_PORT and PLUGIN_MAX_PORT name: {source}"
    )]
    Taken {
        /// The first.
        first: u16,
        /// The last.
        last: u16,
        /// Why not the last one.
        source: io::Error,
    },
}

/// A port that is listened at.
#[derive(Debug)]
pub struct Port {
    listener: TcpListener,
    /// Where.
    pub address: SocketAddr,
}

impl Range {
    /// As the host names it.
    pub fn from_env(env: impl Fn(&str) -> Option<OsString>) -> Self {
        Self(RANGE.map(|name| env(name).filter(|value| !value.is_empty())))
    }

    /// Any port that is free where the host names none, as in go-plugin.
    fn ports(&self) -> Result<RangeInclusive<u16>, NoPort> {
        let mut ends = [0; 2];
        for ((end, value), variable) in ends.iter_mut().zip(&self.0).zip(RANGE) {
            let Some(value) = value else { continue };
            let parsed = value.to_str().and_then(|value| value.parse().ok());
            *end = parsed.ok_or_else(|| NoPort::Malformed {
                variable,
                value: value.clone(),
            })?;
        }
        let [first, last] = ends;
        if first > last {
            return Err(NoPort::Empty(first, last));
        }
        Ok(first..=last)
    }
}

impl Port {
    /// Listens at the first port of the range that is free.
    ///
    /// # Errors
    /// [`NoPort`]
    pub fn bind(range: &Range) -> Result<Self, NoPort> {
        let ports = range.ports()?;
        let (first, last) = (*ports.start(), *ports.end());
        let mut refused = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for port in ports {
            match listen(port) {
                Ok(port) => return Ok(port),
                Err(error) => refused = error,
            }
        }
        Err(NoPort::Taken {
            first,
            last,
            source: refused,
        })
    }
}

fn listen(port: u16) -> io::Result<Port> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let address = listener.local_addr()?;
    Ok(Port { listener, address })
}

impl From<Port> for Listener {
    fn from(port: Port) -> Self {
        Self::on_port(port.listener)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: &str, last: &str) -> Range {
        let values = [first, last];
        Range::from_env(|name| {
            let at = RANGE.iter().position(|one| *one == name).unwrap();
            Some(values[at].into())
        })
    }

    #[tokio::test]
    async fn the_first_free_port_of_the_range_is_taken() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let first = taken.local_addr().unwrap().port();
        let last = first.saturating_add(50);
        let port = Port::bind(&range(&first.to_string(), &last.to_string())).unwrap();
        let found = port.address.port();
        assert!((first + 1..=last).contains(&found), "{first} {found}");
        assert!(port.address.ip().is_loopback());
        let error = Port::bind(&range(&first.to_string(), &first.to_string())).unwrap_err();
        assert!(error.to_string().contains("PLUGIN_MIN_PORT"), "{error}");
    }

    #[tokio::test]
    async fn a_host_that_names_none_gets_any() {
        let port = Port::bind(&range("", "")).unwrap();
        assert_ne!(port.address.port(), 0);
        // go-plugin begins at 0 as well, which is any port.
        assert!(Port::bind(&range("", "9")).is_ok());
    }

    #[test]
    fn a_range_that_is_none_is_said() {
        for (first, last, says) in [
            ("x", "2", "PLUGIN_MIN_PORT must be a port"),
            ("1", "70000", "PLUGIN_MAX_PORT must be a port"),
            ("9", "8", "PLUGIN_MIN_PORT (9) is larger"),
        ] {
            let error = range(first, last).ports().unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
