//! What a release is made of says the same everywhere; that CLIs install and verify one is shown by `.ci/prove`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use vpcconnect::plugin::handshake::PROTOCOL;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn the_manifest_names_the_protocol_that_is_spoken() {
    let manifest: serde_json::Value =
        serde_json::from_str(&read("terraform-registry-manifest.json")).unwrap();
    // A registry that finds no manifest, or another one, takes the provider for protocol 5.
    let wanted = serde_json::json!({
        "version": 1, "metadata": { "protocol_versions": [format!("{PROTOCOL}.0")] }
    });
    assert_eq!(manifest, wanted);
}

#[test]
fn every_action_of_a_workflow_is_pinned() {
    for entry in fs::read_dir(root().join(".github/workflows")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let uses = text.lines().filter_map(|line| line.split_once("uses: "));
        for (_, action) in uses {
            let (pin, version) = action.split_once(" # v").expect(action);
            let (_, commit) = pin.split_once('@').expect(action);
            let hexadecimal = |one: char| one.is_ascii_digit() || ('a'..='f').contains(&one);
            assert!(
                commit.len() == 40 && commit.chars().all(hexadecimal),
                "{action}"
            );
            assert!(version.split('.').count() == 3, "{action}");
        }
    }
}

#[test]
fn every_platform_of_the_release_is_packaged() {
    let (workflow, script) = (read(".github/workflows/release.yml"), read(".ci/package"));
    let targets = workflow
        .lines()
        .filter_map(|line| line.trim().strip_prefix("targets: "))
        .flat_map(str::split_whitespace);
    let mut platforms = Vec::new();
    for target in targets {
        let mut rows = script
            .lines()
            .filter_map(|line| line.trim().split_once(") echo "));
        let row = rows.find(|(pattern, _)| {
            target == *pattern
                || pattern
                    .strip_suffix('*')
                    .is_some_and(|begin| target.starts_with(begin))
        });
        platforms.push(row.expect(target).1.trim_end_matches(" ;;").to_owned());
    }
    platforms.sort();
    let wanted = [
        "darwin_amd64",
        "darwin_arm64",
        "freebsd_amd64",
        "linux_amd64",
        "linux_arm64",
        "windows_amd64",
    ];
    assert_eq!(platforms, wanted);
}

/// The version as `.ci/package version` says it, in a copy of what it reads.
fn version(change: impl Fn(&str, String) -> String, tag: &str) -> Result<String, String> {
    let copy = tempfile::tempdir().unwrap();
    fs::create_dir(copy.path().join(".ci")).unwrap();
    for file in ["Cargo.toml", "Cargo.lock", "CHANGELOG.md"] {
        fs::write(copy.path().join(file), change(file, read(file))).unwrap();
    }
    let script = copy.path().join(".ci/package");
    fs::copy(root().join(".ci/package"), &script).unwrap();
    let ran = Command::new(script).args(["version", tag]).output();
    let ran = ran.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if ran.status.success() {
        Ok(text(&ran.stdout))
    } else {
        Err(text(&ran.stderr))
    }
}

#[test]
fn a_version_that_is_not_the_same_everywhere_stops_the_release() {
    let own = env!("CARGO_PKG_VERSION");
    assert_eq!(version(|_, text| text, ""), Ok(own.to_owned()));

    let other = |changed: &'static str| {
        move |file: &str, text: String| {
            if file == changed {
                text.replace(own, "9.8.7")
            } else {
                text
            }
        }
    };
    for file in ["Cargo.toml", "Cargo.lock", "CHANGELOG.md"] {
        let refused = version(other(file), "").unwrap_err();
        assert!(
            refused.contains("9.8.7") && refused.contains(own),
            "{refused}"
        );
    }

    let released = |_: &str, text: String| text.replace(" (not released)", " (2020-02-02)");
    let tag = format!("v{own}");
    assert_eq!(version(released, &tag), Ok(own.to_owned()));
    for wrong in ["v9.8.7", own] {
        assert!(version(released, wrong).unwrap_err().contains(wrong));
    }
    let unreleased = |_: &str, text: String| text.replace(" (2020-02-02)", " (not released)");
    if read("CHANGELOG.md").contains(&format!("## {own} (not released)")) {
        let refused = version(unreleased, &tag).unwrap_err();
        assert!(refused.contains("not released"), "{refused}");
    }
}

#[test]
fn what_users_copy_names_the_version() {
    let own = env!("CARGO_PKG_VERSION");
    assert!(read("README.md").contains(&format!("terraform-provider-vpcconnect_v{own}")));
    for module in ["accept-approved", "both-sides"] {
        let readme = read(&format!("modules/{module}/README.md"));
        assert!(readme.contains(&format!("?ref=v{own}\"")), "{module}");
    }
}

#[test]
fn the_scripts_are_short() {
    for entry in fs::read_dir(root().join(".ci")).unwrap() {
        let path = entry.unwrap().path();
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        let name = Path::new(path.file_name().unwrap());
        assert!(lines <= 150, "{} has {lines} lines", name.display());
    }
}
