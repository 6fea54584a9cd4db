//! A call in the RPC style: everything is a parameter, in the form or in the query.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ::http::{Method, Response};

use super::error::unreadable;
use super::sign::form;
use crate::connection::source::Page;
use crate::http::call::{Call, Effect};
use crate::http::error::Failure;

/// The code of a dry run that found nothing wrong. Every dry run ends in an error.
const PASSED: &str = "DryRunOperation";

/// A page of a list whose pages hold `most` each. It was read from `from` on, and says where the next one begins and how many
/// objects are on all.
///
/// # Errors
/// [`Failure`] where the next page is this one again.
pub(super) fn page<T>(
    answer: &Response<Vec<u8>>,
    objects: Vec<T>,
    (next, total): (Option<String>, Option<usize>),
    (from, most): (Option<&str>, usize),
) -> Result<Page<T, String>, Failure> {
    let next = next.filter(|next| !next.is_empty());
    if next.is_some() && next.as_deref() == from {
        return Err(unreadable(answer, "The cloud sent the same page twice").into());
    }
    // How many pages are left is known on the first one.
    let total = total.filter(|_| from.is_none() && next.is_some());
    Ok(Page {
        objects,
        left: total.map(|total| total.div_ceil(most).saturating_sub(1)),
        next,
    })
}

/// A call that is being put together.
#[derive(Debug)]
pub(super) struct Rpc {
    action: &'static str,
    effect: Effect,
    form: Vec<(&'static str, String)>,
    query: Vec<(Cow<'static, str>, String)>,
}

impl Rpc {
    pub(super) fn new(action: &'static str, effect: Effect) -> Self {
        Self {
            action,
            effect,
            form: Vec::new(),
            query: Vec::new(),
        }
    }

    /// A parameter in the form, if there is one.
    pub(super) fn form(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.form
            .extend(value.map(|value| (name, value.to_owned())));
        self
    }

    /// A parameter in the query, if there is one.
    pub(super) fn query(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.query
            .extend(value.map(|value| (name.into(), value.to_owned())));
        self
    }

    /// `Tag.1.Key`, `Tag.1.Value`, … in the query.
    pub(super) fn tags(mut self, tags: &BTreeMap<String, String>) -> Self {
        for (number, (key, value)) in (1..).zip(tags) {
            self.query
                .push((format!("Tag.{number}.Key").into(), key.clone()));
            self.query
                .push((format!("Tag.{number}.Value").into(), value.clone()));
        }
        self
    }

    /// `Name.1`, `Name.2`, … in the query.
    pub(super) fn list(mut self, name: &str, values: &[&str]) -> Self {
        for (number, value) in (1..).zip(values) {
            self.query
                .push((format!("{name}.{number}").into(), (*value).to_owned()));
        }
        self
    }

    /// The same call, that checks everything and changes nothing.
    pub(super) fn dry_run(mut self) -> Self {
        self.effect = Effect::Reads;
        if self.form.is_empty() {
            return self.query("DryRun", Some("true"));
        }
        self.form("DryRun", Some("true"))
    }

    pub(super) fn call(self) -> Call {
        let fields: Vec<_> = self
            .form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        Call {
            query: self.query,
            body: form(&fields),
            ..Call::new(self.action, Method::POST, "/", self.effect)
        }
    }
}

/// What a dry run came to.
pub(super) fn passed<T>(answer: Result<T, Failure>) -> Result<(), Failure> {
    match answer {
        // Only where the documents say that it comes: a gateway that fails tries nothing.
        Err(Failure::Refused(error))
            if error.status == 400 && error.code.as_deref() == Some(PASSED) =>
        {
            Ok(())
        }
        answer => answer.map(|_| ()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::alicloud::error::classify;

    #[test]
    fn lists_count_from_one() {
        let tags = [("a", "1"), ("b", "")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        let call = Rpc::new("TagResources", Effect::Writes)
            .list("ResourceId", &["pcc-1"])
            .tags(&tags.into())
            .call();
        let query: Vec<_> = call
            .query
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        assert_eq!(
            query,
            [
                "ResourceId.1=pcc-1",
                "Tag.1.Key=a",
                "Tag.1.Value=1",
                "Tag.2.Key=b",
                "Tag.2.Value="
            ]
        );
        assert!(call.body.is_empty());
    }

    #[test]
    fn only_the_documented_answer_means_that_it_would_pass() {
        for status in [200, 302, 400, 401, 403, 404, 409, 429, 500, 503] {
            let answer = ::http::Response::builder().status(status);
            let body = format!(r#"{{"Code":"{PASSED}","Message":"m"}}"#);
            let error = classify(&answer.body(body.into_bytes()).unwrap());
            let passed = passed::<()>(Err(error.into())).is_ok();
            assert_eq!(passed, status == 400, "{status}");
        }
    }
}
