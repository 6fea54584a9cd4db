//! What time it is on the other side.

use ::http::{Response, header};
use jiff::Timestamp;

/// The server's time, as its answer says.
pub fn date<B>(answer: &Response<B>) -> Option<Timestamp> {
    let date = answer.headers().get(header::DATE)?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::parse(date).ok()?;
    Some(date.timestamp())
}
