//! Imports form the picture in `src/lib.rs`. Paths are found with `syn`, so that inline ones count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// The clouds: a folder each under `cloud`, `resource` and `simulator`, beside what they share.
const VENDORS: [&str; 3] = ["alicloud", "aws", "huaweicloud"];

/// What each module may use, besides itself. A cloud's folder under `resource` may use its own
/// vendor's under `cloud`, and what the clouds share; `provider`, `resource::provider_config` (what is configured) and
/// `resource::context` (what comes of it) compose. What the clouds share knows none of them, and none knows another.
const ALLOWED: [(&str, &[&str]); 12] = [
    (
        "main",
        &["provider", "plugin", "simulator", "demo", "credential"],
    ),
    (
        "provider",
        &["resource", "framework", "credential", "operation"],
    ),
    ("plugin", &["framework", "operation", "sanitize"]),
    ("framework", &["operation"]),
    // A leaf the other way round: nobody may use it.
    ("interop", &["framework"]),
    (
        "resource",
        &[
            "framework",
            "connection",
            "http",
            "credential",
            "operation",
            "cloud",
        ],
    ),
    ("connection", &["http", "operation"]),
    (
        "cloud",
        &[
            "connection",
            "http",
            "credential",
            "operation",
            "sanitize",
            "file",
        ],
    ),
    ("http", &["operation", "credential", "file"]),
    ("credential", &["operation"]),
    ("simulator", &["operation", "file", "installation"]),
    ("demo", &["simulator", "operation", "installation"]),
];

pub(crate) fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

pub(crate) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules of a file: `src/http/client.rs` is `["http", "client"]`.
pub(crate) fn modules(file: &Path) -> Vec<String> {
    let path = file.strip_prefix(source()).unwrap().with_extension("");
    let names = path.iter().map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name != "mod").collect()
}

/// Every path that begins with `crate`, without its head.
#[derive(Default)]
struct Paths(BTreeSet<Vec<String>>);

impl Paths {
    fn tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        match tree {
            syn::UseTree::Path(path) => {
                let mut before = before.to_vec();
                before.push(path.ident.to_string());
                self.tree(&path.tree, &before);
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(tree, before);
                }
            }
            syn::UseTree::Name(name) => self.add(before, &name.ident.to_string()),
            syn::UseTree::Rename(name) => self.add(before, &name.ident.to_string()),
            syn::UseTree::Glob(_) => self.add(before, "*"),
        }
    }

    fn add(&mut self, before: &[String], last: &str) {
        let mut path = before.to_vec();
        path.push(last.to_owned());
        if path[0] == "crate" || path[0] == "vpcconnect" {
            self.0.insert(path.split_off(1));
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let test = module
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("cfg") && quote_contains(attribute, "test"));
        if !test {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<_> = path
            .segments
            .iter()
            .map(|one| one.ident.to_string())
            .collect();
        if names.len() > 1 && names[0] == "crate" {
            self.0.insert(names[1..].to_vec());
        }
        syn::visit::visit_path(self, path);
    }
}

pub(crate) fn quote_contains(attribute: &syn::Attribute, word: &str) -> bool {
    attribute
        .parse_args::<syn::Ident>()
        .is_ok_and(|ident| ident == word)
}

/// What `file` may not use and does.
fn violations(modules: &[String], paths: &Paths) -> Vec<String> {
    let own = modules[0].as_str();
    let allowed: BTreeMap<_, _> = ALLOWED.into_iter().collect();
    let may: &[&str] = allowed.get(own).copied().unwrap_or_default();
    let mut wrong = Vec::new();
    for path in &paths.0 {
        let head = path[0].as_str();
        // `model!` is exported at the crate's root; it belongs to the framework.
        let head = if head == "model" { "framework" } else { head };
        let vendors = path
            .get(1)
            .is_some_and(|one| VENDORS.contains(&one.as_str()))
            && head == "cloud";
        let composes = own == "resource"
            && modules.len() == 2
            && ["provider_config", "context"].contains(&modules[1].as_str());
        let foreign_vendor = vendors
            && ["resource", "cloud"].contains(&own)
            && !composes
            && modules.get(1).is_none_or(|vendor| *vendor != path[1]);
        if (head != own && !may.contains(&head)) || foreign_vendor {
            wrong.push(format!("{} uses {}", modules.join("::"), path.join("::")));
        }
    }
    wrong
}

