//! A CLI configuration that installs the running program, so that `terraform` and `tofu` find it without a registry.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The CLIs look providers up under their own registry's name.
const REGISTRIES: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// What the configuration lets a CLI do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Methods {
    /// `init` installs this program, and nothing else.
    MirrorAlone,
    /// This program is used without `init` as well, and all other providers come from their registries.
    Everything,
}

/// Writes a mirror of both registries that holds the running program, and the configuration that names it, below
/// `directory`; returns the configuration's path.
///
/// # Errors
/// What the system says.
pub fn write(directory: &Path, methods: Methods) -> io::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let mirror = directory.join("mirror");
    let folder = |registry: &str| {
        let folder = mirror.join(registry).join("vpcconnect/vpcconnect");
        folder.join(VERSION).join(platform())
    };
    for registry in REGISTRIES {
        let folder = folder(registry);
        fs::create_dir_all(&folder)?;
        let name = format!(
            "terraform-provider-vpcconnect_v{VERSION}{}",
            std::env::consts::EXE_SUFFIX
        );
        link(&own, &folder.join(name))?;
    }
    let (overrides, direct) = match methods {
        Methods::MirrorAlone => (String::new(), ""),
        Methods::Everything => (
            format!(
                "  dev_overrides {{\n    \"vpcconnect/vpcconnect\" = {}\n  }}\n",
                quoted(&folder(REGISTRIES[0]))
            ),
            "  direct {\n    exclude = [\"vpcconnect/vpcconnect\"]\n  }\n",
        ),
    };
    let configuration = format!(
        "disable_checkpoint = true\n\nprovider_installation {{\n{overrides}  filesystem_mirror {{\n    path    = {}\n    \
         include = [\"vpcconnect/vpcconnect\"]\n  }}\n{direct}}}\n",
        quoted(&mirror)
    );
    let path = directory.join("terraform.rc");
    fs::write(&path, configuration)?;
    Ok(path)
}

/// A path as HCL writes a string.
fn quoted(path: &Path) -> String {
    let escaped = path.display().to_string();
    let escaped = escaped.replace('\\', "\\\\").replace('"', "\\\"");
    // What would begin a template is doubled.
    let escaped = escaped.replace("${", "$${").replace("%{", "%%{");
    format!("\"{escaped}\"")
}

#[cfg(unix)]
fn link(program: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(program, at)
}

/// Links need a privilege on Windows, and a hard link only reaches within a drive.
#[cfg(not(unix))]
fn link(program: &Path, at: &Path) -> io::Result<()> {
    fs::hard_link(program, at).or_else(|_| fs::copy(program, at).map(drop))
}

/// This machine in Terraform's words.
fn platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("{system}_{processor}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_a_path_in_hcl() {
        let path = Path::new("/tmp/a \"b\" ${c} %{d}\\e");
        assert_eq!(quoted(path), r#""/tmp/a \"b\" $${c} %%{d}\\e""#);
    }
}
