//! What plans say of traffic that stops, or goes on although the block goes. Nothing is said where none
//! flows.
//!
//! All of a kind share one summary, so that hosts fold a hundred warnings into one; the detail has the id. No
//! value is repeated that a user wrote: it may be marked sensitive.

use super::context::Cx;
use super::decision::kind::{Decidable, on_destroy, undo};
use super::keys::ON_DESTROY;
use super::run::About;
use crate::connection::run_log::{Request, Undo};
use crate::connection::status::State;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;

/// What ends a resource's object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It is destroyed.
    Destroy,
    /// Another one is made in its place.
    Replace,
}

impl End {
    fn doing(self) -> &'static str {
        match self {
            Self::Destroy => "Destroying",
            Self::Replace => "Replacing",
        }
    }
}

/// The end of a request that stands so. `routes` is a sentence about what becomes of routes.
pub fn request(cx: &mut Cx<'_>, about: &About, end: End, status: &State, routes: &str) {
    if !status.carries_traffic() {
        return;
    }
    let again = match end {
        End::Destroy => "",
        End::Replace => " The new request has to be accepted again.",
    };
    cx.warn(Diagnostic::warning(
        format!("{} a peering stops traffic", end.doing()),
        format!(
            "{} is active. It is deleted for both sides. {routes}{again}",
            about.what
        ),
    ));
}

/// The end of a decision of the state `prior`, about a connection that stands so.
pub async fn decision<K: Decidable>(
    cx: &mut Cx<'_>,
    about: &About,
    end: End,
    status: &State,
    prior: &Object,
) {
    if !status.carries_traffic() {
        return;
    }
    let (noun, undo) = (K::NOUN, undo::<K>(prior));
    let default = on_destroy(K::BY_DEFAULT);
    let other = on_destroy(match undo {
        Undo::Nothing => K::UNDO,
        Undo::Reject | Undo::Delete => Undo::Nothing,
    });
    let doing = end.doing();
    let why = match prior.text(ON_DESTROY) {
        Some(applied) => format!("on_destroy was last applied as {applied:?}."),
        None => {
            format!("on_destroy was not set when it was last applied, which means {default:?}.")
        }
    };
    let what = &about.what;
    let told = match undo {
        Undo::Delete => Diagnostic::warning(
            format!("{doing} the accepter of {noun} deletes it, which stops traffic"),
            format!(
                "{what} is active. {why} It is deleted for both sides. {} To keep it, apply on_destroy = {other:?} \
                 first.",
                K::routes_notice(prior)
            ),
        ),
        Undo::Reject => Diagnostic::warning(
            format!("{doing} {noun} rejects it, which stops traffic"),
            format!("{what} is accepted. {why} To keep it, apply on_destroy = {other:?} first."),
        ),
        Undo::Nothing => match about.request(cx).await {
            // What deletes the request tells the story.
            Request::Goes => return,
            Request::Undecided => Diagnostic::warning(
                format!("{doing} the decision about {noun} leaves it as it is"),
                format!(
                    "{what} is active. {why} Another resource of this run requested it: what becomes of that \
                     one decides."
                ),
            ),
            Request::Stays => Diagnostic::warning(
                format!("{doing} the decision about {noun} keeps it: traffic goes on"),
                format!(
                    "{what} is accepted. {why} To end the connection, apply on_destroy = {other:?} first."
                ),
            ),
        },
    };
    cx.warn(told);
}
