//! `simulate -- COMMAND`: the command is what was started, and the simulator is beside it as long as it runs.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

use crate::signals::reaches;

const BINARY: &str = env!("CARGO_BIN_EXE_terraform-provider-vpcconnect");

/// How long a command may go on. A signal that it was started to ignore (`nohup`) would keep it for ever.
const LIMIT: Duration = Duration::from_secs(120);

/// `simulate` with these arguments, which makes its temporary files in a directory of the test.
fn simulate(files: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command
        .arg("simulate")
        .args(arguments)
        .env("TMPDIR", files.path())
        .env_remove("TF_CLI_CONFIG_FILE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn files() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Runs it to the end: that of the command and of the simulator, which holds stderr open until it is gone.
fn run(files: &TempDir, arguments: &[&str]) -> Output {
    simulate(files, arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn nothing_stays(files: &TempDir) {
    let left: Vec<_> = std::fs::read_dir(files).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

/// A shell's script, beside the simulator.
fn shell(script: &str) -> Vec<&str> {
    vec!["--", "sh", "-c", script]
}

/// One that runs, and what it prints.
struct Running {
    child: Child,
    said: BufReader<ChildStdout>,
    // Dropped before the limit, it leaves the command alone.
    _limit: mpsc::Sender<()>,
}

impl Running {
    /// Starts a script in a process group of its own, and waits until it says `ready`.
    fn start(files: &TempDir, script: &str) -> Self {
        let mut child = simulate(files, &shell(script))
            .process_group(0)
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let (limit, ended) = mpsc::channel();
        let group = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        std::thread::spawn(move || {
            if ended.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
                let _ = kill_process_group(group, Signal::KILL);
            }
        });
        let mut running = Self {
            child,
            said,
            _limit: limit,
        };
        assert_eq!(running.line(), "ready");
        running
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn process(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap()
    }

    fn end(self) -> Output {
        let Self {
            child,
            mut said,
            _limit,
        } = self;
        let mut rest = Vec::new();
        said.read_to_end(&mut rest).unwrap();
        let ended = child.wait_with_output().unwrap();
        Output {
            stdout: rest,
            ..ended
        }
    }
}

#[test]
fn its_exit_code_is_the_commands() {
    for code in [0, 1, 2, 7, 255] {
        let files = files();
        let ended = run(&files, &shell(&format!("exit {code}")));
        assert_eq!(ended.status.code(), Some(code), "{ended:?}");
        assert_eq!(text(&ended.stderr), "");
        nothing_stays(&files);
    }
}

#[test]
fn what_ends_the_command_is_told_as_it_was() {
    for (name, number) in [("TERM", 15), ("KILL", 9), ("ABRT", 6)] {
        let files = files();
        let ended = run(&files, &shell(&format!("kill -{name} $$")));
        assert_eq!(ended.status.signal(), Some(number), "{name}: {ended:?}");
        nothing_stays(&files);
    }
}

#[test]
fn the_command_is_told_where_the_simulator_listens_and_keeps_its_arguments() {
    let files = files();
    let script = r#"
        set -eu
        [ "$VPCCONNECT_SIMULATOR" = "$TF_VAR_simulator" ]
        curl --silent --fail "$VPCCONNECT_SIMULATOR/_simulator/clock" > /dev/null
        echo "$VPCCONNECT_SIMULATOR"
        printf '<%s>' "$@"
        cat
    "#;
    let arguments = [&shell(script)[..], &["sh", "--listen", "", "a b", "--"]].concat();
    let mut child = simulate(&files, &arguments)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"what is typed").unwrap();
    drop(stdin);
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    let said = text(&ended.stdout);
    let (url, rest) = said.split_once('\n').unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert!(!url.ends_with(":8080"), "a free port: {url}");
    assert_eq!(rest, "<--listen><><a b><-->what is typed");
    nothing_stays(&files);
}

#[test]
fn options_before_the_command_are_the_simulators() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let files = files();
    let kept = tempfile::tempdir().unwrap();
    let state = kept.path().join("state.json");
    let script = r#"
        curl --silent --fail "$VPCCONNECT_SIMULATOR/_simulator/pace"
        curl --silent --fail --output /dev/null "$VPCCONNECT_SIMULATOR/_simulator/peerings" -d '{
            "requester": "B", "requester_vpc_id": "b", "accepter": "A", "accepter_vpc_id": "a" }'
        echo "$VPCCONNECT_SIMULATOR"
    "#;
    let options = [
        "--settle=3s",
        "--state",
        state.to_str().unwrap(),
        "--listen",
        &address,
    ];
    // The same port at once again: the simulator before must have given it up.
    for _ in 0..5 {
        let ended = run(&files, &[&options[..], &shell(script)].concat());
        let said = text(&ended.stdout);
        assert!(said.contains("\"settle\":\"3s\""), "{ended:?}");
        assert!(said.contains(&format!("http://{address}")), "{ended:?}");
        std::fs::metadata(&state).unwrap();
        std::fs::remove_file(&state).unwrap();
    }
    nothing_stays(&files);
}

#[test]
fn a_configuration_of_the_cli_is_written_unless_there_is_one() {
    let files = files();
    let ended = run(&files, &shell("cat \"$TF_CLI_CONFIG_FILE\""));
    let written = text(&ended.stdout);
    for words in ["dev_overrides", "filesystem_mirror", "direct {"] {
        assert!(written.contains(words), "{words}: {written}");
    }
    nothing_stays(&files);

    for (theirs, kept) in [("/their/own.rc", true), ("", false)] {
        let ended = simulate(&files, &shell("printf %s \"$TF_CLI_CONFIG_FILE\""))
            .env("TF_CLI_CONFIG_FILE", theirs)
            .output()
            .unwrap();
        assert_eq!(text(&ended.stdout) == theirs, kept, "{ended:?}");
        assert!(!ended.stdout.is_empty());
        nothing_stays(&files);
    }
}

#[test]
fn a_command_that_cannot_start_says_so() {
    let files = files();
    let directory = files.path().to_str().unwrap().to_owned();
    for (command, why) in [
        ("no-such-command", "No such file"),
        (&directory, "denied"),
        ("", "No such file"),
    ] {
        let ended = run(&files, &["--", command, "test"]);
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        let said = text(&ended.stderr);
        let named = format!("{command:?} cannot be started");
        assert!(said.contains(&named) && said.contains(why), "{said}");
        assert!(ended.stdout.is_empty());
        nothing_stays(&files);
    }
}

#[test]
fn without_a_simulator_there_is_no_command() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let command = shell("echo started");
    for (options, code, why) in [
        (&["--listen", &address][..], 1, "cannot listen"),
        (&["--seed", "/no/such/seed"], 1, "seed"),
        (&["--listen", "0.0.0.0:0"], 2, "loopback"),
        (&["--nonsense"], 2, "--nonsense"),
        (&["--settle", "soon"], 2, "soon"),
    ] {
        let files = files();
        let ended = run(&files, &[options, &command].concat());
        assert_eq!(ended.status.code(), Some(code), "{ended:?}");
        let said = text(&ended.stderr);
        assert!(said.contains(why), "{said}");
        assert!(!said.contains("started"), "one reason is enough: {said}");
        assert!(ended.stdout.is_empty(), "{ended:?}");
        nothing_stays(&files);
    }
    let files = files();
    let ended = run(&files, &["--"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(text(&ended.stderr).contains("a command is required"));
}

#[test]
fn a_signal_reaches_the_command_as_often_as_it_was_sent() {
    let script = r#"
        caught() { echo "$1"; }
        trap 'caught INT' INT
        trap 'caught TERM' TERM
        trap 'curl --silent --fail --output /dev/null "$VPCCONNECT_SIMULATOR/_simulator/clock"; exit 5' USR1
        echo ready
        while :; do sleep 0.05; done
    "#;
    let files = files();
    let mut running = Running::start(&files, script);
    let process = running.process();
    // To the process alone, as from a supervisor; and to the whole group, as Ctrl-C is and what `timeout` sends.
    kill_process(process, Signal::TERM).unwrap();
    assert_eq!(running.line(), "TERM");
    if reaches(Signal::INT) {
        kill_process_group(process, Signal::INT).unwrap();
        assert_eq!(running.line(), "INT");
    }
    kill_process_group(process, Signal::TERM).unwrap();
    assert_eq!(running.line(), "TERM");
    // The simulator has not gone, and the command has got nothing twice.
    kill_process(process, Signal::USR1).unwrap();
    let ended = running.end();
    assert_eq!(ended.status.code(), Some(5), "{ended:?}");
    assert_eq!(text(&ended.stdout), "");
    nothing_stays(&files);
}

#[test]
fn a_command_that_is_killed_leaves_no_simulator() {
    let files = files();
    let running = Running::start(&files, "echo ready; exec sleep 100");
    assert!(files.path().read_dir().unwrap().next().is_some());
    kill_process_group(running.process(), Signal::KILL).unwrap();
    // Its end is that of the simulator, too: the one that holds stderr.
    let ended = running.end();
    assert_eq!(ended.status.signal(), Some(9));
    nothing_stays(&files);
}

#[test]
fn what_the_command_leaves_behind_keeps_no_simulator() {
    let files = files();
    let script = r#"sleep 60 > /dev/null 2>&1 & echo "$! $VPCCONNECT_SIMULATOR""#;
    let ended = run(&files, &shell(script));
    let said = text(&ended.stdout);
    let (sleeper, url) = said.trim().split_once(' ').unwrap();
    let address = url.strip_prefix("http://").unwrap();
    assert!(
        std::net::TcpStream::connect(address).is_err(),
        "{url} answers"
    );
    nothing_stays(&files);
    let sleeper = Pid::from_raw(sleeper.parse().unwrap()).unwrap();
    kill_process(sleeper, Signal::KILL).unwrap();
}

#[test]
fn the_help_names_it() {
    for arguments in [&["--help"][..], &["simulate", "--help"]] {
        let ended = Command::new(BINARY).args(arguments).output().unwrap();
        let said = text(&ended.stdout);
        assert!(said.contains("simulate -- terraform test"), "{said}");
    }
    // Arguments of the command are no options of ours.
    let files = files();
    let ended = run(&files, &["--", "printf", "%s", "--help"]);
    assert_eq!(text(&ended.stdout), "--help");
}
