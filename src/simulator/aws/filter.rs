//! The filters of lists: several must all fit, of the values of one any.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html>

use std::collections::BTreeMap;

use super::error;
use super::parameters::Parameters;
use crate::simulator::object::Connection;
use crate::simulator::refusal::Refusal;

/// What a filter looks at, by its name.
pub(super) type Field = (&'static str, fn(&Connection) -> String);

/// The filters of a call.
pub(super) struct Filters<'a> {
    known: &'static [Field],
    given: Vec<Filter<'a>>,
}

/// A filter: what it is called, and the values of which one has to fit.
type Filter<'a> = (&'a str, Vec<Vec<char>>);

impl<'a> Filters<'a> {
    /// Those of a call that knows `known`, and tags where what it lists has some.
    pub(super) fn read(
        parameters: &'a Parameters,
        known: &'static [Field],
        has_tags: bool,
    ) -> Result<Self, Refusal> {
        let mut given = Vec::new();
        for number in 1.. {
            let Some(name) = parameters.text(&format!("Filter.{number}.Name")) else {
                break;
            };
            let is_known = known.iter().any(|(known, _)| *known == name);
            let is_tag = has_tags && (name == "tag-key" || name.starts_with("tag:"));
            if !is_known && !is_tag {
                let why = format!("The filter '{name}' is invalid");
                return Err(error::INVALID.of(why));
            }
            let values = parameters.list(&format!("Filter.{number}.Value"));
            let values = values.iter().map(|value| value.chars().collect());
            given.push((name, values.collect()));
        }
        Ok(Self { known, given })
    }

    /// Whether all of them fit a connection with these tags.
    pub(super) fn fit(&self, one: &Connection, tags: &BTreeMap<String, String>) -> bool {
        self.given.iter().all(|(name, patterns)| {
            let values: Vec<String> = match name.strip_prefix("tag:") {
                Some(key) => tags.get(key).into_iter().cloned().collect(),
                None if *name == "tag-key" => tags.keys().cloned().collect(),
                None => {
                    let known = self.known.iter().filter(|(known, _)| known == name);
                    known.map(|(_, value)| value(one)).collect()
                }
            };
            values.iter().any(|value| {
                let value: Vec<char> = value.chars().collect();
                patterns.iter().any(|pattern| matches(pattern, &value))
            })
        })
    }
}

/// Whether a text fits a pattern, in which `*` stands for any text and `?` for one character.
fn matches(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], _) => {
            matches(rest, text) || matches!(text, [_, more @ ..] if matches(pattern, more))
        }
        (['?', rest @ ..], [_, more @ ..]) => matches(rest, more),
        ([one, rest @ ..], [other, more @ ..]) => one == other && matches(rest, more),
        _ => false,
    }
}
