//! `modules/`: each is tested as its README says, by `simulate -- COMMAND`, and its second plan finds nothing to do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::cli;

const MODULES: [&str; 2] = ["accept-approved", "both-sides"];

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("modules")
        .join(name)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        // What somebody's own `init` has left there is not the module's.
        if from.is_dir() && !from.ends_with(".terraform") {
            copy(&from, &to);
        } else if from.is_file() {
            fs::copy(&from, &to).unwrap();
        }
    }
}

/// A copy of a module, because `init` writes into its folder.
struct Copy {
    cli: PathBuf,
    root: TempDir,
}

impl Copy {
    /// Nothing when the tests with the real CLI were not asked for.
    fn of(name: &str) -> Option<Self> {
        let cli = cli::wanted()?;
        let root = tempfile::tempdir().unwrap();
        copy(&source(name), &root.path().join("module"));
        Some(Self { cli, root })
    }

    fn module(&self) -> PathBuf {
        self.root.path().join("module")
    }

    /// Runs a shell's script in the module's folder beside the simulator; the CLI is `$cli` there.
    fn beside_the_simulator(&self, script: &str) -> Output {
        let files = self.root.path().join("files");
        fs::create_dir_all(&files).unwrap();
        let ended = Command::new(env!("CARGO_BIN_EXE_terraform-provider-vpcconnect"))
            .args(["simulate", "--", "sh", "-euc", script])
            .current_dir(self.module())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root.path())
            .env("TMPDIR", &files)
            .env("CHECKPOINT_DISABLE", "1")
            .env("GOGC", "off")
            .env("GOMEMLIMIT", "1GiB")
            .env("TF_IN_AUTOMATION", "1")
            .env("cli", &self.cli)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let left: Vec<_> = fs::read_dir(&files).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
        ended
    }

    fn version(&self) -> String {
        let told = self.beside_the_simulator("exec $cli version");
        String::from_utf8_lossy(&told.stdout).into_owned()
    }
}

/// All that was printed.
fn text(ended: &Output) -> String {
    [&ended.stdout, &ended.stderr]
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}

#[track_caller]
fn succeeds(ended: &Output) -> String {
    let said = text(ended);
    assert!(ended.status.success(), "{:?}: {said}", ended.status);
    said
}

#[test]
fn their_tests_pass_on_the_simulator_and_with_mocks() {
    for name in MODULES {
        let Some(copy) = Copy::of(name) else {
            return;
        };
        let version = copy.version();
        if !cli::tests(&version) {
            cli::say_skipped("tests of modules", &version);
            return;
        }
        let mocks = copy.module().join("tests/mocks.tftest.hcl");
        let mocked = cli::mocks(&version);
        if !mocked {
            // A file that the CLI cannot read ends all tests.
            fs::remove_file(mocks).unwrap();
        }
        let said = succeeds(
            &copy
                .beside_the_simulator("$cli init -no-color > init.txt && exec $cli test -no-color"),
        );
        assert!(said.contains(", 0 failed."), "{said}");
        let ran = |file: &str| said.contains(&format!("tests/{file}.tftest.hcl... pass"));
        assert!(ran("simulator") && ran("mocks") == mocked, "{said}");
    }
}

#[test]
fn their_second_plan_finds_nothing_to_do() {
    for name in MODULES {
        let Some(copy) = Copy::of(name) else {
            return;
        };
        let said = succeeds(&copy.beside_the_simulator(
            r#"
            for folder in requests simulated; do
              [ -d "tests/$folder" ] || continue
              $cli -chdir="tests/$folder" init -no-color > /dev/null
              $cli -chdir="tests/$folder" apply -no-color -auto-approve > /dev/null
            done
            $cli -chdir=tests/simulated plan -no-color -detailed-exitcode
            $cli -chdir=tests/simulated destroy -no-color -auto-approve > /dev/null
            "#,
        ));
        assert!(said.contains("No changes."), "{said}");
    }
}

#[test]
fn their_examples_are_valid() {
    for name in MODULES {
        let Some(copy) = Copy::of(name) else {
            return;
        };
        succeeds(&copy.beside_the_simulator(
            r"
            for folder in examples/*; do
              $cli -chdir=$folder init -no-color > /dev/null
              $cli -chdir=$folder validate -no-color
            done
            $cli fmt -check -recursive .
            ",
        ));
    }
}

#[test]
fn their_readmes_name_every_input_and_output() {
    for name in MODULES {
        let readme = fs::read_to_string(source(name).join("README.md")).unwrap();
        let mut declared = Vec::new();
        for (file, keyword) in [("variables.tf", "variable"), ("outputs.tf", "output")] {
            let text = fs::read_to_string(source(name).join(file)).unwrap();
            let begins = format!("{keyword} \"");
            let names = text.lines().filter_map(|line| line.strip_prefix(&begins));
            declared.extend(names.map(|name| name.trim_end_matches("\" {").to_owned()));
        }
        assert!(declared.len() >= 4, "{declared:?}");
        let rows = |name: &str| readme.matches(&format!("\n| `{name}` |")).count();
        for one in &declared {
            let times = declared.iter().filter(|other| *other == one).count();
            assert_eq!(rows(one), times, "modules/{name}/README.md: {one}");
        }
        // The attributes of the inputs, too: a word that stands nowhere cannot be found.
        let variables = fs::read_to_string(source(name).join("variables.tf")).unwrap();
        let attributes = variables
            .lines()
            .filter(|line| line.contains("optional(") || line.ends_with("= string"))
            .filter_map(|line| Some(line.trim().split_once(' ')?.0.to_owned()));
        for attribute in attributes.filter(|one| !one.contains('=')) {
            assert!(
                readme.contains(&attribute),
                "modules/{name}/README.md: {attribute}"
            );
        }
    }
}
