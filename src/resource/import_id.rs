//! The id that a user types to import: `[account:]id[@region]`.

use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;

use super::attributes::{plain_id, plain_region};

/// An import id, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportId {
    /// The account, when one is named.
    pub account: Option<String>,
    /// The object.
    pub id: String,
    /// The region, when one is named.
    pub region: Option<String>,
}

impl ImportId {
    /// Takes `text` apart: at the first `:` and the last `@`. `exists` knows the accounts.
    ///
    /// # Errors
    /// A diagnostic that shows the right form.
    pub fn parse(text: &str, exists: impl Fn(&str) -> bool) -> Result<Self, Diagnostic> {
        let wrong = |why: &str| {
            Diagnostic::error(
                format!("Invalid import id {text:?}"),
                format!(
                    "{why} Write [account:]id[@region], for example \
                     22b76469-08e3-4937-8c1d-7aad34892be1, partner:22b76469-08e3-4937-8c1d-7aad34892be1 \
                     or 22b76469-08e3-4937-8c1d-7aad34892be1@cn-north-4."
                ),
            )
        };
        let (account, rest) = match text.split_once(':') {
            Some((account, rest)) => (Some(account), rest),
            None => (None, text),
        };
        let (id, region) = match rest.rsplit_once('@') {
            Some((id, region)) => (id, Some(region)),
            None => (rest, None),
        };
        if id.is_empty() || region == Some("") || account == Some("") {
            return Err(wrong("A part of it is empty."));
        }
        if id.contains(char::is_whitespace) || plain_id(id).is_err() || id.contains('/') {
            return Err(wrong("The id in it is no id."));
        }
        if region.is_some_and(|region| plain_region(region).is_err()) {
            return Err(wrong("The region in it is no region."));
        }
        if let Some(account) = account.filter(|account| !exists(account)) {
            let why = if account.contains('-') && account.len() >= 32 {
                format!(
                    "What stands before the \":\" looks like an id, and no account is named {account:?}."
                )
            } else {
                format!("The provider configuration has no account {account:?}.")
            };
            return Err(wrong(&why));
        }
        Ok(Self {
            account: account.map(str::to_owned),
            id: id.to_owned(),
            region: region.map(str::to_owned),
        })
    }

    /// The account as a state holds it: none for the default one, which configurations leave out.
    pub fn account_field(&self) -> Field<String> {
        self.account
            .clone()
            .filter(|account| account != "default")
            .into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<ImportId, Diagnostic> {
        ImportId::parse(text, |account| account == "default" || account == "partner")
    }

    #[test]
    fn forms() {
        let id = |account: Option<&str>, id: &str, region: Option<&str>| ImportId {
            account: account.map(str::to_owned),
            id: id.to_owned(),
            region: region.map(str::to_owned),
        };
        for (text, expected) in [
            ("x-1", id(None, "x-1", None)),
            ("partner:x-1", id(Some("partner"), "x-1", None)),
            ("x-1@eu-de", id(None, "x-1", Some("eu-de"))),
            (
                "partner:x@1@eu-de",
                id(Some("partner"), "x@1", Some("eu-de")),
            ),
        ] {
            assert_eq!(parse(text).unwrap(), expected, "{text}");
        }
        assert!(parse("default:x").unwrap().account_field().is_null());
    }

    #[test]
    fn wrong_ones_show_the_right_form() {
        for wrong in [
            "",
            ":",
            "partner:",
            "@eu-de",
            "x@",
            "a b",
            "..",
            "stranger:x",
            "a/b",
        ] {
            let told = parse(wrong).unwrap_err();
            assert!(
                told.detail.contains("[account:]id[@region]"),
                "{wrong}: {}",
                told.detail
            );
        }
        let swapped = parse("22b76469-08e3-4937-8c1d-7aad34892be1:partner").unwrap_err();
        assert!(
            swapped.detail.contains("looks like an id"),
            "{}",
            swapped.detail
        );
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = parse(&text);
        }
    }
}
