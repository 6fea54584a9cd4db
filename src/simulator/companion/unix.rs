//! The command replaces this process; the simulator is a process of its own.

use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, getppid, kill_process};

use super::{COMPANION_OF, Companion, Failure};
use crate::operation::interrupted;

/// How often to look for the command where the system does not tell of its end.
const LOOK: Duration = Duration::from_millis(20);

/// Starts a companion with these options of `simulate`, and becomes `command`. Returns only if that fails.
pub(in crate::simulator) fn take_over(
    options: &[OsString],
    command: OsString,
    arguments: &[OsString],
) -> Failure {
    let mut companion = match start(options) {
        Ok(companion) => companion,
        Err(error) => return Failure::Start(error),
    };
    let environment = match environment(&mut companion) {
        Ok(environment) => environment,
        Err(error) => {
            dismiss(&mut companion);
            return Failure::Start(error);
        }
    };
    if environment.is_empty() {
        let ended = companion.wait().ok();
        return Failure::Simulator(ended.and_then(|status| status.code()));
    }
    let source = Command::new(&command)
        .args(arguments)
        .envs(environment)
        .exec();
    dismiss(&mut companion);
    Failure::Command { command, source }
}

fn start(options: &[OsString]) -> io::Result<Child> {
    let own = std::env::current_exe()?;
    Command::new(own)
        .arg("simulate")
        .args(options)
        .arg(format!("--{COMPANION_OF}={}", std::process::id()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        // Ctrl-C is for the command, which may need the simulator for what it finishes then.
        .process_group(0)
        .spawn()
}

/// What the companion tells: nothing when it has failed.
fn environment(companion: &mut Child) -> io::Result<Vec<(OsString, OsString)>> {
    let mut told = Vec::new();
    if let Some(pipe) = companion.stdout.take() {
        let mut pipe = BufReader::new(pipe.take(1 << 16));
        loop {
            let mut entry = Vec::new();
            pipe.read_until(0, &mut entry)?;
            // An empty one ends the list, and a companion that has failed ends it before that.
            match entry.pop() {
                Some(0) if entry.is_empty() => return Ok(told),
                Some(0) => told.extend(split(entry)),
                _ => break,
            }
        }
    }
    Ok(Vec::new())
}

fn split(mut entry: Vec<u8>) -> Option<(OsString, OsString)> {
    let at = entry.iter().position(|byte| *byte == b'=')?;
    let value = entry.split_off(at.saturating_add(1));
    entry.truncate(at);
    Some((OsString::from_vec(entry), OsString::from_vec(value)))
}

/// Ends a companion whose command there is not, and waits until it has tidied up.
fn dismiss(companion: &mut Child) {
    let process = i32::try_from(companion.id()).ok().and_then(Pid::from_raw);
    if let Some(process) = process {
        // It is there until it has been waited for.
        let _ = kill_process(process, Signal::TERM);
    }
    let _ = companion.wait();
}

/// Tells the command what it needs to know, and serves as long as it runs, or until a signal.
///
/// # Errors
/// The command cannot be told, or signals cannot be waited for.
pub(in crate::simulator) async fn accompany(companion: Companion, command: u32) -> io::Result<()> {
    let mut told = Vec::new();
    for (name, value) in companion.environment() {
        told.extend_from_slice(name.as_bytes());
        told.push(b'=');
        told.extend_from_slice(value.as_bytes());
        told.push(0);
    }
    told.push(0);
    let beside = async {
        {
            let mut pipe = io::stdout().lock();
            pipe.write_all(&told).and_then(|()| pipe.flush())?;
        }
        gone(command).await;
        Ok(())
    };
    let ended = tokio::select! {
        // Signals are waited for before anybody knows that we are there.
        biased;
        done = interrupted() => done,
        done = beside => done,
    };
    companion.end().await;
    ended
}

/// Returns when this process, our parent, has ended.
async fn gone(process: u32) {
    let Some(process) = i32::try_from(process).ok().and_then(Pid::from_raw) else {
        return;
    };
    #[cfg(target_os = "linux")]
    if let Ok(opened) = rustix::process::pidfd_open(process, rustix::process::PidfdFlags::empty())
        // While it is our parent, its number is nobody else's.
        && getppid() == Some(process)
    {
        let (sender, ended) = tokio::sync::oneshot::channel();
        // It ends with this process.
        std::thread::spawn(move || {
            use rustix::event::{PollFd, PollFlags, poll};
            let mut watched = [PollFd::new(&opened, PollFlags::IN)];
            while poll(&mut watched, None) == Err(rustix::io::Errno::INTR) {}
            let _ = sender.send(());
        });
        let _ = ended.await;
    }
    // Where there is nothing to wait for.
    while getppid() == Some(process) {
        tokio::time::sleep(LOOK).await;
    }
}
