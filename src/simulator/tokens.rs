//! Client tokens: a call that is sent again with its token is answered again and not executed again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What succeeded with a token.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Done {
    action: String,
    parameters: BTreeMap<String, String>,
    answer: Value,
}

/// What was done with which token, by whose token it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Tokens(BTreeMap<String, Done>);

/// Another call has been made with this token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reused;

impl Tokens {
    /// The answer that was given to the same call before.
    pub(crate) fn answered(
        &self,
        token: &str,
        action: &str,
        parameters: &BTreeMap<String, String>,
    ) -> Result<Option<Value>, Reused> {
        match self.0.get(token) {
            None => Ok(None),
            Some(done) if done.action == action && done.parameters == *parameters => {
                Ok(Some(done.answer.clone()))
            }
            Some(_) => Err(Reused),
        }
    }

    /// It succeeded with this answer.
    pub(crate) fn remember(
        &mut self,
        token: String,
        action: &str,
        parameters: &BTreeMap<String, String>,
        answer: &Value,
    ) {
        let done = Done {
            action: action.to_owned(),
            parameters: parameters.clone(),
            answer: answer.clone(),
        };
        self.0.insert(token, done);
    }
}
