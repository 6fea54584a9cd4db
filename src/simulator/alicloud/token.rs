//! Client tokens: a call that is sent again with its token is answered again and not executed again.
//! <https://help.aliyun.com/knowledge_detail/36569.html>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::Refusal;
use super::parameters::Parameters;
use super::peering::AccountId;

/// What succeeded with a token.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Done {
    action: String,
    parameters: BTreeMap<String, String>,
    answer: Value,
}

/// What was done with which token, by account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Tokens {
    done: BTreeMap<String, Done>,
}

impl Tokens {
    /// The answer that was given to this token before.
    pub(super) fn answered(
        &self,
        account: AccountId,
        action: &str,
        parameters: &Parameters,
    ) -> Result<Option<Value>, Refusal> {
        let Some(token) = parameters.text("ClientToken") else {
            return Ok(None);
        };
        if token.len() > 64 || !token.is_ascii() {
            return Err(Refusal::Invalid(
                "ClientToken".into(),
                "at most 64 ASCII characters are allowed".into(),
            ));
        }
        match self.done.get(&key(account, token)) {
            None => Ok(None),
            Some(done) if done.action == action && done.parameters == *parameters.all() => {
                Ok(Some(done.answer.clone()))
            }
            Some(_) => Err(Refusal::TokenReused),
        }
    }

    /// It succeeded with this answer.
    pub(super) fn remember(
        &mut self,
        account: AccountId,
        action: &str,
        parameters: &Parameters,
        answer: &Value,
    ) {
        if let Some(token) = parameters.text("ClientToken") {
            let done = Done {
                action: action.to_owned(),
                parameters: parameters.all().clone(),
                answer: answer.clone(),
            };
            self.done.insert(key(account, token), done);
        }
    }
}

fn key(account: AccountId, token: &str) -> String {
    format!("{account}/{token}")
}
