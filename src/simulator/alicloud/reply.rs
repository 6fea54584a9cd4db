//! The form of answers.

use http::StatusCode;
use serde_json::{Value, json};

use crate::simulator::request::Answer;

/// An answer with the request's id.
pub(super) fn answer(mut body: Value, request_id: &str) -> Answer {
    if let Some(body) = body.as_object_mut() {
        body.insert("RequestId".to_owned(), json!(request_id));
    }
    let mut answer = Answer::json(StatusCode::OK, body);
    let header = ("x-acs-request-id".to_owned(), request_id.to_owned());
    answer.headers.push(header);
    answer
}
