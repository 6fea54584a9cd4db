//! The id that a user types to import: `[account:]id[@region]`, where some objects have two ids. It is
//! taken apart here, and written here where a message shows what to type.

use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;

use super::accounts::{Accounts, DEFAULT};
use super::attributes::{plain_id, plain_region};
use super::context::Cx;
use super::keys::{ACCOUNT, ID, PEERING_ID, REGION};

/// The mark of an object that was imported, until its first read.
pub const IMPORTED: &str = "imported";

/// What stands between account and region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The name of each id.
    names: &'static [&'static str],
}

/// Takes an import id apart, whose account is one of `accounts`, and marks the object, so that its first
/// read knows.
///
/// # Errors
/// What is wrong with the id.
pub fn import<A>(
    accounts: &Accounts<A>,
    cx: &mut Cx<'_>,
    form: Form,
    id: &str,
) -> Result<ImportId, Diagnostic> {
    let id = ImportId::parse(id, form, |name| accounts.exists(name))?;
    cx.private.set(IMPORTED);
    Ok(id)
}

/// An id as examples have it.
const EXAMPLE: &str = "22b76469-08e3-4937-8c1d-7aad34892be1";

impl Form {
    /// One id.
    pub const ONE: Self = Self { names: &["id"] };
    /// An endpoint service, and an endpoint that asks it.
    pub const ENDPOINT: Self = Self {
        names: &["service_id", "endpoint_id"],
    };

    /// A Cloud Stream cluster, and a peering of it.
    pub const CLUSTER: Self = Self {
        names: &["cluster_id", "peering_id"],
    };

    /// The name of each id.
    pub fn names(self) -> &'static [&'static str] {
        self.names
    }

    /// Whether `id` has as many parts as there are names, and each could be an id.
    fn fits(self, id: &str) -> bool {
        let mut parts = id.split('/');
        let good = |part: &str| !part.is_empty() && plain_id(part).is_ok();
        id.split('/').count() == self.names.len() && parts.all(good)
    }

    /// The ids, in words.
    pub fn ids(self) -> &'static str {
        if self.names.len() == 1 {
            "the id"
        } else {
            "both ids"
        }
    }

    /// How it is written.
    pub fn written(self) -> String {
        format!("[account:]{}[@region]", self.names.join("/"))
    }

    /// The right form, with examples.
    fn describe(self) -> String {
        let form = self.written();
        let one = vec![EXAMPLE; self.names.len()].join("/");
        format!("Write {form}, for example {one}, partner:{one} or {one}@cn-north-4.")
    }
}

/// An import id, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportId {
    /// The account, when one is named.
    pub account: Option<String>,
    /// The object; two ids have a `/` between them.
    pub id: String,
    /// The region, when one is named.
    pub region: Option<String>,
}

