//! The simulator's own time: the machine's, or a test's, plus what the control API advanced it by.

use std::time::Duration;

use jiff::Timestamp;

use crate::operation::Clock;

/// `clock`'s time, `ahead` later. Never past the end of time.
pub(crate) fn read(clock: &Clock, ahead: Duration) -> Timestamp {
    after(clock.now(), ahead)
}

/// `moment` plus `gone`, or the end of time.
pub(crate) fn after(moment: Timestamp, gone: Duration) -> Timestamp {
    moment.checked_add(gone).unwrap_or(Timestamp::MAX)
}

/// Whether two moments are at most `skew` apart.
pub(crate) fn is_near(one: Timestamp, other: Timestamp, skew: Duration) -> bool {
    one.duration_since(other).unsigned_abs() <= skew
}

/// The `Date` header's form (RFC 9110): `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(crate) fn http_date(moment: Timestamp) -> String {
    moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// For `#[serde(with = …)]`: RFC 3339 in UTC. Of jiff, the crate has no serde support switched on.
pub(crate) mod rfc3339 {
    use jiff::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        moment: &Timestamp,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(moment)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
