//! The command is a child of the simulator's process.

use std::ffi::OsString;
use std::process::ExitStatus;

use tokio::process::Command;

use super::{Companion, Failure};

/// Runs the command beside the simulator.
///
/// # Errors
/// [`Failure::Command`]
pub(in crate::simulator) async fn accompany(
    companion: Companion,
    command: OsString,
    arguments: &[OsString],
) -> Result<ExitStatus, Failure> {
    // A console tells all its processes of Ctrl-C: the command decides what comes of it.
    let ignored = tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
    let started = Command::new(&command)
        .args(arguments)
        .envs(companion.environment())
        .kill_on_drop(true)
        .spawn();
    let ended = match started {
        Ok(mut child) => child.wait().await,
        Err(error) => Err(error),
    };
    ignored.abort();
    companion.end().await;
    ended.map_err(|source| Failure::Command { command, source })
}
