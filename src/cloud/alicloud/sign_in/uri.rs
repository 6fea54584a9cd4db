//! Temporary keys of somebody near, who answers a GET.
//!
//! Source: `alibabacloud_credentials`, "Credentials URI".

use ::http::Method;

use super::{Desk, Useless, of_near};
use crate::credential::cache::{Fetching, Source};
use crate::credential::source::Origin;
use crate::http::call::{Call, Effect};
use crate::http::client::Client;
use crate::http::endpoint::origin;
use crate::http::error::Failure;
use crate::operation::Operation;

/// Asks at a URI.
pub(super) struct Uri {
    service: Client,
    /// The URI as messages name it.
    shown: String,
    /// Where it is named.
    named_by: String,
}

impl Uri {
    pub(super) fn new(uri: &str, by: Option<&Origin>, desk: &Desk) -> Self {
        Self {
            named_by: by.map_or_else(|| "credentials_uri".to_owned(), Origin::to_string),
            service: desk.uri(uri),
            shown: origin(uri),
        }
    }

    fn told(&self, what: &str) -> Failure {
        let Self {
            shown, named_by, ..
        } = self;
        Failure::told(format!(
            "The credentials URI {shown:?} {what}. Check {named_by}, and the service that answers there."
        ))
    }
}

impl Source<Failure> for Uri {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let call = Call::new("CredentialsUri", Method::GET, "", Effect::Reads);
            let answer = self.service.call(operation, &call).await;
            let answer = answer.map_err(|failure| match failure {
                Failure::Refused(error) => {
                    self.told(&format!("answers with HTTP {}", error.status))
                }
                failure => failure,
            })?;
            of_near(answer.body(), operation.now()).map_err(|useless| {
                self.told(match useless {
                    Useless::NoKeys => "answers with something other than temporary keys",
                    Useless::Over => {
                        "answers with temporary keys that have expired, by this machine's clock"
                    }
                })
            })
        })
    }
}
