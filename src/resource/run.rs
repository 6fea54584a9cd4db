//! One connection, two resources of one run: what their plans say, and whose wish an apply keeps.
//!
//! The rule, on every cloud: what the resource that remains wants is what is true after the apply, in
//! whichever order Terraform runs the two.

use std::time::Duration;

use super::context::Cx;
use super::failure::error;
use crate::connection::peering::Role;
use crate::connection::queue::Turn;
use crate::connection::run_log::{Mark, Other, Request, Subject, Undo};
use crate::connection::status::{Decision, State};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::private::Private;
use crate::framework::resource::Creates;

/// The mark by which a resource is known again, in its private state.
const MARK: &str = "decided_by";

/// Set once a run has seen the request in its state, too.
const ASKED_HERE: &str = "asked_here";

/// How long the plan of a destroy may look.
const LOOK: Duration = Duration::from_secs(5);

/// How long a create waits for a destroy of the same run that frees what it needs. Terraform starts both at the
/// same time, unless it has too much else to do.
const ROOM: Duration = Duration::from_secs(3);

/// Whether this run deletes the peering that is in the way of a request: a block that was renamed, say. Waits for
/// the end of that.
pub async fn makes_room(cx: &Cx<'_>, cloud: &str, id: &str) -> bool {
    let (run, subject) = (&cx.provider.run, Subject::peering(cloud, id));
    run.is_deleted(&cx.operation, &subject, ROOM).await
        && run.turn(&cx.operation, &subject).await.is_ok()
}

fn mark(private: &Private) -> Option<Mark> {
    private.text(MARK).map(Mark::kept)
}

/// A connection, and the resource that is about it.
#[derive(Clone, Debug)]
pub struct About {
    /// The connection.
    pub subject: Subject,
    /// The side that the resource speaks for.
    pub role: Role,
    /// The connection at the beginning of a message, such as `Peering 1`.
    pub what: String,
    /// The resource's type in HCL.
    pub resource: &'static str,
}

