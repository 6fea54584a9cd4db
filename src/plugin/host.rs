//! Which command line started this process: Terraform's or OpenTofu's. Messages are written with
//! Terraform's commands, between backquotes or on an indented line, and shown with the one that the user has.
//!
//! The protocol does not say it: both hosts send a version, and the numbers overlap. The name of the parent's
//! program does, where the system shows it (Linux); elsewhere `terraform` stays, which OpenTofu's users can
//! read: its subcommands are the same.

use std::borrow::Cow;
#[cfg(unix)]
use std::path::Path;
use std::sync::OnceLock;

/// A host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(unix),
    expect(dead_code, reason = "there the system does not show OpenTofu")
)]
enum Host {
    Terraform,
    OpenTofu,
}

/// How a command begins in a message, in Terraform's words and in OpenTofu's.
const BEGINNINGS: [(&str, &str); 2] = [("`terraform ", "`tofu "), ("\n  terraform ", "\n  tofu ")];

/// The text with the commands of the host that started this process.
pub fn with_its_commands(text: &str) -> Cow<'_, str> {
    static HOST: OnceLock<Host> = OnceLock::new();
    if !BEGINNINGS.iter().any(|(ours, _)| text.contains(ours)) {
        return text.into();
    }
    HOST.get_or_init(Host::of_this_process).commands(text)
}

impl Host {
    /// The host that started this process.
    #[cfg(unix)]
    fn of_this_process() -> Self {
        Self::of_process(std::os::unix::process::parent_id())
    }

    /// The host that started this process, which the system does not show.
    #[cfg(not(unix))]
    fn of_this_process() -> Self {
        Self::Terraform
    }

    /// The host whose program a process runs; a debugger's or a test's is called Terraform.
    #[cfg(unix)]
    fn of_process(id: u32) -> Self {
        let program = std::fs::read_link(format!("/proc/{id}/exe"));
        program.map_or(Self::Terraform, |program| Self::of_program(&program))
    }

    /// By the file's name: `tofu`, `opentofu`, `tofu-1.6.3`.
    #[cfg(unix)]
    fn of_program(program: &Path) -> Self {
        let name = program.file_name().unwrap_or_default().to_string_lossy();
        if name.contains("tofu") {
            Self::OpenTofu
        } else {
            Self::Terraform
        }
    }

    fn commands(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Terraform => text.into(),
            Self::OpenTofu => {
                let replaced =
                    |text: String, (ours, theirs): &(&str, &str)| text.replace(ours, theirs);
                BEGINNINGS.iter().fold(text.to_owned(), replaced).into()
            }
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn the_name_of_the_program_tells() {
        for (program, host) in [
            ("/usr/local/bin/terraform", Host::Terraform),
            ("/opt/terraform_1.11.4", Host::Terraform),
            ("/usr/bin/tofu", Host::OpenTofu),
            ("/opt/tofu/1.6.3/tofu-1.6.3", Host::OpenTofu),
            ("/opt/tofu/bin/terraform", Host::Terraform),
            ("/bin/bash", Host::Terraform),
        ] {
            assert_eq!(Host::of_program(Path::new(program)), host, "{program}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_running_program_is_known_by_its_file() {
        let folder = tempfile::tempdir().unwrap();
        for (name, host) in [("tofu", Host::OpenTofu), ("terraform", Host::Terraform)] {
            let program = folder.path().join(name);
            std::fs::copy("/bin/sh", &program).unwrap();
            let mut running = Command::new(&program)
                .arg0("sh")
                .args(["-c", "read line"])
                .stdin(Stdio::piped())
                .spawn()
                .unwrap();
            assert_eq!(Host::of_process(running.id()), host, "{name}");
            drop(running.stdin.take());
            running.wait().unwrap();
        }
    }

    #[test]
    fn commands_are_those_of_the_host() {
        let text = "Run `terraform state rm A`, or:\n\n  terraform destroy\n\nTerraform will ask.";
        assert_eq!(Host::Terraform.commands(text), text);
        let tofu = "Run `tofu state rm A`, or:\n\n  tofu destroy\n\nTerraform will ask.";
        assert_eq!(Host::OpenTofu.commands(text), tofu);
    }
}
