//! The parameters of a call, wherever they stand: the query or the form.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error;
use crate::simulator::encoding::decoded;
use crate::simulator::refusal::Refusal;
use crate::simulator::request::Request;

/// What an answer says beside the request's id.
pub(super) type Shown = Result<Value, Refusal>;

/// All parameters of a call, but its action and version.
pub(super) struct Parameters(BTreeMap<String, String>);

/// All that a request has been given: the decoded pairs of its query, then those of its form.
pub(super) fn sent(request: &Request) -> impl Iterator<Item = (String, String)> {
    let query = decoded(&request.query).into_iter();
    query.chain(decoded(&String::from_utf8_lossy(&request.body)))
}

impl Parameters {
    /// Reads them, as strictly as it needs to be to find a client's mistakes: an unknown one is refused, and
    /// one that stands twice. Of the `known` ones those with a `!` have to be there.
    pub(super) fn read(request: &Request, known: &str) -> Result<Self, Refusal> {
        let known: Vec<&str> = known.split_whitespace().collect();
        let is_known = |name: &str| known.iter().any(|one| one.trim_end_matches('!') == name);
        let mut all = BTreeMap::new();
        for (key, value) in sent(request) {
            if key == "Action" || key == "Version" {
                continue;
            }
            if !is_known(&shape(&key)) {
                return Err(error::UNKNOWN.of(key));
            }
            if all.insert(key.clone(), value).is_some() {
                return Err(error::invalid(&key, "It is given twice."));
            }
        }
        let found = Self(all);
        for name in known.iter().filter_map(|one| one.strip_suffix('!')) {
            found.required(&name.replace(".N", ".1"))?;
        }
        Ok(found)
    }

    /// A text; an empty one is as if it had not been sent.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| error::missing(name))
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.text(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(error::invalid(name, "Expecting true or false.")),
        }
    }

    /// A number within limits.
    pub(super) fn number(&self, name: &str, least: u64, most: u64) -> Result<Option<u64>, Refusal> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let number = text.parse().ok();
        let number = number.filter(|number| (least..=most).contains(number));
        let why = || format!("Expecting a value from {least} to {most}.");
        Ok(Some(number.ok_or_else(|| error::invalid(name, &why()))?))
    }

    /// `Name.1`, `Name.2`, … as far as they go.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        let numbered = (1..).map_while(|number| self.0.get(&format!("{name}.{number}")));
        numbered.map(String::as_str).collect()
    }

    /// `Name.1.Key` and `Name.1.Value`, …; a value that was not sent is none.
    pub(super) fn tags(&self, name: &str) -> Result<BTreeMap<String, Option<String>>, Refusal> {
        let mut tags = BTreeMap::new();
        for number in 1.. {
            let Some(key) = self.0.get(&format!("{name}.{number}.Key")) else {
                break;
            };
            let value = self.0.get(&format!("{name}.{number}.Value")).cloned();
            let (length, of_value) = (
                key.chars().count(),
                value.iter().map(|one| one.chars().count()),
            );
            if !(1..=127).contains(&length) || of_value.into_iter().any(|length| length > 256) {
                return Err(error::invalid(
                    name,
                    "A tag's key has 1 to 127 characters, its value 256.",
                ));
            }
            if key.starts_with("aws:") {
                return Err(error::invalid(
                    name,
                    "Tag keys starting with 'aws:' are reserved for internal use",
                ));
            }
            if tags.insert(key.clone(), value).is_some() {
                return Err(error::invalid(name, "Duplicate tag key."));
            }
        }
        Ok(tags)
    }
}

/// A name with `N` in the place of numbers.
fn shape(key: &str) -> String {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = key
        .split('.')
        .map(|part| if is_number(part) { "N" } else { part });
    parts.collect::<Vec<_>>().join(".")
}
