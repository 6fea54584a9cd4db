//! Changes and deletes a connection, whatever the network does: the calls that [`Progress`] asks for.

use super::handle::{Deletes, Deletion, Handle, Modifies, Writes};
use super::progress::{Effect, Next, OnConflict, Progress};
use super::wait::Pace;
use crate::http::error::Failure;
use crate::operation::{Ended, Operation};

/// Waits until a connection changes no more by itself, beginning with `seen`. The wait that ended early tells
/// why, beside what was last seen.
pub async fn settled<S: Writes>(
    handle: &Handle<S>,
    operation: &Operation,
    seen: Option<S::Object>,
) -> (Option<S::Object>, Result<(), Failure>) {
    let mut seen = seen;
    let settling = handle.settling();
    let mut pace = Pace::new(&settling);
    let mut polled = false;
    loop {
        match &seen {
            Some(object) if !S::state(object).is_moving() => break,
            None if polled => break,
            _ => {}
        }
        // An answer that showed nothing is made up for by a look.
        let looked = if seen.is_none() {
            handle.look_after_write(operation, &mut pace).await
        } else {
            handle.poll(operation, &mut pace).await
        };
        match looked {
            Ok(next) => seen = next,
            Err(failure) => return (seen, Err(failure)),
        }
        polled = true;
    }
    if polled {
        pace.settled();
    }
    (seen, Ok(()))
}

/// Modifies a connection, and returns it as it is afterwards; `None` when it was gone then.
///
/// # Errors
/// [`Failure`]: nothing was changed, or it is not known whether.
pub async fn modify<S: Modifies>(
    handle: &Handle<S>,
    operation: &Operation,
    changes: &S::Changes,
) -> Result<Option<S::Object>, Failure> {
    match change(handle, operation, changes).await? {
        Sent::Answered(Some(object)) | Sent::Seen(Some(object)) => Ok(Some(object)),
        Sent::Answered(None) => {
            let (seen, waited) = settled(handle, operation, None).await;
            waited.map(|()| seen)
        }
        Sent::Seen(None) => Ok(None),
    }
}

/// Modifies a connection, and does not wait until it has settled.
///
/// # Errors
/// Likewise.
pub async fn change<S: Modifies>(
    handle: &Handle<S>,
    operation: &Operation,
    changes: &S::Changes,
) -> Result<Sent<Option<S::Object>, S::Object>, Failure> {
    send(handle, operation, &Modification(changes)).await
}

/// Why a delete did not end as it should.
#[derive(Debug)]
pub enum NotDeleted<T> {
    /// There was nothing to delete, as far as this account can see.
    NothingThere,
    /// It was not deleted, or it is not known whether.
    Failed(Failure),
    /// It is being deleted, and the end of that was not seen.
    Unseen(Failure),
    /// It is being deleted, and was still there when the operation was over.
    Unfinished {
        /// As it was last seen.
        object: T,
        /// Why the operation was over.
        ended: Ended,
    },
}

/// Deletes a connection and waits until it is gone.
///
/// # Errors
/// [`NotDeleted`]
pub async fn delete<S: Deletes>(
    handle: &Handle<S>,
    operation: &Operation,
    how: &S::How,
) -> Result<(), NotDeleted<S::Object>> {
    match send(handle, operation, &Removal(how)).await {
        Ok(Sent::Answered(Deletion::Begun) | Sent::Seen(Some(_))) => {}
        Ok(Sent::Answered(Deletion::NothingThere) | Sent::Seen(None)) => {
            return Err(NotDeleted::NothingThere);
        }
        Err(failure) => return Err(NotDeleted::Failed(failure)),
    }
    let settling = handle.settling();
    let mut pace = Pace::new(&settling);
    let mut seen = handle.look_after_write(operation, &mut pace).await;
    loop {
        let object = match seen {
            Ok(None) => break,
            Ok(Some(object)) if S::is_deleted(&object) => break,
            Ok(Some(object)) => object,
            Err(failure) => return Err(NotDeleted::Unseen(failure)),
        };
        seen = match handle.poll(operation, &mut pace).await {
            Err(Failure::Ended(ended)) => {
                return Err(NotDeleted::Unfinished { object, ended });
            }
            seen => seen,
        };
    }
    pace.settled();
    Ok(())
}

