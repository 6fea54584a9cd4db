//! The provider's process, started as Terraform starts it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;

use super::certificate::Certificate;
use super::soon;

const COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// How long the host waits after Shutdown before it kills.
pub(crate) const KILLED_AFTER: Duration = Duration::from_secs(2);

/// How to start the provider. Nothing of the test's own environment reaches it.
#[derive(Clone, Default)]
pub(crate) struct Start {
    arguments: Vec<&'static str>,
    variables: Vec<(String, OsString)>,
    /// What a shell does first.
    first: Option<&'static str>,
    crashing: bool,
    /// Another provider's binary.
    program: Option<PathBuf>,
}

impl Start {
    /// As somebody does by hand.
    pub(crate) fn by_hand() -> Self {
        Self::default()
    }

    /// As Terraform does with TF_DISABLE_PLUGIN_TLS.
    pub(crate) fn plaintext() -> Self {
        Self::default()
            .with("TF_PLUGIN_MAGIC_COOKIE", COOKIE)
            .with("PLUGIN_MIN_PORT", "10000")
            .with("PLUGIN_MAX_PORT", "25000")
            .with("PLUGIN_PROTOCOL_VERSIONS", "5,6")
    }

    /// As Terraform does.
    pub(crate) fn for_host(certificate: &Certificate) -> Self {
        Self::plaintext().with("PLUGIN_CLIENT_CERT", certificate.pem())
    }

    /// With one more variable.
    pub(crate) fn with(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// The provider of `crash::provider` instead: this binary, which runs that one function.
    pub(crate) fn crashing(mut self) -> Self {
        self.crashing = true;
        // More threads than one, or the name is printed in front of the handshake.
        self.arguments.extend([
            "protocol::crash::provider::serves",
            "--exact",
            "--ignored",
            "--nocapture",
            "--test-threads=2",
        ]);
        self
    }

    /// This provider instead.
    pub(crate) fn program(self, program: PathBuf) -> Self {
        Self {
            program: Some(program),
            ..self
        }
    }

    /// Under umask 000, which makes files as open as their modes allow.
    pub(crate) fn open_to_all(self) -> Self {
        Self {
            first: Some("umask 000"),
            ..self
        }
    }

    /// As below `nohup`.
    pub(crate) fn deaf_to_hangups(self) -> Self {
        Self {
            first: Some("trap '' HUP"),
            ..self
        }
    }

    /// With one more argument.
    pub(crate) fn argument(mut self, argument: &'static str) -> Self {
        self.arguments.push(argument);
        self
    }

    /// Starts it; what it says on stdout is read by the caller.
    pub(crate) fn spawn(&self) -> Running {
        let mut binary = PathBuf::from(env!("CARGO_BIN_EXE_terraform-provider-vpcconnect"));
        if self.crashing {
            binary = std::env::current_exe().unwrap();
        }
        if let Some(program) = &self.program {
            binary.clone_from(program);
        }
        let mut command = Command::new(&binary);
        if let Some(first) = self.first {
            command = Command::new("/bin/sh");
            command.args(["-c", &format!("{first}; exec \"$0\" \"$@\"")]);
            command.arg(binary);
        }
        let mut child = command
            .args(&self.arguments)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut stderr = child.stderr.take().unwrap();
        let stderr = tokio::spawn(async move {
            let mut text = Vec::new();
            stderr.read_to_end(&mut text).await.unwrap();
            String::from_utf8(text).unwrap()
        });
        Running {
            child,
            stdout,
            stderr,
        }
    }

    /// Starts it and reads the handshake.
    pub(crate) async fn serve(&self) -> Plugin {
        let mut running = self.spawn();
        let mut line = running.line().await;
        // The harness of the tests says something first.
        while self.crashing && !line.starts_with("1|") {
            line = running.line().await;
        }
        Plugin { running, line }
    }
}

/// A running process.
pub(crate) struct Running {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    stderr: JoinHandle<String>,
}

/// How a process ended.
pub(crate) struct Ended {
    /// Its exit status.
    pub(crate) status: ExitStatus,
    /// What stdout said that nobody had read.
    pub(crate) stdout: String,
    /// All of stderr.
    pub(crate) stderr: String,
}

impl Ended {
    /// Checks that one line of stdout, which is no handshake, says all of `words`, as stderr does: a host
    /// shows it to its user.
    pub(crate) fn tells_the_host(&self, words: &[&str]) {
        let said = self.stdout.trim_end();
        assert!(!said.contains(['|', '\n']), "{said:?}");
        for word in words {
            assert!(said.contains(word), "{word}: {said:?}");
            assert!(self.stderr.contains(word), "{word}: {}", self.stderr);
        }
    }
}

impl Running {
    /// The next line of stdout.
    pub(crate) async fn line(&mut self) -> String {
        let line = soon("a line on stdout", self.stdout.next_line()).await;
        match line.unwrap() {
            Some(line) => line,
            None => panic!("stdout ended: {}", (&mut self.stderr).await.unwrap()),
        }
    }

    /// Sends what Ctrl-C sends.
    pub(crate) fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.id().unwrap()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// Allows the process no more open files than this.
    pub(crate) fn allow_files(&self, most: u64) {
        let id = i32::try_from(self.id()).unwrap();
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        prlimit(Pid::from_raw(id), Resource::Nofile, limit).unwrap();
    }

    /// The process's number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Waits for its end, no longer than `limit`.
    pub(crate) async fn ends_within(mut self, limit: Duration) -> Ended {
        let ended = tokio::time::timeout(limit, self.child.wait()).await;
        let status = ended.expect("the process goes on").unwrap();
        let mut stdout = String::new();
        let mut rest = self.stdout.into_inner();
        rest.read_to_string(&mut stdout).await.unwrap();
        Ended {
            status,
            stdout,
            stderr: self.stderr.await.unwrap(),
        }
    }
}

/// A process that has said where it serves.
pub(crate) struct Plugin {
    /// The process.
    pub(crate) running: Running,
    /// What it said.
    pub(crate) line: String,
}

impl Plugin {
    /// The fields of its line.
    pub(crate) fn fields(&self) -> Vec<&str> {
        self.line.split('|').collect()
    }

    /// Its socket.
    pub(crate) fn socket(&self) -> PathBuf {
        PathBuf::from(self.fields()[3])
    }

    /// The directory of its socket.
    pub(crate) fn directory(&self) -> PathBuf {
        self.socket().parent().map(Path::to_path_buf).unwrap()
    }

    /// Its certificate. Go reads standard base64 without padding and nothing else.
    pub(crate) fn certificate(&self) -> CertificateDer<'static> {
        let der = STANDARD_NO_PAD.decode(self.fields()[5]).unwrap();
        CertificateDer::from(der)
    }
}
