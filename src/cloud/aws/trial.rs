//! Changes that are only tried: the same calls with `DryRun`, which proves that the caller may make them, and nothing else.
//!
//! Source: EC2 API reference, 2016-11-15, parameter `DryRun`; "Error codes for the Amazon EC2 API", "DryRunOperation".

use std::collections::BTreeMap;

use ::http::Response;

use super::calls;
use super::error::unreadable;
use super::objects::Draft;
use super::query::Query;
use super::session::Session;
use super::tried::Alike;
use crate::connection::ids::{EndpointId, PeeringId, ServiceId};
use crate::connection::peering::Role;
use crate::connection::status::Decision;
use crate::http::call::Call;
use crate::http::error::Failure;
use crate::operation::Operation;

/// The code of a dry run that would have been done, and the only status that it comes with.
const PASSED: (&str, u16) = ("DryRunOperation", 412);

/// A change that is only tried.
#[derive(Clone, Debug)]
pub struct Trial {
    call: Call,
    /// What it has in common with those that meet the same.
    alike: Option<Alike>,
}

impl Trial {
    fn of(call: Query) -> Self {
        Self {
            call: call.dry_run().call(),
            alike: None,
        }
    }

    /// A request.
    pub fn create(draft: &Draft) -> Self {
        Self::of(calls::create(draft))
    }

    /// An answer.
    pub fn decide(id: &PeeringId, decision: Decision) -> Self {
        Self::of(calls::decide(id, decision))
    }

    /// A delete.
    pub fn delete(id: &PeeringId) -> Self {
        Self::of(calls::delete(id))
    }

    /// Whether a side resolves the other side's names of hosts.
    pub fn resolve_remote(id: &PeeringId, role: Role, on: bool) -> Self {
        Self::of(calls::resolve_remote(id, role, on))
    }

    /// Tags of a side.
    pub fn tag(id: &PeeringId, tags: &BTreeMap<String, String>) -> Self {
        Self::of(calls::tag(id, tags))
    }

    /// Tags of a side that are taken away.
    pub fn untag(id: &PeeringId, keys: &[&str]) -> Self {
        Self::of(calls::untag(id, keys))
    }

    /// An answer to an endpoint. Who may give it to one may give it to all who ask the service, and the cloud takes one such call
    /// a second, also of those that are tried: so it is tried once.
    pub fn answer(service: &ServiceId, decision: Decision, id: &EndpointId) -> Self {
        Self {
            alike: Some((service.clone(), decision)),
            ..Self::of(calls::answer(service, decision, std::slice::from_ref(id)))
        }
    }
}

impl Session {
    /// Asks the cloud whether the caller may make a change.
    ///
    /// # Errors
    /// [`Failure`]; a refusal is what the change would meet.
    pub async fn attempt(&self, operation: &Operation, trial: &Trial) -> Result<(), Failure> {
        let ask = async || passed(self.ec2.call(operation, &trial.call).await);
        let Some(alike) = &trial.alike else {
            return ask().await;
        };
        let shared = self.here().tried.of(alike);
        // What says nothing of the caller is told to who asked alone.
        let asking = shared.get_or_try_init(|| async {
            match ask().await {
                Ok(()) => Ok(Ok(())),
                Err(Failure::Refused(error)) if error.is_about_caller() => Ok(Err(error)),
                Err(failure) => Err(failure),
            }
        });
        operation.run(asking).await??.clone().map_err(Into::into)
    }
}

/// What a dry run came to.
fn passed(answer: Result<Response<Vec<u8>>, Failure>) -> Result<(), Failure> {
    let (code, status) = PASSED;
    match answer {
        Err(Failure::Refused(error)) if error.code.as_deref() == Some(code) => {
            if error.status == status {
                return Ok(());
            }
            Err(error
                .unreadable("This is not how a dry run is answered")
                .into())
        }
        Err(failure) => Err(failure),
        // Who does not know the parameter has done what was only to be tried.
        Ok(answer) => Err(unreadable(
            &answer,
            "It was not taken as a dry run, and may have been done",
        )
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::aws::error::classify;

    #[test]
    fn only_the_documented_answer_says_that_it_would_pass() {
        let answer = |status: u16, code: &str| {
            let body =
                format!("<Response><Errors><Error><Code>{code}</Code></Error></Errors></Response>");
            Response::builder()
                .status(status)
                .body(body.into_bytes())
                .unwrap()
        };
        let came_to = |status, code| {
            let answer = answer(status, code);
            passed(Err(classify(&answer).into()))
        };
        came_to(412, "DryRunOperation").unwrap();
        for (status, code) in [
            (400, "DryRunOperation"),
            (403, "DryRunOperation"),
            (502, "DryRunOperation"),
            (412, "X"),
        ] {
            came_to(status, code).unwrap_err();
        }
        let done = passed(Ok(answer(200, "")));
        assert!(done.unwrap_err().to_string().contains("may have been done"));
    }
}
