//! Which CLI is run.

use std::path::{Path, PathBuf};

/// The CLI that the tests run, or nothing when they were not asked for.
pub(super) fn wanted() -> Option<PathBuf> {
    let there = |path: &Path| path.is_file();
    match choose(|name| std::env::var(name).ok(), there) {
        Ok(Some(path)) => Some(path),
        Ok(None) => {
            println!("skipped: it runs the real terraform; set TF_ACC=1 to run it");
            None
        }
        Err(missing) => panic!("{missing}"),
    }
}

/// Chooses by environment variables: nothing without `TF_ACC`, and an error when there is no CLI.
fn choose(
    env: impl Fn(&str) -> Option<String>,
    is_there: impl Fn(&Path) -> bool,
) -> Result<Option<PathBuf>, String> {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    if set("TF_ACC").is_none() {
        return Ok(None);
    }
    let found = match set("TF_ACC_TERRAFORM_PATH") {
        Some(path) => Some(PathBuf::from(path)).filter(|path| is_there(path)),
        None => {
            let path = set("PATH").unwrap_or_default();
            let named = |name: &'static str| {
                let mut folders = std::env::split_paths(&path).map(move |folder| folder.join(name));
                folders.find(|candidate| is_there(candidate))
            };
            named("terraform").or_else(|| named("tofu"))
        }
    };
    found.map(Some).ok_or_else(|| {
        "TF_ACC is set, and there is no CLI: TF_ACC_TERRAFORM_PATH names none, and neither terraform \
         nor tofu is on the PATH. Get one, with Go for example:\n    \
         go install github.com/hashicorp/terraform@v1.8.5"
            .to_owned()
    })
}

/// Whether a CLI that says this of its version takes `removed` blocks in the form that both products
/// have learned: Terraform did in 1.7, OpenTofu in 1.10.
pub(super) fn removes(version: &str) -> bool {
    is_since(version, (1, 7), (1, 10))
}

/// Whether it knows `ephemeral` variables, which it stores nowhere.
pub(super) fn knows_ephemeral(version: &str) -> bool {
    is_since(version, (1, 10), (1, 11))
}

/// Whether it knows `mock_provider` in tests.
pub(super) fn mocks(version: &str) -> bool {
    is_since(version, (1, 7), (1, 8))
}

/// Whether it has actions and list resources. OpenTofu has neither.
pub(super) fn acts(version: &str) -> bool {
    is_since(version, (1, 14), (u32::MAX, 0))
}

/// Whether it has `test` as a command that stays: before, Terraform had an experiment of that name.
pub(super) fn tests(version: &str) -> bool {
    is_since(version, (1, 6), (1, 6))
}

/// Says, where nobody captures it, that a test could not run on a CLI that says this of its version: it has no `what`.
pub(super) fn say_skipped(what: &str, version: &str) {
    let version = version.lines().next().unwrap_or_default();
    let line = format!("skipped: {version} has no {what}\n");
    let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
}

/// Whether it moves objects between the resources of different providers.
pub(super) fn moves(version: &str) -> bool {
    is_since(version, (1, 8), (1, 10))
}

/// Whether an `import` block may have `for_each`.
pub(super) fn imports_many(version: &str) -> bool {
    is_since(version, (1, 7), (1, 7))
}

/// Whether its applies show the plan that they begin with the private state of the first one.
pub(super) fn hands_on(version: &str) -> bool {
    is_since(version, (1, 16), (u32::MAX, 0))
}

/// Whether it takes the provider of an `import` block that has no resource yet from the name of the type alone, as if
/// the configuration did not say whose that is, unless the block names one: Terraform 1.16.0-rc2 does.
pub(super) fn guesses_providers(version: &str) -> bool {
    is_since(version, (1, 16), (u32::MAX, 0))
}

/// Whether it stores identities, and imports by them.
pub(super) fn identifies(version: &str) -> bool {
    is_since(version, (1, 12), (1, 12))
}

/// Whether a CLI that says this of its version is this Terraform or this OpenTofu, or a newer one.
fn is_since(version: &str, terraform: (u32, u32), opentofu: (u32, u32)) -> bool {
    let mut words = version.split_whitespace();
    let first = match words.next() {
        Some("OpenTofu") => opentofu,
        _ => terraform,
    };
    let number = words.next().unwrap_or_default().trim_start_matches('v');
    let mut parts = number
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= first
}

#[test]
fn removed_blocks_are_as_old_as_the_product_says() {
    for (version, expected) in [
        ("Terraform v1.5.7\non linux_amd64", false),
        ("Terraform v1.7.0", true),
        ("Terraform v1.11.4", true),
        ("OpenTofu v1.6.3-dev", false),
        ("OpenTofu v1.9.1", false),
        ("OpenTofu v1.10.0", true),
        ("Terraform v2.0.0", true),
    ] {
        assert_eq!(removes(version), expected, "{version}");
    }
}

#[test]
fn actions_and_lists_are_terraforms_alone() {
    for (version, expected) in [
        ("Terraform v1.13.5", false),
        ("Terraform v1.14.0", true),
        ("Terraform v1.17.0-dev\non linux_amd64", true),
        ("OpenTofu v1.12.6", false),
    ] {
        assert_eq!(acts(version), expected, "{version}");
    }
}

#[test]
fn without_tf_acc_nothing_is_run() {
    assert_eq!(choose(|_| None, |_| true), Ok(None));
    let empty = |name: &str| (name == "TF_ACC").then(String::new);
    assert_eq!(choose(empty, |_| true), Ok(None));
}

#[test]
fn the_named_cli_comes_first_then_terraform_then_tofu() {
    let named = |name: &str| match name {
        "TF_ACC" => Some("1".to_owned()),
        "TF_ACC_TERRAFORM_PATH" => Some("/opt/terraform-1.8".to_owned()),
        _ => Some("/a:/b".to_owned()),
    };
    let on_path = |name: &str| match name {
        "TF_ACC_TERRAFORM_PATH" => None,
        other => named(other),
    };
    let any = |_: &Path| true;
    assert_eq!(choose(named, any), Ok(Some("/opt/terraform-1.8".into())));
    assert_eq!(choose(on_path, any), Ok(Some("/a/terraform".into())));
    let late = |path: &Path| path == Path::new("/b/terraform") || path == Path::new("/a/tofu");
    assert_eq!(choose(on_path, late), Ok(Some("/b/terraform".into())));
    let tofu = |path: &Path| path == Path::new("/b/tofu");
    assert_eq!(choose(on_path, tofu), Ok(Some("/b/tofu".into())));
}

#[test]
fn without_a_cli_the_tests_fail_and_say_how_to_get_one() {
    let asked = |name: &str| (name != "PATH").then(|| "1".to_owned());
    for env in [&asked as &dyn Fn(&str) -> Option<String>, &|name| {
        (name == "TF_ACC").then(|| "1".to_owned())
    }] {
        let missing = choose(env, |_| false).unwrap_err();
        let told = "go install github.com/hashicorp/terraform@v1.8.5";
        assert!(missing.contains(told), "{missing}");
    }
}
