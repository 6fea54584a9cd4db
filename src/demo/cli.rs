//! The CLI to show, and how it is run.

use std::ffi::{OsStr, OsString};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use tokio::process::Command;

use super::error::{Error, io};

/// A terraform or a tofu.
pub(super) struct Cli {
    program: PathBuf,
}

impl Cli {
    /// `TF_ACC_TERRAFORM_PATH`, else `terraform`, else `tofu` on the PATH.
    pub(super) fn find(env: impl Fn(&str) -> Option<OsString>) -> Option<Self> {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        if let Some(named) = set("TF_ACC_TERRAFORM_PATH") {
            return Some(Self {
                program: named.into(),
            });
        }
        let path = set("PATH")?;
        let on_path = |name: &str| {
            let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
            let mut candidates = std::env::split_paths(&path).map(|folder| folder.join(&name));
            candidates.find(|candidate| candidate.is_file())
        };
        let program = on_path("terraform").or_else(|| on_path("tofu"))?;
        Some(Self { program })
    }

    /// Its name, for headings.
    pub(super) fn name(&self) -> String {
        self.program.file_name().map_or_else(
            || "terraform".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    /// Runs it in `folder`, its output going to ours, and waits for it.
    pub(super) async fn run(
        &self,
        folder: &Path,
        config: &Path,
        simulator: &str,
        arguments: &[&str],
    ) -> Result<ExitStatus, Error> {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| is_passed_on(name)))
            .current_dir(folder)
            .args(arguments)
            .env("TF_CLI_CONFIG_FILE", config)
            .env("TF_VAR_simulator", simulator)
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        if !is_colourful() {
            command.arg("-no-color");
        }
        let mut child = command.spawn().map_err(io("the CLI does not start"))?;
        child.wait().await.map_err(io("the CLI is lost"))
    }
}

/// What every program on this machine may know. Everything else stays outside: keys of clouds, proxies, and
/// what the user's own terraform is told.
const PASSED_ON: [&str; 19] = [
    "APPDATA",
    "COLORTERM",
    "HOME",
    "LANG",
    "LANGUAGE",
    "LOCALAPPDATA",
    "LOGNAME",
    "NO_COLOR",
    "PATH",
    "PATHEXT",
    "SHELL",
    "SYSTEMROOT",
    "TEMP",
    "TERM",
    "TMP",
    "TMPDIR",
    "TZ",
    "USER",
    "USERPROFILE",
];

/// Whether the CLI, and the plugin that it starts, are given one of our own variables.
fn is_passed_on(name: &OsStr) -> bool {
    // Windows knows no difference between `Path` and `PATH`.
    let name = if cfg!(windows) {
        name.to_string_lossy().to_uppercase().into()
    } else {
        name.to_string_lossy()
    };
    PASSED_ON.contains(&&*name) || name.starts_with("LC_")
}

/// Colours are for terminals, and for those who want them.
fn is_colourful() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stdout().is_terminal() && !unwanted
}
