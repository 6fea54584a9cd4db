//! What a call works on: who calls, the objects, what was handed out, and the time.

use std::time::Duration;

use jiff::Timestamp;

use super::id::{AccessKey, Region};
use super::issued::Issued;
use super::lockout::Lockout;
use super::nonces::Nonces;
use super::object::{Owner, TenantId};
use super::objects::Objects;
use super::refusal::Refusal;
use super::request::{Answer, Request};
use super::tokens::Tokens;

/// Who was let in. Nobody, where a call signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) access_key: AccessKey,
    /// The key that it began with: another one for who acts in a role.
    pub(crate) origin: AccessKey,
    pub(crate) account: TenantId,
    pub(crate) tenant: TenantId,
}

impl Caller {
    /// Who owns what it makes.
    pub(crate) fn owner(&self) -> Owner {
        (self.account.clone(), self.tenant.clone())
    }

    pub(crate) fn nobody() -> Self {
        Self {
            access_key: "".into(),
            origin: "".into(),
            account: "".into(),
            tenant: "".into(),
        }
    }
}

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) request: &'a Request,
    pub(crate) request_id: &'a str,
    pub(crate) caller: &'a Caller,
}

impl Call<'_> {
    /// A segment of the path, counted after the region.
    pub(crate) fn part(&self, at: usize) -> &str {
        self.request.segments.get(at).map_or("", String::as_str)
    }

    /// The region that the path names, or another.
    pub(crate) fn region_or<'a>(&'a self, other: &'a Region) -> &'a Region {
        self.request.region.as_ref().unwrap_or(other)
    }

    /// Whether the path names this region, or none.
    pub(crate) fn is_in(&self, region: &Region) -> bool {
        self.request.region.as_ref().is_none_or(|own| own == region)
    }
}

/// What comes of a call.
pub(crate) type Outcome = Result<Answer, Refusal>;

/// A call at work.
pub(crate) struct At<'a> {
    pub(crate) call: Call<'a>,
    pub(crate) context: Context<'a>,
}

/// What calls work on.
pub(crate) struct Context<'a> {
    pub(crate) objects: &'a mut Objects,
    pub(crate) tokens: &'a mut Tokens,
    pub(crate) issued: &'a mut Issued,
    pub(crate) lockout: &'a mut Lockout,
    pub(crate) nonces: &'a mut Nonces,
    pub(crate) now: Timestamp,
    /// The machine's time, which the control API does not advance.
    pub(crate) wall: Timestamp,
    /// How long a change takes to show.
    pub(crate) settle: Duration,
}
