//! `vpcconnect_…_endpoint_connection_answer`: decides once about an endpoint that asks, without a state, on all clouds.

use std::marker::PhantomData;
use std::time::Duration;

use super::cloud::{ConnectionOf, EndpointCloud, Planned};
use super::connection::{outlasted, turn};
use super::messages::{refused, unmade};
use super::place::Place;
use super::shown::guarded;
use super::state::{about, account_of, look};
use crate::connection::decide::{Decided, decide};
use crate::connection::decision::End;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::Decision;
use crate::connection::step::{Finality, Reason, Sent, Step, step};
use crate::framework::action::{Action, Progress};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::path::Path;
use crate::framework::resource::Creates;
use crate::framework::schema::Schema;
use crate::http::error::ApiError;
use crate::resource::accounts::Found;
use crate::resource::answer::{self, AGAIN, Texts, listener, stands};
use crate::resource::attributes::decided;
use crate::resource::context::{Configured, Cx};
use crate::resource::keys::{ACCOUNT, DECISION, ENDPOINT_ID, REGION, SERVICE_ID};
use crate::resource::lookup::AT_PLAN;

/// A cloud whose endpoints an action answers.
pub trait AnswerCloud: EndpointCloud {
    /// Names and texts.
    const ANSWER: Texts;
}

/// The action on one cloud.
pub struct EndpointAnswer<C>(PhantomData<C>);

impl<C: AnswerCloud> Action for EndpointAnswer<C> {
    type Provider = Configured;
    type Config = Object;
    const NAME: &'static str = C::ANSWER.name;
    const TIMEOUT: Duration = C::TIMEOUTS.write;

    fn schema() -> Schema {
        let mut named = vec!["service_id", "endpoint_id"];
        let columns = C::columns();
        named.extend(columns.requester.iter().map(|column| column.written.name));
        answer::schema(C::ANSWER, &super::schema::resource::<C>(), &named)
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
        let named = [SERVICE_ID, ENDPOINT_ID].map(|key| config.text(key).is_some());
        let ([true, true], Some(desired)) = (named, config.known(DECISION)) else {
            return Ok(());
        };
        let place = Place::of(&config);
        let (session, seen) = match look::<C>(cx, &config, AT_PLAN, "the plan").await {
            Ok(found) => found,
            // A look made only for a plan must not fail it.
            Err(warning) => {
                cx.warn(warning);
                return Ok(());
            }
        };
        let connection = match seen {
            Observed::There(connection) => connection,
            Observed::Absent(refusal) => {
                cx.warn(missing::<C>(&session, &config, desired, refusal.as_ref()));
                return Ok(());
            }
        };
        if let Err(warning) = guarded::<C>(&config, &place, &connection) {
            cx.warn(warning);
            return Ok(());
        }
        let status = C::state(&connection);
        match step(Finality::Revisable, status, desired, Sent::Nothing) {
            Step::Refuse(reason) => {
                let told = match reason {
                    Reason::Gone => missing::<C>(&session, &config, desired, None),
                    reason => refused::<C>(&place, desired, &reason, Some(&connection)),
                };
                cx.warn(told);
                Ok(())
            }
            Step::Call(decision) => {
                let planned = Planned::Create(&config, Creates::New);
                C::preflight(cx, account, planned, Some(decision), None).await
            }
            Step::Done | Step::Wait => Ok(()),
        }
    }

    async fn invoke(
        cx: &mut Cx<'_>,
        config: Object,
        progress: &Progress,
    ) -> Result<(), Diagnostic> {
        let (place, desired) = (Place::of(&config), decided(&config.get(DECISION))?);
        let about = about::<C>(&place);
        let _turn_here = about.turn(cx).await?;
        let (session, seen) = look::<C>(cx, &config, Ask::Now, "the decision").await?;
        let seen = match seen {
            Observed::There(connection) => connection,
            Observed::Absent(refusal) => {
                let refusal = refusal.as_ref();
                return Err(missing::<C>(&session, &config, desired, refusal));
            }
        };
        progress.tell(who_asks::<C>(&about.what, &place, &seen));
        guarded::<C>(&config, &place, &seen)?;
        let hears = Some(listener(progress, about.what.clone()));
        let mut port = place.one(&session).deciding(None).heard_by(hears);
        let _turn = turn::<C>(cx, &session, &place, &seen, desired, None).await?;
        let seen = outlasted(cx, &about, &port, seen, desired).await;
        let Decided { object, end } =
            decide(&mut port, &cx.operation, seen, desired, Sent::Nothing).await;
        match (&end, unmade::<C>(&place, desired, object.as_ref(), &end)) {
            (End::Refused(Reason::Gone) | End::Overtaken(Reason::Gone), _) => {
                Err(missing::<C>(&session, &config, desired, None))
            }
            (End::Unsettled(_) | End::Unclear(_), Some(told)) => Err(told.with(AGAIN)),
            (_, Some(told)) => Err(told),
            (_, None) => {
                let status = object.as_ref().map(|one| C::status(one).as_str());
                progress.tell(stands(&about.what, desired, status.unwrap_or_default()));
                Ok(())
            }
        }
    }
}

/// Nothing is there to be decided. `refusal` is what the cloud said, if it said anything.
fn missing<C: EndpointCloud>(
    session: &C::Session,
    config: &Object,
    desired: Decision,
    refusal: Option<&ApiError>,
) -> Diagnostic {
    let Place { service, endpoint } = Place::of(config);
    let none = match refusal {
        Some(refusal) => refusal.to_string(),
        None => format!("{}.", C::sees_none(session, account_of::<C>(config).name())),
    };
    let told = Diagnostic::error(
        format!("There is no endpoint {endpoint} at service {service} to {desired}"),
        none,
    );
    let advice = refusal.and_then(|refusal| refusal.advice.as_deref());
    told.at(Path::to("endpoint_id")).with(advice.unwrap_or(
        "It was deleted, never existed, or belongs to another service. Check service_id, endpoint_id, the \
         account (it has to own the service) and the region.",
    ))
}

/// Who asks, as the first line of what is told.
fn who_asks<C: EndpointCloud>(what: &str, place: &Place, seen: &ConnectionOf<C>) -> String {
    let asks = C::columns().who_asks(seen);
    let asks: Vec<_> = asks
        .iter()
        .map(|(_, found)| found.as_deref().unwrap_or("not shown"))
        .collect();
    let (service, status) = (&place.service, C::status(seen).as_str());
    format!(
        "{what} asks service {service}, requested by {}; its status is {status}.",
        asks.join(", ")
    )
}