impl About {
    /// Where the connection stands as this run has last seen it; with `look`, which is made when it has not.
    /// Terraform 1.11 plans the destroy of a removed block before it reads it. What cannot be seen soon is as it
    /// was stored: a destroy is planned without the cloud, too.
    pub async fn status(
        &self,
        cx: &mut Cx<'_>,
        stored: State,
        look: impl AsyncFnOnce(&Cx<'_>) -> Result<State, Diagnostic>,
    ) -> State {
        let run = &cx.provider.run;
        if let Some(seen) = run.seen(&self.subject) {
            return seen;
        }
        if run.is_blind() {
            return stored;
        }
        let limited = cx.operation.at_most(LOOK);
        let whole = std::mem::replace(&mut cx.operation, limited);
        let looked = look(cx).await;
        let limited = std::mem::replace(&mut cx.operation, whole);
        let run = &cx.provider.run;
        match looked {
            Ok(status) => {
                run.saw(&self.subject, status.clone());
                status
            }
            Err(_) => {
                if limited.ended().is_some() {
                    run.blind();
                }
                stored
            }
        }
    }

    /// Whether the state has the request as well, kept for a plan that destroys both.
    pub fn keep_whether_asked(&self, cx: &mut Cx<'_>) {
        if cx.provider.run.is_asked(&self.subject) {
            cx.private.set(ASKED_HERE);
        }
    }

    /// What this run does to the request, as far as it is known.
    pub async fn request(&self, cx: &Cx<'_>) -> Request {
        let (run, is_here) = (&cx.provider.run, cx.private.has(ASKED_HERE));
        run.request(&cx.operation, &self.subject, is_here).await
    }

    /// A create is planned.
    ///
    /// # Errors
    /// The destroy of another resource, or its own first half, would delete what it needs.
    pub fn plans_create(&self, cx: &mut Cx<'_>, creates: Creates) -> Result<(), Diagnostic> {
        let run = &cx.provider.run;
        match creates {
            Creates::Replacement => match run.plans_replacement(&self.subject, self.role) {
                Some(Undo::Delete) if self.role == Role::Accepter => Err(self.replaces()),
                _ => Ok(()),
            },
            Creates::New => match run.plans_create(&self.subject, self.role) {
                Some(Other::Destroyed(undo)) => self.pair(cx, undo),
                _ => Ok(()),
            },
        }
    }

    /// An update is planned, or nothing; a destroy of the resource would do `undo`.
    pub fn plans_to_stay(&self, cx: &mut Cx<'_>, undo: Undo) {
        let run = &cx.provider.run;
        let other = run.plans_to_stay(&self.subject, self.role, undo);
        if let Some(Other::Destroyed(undo @ (Undo::Reject | Undo::Delete))) = other {
            cx.warn(self.shared(undo));
        }
    }

    /// A destroy is planned that does `undo`. Returns whether another resource is about the connection: then
    /// the user was told, or will be.
    pub fn plans_destroy(&self, cx: &mut Cx<'_>, undo: Undo) -> bool {
        let run = &cx.provider.run;
        let own = mark(&cx.private);
        if run
            .stands_against(&self.subject, undo, own.as_ref())
            .is_some()
        {
            return true;
        }
        match run.plans_destroy(&self.subject, self.role, undo) {
            Some(Other::Created) => {
                if let Err(error) = self.pair(cx, undo) {
                    cx.diagnostics.push(error);
                }
                true
            }
            Some(Other::Stays) if undo != Undo::Nothing => {
                cx.warn(self.shared(undo));
                true
            }
            _ => false,
        }
    }

    /// Waits until no other resource of this process is at work on the connection. What is looked at from here
    /// on is no older than that.
    ///
    /// # Errors
    /// What the user is told when that was interrupted.
    pub async fn turn(&self, cx: &mut Cx<'_>) -> Result<Turn, Diagnostic> {
        let turn = cx.provider.run.turn(&cx.operation, &self.subject).await;
        let turn = turn.map_err(|ended| {
            let summary = format!("{} was not changed", self.what);
            error(summary, &ended.into())
        })?;
        cx.operation = cx.operation.at_most(cx.operation.remaining());
        Ok(turn)
    }

    /// An apply has decided so, or found that it was.
    pub fn wants(&self, cx: &mut Cx<'_>, decision: Decision) {
        let own = mark(&cx.private);
        let mark = cx.provider.run.wants(&self.subject, decision, own);
        cx.private.keep(MARK, mark.as_str());
    }

    /// The turn of a destroy that does `undo`; none when another resource of this run wants what it would
    /// undo. Then the user is told, and nothing may be called.
    ///
    /// # Errors
    /// What the user is told when the wait was interrupted.
    pub async fn destroys(&self, cx: &mut Cx<'_>, undo: Undo) -> Result<Option<Turn>, Diagnostic> {
        let turn = self.turn(cx).await?;
        let (run, own) = (&cx.provider.run, mark(&cx.private));
        let Some(wanted) = run.stands_against(&self.subject, undo, own.as_ref()) else {
            if undo == Undo::Delete {
                run.deletes(&self.subject);
            }
            return Ok(Some(turn));
        };
        let done = match wanted {
            Decision::Accept => "accepted",
            Decision::Reject => "rejected",
        };
        cx.warn(Diagnostic::warning(
            "A destroyed resource has left its connection as it is",
            format!(
                "{} stays {done}: another resource of this run requires that. When a block is renamed or a \
                 key of for_each changes, a moved block avoids the destroy.",
                self.what
            ),
        ));
        Ok(None)
    }

    /// What a plan says of a new resource and one that is destroyed.
    fn pair(&self, cx: &mut Cx<'_>, undo: Undo) -> Result<(), Diagnostic> {
        let deletes = undo == Undo::Delete;
        if deletes && self.role == Role::Accepter {
            return Err(Diagnostic::error(
                "One resource of this plan would delete the peering that another one decides",
                format!(
                    "{what} is decided by a new resource; the one that is destroyed was last applied with \
                     on_destroy = \"delete\", which deletes the peering for both sides: nothing could \
                     restore it. {moved}Or apply on_destroy = \"keep\" first.",
                    what = self.what,
                    moved = self.moved()
                ),
            ));
        }
        let meanwhile = match (self.role, undo) {
            (Role::Requester, _) => {
                "Without it the peering is deleted, traffic through it stops, and the new request has to be \
                 accepted again."
            }
            (Role::Accepter, Undo::Nothing) => {
                "Without it the apply does the same, and calls nothing for the destroy."
            }
            (Role::Accepter, Undo::Reject | Undo::Delete) => {
                "Without it the apply ends as the new resource says, but traffic may stop for a moment."
            }
        };
        let does = match self.role {
            Role::Requester => "is requested again by",
            Role::Accepter => "is decided by",
        };
        cx.warn(Diagnostic::warning(
            "A resource is destroyed, and another one takes over its connection",
            format!(
                "{} {does} a new resource of this plan. {}{meanwhile}",
                self.what,
                self.moved()
            ),
        ));
        Ok(())
    }

    /// What a plan says of a resource that stays, beside another one that is destroyed.
    fn shared(&self, undo: Undo) -> Diagnostic {
        let undone = match undo {
            Undo::Nothing => "leaves it as it is",
            Undo::Reject => "rejects it",
            Undo::Delete => "deletes it",
        };
        Diagnostic::warning(
            "A resource is destroyed, and another one still decides its connection",
            format!(
                "{} is decided by two resources. One is destroyed, which {undone}, against what the other \
                 one wants. To remove it without that: `removed {{ from = ADDRESS lifecycle {{ destroy = \
                 false }} }}`, or `state rm ADDRESS`.",
                self.what
            ),
        )
    }

    /// A replacement that deletes what it needs.
    fn replaces(&self) -> Diagnostic {
        Diagnostic::error(
            "The replacement would delete the peering that it decides",
            format!(
                "{} was last applied with on_destroy = \"delete\": the destroy that is one half of the \
                 replacement deletes the peering for both sides, and nothing could restore it. Apply \
                 on_destroy = \"keep\" first, or do not replace this resource: it has nothing of its own \
                 that could be created again.",
                self.what
            ),
        )
    }

    fn moved(&self) -> String {
        let resource = self.resource;
        format!(
            "If the block was renamed, or a key of for_each or count has changed, say so, and nothing is \
             destroyed:\n\n  moved {{\n    from = {resource}.OLD\n    to   = {resource}.NEW\n  }}\n\n"
        )
    }
}
