//! Keys that another program has got by a sign-on, and keeps in the file of its profiles.

use super::super::credential::Kept;
use super::super::profile;
use crate::credential::Issued;
use crate::credential::cache::{Fetching, Source};
use crate::http::error::Failure;
use crate::operation::Operation;

/// Reads them, each time anew: somebody may have signed on in the meantime.
pub(super) struct Keeper(Kept);

impl Keeper {
    pub(super) fn new(kept: Kept) -> Self {
        Self(kept)
    }

    fn read(&self, operation: &Operation) -> Result<Issued, String> {
        let Kept {
            file,
            profile: name,
        } = &self.0;
        let (kept, mode) = profile::kept(file, name).map_err(|error| error.to_string())?;
        let over = match kept {
            Some(kept) if kept.expires_at.is_some_and(|end| operation.now() < end) => {
                return Ok(kept);
            }
            Some(_) => "the keys that it holds have expired",
            None => "it holds no keys",
        };
        let cure = if mode.eq_ignore_ascii_case("External") {
            "Run its process_command yourself, and set what it prints as ALIBABA_CLOUD_ACCESS_KEY_ID, \
             ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN: the provider does not run \
             it."
                .to_owned()
        } else {
            format!(
                "Run `aliyun sts GetCallerIdentity --profile {name}`, which gets new ones, or, if the \
                 sign-on itself has expired, `aliyun configure --profile {name} --mode {mode}`."
            )
        };
        let file = file.display();
        Err(format!(
            "Profile {name:?} in {file} signs on by {mode}, and {over}. {cure}"
        ))
    }
}

impl Source<Failure> for Keeper {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        let read = self.read(operation);
        Box::pin(async move { read.map_err(Failure::told) })
    }
}
