//! What the provider told the user.

use std::fmt::{self, Write as _};

use vpcconnect::plugin::proto::tfplugin6::attribute_path::step::Selector;
use vpcconnect::plugin::proto::tfplugin6::diagnostic::Severity;
use vpcconnect::plugin::proto::tfplugin6::{AttributePath, Diagnostic};

use super::schema::Block;

/// The diagnostics of one answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told(Vec<Diagnostic>);

impl Told {
    /// Diagnostics, checked: a severity, a summary, a detail, a path that leads somewhere, nothing
    /// said twice.
    pub(crate) fn of(diagnostics: Vec<Diagnostic>, block: &Block) -> Self {
        let mut seen = Vec::new();
        for one in &diagnostics {
            assert_ne!(one.severity(), Severity::Invalid, "{one:?}");
            assert!(!one.summary.is_empty() && !one.detail.is_empty(), "{one:?}");
            assert!(!one.summary.contains('\n'), "{one:?}");
            assert!(
                !seen.contains(&(one.severity, &one.summary)),
                "said twice: {one:?}"
            );
            seen.push((one.severity, &one.summary));
            if let Some(path) = &one.attribute {
                let first = path.steps.first().and_then(|step| step.selector.as_ref());
                match first {
                    Some(Selector::AttributeName(name)) => {
                        assert!(block.attributes.contains_key(name), "{one:?}");
                    }
                    _ => panic!("the path does not begin with an attribute: {one:?}"),
                }
            }
        }
        Self(diagnostics)
    }

    /// Each diagnostic in full, with the attributes that its path leads to.
    pub(crate) fn in_full(&self) -> Vec<String> {
        let all = self.0.iter();
        all.map(|one| {
            let severity = one.severity().as_str_name();
            let at = one
                .attribute
                .as_ref()
                .map_or_else(String::new, |path| format!(" at {}", path_in_words(path)));
            format!("{severity}{at}: {}\n{}", one.summary, one.detail)
        })
        .collect()
    }

    /// Whether there is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.0.iter().any(|one| one.severity() == Severity::Error)
    }

    /// Whether there is nothing at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is a warning, and no error.
    pub(crate) fn only_warns(&self) -> bool {
        !self.is_empty() && !self.has_errors()
    }

    /// Whether something is told at that attribute.
    pub(crate) fn is_at(&self, attribute: &str) -> bool {
        let selector = Selector::AttributeName(attribute.to_owned());
        self.0.iter().any(|one| {
            let steps = one.attribute.iter().flat_map(|path| &path.steps);
            let mut selectors = steps.filter_map(|step| step.selector.as_ref());
            selectors.any(|one| *one == selector)
        })
    }

    /// Whether some message contains `part`, in its summary or its detail.
    pub(crate) fn tells(&self, part: &str) -> bool {
        let mut all = self.0.iter();
        all.any(|one| one.summary.contains(part) || one.detail.contains(part))
    }

    /// Whether some summary contains `part`.
    pub(crate) fn names(&self, part: &str) -> bool {
        self.0.iter().any(|one| one.summary.contains(part))
    }
}

/// A path as a configuration writes it.
pub(crate) fn path_in_words(path: &AttributePath) -> String {
    let selectors = path.steps.iter().filter_map(|step| step.selector.as_ref());
    let mut words = String::new();
    for selector in selectors {
        match selector {
            Selector::AttributeName(name) if words.is_empty() => words.push_str(name),
            Selector::AttributeName(name) => words.extend([".", name]),
            Selector::ElementKeyString(key) => write!(words, "[{key:?}]").unwrap(),
            Selector::ElementKeyInt(index) => write!(words, "[{index}]").unwrap(),
        }
    }
    words
}

impl fmt::Display for Told {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for one in &self.0 {
            let severity = one.severity().as_str_name();
            writeln!(formatter, "{severity}: {}\n  {}", one.summary, one.detail)?;
        }
        Ok(())
    }
}