/// A call that changes something.
trait Call<S: Writes>: Sync {
    /// What its answer says.
    type Answer: Send;

    /// What a refusal for a conflict means.
    const ON_CONFLICT: OnConflict;

    fn send(
        &self,
        handle: &Handle<S>,
        operation: &Operation,
        token: &S::Token,
    ) -> impl Future<Output = Result<Self::Answer, Failure>> + Send;

    /// What `object` shows of it.
    fn effect(&self, object: &S::Object) -> Effect;
}

/// What a call came to.
#[derive(Debug)]
pub enum Sent<A, T> {
    /// The cloud took it, and answered.
    Answered(A),
    /// A look shows that it is so; or that there is no object any more.
    Seen(Option<T>),
}

/// Sends `call` until it had its effect, or cannot have it.
async fn send<S: Writes, C: Call<S>>(
    handle: &Handle<S>,
    operation: &Operation,
    call: &C,
) -> Result<Sent<C::Answer, S::Object>, Failure> {
    let mut progress = Progress::new(C::ON_CONFLICT);
    let mut token = S::Token::default();
    let settling = handle.settling();
    let mut pace = Pace::new(&settling);
    loop {
        let failure = match call.send(handle, operation, &token).await {
            Ok(answer) => return Ok(Sent::Answered(answer)),
            Err(failure) => failure,
        };
        let mut seen = None;
        let next = match progress.failed(failure) {
            Next::Look(failure) => {
                let looked = handle.get(&operation.last_look()).await.ok();
                let effect = looked.map(|looked| {
                    seen = looked.there();
                    let effect = seen.as_ref().map(|object| call.effect(object));
                    effect.unwrap_or(Effect::NoObject)
                });
                progress.looked(failure, effect)
            }
            next => next,
        };
        match next {
            Next::Done => return Ok(Sent::Seen(seen)),
            Next::SendAgain => {}
            Next::Pause(failure) => {
                pace.tick(operation).await.map_err(|_| failure)?;
                token = S::Token::default();
            }
            Next::Rest(failure) => {
                let (_, waited) = settled(handle, operation, seen).await;
                waited.map_err(|_| failure)?;
                token = S::Token::default();
            }
            Next::Look(failure) | Next::Fail(failure) => return Err(failure),
        }
    }
}

/// A change.
struct Modification<'a, C>(&'a C);

impl<S: Modifies> Call<S> for Modification<'_, S::Changes> {
    type Answer = Option<S::Object>;

    const ON_CONFLICT: OnConflict = S::ON_CONFLICT;

    fn send(
        &self,
        handle: &Handle<S>,
        operation: &Operation,
        token: &S::Token,
    ) -> impl Future<Output = Result<Option<S::Object>, Failure>> + Send {
        handle
            .source()
            .modify(operation, handle.id(), self.0, token)
    }

    fn effect(&self, object: &S::Object) -> Effect {
        if S::has(object, self.0) {
            Effect::There
        } else if S::state(object).is_moving() {
            Effect::Changing
        } else {
            Effect::Missing
        }
    }
}

/// A delete.
struct Removal<'a, H>(&'a H);

impl<S: Deletes> Call<S> for Removal<'_, S::How> {
    type Answer = Deletion;

    const ON_CONFLICT: OnConflict = S::ON_CONFLICT;

    fn send(
        &self,
        handle: &Handle<S>,
        operation: &Operation,
        token: &S::Token,
    ) -> impl Future<Output = Result<Deletion, Failure>> + Send {
        handle
            .source()
            .delete(operation, handle.id(), self.0, token)
    }

    fn effect(&self, object: &S::Object) -> Effect {
        let state = S::state(object);
        if state.is_gone() || S::is_deleted(object) {
            Effect::There
        } else if state.is_moving() {
            Effect::Changing
        } else {
            Effect::Missing
        }
    }
}
