//! Answers as XML: a document is written from what other clouds send as JSON.

use http::StatusCode;
use serde_json::Value;

use crate::simulator::request::Answer;

/// An element; nothing for a null. The entries of a list are elements called `entry`.
pub(super) fn element(name: &str, value: &Value, entry: &str) -> String {
    if value.is_null() {
        return String::new();
    }
    format!("<{name}>{}</{name}>", inner(value, entry))
}

/// What stands within an element.
pub(super) fn inner(value: &Value, entry: &str) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => escaped(text),
        Value::Array(all) => all.iter().map(|one| element(entry, one, entry)).collect(),
        Value::Object(parts) => parts
            .iter()
            .map(|(name, part)| element(name, part, entry))
            .collect(),
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;")
}

/// An answer with a document.
pub(super) fn answer(status: StatusCode, root: &str, request_id: &str) -> Answer {
    let mut answer = Answer::text(
        status,
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}"),
    );
    answer.headers = [
        ("content-type", "text/xml;charset=UTF-8"),
        ("x-amzn-requestid", request_id),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    answer
}
