//! `simulate -- COMMAND`: the command takes this process over, and the simulator runs beside it as long as it does.
//!
//! The command keeps this process's number, its terminal, its place in the process group and its parent. So whatever
//! signal is sent reaches it as often as it was sent, and how it ends is told by the system and not by us: a process
//! between it and its caller would have to guess which of the signals it gets have reached the command already, and
//! Terraform gives up its work at the second one. Where a process cannot be taken over, it is waited for.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;

use tempfile::TempDir;

use super::server::Simulator;
use crate::installation::{self, Methods};

#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use elsewhere::accompany;
#[cfg(unix)]
pub(super) use unix::{accompany, take_over};

/// The option by which the simulator learns whose companion it is. Only we write it.
pub(super) const COMPANION_OF: &str = "companion-of";

/// Where the simulator listens, for the command.
const ADDRESS: [&str; 2] = ["VPCCONNECT_SIMULATOR", "TF_VAR_simulator"];

/// Where the CLI's configuration is, for the command.
const CONFIGURATION: &str = "TF_CLI_CONFIG_FILE";

/// Why there is no command.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[cfg(unix)]
    /// The simulator did not start, has said why, and ended with this code.
    #[error("the simulator did not start")]
    Simulator(Option<i32>),
    #[cfg(unix)]
    /// This machine cannot start the simulator.
    #[error("the simulator cannot be started")]
    Start(#[source] io::Error),
    /// Nor the command.
    #[error("{command:?} cannot be started", command = command.to_string_lossy())]
    Command {
        /// The program.
        command: OsString,
        /// Why.
        source: io::Error,
    },
}

/// A simulator, and what the command beside it needs to know.
#[derive(Debug)]
pub(super) struct Companion {
    simulator: Simulator,
    /// Holds the CLI's configuration; nothing where the caller has one.
    installed: Option<(TempDir, PathBuf)>,
}

impl Companion {
    /// Writes a configuration for the CLI unless the caller has one.
    ///
    /// # Errors
    /// There is no place for it.
    pub(super) fn new(simulator: Simulator) -> io::Result<Self> {
        let configured = std::env::var_os(CONFIGURATION).is_some_and(|value| !value.is_empty());
        let installed = if configured { None } else { Some(install()?) };
        Ok(Self {
            simulator,
            installed,
        })
    }

    /// The variables that the command finds set.
    fn environment(&self) -> Vec<(&'static str, OsString)> {
        let url = self.simulator.url();
        let address = ADDRESS.map(|name| (name, url.clone().into()));
        let installed = self.installed.iter();
        let configuration = installed.map(|(_, path)| (CONFIGURATION, path.clone().into()));
        address.into_iter().chain(configuration).collect()
    }

    /// Ends it; nothing is left.
    async fn end(self) {
        self.simulator.stop().await;
        if let Some(Err(error)) = self.installed.map(|(directory, _)| directory.close()) {
            let _ = writeln!(io::stderr(), "simulate: a directory stays: {error}");
        }
    }
}

fn install() -> io::Result<(TempDir, PathBuf)> {
    let directory = tempfile::Builder::new()
        .prefix("vpcconnect-simulate-")
        .tempdir()?;
    let path = installation::write(directory.path(), Methods::Everything)?;
    Ok((directory, path))
}
