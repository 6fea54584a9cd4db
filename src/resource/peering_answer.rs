//! `vpcconnect_…_peering_answer`: decides once about a VPC peering request, without a state, on all clouds.

use std::marker::PhantomData;
use std::time::Duration;

use super::accepter::{carry_out, look};
use super::accepter_plan::{self, about, peering_id, times};
use super::accounts::Found;
use super::answer::{self, AGAIN, Texts, listener, stands};
use super::attributes::decided;
use super::context::{Configured, Cx};
use super::guard::{self, Requester};
use super::keys::{ACCOUNT, DECISION, PEERING_ID, REGION};
use super::messages::{Asker, not_decided, not_possible, unsettled};
use super::peering_api::AccepterApi;
use super::preflight::Severity;
use super::state::account_of;
use crate::connection::decide::Decided;
use crate::connection::decision::End;
use crate::connection::peering::{Peering, Role};
use crate::connection::status::State;
use crate::connection::step::{Finality, Sent, Step, step};
use crate::framework::action::{Action, Progress};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::schema::Schema;

/// Whom the action speaks for.
const ROLE: Role = Role::Accepter;

/// A cloud whose requests an action answers.
pub trait AnswerApi: AccepterApi {
    /// Names and texts.
    const ANSWER: Texts;
}

/// The action on one cloud.
pub struct PeeringAnswer<C>(PhantomData<C>);

impl<C: AnswerApi> Action for PeeringAnswer<C> {
    type Provider = Configured;
    type Config = Object;
    const NAME: &'static str = C::ANSWER.name;
    const TIMEOUT: Duration = C::TIMEOUTS.write;

    fn schema() -> Schema {
        let tenant = C::REQUESTER_TENANT.name();
        let named = ["peering_id", tenant, "requester_vpc_id"];
        answer::schema(C::ANSWER, &C::accepter_schema(), &named)
    }

    async fn plan(cx: &mut Cx<'_>, config: Object) -> Result<(), Diagnostic> {
        let here = account_of::<C>(&config);
        let found = here.at_plan(cx)?;
        let Found::Account(account) = found else {
            return Ok(());
        };
        if config.is_unknown(ACCOUNT) || config.is_unknown(REGION) {
            return Ok(());
        }
        here.check(account, here.region_of(account)?)?;
        let (Some(id), Some(desired)) = (config.text(PEERING_ID), config.known(DECISION)) else {
            return Ok(());
        };
        let (session, seen) = match accepter_plan::look::<C>(cx, &config, id).await {
            Ok(found) => found,
            // A look made only for a plan must not fail it.
            Err(warning) => {
                cx.warn(warning);
                return Ok(());
            }
        };
        if let Some(peering) = &seen {
            let side = ROLE.check(cx, here, &session, peering).await;
            let asks = Requester::of::<C>(peering);
            let checked = side.and_then(|()| guard::check::<C>(&config, id, asks));
            if let Err(warning) = checked {
                cx.warn(warning);
                return Ok(());
            }
        }
        let state = seen
            .as_ref()
            .map_or(State::Absent, |one| one.state().clone());
        match step(Finality::Final, &state, desired, Sent::Nothing) {
            Step::Refuse(reason) => {
                let times = times::<C>(seen.as_ref());
                let told = not_possible::<C>(id, desired, &reason, Asker::Action, &times);
                cx.warn(told);
                Ok(())
            }
            Step::Call(desired) => {
                C::try_decision(cx, account, &config, desired, Severity::Error).await
            }
            Step::Done | Step::Wait => Ok(()),
        }
    }

    async fn invoke(
        cx: &mut Cx<'_>,
        config: Object,
        progress: &Progress,
    ) -> Result<(), Diagnostic> {
        let (id, desired) = (peering_id(&config), decided(&config.get(DECISION))?);
        let about = about::<C>(id);
        let _turn = about.turn(cx).await?;
        let (session, seen) = look::<C>(cx, &config, id).await?;
        if let Some(peering) = &seen {
            progress.tell(who_asks::<C>(&about.what, peering));
        }
        let wish = (desired, Sent::Nothing);
        let hears = Some(listener(progress, about.what.clone()));
        let Decided { object, end } =
            carry_out::<C>(cx, &session, seen, &config, wish, hears).await?;
        let status = object.as_ref().map(|one| one.status.as_str());
        match end {
            End::Done => {
                progress.tell(stands(&about.what, desired, status.unwrap_or_default()));
                Ok(())
            }
            End::Refused(reason) | End::Overtaken(reason) => {
                let times = times::<C>(object.as_ref());
                Err(not_possible::<C>(
                    id,
                    desired,
                    &reason,
                    Asker::Action,
                    &times,
                ))
            }
            End::Failed(failure) => Err(not_decided(id, desired, &failure)),
            End::Unsettled(_) | End::Unclear(_) => {
                Err(unsettled(id, desired, status, &end).with(AGAIN))
            }
        }
    }
}

/// Who asks, as the first line of what is told.
fn who_asks<C: AccepterApi>(what: &str, peering: &Peering<C::Extra>) -> String {
    let tenant = peering.tenant(Role::Requester).unwrap_or("not shown");
    let (vpc, status) = (&peering.requester.vpc, peering.status.as_str());
    format!(
        "{what} is requested by {} {tenant} ({vpc}); its status is {status}.",
        C::TENANT
    )
}
