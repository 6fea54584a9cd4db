//! Signals, as far as they reach what a test starts.

use rustix::process::Signal;

/// Whether what a test starts hears of `signal`: below `nohup` nothing hears of SIGHUP, and what a script starts in the
/// background nothing of SIGINT, whatever it traps.
pub(crate) fn reaches(signal: Signal) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = u64::from_str_radix(ignored.unwrap().trim(), 16).unwrap();
    ignored & (1 << (signal.as_raw() - 1)) == 0
}