impl ImportId {
    /// Takes `text` apart: at the first `:` and the last `@`. `exists` knows the accounts.
    ///
    /// # Errors
    /// A diagnostic that shows the right form.
    pub fn parse(
        text: &str,
        form: Form,
        exists: impl Fn(&str) -> bool,
    ) -> Result<Self, Diagnostic> {
        let wrong = |why: &str| {
            Diagnostic::error(
                format!("Invalid import id {text:?}"),
                format!("{why} {}", form.describe()),
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
        if id.contains(char::is_whitespace) || !form.fits(id) {
            return Err(wrong("The id in it is not a valid id."));
        }
        if region.is_some_and(|region| plain_region(region).is_err()) {
            return Err(wrong("The region in it is not a valid region."));
        }
        if let Some(account) = account.filter(|account| !exists(account)) {
            let why = if account.contains('-') && account.len() >= 32 {
                format!(
                    "The part before the \":\" looks like an id, and no account is named {account:?}."
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

    /// The least state of the object that a read can start from: of a resource with `schema`, whose ids have this form.
    pub fn least(&self, form: Form, schema: &Schema) -> Object {
        let mut state = Object::empty(schema);
        state.set(ACCOUNT, self.account_field());
        state.set(REGION, self.region.clone());
        for (name, id) in form.names().iter().zip(self.id.split('/')) {
            state.set(Key::<String>::new(name), id);
        }
        state.set(ID, self.id.as_str());
        if form == Form::ONE {
            // Who decides about a peering names it so.
            state.set(PEERING_ID, self.id.as_str());
        }
        state
    }

    /// The account as a state holds it: none for the default one, which configurations leave out.
    pub fn account_field(&self) -> Field<String> {
        self.account
            .clone()
            .filter(|account| account != DEFAULT)
            .into()
    }
}

/// What a user writes to take an object over.
#[derive(Clone, Copy, Debug)]
pub struct ToImport<'a> {
    /// The type of the resource.
    pub resource: &'a str,
    /// The account's name.
    pub account: &'a str,
    /// The object's id, or a word that stands for it.
    pub id: &'a str,
    /// The region, where it is not the account's own.
    pub region: Option<&'a str>,
}

impl ToImport<'_> {
    /// The import id, as [`ImportId::parse`] reads it.
    pub fn id(&self) -> String {
        let account = match self.account {
            DEFAULT => String::new(),
            account => format!("{account}:"),
        };
        let region = self.region.map(|region| format!("@{region}"));
        format!("{account}{}{}", self.id, region.unwrap_or_default())
    }

    /// The `import` block, a paragraph of its own.
    pub fn block(&self) -> String {
        let (resource, id) = (self.resource, self.id());
        format!("\n\n  import {{\n    to = {resource}.NAME\n    id = \"{id}\"\n  }}")
    }

    /// How to take it over, to follow "If it is yours,". The block alone is not enough: Terraform 1.16.0-rc2
    /// follows only the first static one of a `for_each` resource.
    pub fn how(&self) -> String {
        format!(
            "take it over with:{}\n\nIf that block is already written and had no effect, run:\n\n  terraform \
             import {}.NAME {}",
            self.block(),
            self.resource,
            self.id()
        )
    }
}

/// How to go on after a create whose outcome is not known. `import` has a word in the place of the id.
pub fn look_for_it(import: ToImport<'_>) -> String {
    format!(
        "Apply again: if it was created, the error will name it. Or look for it in the console and {}",
        import.how()
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exists(account: &str) -> bool {
        account == "default" || account == "partner"
    }

    #[test]
    fn two_ids_have_a_slash_between_them() {
        let parse = |text: &str| ImportId::parse(text, Form::ENDPOINT, exists);
        let both = parse("partner:s-1/e-1@eu-de").unwrap();
        assert_eq!(both.id.split_once('/'), Some(("s-1", "e-1")));
        assert_eq!(both.region.as_deref(), Some("eu-de"));
        for wrong in ["s-1", "s-1/", "/e-1", "s/e/x", "../e", "s/ e"] {
            let told = parse(wrong).unwrap_err();
            let form = "[account:]service_id/endpoint_id[@region]";
            assert!(told.detail.contains(form), "{wrong}: {}", told.detail);
        }
    }

    fn parse(text: &str) -> Result<ImportId, Diagnostic> {
        ImportId::parse(text, Form::ONE, exists)
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

    #[test]
    fn what_is_shown_is_what_is_read() {
        for (account, region) in [
            (DEFAULT, None),
            ("partner", None),
            (DEFAULT, Some("eu-de")),
            ("partner", Some("eu-de")),
        ] {
            let shown = ToImport {
                resource: "vpcconnect_huaweicloud_peering",
                account,
                id: "x-1",
                region,
            };
            let read = parse(&shown.id()).unwrap();
            assert_eq!(read.account.as_deref().unwrap_or(DEFAULT), account);
            assert_eq!((read.id.as_str(), read.region.as_deref()), ("x-1", region));
            let how = shown.how();
            let block = format!("id = \"{}\"\n  }}", shown.id());
            let command = format!(
                "\n\n  terraform import vpcconnect_huaweicloud_peering.NAME {}",
                shown.id()
            );
            assert!(how.contains(&block) && how.contains(&command), "{how}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = parse(&text);
        }
    }
}
