//! The provider's processes below a run of the CLI, found through `/proc`.

use std::fs;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// The children of a process.
pub(super) fn children(parent: u32) -> Vec<Pid> {
    let processes = fs::read_dir("/proc").unwrap();
    let numbers = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let ours = numbers.filter(|number| parent_of(*number) == Some(parent));
    ours.filter_map(Pid::from_raw).collect()
}

/// The parent of a process that runs.
fn parent_of(number: i32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    // The name may hold anything, brackets and spaces too; after it come the state and the parent.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?;
    (state != "Z").then_some(fields.next()?.parse().ok()?)
}

/// Kills a process for good; whether it was still there.
pub(super) fn kill(process: Pid) -> bool {
    kill_process(process, Signal::KILL).is_ok()
}

/// Waits until a process is gone.
pub(super) async fn gone(process: Pid) {
    let ended = async {
        while test_kill_process(process).is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let limit = std::time::Duration::from_secs(20);
    let ended = tokio::time::timeout(limit, ended).await;
    assert!(ended.is_ok(), "process {process:?} goes on");
}
