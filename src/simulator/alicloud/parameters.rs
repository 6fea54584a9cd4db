//! The parameters of a call, wherever they stand: the query or the form. The vendor's SDKs put each into one of
//! them, its older ones all into the form, and the gateway takes both.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{error, rpc};
use crate::simulator::object::TenantId;
use crate::simulator::refusal::Refusal;
use crate::simulator::request::Request;

/// The body of an answer, without the request's id.
pub(super) type Shown = Result<Value, Refusal>;

/// All parameters of a call, without those that sign it.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads them, as strictly as it needs to be to find a client's mistakes: an unknown one is refused, and
    /// one that stands twice. Any call may name its region.
    pub(super) fn read(request: &Request, known: &str) -> Result<Self, Refusal> {
        let is_rpc = rpc::is_signed(request);
        let mut all = BTreeMap::new();
        for (key, value) in rpc::sent(request) {
            if is_rpc && rpc::COMMON.contains(&key.as_str()) {
                continue;
            }
            if key != "RegionId" && !known.split(' ').any(|known| known == shape(&key)) {
                return Err(error::invalid(&key, "this action has no such parameter"));
            }
            if all.get(&key).is_some_and(|other| *other != value) {
                return Err(error::invalid(
                    &key,
                    "it is given twice, with different values",
                ));
            }
            all.insert(key, value);
        }
        Ok(Self(all))
    }

    pub(super) fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// What a client token is kept by: the account's own.
    pub(super) fn client_token(&self, account: &TenantId) -> Result<Option<String>, Refusal> {
        let Some(token) = self.text("ClientToken") else {
            return Ok(None);
        };
        if token.len() > 64 || !token.is_ascii() {
            return Err(error::invalid(
                "ClientToken",
                "at most 64 ASCII characters are allowed",
            ));
        }
        Ok(Some(format!("{account}/{token}")))
    }

    /// A text; an empty one is as if it had not been sent.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| error::missing(name))
    }

    /// Whether a parameter is absent, or has this value.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.text(name).is_none_or(|wanted| wanted == value)
    }

    /// A flag: the Python SDK writes `True`, the documents `true`.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.text(name) {
            None => Ok(false),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            Some(_) => Err(error::invalid(name, "true or false is expected")),
        }
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let number = self.text(name).map(str::parse).transpose();
        number.map_err(|_| error::invalid(name, "a whole number is expected"))
    }

    /// The size of a page.
    pub(super) fn page_size(&self, usual: usize, largest: usize) -> Result<usize, Refusal> {
        let Some(number) = self.number("MaxResults")? else {
            return Ok(usual);
        };
        let size = usize::try_from(number).ok();
        size.filter(|size| (1..=largest).contains(size))
            .ok_or_else(|| error::invalid("MaxResults", &format!("1 to {largest} are allowed")))
    }

    /// `Name.1`, `Name.2`, … as far as they go.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let numbered = (1..).map_while(|number| self.0.get(&format!("{name}.{number}")));
        numbered.cloned().collect()
    }

    /// `Name.1.Key` and `Name.1.Value`, …
    pub(super) fn tags(&self, name: &str) -> Result<BTreeMap<String, String>, Refusal> {
        let mut tags = BTreeMap::new();
        for number in 1.. {
            let key = self.0.get(&format!("{name}.{number}.Key"));
            let value = self.0.get(&format!("{name}.{number}.Value"));
            let key = match (key, value) {
                (Some(key), _) if !key.is_empty() => key,
                (None, None) => break,
                _ => return Err(error::invalid(name, "a tag has no key")),
            };
            if key.starts_with("acs:") || key.starts_with("aliyun") {
                return Err(error::TAG_KEY.of(key));
            }
            tags.insert(key.clone(), value.cloned().unwrap_or_default());
        }
        if tags.len() > 20 {
            return Err(error::TOO_MANY_TAGS.refusal());
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
