//! Becoming a role: another tenant's rights, for a while.

use std::path::Path;
use std::sync::Arc;

use ::http::Response;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::credential::Issued;
use crate::credential::arguments::Place;
use crate::credential::cache::{Fetching, Source};
use crate::credential::name::Name;
use crate::credential::rule::{plain_credential, plain_text};
use crate::credential::source::{Invalid, Origin, Sourced};
use crate::file;
use crate::http::call::Call;
use crate::http::client::Client;
use crate::http::error::{ApiError, Failure, Kind};
use crate::operation::Operation;
use crate::sanitize::hide;

/// A role to act as, on a cloud where an account's security token service lends them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The role's name in full.
    pub arn: String,
    /// The name under which the calls are found in logs.
    pub session: Option<String>,
    /// For how many seconds at a time.
    pub seconds: Option<u32>,
    /// Takes rights away, a JSON document.
    pub policy: Option<String>,
    /// What the role's owner wants to see.
    pub external_id: Option<String>,
}

/// How many seconds a role may last at a time, at least and at most.
pub(super) const SESSION_SECONDS: [u32; 2] = [900, 43_200];

/// A token of an identity provider.
#[derive(Clone, Debug)]
pub enum Token {
    /// In this file, where the provider puts a new one in time.
    File(String),
    /// This one.
    Given(SecretString),
}

impl Token {
    /// The one of a place: the token itself, else the file with it. They are called `names`.
    pub(super) fn find(place: Place<'_>, names: [&Name; 2]) -> Option<Sourced<Self>> {
        let [given, file] = names.map(|name| place.find(name));
        // As in a file: whoever writes a token ends it with a line break.
        let given = given.map(|found| {
            found.map(|text| {
                let token = text.trim();
                hide(token, "OIDC token");
                Self::Given(token.into())
            })
        });
        given.or_else(|| file.map(|found| found.map(Self::File)))
    }

    /// The token, as it is now. `named_by` says where it, or its file, is named.
    pub(super) fn read(&self, named_by: &str) -> Result<String, Failure> {
        let path = match self {
            Self::File(file) => Path::new(file),
            Self::Given(token) => return Ok(token.expose_secret().to_owned()),
        };
        let wrong = |why: &str| {
            let shown = file::shown(path);
            Failure::told(format!(
                "The identity provider's token cannot be read from {shown:?}: {why}. Set {named_by} to the file that \
                  the provider writes."
            ))
        };
        let token = file::read(path, file::LARGEST).map_err(|error| wrong(&error.to_string()))?;
        let token = String::from_utf8(token).map_err(|_| wrong("it is not text"))?;
        let token = token.trim().to_owned();
        if token.is_empty() {
            return Err(wrong("it is empty"));
        }
        hide(&token, "OIDC token");
        if plain_credential(&token).is_err() {
            return Err(wrong("its contents are not a valid token"));
        }
        Ok(token)
    }

    /// Checks what it is, or the name of its file.
    pub(super) fn check(&self, origin: &Origin) -> Result<(), Invalid> {
        match self {
            Self::Given(token) => origin.check(token.expose_secret(), plain_credential),
            Self::File(file) => origin.check(file, plain_text),
        }
    }
}

/// What the parts of a role are called. What takes rights away, and what the role's owner wants to see, stand in a block alone.
pub(super) struct RoleNames {
    pub(super) arn: Name,
    pub(super) session: Name,
    pub(super) seconds: Name,
}

const POLICY: Name = Name::new("policy", &[]);
const EXTERNAL_ID: Name = Name::new("external_id", &[]);

impl RoleNames {
    /// The role to become once signed in, as a place says.
    pub(super) fn find(&self, place: Place<'_>) -> Result<Option<Sourced<Role>>, Invalid> {
        let Some(place) = place.within("assume_role") else {
            return Ok(None);
        };
        let arn = place.find(&self.arn);
        arn.map(|arn| self.read(place, arn)).transpose()
    }

    /// The role of this name, with what else the place says of it.
    pub(super) fn read(
        &self,
        place: Place<'_>,
        arn: Sourced<String>,
    ) -> Result<Sourced<Role>, Invalid> {
        arn.checked(plain_text)?;
        let session = place.plain(&self.session)?;
        let [least, most] = SESSION_SECONDS;
        let seconds = place.whole(&self.seconds, least, most)?;
        let text = |name| place.find(name).map(|found| found.value);
        Ok(arn.map(|arn| Role {
            arn,
            session,
            seconds,
            policy: text(&POLICY),
            external_id: text(&EXTERNAL_ID),
        }))
    }
}

/// Becomes a role.
pub(super) struct Assumed {
    /// For whoever this calls as.
    pub(super) service: Client,
    pub(super) call: Call,
    /// What of the account comes from variables and files, for who is refused.
    pub(super) taken: Option<Arc<str>>,
    /// The keys of an answer.
    pub(super) keys: fn(&Response<Vec<u8>>) -> Result<Issued, ApiError>,
}

impl Source<Failure> for Assumed {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let answer = self.service.call(operation, &self.call).await;
            let answer = answer.map_err(|failure| failure.of_role(self.taken.as_deref()))?;
            Ok((self.keys)(&answer)?)
        })
    }
}

/// Buys keys with the token of an identity provider, as it is at that time.
pub(super) struct Bought<C> {
    /// For who is let in by what the call brings.
    pub(super) service: Client,
    pub(super) token: Token,
    /// Where the token, or its file, is named.
    pub(super) named_by: String,
    /// What of the account comes from variables and files, for who is refused.
    pub(super) taken: Option<Arc<str>>,
    /// The call of who has a token.
    pub(super) call: C,
    /// The keys of an answer.
    pub(super) keys: fn(&Response<Vec<u8>>) -> Result<Issued, ApiError>,
    /// What else to check of a refusal.
    pub(super) check: &'static str,
}

impl<C: Fn(&str, Timestamp) -> Call + Send + Sync> Source<Failure> for Bought<C> {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let token = self.token.read(&self.named_by)?;
            let call = (self.call)(&token, operation.now());
            let answer = self.service.call(operation, &call).await;
            let answer = answer.map_err(|failure| self.advised(failure))?;
            Ok((self.keys)(&answer)?)
        })
    }
}

impl<C> Bought<C> {
    /// A refusal, with what to check about it.
    fn advised(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Refused(mut error)
                if !matches!(
                    error.kind,
                    Kind::Server | Kind::Throttled | Kind::Unreadable
                ) =>
            {
                error.advice = Some(format!(
                    "Check {}, and whether the token from {} is still valid: its issuer and its audience must be those \
                     of the provider.",
                    self.check, self.named_by
                ));
                Failure::Refused(error.with_note(self.taken.as_deref()))
            }
            failure => failure,
        }
    }
}
