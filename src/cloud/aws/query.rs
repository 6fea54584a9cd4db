//! A call in the Query protocols of EC2 and STS: everything is in a form.
//!
//! Source: EC2 API reference, "Query API"; botocore's model of it.

use std::collections::BTreeMap;

use ::http::Method;

use super::config::Service;
use crate::cloud::digest::pairs;
use crate::http::call::{Call, Effect};

/// A call that is being put together.
#[derive(Debug)]
pub(super) struct Query {
    action: &'static str,
    effect: Effect,
    form: Vec<(String, String)>,
}

impl Query {
    pub(super) fn new(service: Service, action: &'static str, effect: Effect) -> Self {
        let form = [("Action", action), ("Version", service.version())];
        Self {
            action,
            effect,
            form: form.map(|(name, value)| (name.into(), value.into())).into(),
        }
    }

    /// A parameter, if there is one.
    pub(super) fn with<V: Into<String>>(mut self, name: &str, value: Option<V>) -> Self {
        self.form
            .extend(value.map(|value| (name.to_owned(), value.into())));
        self
    }

    /// `Name.1`, `Name.2`, …
    pub(super) fn list(self, name: &str, values: &[&str]) -> Self {
        (1..).zip(values).fold(self, |call, (number, value)| {
            call.with(&format!("{name}.{number}"), Some(*value))
        })
    }

    /// `Filter.1.Name`, `Filter.1.Value.1`, … of the filters that have values.
    pub(super) fn filters(self, filters: &[(&str, &[&str])]) -> Self {
        let filters = filters.iter().filter(|(_, values)| !values.is_empty());
        (1..)
            .zip(filters)
            .fold(self, |call, (number, (name, values))| {
                call.with(&format!("Filter.{number}.Name"), Some(*name))
                    .list(&format!("Filter.{number}.Value"), values)
            })
    }

    /// `Tag.1.Key`, `Tag.1.Value`, … below `above`.
    pub(super) fn tags(self, above: &str, tags: &BTreeMap<String, String>) -> Self {
        (1..).zip(tags).fold(self, |call, (number, (key, value))| {
            call.with(&format!("{above}Tag.{number}.Key"), Some(key))
                .with(&format!("{above}Tag.{number}.Value"), Some(value))
        })
    }

    /// The same call, that proves the permission and changes nothing.
    pub(super) fn dry_run(mut self) -> Self {
        self.effect = Effect::Reads;
        self.with("DryRun", Some("true"))
    }

    pub(super) fn call(self) -> Call {
        let form: Vec<_> = self
            .form
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Call {
            body: pairs(&form).into_bytes(),
            ..Call::new(self.action, Method::POST, "/", self.effect)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_filters_and_tags_count_from_one() {
        let tags = [("a", "1"), ("b", "")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        let call = Query::new(Service::Ec2, "X", Effect::Reads)
            .with("Skipped", None::<&str>)
            .filters(&[("none", &[]), ("status-code", &["active", "failed"])])
            .tags("TagSpecification.1.", &tags.into())
            .call();
        assert_eq!(
            String::from_utf8(call.body).unwrap(),
            "Action=X&Filter.1.Name=status-code&Filter.1.Value.1=active&Filter.1.Value.2=failed\
             &TagSpecification.1.Tag.1.Key=a&TagSpecification.1.Tag.1.Value=1\
             &TagSpecification.1.Tag.2.Key=b&TagSpecification.1.Tag.2.Value=&Version=2016-11-15"
        );
    }
}
