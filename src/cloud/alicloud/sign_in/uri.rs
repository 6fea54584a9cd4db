//! Temporary keys of somebody near, who answers a GET.
//!
//! Source: `alibabacloud_credentials`, "Credentials URI".

use ::http::Method;

use super::{Desk, Temporary};
use crate::credential::cache::{Fetching, Source};
use crate::http::client::{Call, Client, Effect};
use crate::http::endpoint::origin;
use crate::http::error::Failure;
use crate::operation::Operation;

/// Asks at a URI.
pub(super) struct Uri {
    service: Client,
    /// The URI as messages name it.
    shown: String,
}

impl Uri {
    pub(super) fn new(uri: &str, desk: &Desk) -> Self {
        Self {
            service: desk.uri(uri),
            shown: origin(uri),
        }
    }

    fn told(&self, what: &str) -> Failure {
        let shown = &self.shown;
        Failure::told(format!(
            "The credentials URI {shown:?} {what}. Check credentials_uri \
             (ALIBABA_CLOUD_CREDENTIALS_URI), and whoever answers there."
        ))
    }
}

impl Source<Failure> for Uri {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let call = Call {
                api: "CredentialsUri",
                method: Method::GET,
                path: String::new(),
                query: Vec::new(),
                body: Vec::new(),
                effect: Effect::Reads,
            };
            let answer = self.service.call(operation, &call).await;
            let answer = answer.map_err(|failure| match failure {
                Failure::Refused(error) => {
                    self.told(&format!("answers with HTTP {}", error.status))
                }
                failure => failure,
            })?;
            Temporary::of_near(answer.body())
                .ok_or_else(|| self.told("answers with something else than temporary keys"))
        })
    }
}
