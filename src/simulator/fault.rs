//! Faults on request: rules that delay, replace or swallow an answer, or drop the connection.

use std::collections::BTreeMap;
use std::time::Duration;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::duration::GoDuration;
use super::log::{Call, Match};
use super::request::{Answer, Body};

/// What happens to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Answered by this instead; nothing is executed.
    Answer(Reply),
    /// Executed, then answered by this: the caller cannot know what happened.
    AnswerAfterCommit(Reply),
    /// Nothing is executed; the connection is closed without an answer.
    DropBeforeCommit,
    /// Executed; the connection is closed without an answer.
    DropAfterCommit,
    /// Nothing is executed; the connection is reset (TCP RST).
    Reset,
    /// Executed; the connection is reset.
    ResetAfterCommit,
}

/// An answer made up by a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The HTTP status, 200 to 599.
    #[serde(deserialize_with = "final_status")]
    pub status: u16,
    /// A JSON document, or a string that is sent as it is (a proxy's HTML, say). Absent: no body.
    pub body: Option<Value>,
    /// Further headers, such as `Retry-After`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

impl Reply {
    pub(crate) fn answer(&self) -> Answer {
        let body = match &self.body {
            None => Body::Empty,
            Some(Value::String(text)) => Body::Text(text.clone()),
            Some(json) => Body::Json(json.clone()),
        };
        let headers = self.headers.iter();
        Answer {
            status: StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: headers.map(|(n, v)| (n.clone(), v.clone())).collect(),
            body,
            refused: 0,
        }
    }
}

/// Interim statuses (1xx) would leave the caller waiting.
fn final_status<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let status = u16::deserialize(deserializer)?;
    if (200..600).contains(&status) {
        Ok(status)
    } else {
        let text = format!("status {status} is not between 200 and 599");
        Err(serde::de::Error::custom(text))
    }
}

/// One rule. Delays and effect combine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// The calls that the rule looks at.
    #[serde(rename = "match")]
    pub on: Match,
    /// So many of them pass untouched first.
    pub skip: u64,
    /// So many are then affected; absent: all of them.
    pub times: Option<u64>,
    /// The call waits this long before it is executed.
    pub delay: GoDuration,
    /// The answer waits this long after the call was executed.
    pub late: GoDuration,
    /// What happens then; absent: the usual.
    pub effect: Option<Effect>,
    /// Matching calls so far. Counted by the simulator.
    pub seen: u64,
}

/// What the rules do to one call.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) delay: Duration,
    pub(crate) late: Duration,
    pub(crate) effect: Option<Effect>,
}

/// All rules, in the order they were made. Delays add up; the first effect holds and ends the search,
/// so that a later rule keeps its count for a later call.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub(crate) rules: Vec<Rule>,
}

impl Faults {
    pub(crate) fn judge(&mut self, call: &Call) -> Verdict {
        let mut verdict = Verdict::default();
        for rule in &mut self.rules {
            if !rule.on.matches(call) {
                continue;
            }
            rule.seen = rule.seen.saturating_add(1);
            let last = rule
                .times
                .map_or(u64::MAX, |times| rule.skip.saturating_add(times));
            if rule.seen <= rule.skip || rule.seen > last {
                continue;
            }
            verdict.delay = verdict.delay.saturating_add(rule.delay.0);
            verdict.late = verdict.late.saturating_add(rule.late.0);
            if rule.effect.is_some() {
                verdict.effect.clone_from(&rule.effect);
                break;
            }
        }
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(method: &str, path: &str) -> Call {
        Call::arriving(1, jiff::Timestamp::UNIX_EPOCH, method, path)
    }

    #[test]
    fn a_rule_skips_then_acts_then_is_spent() {
        let mut faults = Faults {
            rules: vec![Rule {
                on: Match {
                    method: Some("put".into()),
                    path: Some("/accept".into()),
                    ..Match::default()
                },
                skip: 1,
                times: Some(2),
                effect: Some(Effect::DropAfterCommit),
                ..Rule::default()
            }],
        };
        let accept = call("PUT", "/v2.0/vpc/peerings/x/accept");
        assert_eq!(faults.judge(&call("GET", "/v2.0")).effect, None);
        let effects: Vec<bool> = (0..4)
            .map(|_| faults.judge(&accept).effect.is_some())
            .collect();
        assert_eq!(effects, [false, true, true, false]);
    }

    #[test]
    fn delays_add_up_and_the_first_effect_holds() {
        let delay = |seconds| Rule {
            delay: GoDuration(Duration::from_secs(seconds)),
            ..Rule::default()
        };
        let mut reset = delay(2);
        reset.effect = Some(Effect::Reset);
        let mut dropping = delay(4);
        dropping.effect = Some(Effect::DropBeforeCommit);
        let mut faults = Faults {
            rules: vec![delay(1), reset, dropping],
        };
        let verdict = faults.judge(&call("GET", "/"));
        assert_eq!(verdict.delay, Duration::from_secs(3));
        assert_eq!(verdict.effect, Some(Effect::Reset));
        assert_eq!(faults.rules[2].seen, 0);
    }

    #[test]
    fn rules_read_as_documented() {
        let rule: Rule = serde_json::from_str(
            r#"{"match":{"api":"CreateVpcPeering"},"skip":1,"times":1,"delay":"2s",
                "effect":{"answer":{"status":503,"body":"<html>","headers":{"Retry-After":"1"}}}}"#,
        )
        .unwrap();
        assert!(matches!(rule.effect, Some(Effect::Answer(_))));
        let text = r#"{"effect":"drop_after_commit"}"#;
        let rule: Rule = serde_json::from_str(text).unwrap();
        assert_eq!(rule.effect, Some(Effect::DropAfterCommit));
        assert!(serde_json::from_str::<Rule>(r#"{"efect":1}"#).is_err());
    }
}
