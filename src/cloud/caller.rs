//! How an account calls, whatever the service.

use std::sync::Arc;
use std::time::Duration;

use ::http::{Method, Response};

use super::signed::{Scheme, Signer};
use crate::credential::Credential;
use crate::credential::cache::Cache;
use crate::http::call::{Call, Effect};
use crate::http::client::{Client, Dialect, Tries};
use crate::http::error::Failure;
use crate::http::gate::Gate;
use crate::http::limit::Limits;
use crate::http::transport::Transport;

/// What an account signs its calls with, renewed when it ends.
pub type Credentials = Arc<Cache<Failure>>;

/// Nobody's.
pub(super) fn anonymous() -> Credentials {
    Arc::new(Cache::fixed(Credential::Anonymous))
}

/// Who is near answers at once, or is not there.
const NEAR: Duration = Duration::from_secs(1);

/// What the clients of one account share.
#[derive(Clone)]
pub struct Caller {
    pub(super) transport: Arc<dyn Transport>,
    /// One call at a time, until one succeeds: five bad signatures lock a key.
    pub(super) gate: Arc<Gate>,
    pub(super) tries: Tries,
    /// What of the account comes from variables and files, for whoever is refused.
    pub(super) taken: Option<Arc<str>>,
}

impl Caller {
    /// The same with a gate of its own, for another credential than the account's.
    #[must_use]
    pub(super) fn apart(&self) -> Self {
        Self {
            gate: Arc::default(),
            ..self.clone()
        }
    }

    /// The same for who is near this machine or not at all: nobody must wait for that.
    #[must_use]
    pub(super) fn near(&self) -> Self {
        let mut near = self.apart();
        near.tries.attempt = NEAR;
        near.tries.more = 0;
        near
    }

    /// A client of the service at `endpoint`, which is called as `scheme` says.
    pub(super) fn service(
        &self,
        endpoint: Result<String, String>,
        scheme: impl Scheme,
        credentials: &Credentials,
        limits: &Arc<Limits>,
    ) -> Client {
        let signer = Signer {
            endpoint,
            taken: self.taken.clone(),
            scheme,
        };
        self.client(signer, credentials, limits)
    }

    /// A client that speaks `dialect`.
    pub(super) fn client(
        &self,
        dialect: impl Dialect + 'static,
        credentials: &Credentials,
        limits: &Arc<Limits>,
    ) -> Client {
        Client {
            transport: Arc::clone(&self.transport),
            dialect: Arc::new(dialect),
            credentials: Arc::clone(credentials),
            gate: Arc::clone(&self.gate),
            limits: Arc::clone(limits),
            tries: self.tries,
        }
    }
}

/// A question to the metadata service of the machine that this runs on.
pub(super) fn metadata(method: Method, path: impl Into<String>) -> Call {
    Call::new("Metadata", method, path, Effect::Reads)
}

/// What that service answers when it answers with a word.
pub(super) fn word(answer: &Response<Vec<u8>>) -> String {
    String::from_utf8_lossy(answer.body()).trim().to_owned()
}
