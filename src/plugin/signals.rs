//! The signals that ask a process to go.

use tokio::signal::unix::SignalKind;

/// Those that end the server: what systemd and CI systems send to the whole process group, and what a
/// terminal sends that is closed. Under `nohup` the host goes on when its terminal is closed, and so do we.
pub(super) fn to_go() -> impl Iterator<Item = SignalKind> {
    let hangup = (!ignores_hangup()).then(SignalKind::hangup);
    [SignalKind::terminate()].into_iter().chain(hangup)
}

/// Whether the process was started with SIGHUP ignored. Where the system does not say, the signal is left to
/// do what it does.
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status");
    status.map_or(true, |status| is_first_ignored(&status))
}

/// Whether the first signal, SIGHUP, is in the mask of those that are ignored.
fn is_first_ignored(status: &str) -> bool {
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_none_or(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

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
