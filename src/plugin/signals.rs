//! The signals that ask a process to go, and the one that only interrupts.

use std::io;
use std::pin::Pin;

#[cfg(unix)]
use tokio::signal::unix::{Signal as Interrupts, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC as Interrupts, ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};

/// Comes to its end when the signal comes.
pub(super) type Arrival = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Ctrl-C, each time.
///
/// # Errors
/// What the system says.
#[cfg(unix)]
pub(super) fn interrupts() -> io::Result<Interrupts> {
    signal(SignalKind::interrupt())
}

/// Ctrl-C, each time.
///
/// # Errors
/// What the system says.
#[cfg(windows)]
pub(super) fn interrupts() -> io::Result<Interrupts> {
    ctrl_c()
}

/// Those that end the server: what systemd and CI systems send to the whole process group, and what a
/// terminal sends that is closed. Under `nohup` the host goes on when its terminal is closed, and so do we.
///
/// # Errors
/// What the system says.
#[cfg(unix)]
pub(super) fn to_go() -> io::Result<Vec<Arrival>> {
    let hangup = (!ignores_hangup()).then(SignalKind::hangup);
    let kinds = [SignalKind::terminate()].into_iter().chain(hangup);
    let arrival = |kind| {
        let mut signals = signal(kind)?;
        let arrival = async move {
            signals.recv().await;
        };
        Ok(Box::pin(arrival) as Arrival)
    };
    kinds.map(arrival).collect()
}

/// Those that end the server: Ctrl-Break, a console that is closed, a machine that shuts down.
///
/// # Errors
/// What the system says.
#[cfg(windows)]
pub(super) fn to_go() -> io::Result<Vec<Arrival>> {
    let (mut breaks, mut closed, mut shutdown) = (ctrl_break()?, ctrl_close()?, ctrl_shutdown()?);
    Ok(vec![
        Box::pin(async move {
            breaks.recv().await;
        }),
        Box::pin(async move {
            closed.recv().await;
        }),
        Box::pin(async move {
            shutdown.recv().await;
        }),
    ])
}

/// Whether the process was started with SIGHUP ignored. Where the system does not say, the signal is left to
/// do what it does.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status");
    status.map_or(true, |status| is_first_ignored(&status))
}

/// Whether the first signal, SIGHUP, is in the mask of those that are ignored.
#[cfg(unix)]
fn is_first_ignored(status: &str) -> bool {
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_none_or(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_mask_is_read() {
        for (status, ignored) in [
            ("Name:\tx\nSigIgn:\t0000000000001001\nSigCgt:\t0\n", true),
            (
                "SigBlk:\t0000000000000001\nSigIgn:\t0000000000001000\n",
                false,
            ),
            ("SigIgn:\tx\n", true),
            ("", true),
        ] {
            assert_eq!(is_first_ignored(status), ignored, "{status}");
        }
    }
}
