//! The action: decides once about a connection that somebody else requests, without a state.

use std::marker::PhantomData;
use std::time::Duration;

use super::apply::{begin, look};
use super::kind::{Asker, Decidable, about, account_of, is_named};
use super::messages::unmade;
use super::plan::judge;
use crate::connection::decide::Decided;
use crate::connection::decision::End;
use crate::connection::step::Sent;
use crate::framework::action::{Action, Progress};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::resource::Creates;
use crate::framework::schema::Schema;
use crate::resource::accounts::Found;
use crate::resource::answer::{self, AGAIN, listener, stands};
use crate::resource::attributes::decided;
use crate::resource::context::{Configured, Cx};
use crate::resource::keys::{ACCOUNT, DECISION, REGION};
use crate::resource::lookup::{self, Lookup as _};
use crate::resource::preflight::Planned;

/// The action for one kind of connection.
pub struct DecisionAction<K>(PhantomData<K>);

impl<K: Decidable> Action for DecisionAction<K> {
    type Provider = Configured;
    type Config = Object;
    const NAME: &'static str = K::ANSWER.name;
    const TIMEOUT: Duration = K::TIMEOUTS.write;

    fn schema() -> Schema {
        let guards = K::guards();
        let named: Vec<_> = K::NAMED
            .iter()
            .chain(&guards)
            .map(|key| key.name())
            .collect();
        answer::schema(K::ANSWER, &K::schema(), &named)
    }

    async fn plan(cx: &mut Cx<'_>, config: Object) -> Result<(), Diagnostic> {
        let here = account_of::<K>(&config);
        let found = here.at_plan(cx)?;
        let Found::Account(account) = found else {
            return Ok(());
        };
        if config.is_unknown(ACCOUNT) || config.is_unknown(REGION) {
            return Ok(());
        }
        here.check(account, here.region_of(account)?)?;
        if !is_named::<K>(&config) || config.known(DECISION).is_none() {
            return Ok(());
        }
        let place = K::Place::of(&config);
        let (session, seen) = match lookup::look(cx, &place, here, K::AT_PLAN, "the plan").await {
            Ok(found) => found,
            // A look made only for a plan must not fail it.
            Err(warning) => {
                cx.warn(warning);
                return Ok(());
            }
        };
        let asker = Asker::Action(K::sees_none(&session, here.name()));
        let planned = Planned::Create(&config, Creates::New);
        judge::<K>(cx, account, (&place, &session), seen, planned, &asker).await
    }

    async fn invoke(
        cx: &mut Cx<'_>,
        config: Object,
        progress: &Progress,
    ) -> Result<(), Diagnostic> {
        let (place, desired) = (K::Place::of(&config), decided(&config.get(DECISION))?);
        let about = about::<K>(&place);
        let _turn = about.turn(cx).await?;
        let account = account_of::<K>(&config).name();
        let action = |session: &_| Asker::Action(K::sees_none(session, account));
        let (session, seen) = look::<K>(cx, &place, &config, desired, action).await?;
        let what = &about.what;
        let (by, status) = (K::asked_by(&place, &seen), K::Place::status(&seen).as_str());
        progress.tell(format!("{what} {by}; its status is {status}."));
        let (here, hears) = ((&place, &session), listener(progress, what.clone()));
        let both = (None, &config);
        let mut begun = begin::<K>(cx, here, &seen, both, desired, Some(hears)).await?;
        let decided = begun.decide(cx, &about, seen, desired, Sent::Nothing);
        let Decided { object, end } = decided.await;
        let (seen, asker) = (object.as_ref(), action(&session));
        match (unmade::<K>(&place, desired, &asker, seen, &end), end) {
            (Some(told), End::Unsettled(_) | End::Unclear(_)) => Err(told.with(AGAIN)),
            (Some(told), _) => Err(told),
            (None, _) => {
                let status = seen.map(|seen| K::Place::status(seen).as_str());
                progress.tell(stands(what, desired, status.unwrap_or_default()));
                Ok(())
            }
        }
    }
}
