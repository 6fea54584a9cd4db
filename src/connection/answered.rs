//! Waits for the other side's answer.

use super::handle::{Handle, Watched};
use super::status::State;
use super::wait::Pace;
use crate::http::error::Failure;
use crate::operation::Operation;

/// A wait's end, and the connection as it was last seen.
#[derive(Debug)]
pub struct Answered<T> {
    /// Last seen; nothing when it was gone.
    pub object: Option<T>,
    /// Why the wait ended without an answer, if it did.
    pub unanswered: Option<Failure>,
}

/// Looks at `object` again and again until it is pending no more.
pub async fn answered<S: Watched>(
    handle: &Handle<S>,
    operation: &Operation,
    object: S::Object,
) -> Answered<S::Object> {
    let mut object = Some(object);
    let settling = handle.settling();
    let mut pace = Pace::new(&settling);
    let unanswered = loop {
        match &object {
            Some(seen)
                if matches!(
                    S::state(seen),
                    State::Pending | State::Starting | State::Settling(_)
                ) => {}
            _ => break None,
        }
        match handle.poll(operation, &mut pace).await {
            Ok(seen) => object = seen,
            Err(failure) => break Some(failure),
        }
    };
    Answered { object, unanswered }
}
