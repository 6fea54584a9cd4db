//! The accounts of one cloud by their names.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::failure::FORGET;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Field;
use crate::framework::path::Path;

/// The account that exists even when nobody names it.
pub const DEFAULT: &str = "default";

/// One account as far as it is known.
pub enum Entry<A> {
    /// All of it.
    Known(A),
    /// A part of its configuration comes with the apply.
    Unknown {
        /// Its region, when that part is known.
        region: Option<String>,
    },
}

impl<A> Entry<A> {
    /// The account, when all of it is known.
    pub fn known(&self) -> Option<&A> {
        match self {
            Self::Known(account) => Some(account),
            Self::Unknown { .. } => None,
        }
    }
}

/// The accounts of one cloud.
pub struct Accounts<A> {
    entries: BTreeMap<String, Entry<A>>,
    /// The whole map comes with the apply: no name can be said not to exist.
    open: bool,
    warned: AtomicBool,
}

/// An account that was looked up.
pub enum Found<'a, A> {
    /// It is there.
    Account(&'a A),
    /// It, or its name, comes with the apply.
    Unknown {
        /// Its region, when that is known.
        region: Option<&'a str>,
    },
}

/// No account has that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchAccount {
    name: String,
    known: Vec<String>,
}

impl NoSuchAccount {
    /// The error at the attribute `account`.
    pub fn diagnostic(&self) -> Diagnostic {
        let known: Vec<_> = self.known.iter().map(|name| format!("{name:?}")).collect();
        let told = Diagnostic::error(
            format!("Unknown account {:?}", self.name),
            format!(
                "The provider configuration has no account with this name. It has {}.",
                known.join(", ")
            ),
        )
        .at(Path::to("account"));
        if !self.name.is_empty() && self.name.chars().all(|one| one.is_ascii_digit()) {
            return told.with(
                "Use a name from the provider configuration here, not the number of an account.",
            );
        }
        told
    }
}

impl<A> Default for Accounts<A> {
    /// None.
    fn default() -> Self {
        Self::new(BTreeMap::new(), false)
    }
}

impl<A> Accounts<A> {
    /// These accounts. With `open`, there may be others.
    pub fn new(entries: BTreeMap<String, Entry<A>>, open: bool) -> Self {
        Self {
            entries,
            open,
            warned: AtomicBool::new(false),
        }
    }

    /// Whether there is an account of that name.
    pub fn exists(&self, name: &str) -> bool {
        self.open || self.entries.contains_key(name)
    }

    /// Whether there may be more than is known: a part of the configuration comes with the apply.
    pub fn is_open(&self) -> bool {
        let mut entries = self.entries.values();
        self.open || entries.any(|entry| entry.known().is_none())
    }

    /// Looks an account up; null and `""` mean the default one.
    ///
    /// # Errors
    /// [`NoSuchAccount`] when no account has that name.
    pub fn find(&self, name: Field<&str>) -> Result<Found<'_, A>, NoSuchAccount> {
        if name.is_unknown() {
            return Ok(Found::Unknown { region: None });
        }
        let name = name.text().unwrap_or(DEFAULT);
        match self.entries.get(name) {
            Some(Entry::Known(account)) => Ok(Found::Account(account)),
            Some(Entry::Unknown { region }) => Ok(Found::Unknown {
                region: region.as_deref(),
            }),
            None if self.open => Ok(Found::Unknown { region: None }),
            None => Err(NoSuchAccount {
                name: name.to_owned(),
                known: self.entries.keys().cloned().collect(),
            }),
        }
    }

    /// The account of a plan: a name that nobody configured is an error; one that comes with the apply
    /// is a warning, once.
    ///
    /// # Errors
    /// The diagnostic of [`NoSuchAccount`].
    pub fn at_plan(
        &self,
        name: Field<&str>,
        told: &mut Diagnostics,
    ) -> Result<Found<'_, A>, Diagnostic> {
        let found = self.find(name).map_err(|error| error.diagnostic())?;
        if matches!(found, Found::Unknown { .. }) {
            told.extend(self.unknown_once());
        }
        Ok(found)
    }

    /// Whether a read can ask the account. If not, its name is gone from the configuration or comes with
    /// the apply; the user is warned and the state stays. `what` is the object, such as `Peering 1`.
    pub fn at_read(&self, name: Field<&str>, what: &str, told: &mut Diagnostics) -> bool {
        match self.find(name) {
            Err(error) => {
                let error = error.diagnostic().with(&format!(
                    "{what} was not read and stays in the state as it was. Name another account that \
                     reaches it. {FORGET}"
                ));
                told.push(error.into_warning());
                false
            }
            Ok(Found::Unknown { .. }) => {
                told.extend(self.unknown_once());
                false
            }
            Ok(Found::Account(_)) => true,
        }
    }

    /// Whether the account comes with the apply.
    pub fn is_unknown(&self, name: Field<&str>) -> bool {
        matches!(self.find(name), Ok(Found::Unknown { .. }))
    }

    /// Those that are known, with their names.
    pub fn known(&self) -> impl Iterator<Item = (&str, &A)> {
        self.entries.iter().filter_map(|(name, entry)| match entry {
            Entry::Known(account) => Some((name.as_str(), account)),
            Entry::Unknown { .. } => None,
        })
    }

    /// The warning that reads and plans were left out, once.
    pub fn unknown_once(&self) -> Option<Diagnostic> {
        if self.warned.swap(true, Ordering::Relaxed) {
            return None;
        }
        Some(Diagnostic::warning(
            "An account is not known yet",
            "A part of the provider configuration, or the name of an account, is known only after \
             the apply. Objects of that account were not read: the plan shows what was last known.",
        ))
    }
}

/// The error when an account is needed and is not known.
pub fn unknown(doing: &str) -> Diagnostic {
    Diagnostic::error(
        "The account is not known yet",
        format!(
            "A part of its configuration is known only after the apply, and {doing} needs it now. \
             Give the provider configuration values that are known at plan, or apply what it depends \
             on first (`terraform apply -target=…`)."
        ),
    )
    .at(Path::to("account"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts() -> Accounts<u8> {
        let entries = [
            (DEFAULT.to_owned(), Entry::Known(1)),
            (
                "later".to_owned(),
                Entry::Unknown {
                    region: Some("eu-de".to_owned()),
                },
            ),
        ];
        Accounts::new(entries.into(), false)
    }

    #[test]
    fn null_and_empty_mean_the_default_one() {
        for name in [Field::Null, Field::Known("")] {
            assert!(matches!(accounts().find(name), Ok(Found::Account(1))));
        }
    }

    #[test]
    fn an_unknown_name_lists_those_that_exist() {
        let told = accounts()
            .find(Field::Known("partner"))
            .err()
            .unwrap()
            .diagnostic();
        assert!(
            told.detail.contains(r#""default", "later""#),
            "{}",
            told.detail
        );
        assert_eq!(told.path, Path::to("account"));
        let told = accounts()
            .find(Field::Known("1234"))
            .err()
            .unwrap()
            .diagnostic();
        assert!(
            told.detail.contains("not the number of an account"),
            "{}",
            told.detail
        );
    }

    #[test]
    fn what_comes_later_is_told_once() {
        let accounts = accounts();
        assert!(matches!(
            accounts.find(Field::Known("later")),
            Ok(Found::Unknown {
                region: Some("eu-de")
            })
        ));
        assert!(accounts.unknown_once().is_some());
        assert!(accounts.unknown_once().is_none());
    }
}