#[test]
fn imports_follow_the_picture() {
    let mut all = Vec::new();
    files(&source(), &mut all);
    let mut wrong = Vec::new();
    for file in all {
        let modules = modules(&file);
        if modules == ["lib"] || modules.last().is_some_and(|name| name.ends_with("tests")) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let mut paths = Paths::default();
        paths.visit_file(&syn::parse_file(&text).unwrap());
        wrong.extend(violations(&modules, &paths));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_check_can_fail() {
    let check = |modules: &[&str], code: &str| {
        let mut paths = Paths::default();
        paths.visit_file(&syn::parse_str(code).unwrap());
        let modules: Vec<_> = modules.iter().map(|one| (*one).to_owned()).collect();
        violations(&modules, &paths).len()
    };
    assert_eq!(
        check(
            &["framework", "plan"],
            "use crate::cloud::huaweicloud::sign;"
        ),
        1
    );
    assert_eq!(
        check(
            &["http", "client"],
            "fn f() { crate::plugin::log::start(1) }"
        ),
        1
    );
    assert_eq!(check(&["provider"], "use crate::interop::mount;"), 1);
    assert_eq!(
        check(&["interop", "resource"], "use crate::plugin::convert;"),
        1
    );
    assert_eq!(
        check(
            &["simulator", "world"],
            "use crate::{operation::Clock, http::client};"
        ),
        1
    );
    assert_eq!(
        check(
            &["resource", "alicloud", "peering"],
            "use crate::cloud::huaweicloud::ids;"
        ),
        1
    );
    assert_eq!(
        check(
            &["resource", "huaweicloud", "peering"],
            "use crate::cloud::huaweicloud::ids;"
        ),
        0
    );
    for (modules, expected) in [
        (&["cloud", "settings"][..], 1),
        (&["cloud", "alicloud", "config"], 1),
        (&["cloud", "huaweicloud", "config"], 0),
    ] {
        let code = "use crate::cloud::{digest, huaweicloud::ids};";
        assert_eq!(check(modules, code), expected, "{modules:?}");
    }
    assert_eq!(
        check(
            &["resource", "account"],
            "use crate::cloud::settings::Settings;"
        ),
        0
    );
}

#[test]
fn files_are_short() {
    let mut all = Vec::new();
    files(&source(), &mut all);
    for file in all {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("\n#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
        assert!(lines <= 400, "{} has {lines} lines of code", file.display());
    }
}

/// Commands of Terraform in `code` that are neither between backquotes nor on an indented line: there those of
/// another host are put in their place.
fn bare_commands(code: &str) -> Vec<String> {
    let mut joined = String::new();
    for line in code.lines().filter(|line| !line.trim().starts_with("//")) {
        match line.strip_suffix('\\') {
            Some(begun) => joined.push_str(begun.trim_start()),
            None => {
                joined.push_str(line.trim_start());
                joined.push('\n');
            }
        }
    }
    let subcommands = [
        "apply", "console", "destroy", "import", "init", "plan", "query", "refresh", "state",
    ];
    let named = subcommands.map(|one| format!("terraform {one}"));
    let lines = joined.lines().filter(|line| {
        let shown = line
            .replace("`terraform ", "")
            .replace(r"\n  terraform ", "");
        named.iter().any(|command| shown.contains(command))
    });
    lines.map(str::to_owned).collect()
}

#[test]
fn messages_name_commands_so_that_each_host_shows_its_own() {
    let mut all = Vec::new();
    files(&source(), &mut all);
    for file in all {
        let modules = modules(&file);
        // They speak of one host, or to nobody.
        if ["main", "demo", "simulator"].contains(&modules[0].as_str()) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let wrong = bare_commands(&text);
        assert!(wrong.is_empty(), "{}: {wrong:?}", file.display());
    }
    let bare = "told.with(\"Run terraform \\\n    state rm ADDRESS.\")";
    assert_eq!(bare_commands(bare).len(), 1);
    assert!(bare_commands("\"run `terraform \\\n    state rm A`\"").is_empty());
}
