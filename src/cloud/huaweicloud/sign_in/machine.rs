//! The temporary keys of the machine that this runs on.
//!
//! Source: Elastic Cloud Server user guide, "Metadata"; `huaweicloudsdkcore/auth`.

use ::http::Method;
use secrecy::SecretString;

use super::super::error::unreadable;
use super::{Desk, Header};
use crate::cloud::caller::{metadata, word};
use crate::cloud::credential::Temporary;
use crate::credential::cache::{Fetching, Source};
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::sanitize::hide;

/// For how many seconds its token is good: enough for one question.
const TOKEN_SECONDS: &str = "300";

/// Asks the machine.
pub(super) struct Machine {
    desk: Desk,
}

impl Machine {
    pub(super) fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// The token that version 2 wants with every question; none where there is version 1 alone.
    async fn token(&self, operation: &Operation) -> Result<Vec<Header>, Failure> {
        let lifetime = ("X-Metadata-Token-Ttl-Seconds", TOKEN_SECONDS.into());
        let service = self.desk.metadata(vec![lifetime]);
        let path = "/meta-data/latest/api/token";
        match service.call(operation, &metadata(Method::PUT, path)).await {
            Ok(answer) => {
                let token = word(&answer);
                hide(&token, "metadata token");
                Ok(vec![("X-Metadata-Token", SecretString::from(token))])
            }
            Err(Failure::Refused(error)) if matches!(error.status, 404 | 405 | 503) => {
                Ok(Vec::new())
            }
            Err(failure) => Err(failure),
        }
    }
}

impl Source<Failure> for Machine {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let service = self.desk.metadata(self.token(operation).await?);
            let call = metadata(Method::GET, "/openstack/latest/securitykey");
            let answer = service.call(operation, &call).await?;
            let issued = Temporary::answered(&answer)
                .ok_or_else(|| unreadable(&answer, "The machine has no temporary keys"))?;
            if issued.is_over(operation.now()) {
                return Err(Failure::told(
                    "This machine's metadata service hands out temporary keys that have expired, by this \
                     machine's clock. Check the clock, and the agency that is bound to the machine.",
                ));
            }
            Ok(issued)
        })
    }
}
