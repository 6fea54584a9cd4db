//! Imports between files form no circle: a reader can begin at a file that needs no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use syn::visit::Visit;

use crate::layering::{files, modules, quote_contains, source};

/// The files that a file uses, by their modules. What a parent says of its children does not count: it declares them.
struct Uses<'a> {
    here: &'a [String],
    known: &'a BTreeSet<Vec<String>>,
    found: BTreeSet<Vec<String>>,
}

impl Uses<'_> {
    /// The whole path of one that begins with `crate`, `self` or `super`.
    fn whole(&self, path: &[String]) -> Option<Vec<String>> {
        let mut whole = match path.first()?.as_str() {
            "crate" => Vec::new(),
            "self" => self.here.to_vec(),
            "super" => self.here.split_last()?.1.to_vec(),
            _ => return None,
        };
        for name in &path[1..] {
            if name == "super" {
                whole.pop();
            } else {
                whole.push(name.clone());
            }
        }
        Some(whole)
    }

    fn add(&mut self, path: &[String]) {
        let Some(mut whole) = self.whole(path) else {
            return;
        };
        while !whole.is_empty() && !self.known.contains(&whole) {
            whole.pop();
        }
        if !whole.is_empty() && !whole.starts_with(self.here) {
            self.found.insert(whole);
        }
    }

    fn tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Group(group) => group.items.iter().for_each(|one| self.tree(one, before)),
            syn::UseTree::Name(name) => self.add(&with(&name.ident)),
            syn::UseTree::Rename(name) => self.add(&with(&name.ident)),
            syn::UseTree::Glob(_) => self.add(before),
        }
    }
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test =
            |one: &syn::Attribute| one.path().is_ident("cfg") && quote_contains(one, "test");
        if !module.attrs.iter().any(is_test) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter().map(|one| one.ident.to_string());
        self.add(&names.collect::<Vec<_>>());
        syn::visit::visit_path(self, path);
    }
}

/// What each file uses.
type Graph = BTreeMap<Vec<String>, BTreeSet<Vec<String>>>;

fn graph(sources: &BTreeMap<Vec<String>, String>) -> Graph {
    let known: BTreeSet<_> = sources.keys().cloned().collect();
    let uses = sources.iter().map(|(here, text)| {
        let mut uses = Uses {
            here,
            known: &known,
            found: BTreeSet::new(),
        };
        uses.visit_file(&syn::parse_file(text).unwrap());
        (here.clone(), uses.found)
    });
    uses.collect()
}

/// The files from which imports lead back to themselves.
fn in_circles(graph: &Graph) -> BTreeSet<String> {
    let leads_back = |from: &Vec<String>| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<_> = graph[from].iter().collect();
        while let Some(next) = open.pop() {
            if next == from {
                return true;
            }
            if seen.insert(next) {
                open.extend(&graph[next]);
            }
        }
        false
    };
    let files = graph.keys().filter(|file| leads_back(file));
    files.map(|file| file.join("::")).collect()
}

#[test]
fn imports_between_files_form_no_circle() {
    let mut all = Vec::new();
    files(&source(), &mut all);
    let sources = all
        .iter()
        .map(|file| (modules(file), fs::read_to_string(file).unwrap()));
    // Nobody imports from the roots, and tests may look everywhere.
    let sources = sources.filter(|(name, _)| {
        let last = name.last().unwrap();
        !["main", "lib"].contains(&last.as_str()) && !last.ends_with("tests")
    });
    let circles = in_circles(&graph(&sources.collect()));
    assert!(circles.is_empty(), "in a circle of imports: {circles:#?}");
}

#[test]
fn the_check_finds_circles() {
    let circles = |texts: &[(&str, &str)]| {
        let sources = texts.iter().map(|(name, text)| {
            let name = name.split("::").map(str::to_owned);
            (name.collect(), (*text).to_owned())
        });
        in_circles(&graph(&sources.collect()))
            .into_iter()
            .collect::<Vec<_>>()
    };
    let two = [
        ("a::b", "use super::c::X;"),
        ("a::c", "fn f() { crate::a::b::g() }"),
    ];
    assert_eq!(circles(&two), ["a::b", "a::c"]);
    let test = "#[cfg(test)] mod tests { use super::super::b::X; }";
    assert!(circles(&[("a::b", "use super::c::X;"), ("a::c", test)]).is_empty());
    let child = [
        ("a", "mod b; use self::b::X; use b::Y;"),
        ("a::b", "use super::Z;"),
    ];
    assert!(circles(&child).is_empty());
}
