//! Preflight: a plan asks the cloud, by a dry run, whether it would let the apply pass.

use super::accounts::Found;
use super::cloud::{Account, AccountRef, Cloud};
use super::context::Cx;
use super::failure::error;
use crate::cloud::config::Preflight;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::notes::Note;
use crate::framework::object::Object;
use crate::framework::path::Path;
use crate::framework::resource::Creates;
use crate::http::error::{ApiError, Failure, Kind};
use crate::operation::Operation;

/// A cloud as plans ask it. Where it has no dry runs, no trial can be made.
pub trait DryRuns: Cloud {
    /// A change that is only tried.
    type Trial: Send + Sync;

    /// Asks whether a change would pass.
    fn attempt(
        session: &Self::Session,
        operation: &Operation,
        trial: &Self::Trial,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// The attribute that a refusal is about.
    fn attribute(_refusal: &ApiError) -> Option<&'static str> {
        None
    }

    /// Whether a refusal is due to what may be over when the plan is applied.
    fn may_pass(_refusal: &ApiError) -> bool {
        false
    }
}

/// A change that is to be tried.
#[derive(Clone, Debug)]
pub struct Tried<T> {
    /// What it is, to stand behind "The cloud would refuse".
    pub what: String,
    /// Its dry run.
    pub trial: T,
}

/// How a definite refusal is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The apply would fail: so does the plan.
    Error,
    /// A half of a replacement: the plan must not fail.
    Warning,
    /// A delete: likewise, and nothing there to be deleted is as good.
    Ending,
}

impl Severity {
    /// How a refused create is told.
    pub fn of_create(creates: Creates) -> Self {
        match creates {
            Creates::New => Self::Error,
            Creates::Replacement => Self::Warning,
        }
    }
}

/// What is planned of a decision.
#[derive(Clone, Copy, Debug)]
pub enum Planned<'a> {
    /// A new one.
    Create(&'a Object, Creates),
    /// Another one, or something else that is set beside it.
    Update {
        /// What is.
        prior: &'a Object,
        /// What will be.
        planned: &'a Object,
    },
    /// The end of the one that is there.
    Destroy(&'a Object),
}

impl<'a> Planned<'a> {
    /// What will be, or what is destroyed.
    pub fn state(self) -> &'a Object {
        match self {
            Self::Create(state, _) | Self::Update { planned: state, .. } | Self::Destroy(state) => {
                state
            }
        }
    }

    /// What is, where something stays.
    pub fn prior(self) -> Option<&'a Object> {
        match self {
            Self::Update { prior, .. } => Some(prior),
            Self::Create(..) | Self::Destroy(_) => None,
        }
    }

    /// How a refusal of it is told.
    pub fn severity(self) -> Severity {
        match self {
            Self::Create(_, creates) => Severity::of_create(creates),
            Self::Update { .. } => Severity::Error,
            Self::Destroy(_) => Severity::Ending,
        }
    }
}

/// What comes with the apply cannot be asked about. The user is told once.
pub fn skip<C: Cloud>(cx: &mut Cx<'_>, account: &Account<C>, here: AccountRef<'_, C>) {
    if account.preflight() == Preflight::On && account.skips_first() {
        cx.warn(Diagnostic::warning(
            format!("Preflight of account {:?} is not complete", here.name()),
            "Some values are known only after the apply, or belong to a request that this plan makes \
             itself. The cloud was not asked whether it would let those changes pass.",
        ));
    }
}

/// The session for it, when the account wants it and was not asked by the plan that this one repeats.
pub async fn session<C: Cloud>(
    cx: &mut Cx<'_>,
    account: &Account<C>,
    here: AccountRef<'_, C>,
) -> Option<C::Session> {
    if account.preflight() == Preflight::Off || cx.has_noted(Note::Asked) {
        return None;
    }
    let session = here.session(cx, "the preflight").await;
    let session = session.map_err(|warning| cx.warn(warning)).ok()?;
    cx.note(Note::Asked);
    Some(session)
}

/// The account of what is destroyed, as far as it can be asked.
pub fn account<'a, C: Cloud>(cx: &Cx<'a>, here: AccountRef<'_, C>) -> Option<&'a Account<C>> {
    match C::accounts(cx.provider).find(here.account) {
        Ok(Found::Account(account)) => Some(account),
        _ => None,
    }
}

/// Asks. What is no definite refusal is a warning: the apply may pass.
///
/// # Errors
/// The first definite refusal, where the plan fails with it.
pub async fn check<C: DryRuns>(
    cx: &mut Cx<'_>,
    session: &C::Session,
    tried: Vec<Tried<C::Trial>>,
    severity: Severity,
) -> Result<(), Diagnostic> {
    for Tried { what, trial } in tried {
        let outcome = C::attempt(session, &cx.operation, &trial).await;
        let Err(failure) = outcome else { continue };
        if severity == Severity::Ending && failure.is(Kind::NotFound) {
            continue;
        }
        match failure
            .refusal()
            .filter(|refusal| is_definite::<C>(refusal))
        {
            Some(refusal) => {
                let told = refused::<C>(&what, &failure, refusal);
                if severity == Severity::Error {
                    return Err(told);
                }
                cx.warn(told);
            }
            None => cx.warn(undecided(&what, &failure)),
        }
    }
    Ok(())
}

fn refused<C: DryRuns>(what: &str, failure: &Failure, refusal: &ApiError) -> Diagnostic {
    let told = error(
        format!("The cloud would refuse {what} (preflight)"),
        failure,
    );
    match C::attribute(refusal) {
        Some(attribute) => told.at(Path::to(attribute)),
        None => told,
    }
}

fn undecided(what: &str, failure: &Failure) -> Diagnostic {
    error(
        format!("Whether the cloud would refuse {what} is not known (preflight)"),
        failure,
    )
}

/// Whether the apply would meet the same. A state that is in the way may have passed by then.
fn is_definite<C: DryRuns>(refusal: &ApiError) -> bool {
    match refusal.kind {
        Kind::NotFound | Kind::Forbidden | Kind::Conflict | Kind::Invalid => !C::may_pass(refusal),
        Kind::Unauthorized
        | Kind::Skewed
        | Kind::Expired
        | Kind::Throttled
        | Kind::Busy
        | Kind::Server
        | Kind::Unreadable => false,
    }
}
