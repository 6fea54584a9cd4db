//! Durations as Go writes them (`300ms`, `1m30s`), the form that Terraform users know.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A length of time that reads and writes itself as Go does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GoDuration(pub Duration);

/// The text is no duration.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not a duration; write it like \"300ms\", \"1s\", \"1m30s\" or \"168h\"")]
pub struct NoDuration(String);

impl std::str::FromStr for GoDuration {
    type Err = NoDuration;

    fn from_str(text: &str) -> Result<Self, NoDuration> {
        parse(text)
            .map(Self)
            .ok_or_else(|| NoDuration(text.to_owned()))
    }
}

impl TryFrom<String> for GoDuration {
    type Error = NoDuration;

    fn try_from(text: String) -> Result<Self, NoDuration> {
        text.parse()
    }
}

impl From<GoDuration> for String {
    fn from(duration: GoDuration) -> Self {
        duration.to_string()
    }
}

impl std::fmt::Display for GoDuration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.0.as_secs();
        let nanos = self.0.subsec_nanos();
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}m")?;
        }
        if seconds > 0 || self.0.is_zero() {
            write!(f, "{seconds}s")?;
        }
        if nanos == 0 {
            Ok(())
        } else if nanos.is_multiple_of(1_000_000) {
            write!(f, "{}ms", nanos / 1_000_000)
        } else {
            write!(f, "{nanos}ns")
        }
    }
}

fn parse(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let mut rest = text;
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(number_end);
        let unit_end = tail
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(tail.len());
        let (unit, next) = tail.split_at(unit_end);
        total = total.checked_add(amount(number, nanos_of(unit)?)?)?;
        rest = next;
    }
    (!text.is_empty()).then_some(total)
}

fn nanos_of(unit: &str) -> Option<u64> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// `number` may have a fraction; what is finer than a nanosecond is cut off.
fn amount(number: &str, unit: u64) -> Option<Duration> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let digits = |text: &str| -> Option<u64> {
        if text.is_empty() {
            Some(0)
        } else {
            text.parse().ok()
        }
    };
    let fraction = fraction.get(..fraction.len().min(9))?;
    let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let whole = digits(whole)?.checked_mul(unit)?;
    let part = u128::from(digits(fraction)?) * u128::from(unit) / u128::from(scale);
    Some(Duration::from_nanos(
        whole.checked_add(u64::try_from(part).ok()?)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_go_reads() {
        for (text, millis) in [
            ("0", 0),
            ("0s", 0),
            ("300ms", 300),
            ("1s", 1_000),
            ("1m30s", 90_000),
            ("1.5h", 5_400_000),
            (".5s", 500),
            ("168h", 604_800_000),
        ] {
            let read: GoDuration = text.parse().unwrap();
            assert_eq!(read.0, Duration::from_millis(millis), "{text}");
        }
    }

    #[test]
    fn refuses_what_go_refuses() {
        for text in [
            "",
            "1",
            "s",
            "-1s",
            "1 s",
            "1d",
            ".s",
            "1.2.3s",
            "999999999999h",
        ] {
            assert!(text.parse::<GoDuration>().is_err(), "{text}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["0s", "300ms", "1m30s", "168h", "1h1s", "5ns"] {
            let read: GoDuration = text.parse().unwrap();
            assert_eq!(read.to_string(), text);
        }
    }
}
