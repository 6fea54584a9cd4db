//! Huawei Cloud's endpoint connections, on VPC Endpoint: what they are called and what they show.

use super::TIMEOUTS;
use super::answer;
use super::cloud::HuaweiCloud;
use super::endpoint_messages as messages;
use super::moved;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::endpoint::Connection;
use crate::cloud::huaweicloud::ids::DomainId;
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::rule::Rule;
use crate::framework::schema::Attribute;
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;
use crate::resource::answer::Texts as ActionTexts;
use crate::resource::attributes;
use crate::resource::column::{Column, Shown};
use crate::resource::endpoint::cloud::{Columns, Detail, EndpointCloud, Settles, Texts};
use crate::resource::endpoint::place::Place;
use crate::resource::keys::DESCRIPTION;
use crate::resource::moved::SourceTypes;

impl EndpointCloud for HuaweiCloud {
    const SERVICE: Service = Service::Vpcep;
    const MOVED: &'static [SourceTypes] = moved::CONNECTIONS;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const DETAIL: Option<Detail> = Some(Detail {
        key: DESCRIPTION.any(),
        settles: Settles::AtOnce,
        advice: Some(
            "Not every region supports descriptions of connections: where it does not, leave description \
             out.",
        ),
    });
    const ANSWER: ActionTexts = answer::ENDPOINT;
    const TEXTS: Texts = Texts {
        name: "vpcconnect_huaweicloud_endpoint_connection",
        list_name: "vpcconnect_huaweicloud_endpoint_connections",
        resource: "Accepts or rejects a VPC endpoint's connection to one of the account's endpoint services, \
            on Huawei Cloud. One resource for each endpoint. The decision can be changed at any time, and a \
            change made by hand shows in `decision`.",
        one: "Shows the connection of one VPC endpoint to one of the account's endpoint services on Huawei \
            Cloud, by its id or by service and endpoint.",
        list: "Lists the connections of VPC endpoints to one of the account's endpoint services on Huawei \
            Cloud. With `for_each` over those that you approve, the service's owner answers what arrives.",
        service_id: "The id (not the name) of the endpoint service.",
        every_service: None,
        endpoint_id: "The id of the endpoint that requests the connection.",
        status: "The status: `pendingAcceptance`, `creating`, `accepted`, `rejected`, `failed`.",
        statuses: &[
            "pendingAcceptance",
            "creating",
            "accepted",
            "rejected",
            "failed",
            "deleting",
        ],
        requester: Key::new("requester_domain_id"),
        requesters: Key::new("requester_domain_ids"),
        requesters_text: "Only those requested by one of these accounts (domain ids). An empty list matches \
            nothing.",
    };

    fn columns() -> Columns<Connection> {
        let text = |name, text| Attribute::string(name, text).computed();
        let description = text("description", "What the connection is for.");
        let description = Column::new(description, |one: &Connection| {
            Shown::text(one.description.as_deref())
        });
        let domain = Column::requester(
            Self::TEXTS.requester.name(),
            "The requester's account (domain id).",
            "The requester's account (domain id). When set, an endpoint of another one is neither accepted \
             nor rejected.",
            |one: &Connection| Shown::id(one.requester.as_ref().map(DomainId::as_str)),
        );
        let marker_id = text(
            "marker_id",
            "The number that identifies the endpoint's packets at the service.",
        );
        let marker_id = Column::new(marker_id, |one: &Connection| {
            Shown::id(one.marker_id.as_deref())
        });
        let problem = vec![
            text("code", "The cloud's code."),
            text("message", "The cloud's words."),
        ];
        let errors = "Why the endpoint failed; empty when it did not.";
        let errors = Attribute::objects("errors", problem, errors);
        Columns {
            detail: Some(description
                .written(Attribute::string(
                    "description",
                    "What the connection is for. Default: the current description. Not every region supports \
                     descriptions of connections.",
                ))
                .rule(Rule::Without(&['<', '>']))),
            requester: vec![domain],
            others: vec![
                marker_id.fixed(),
                Column::new(errors, |one| Shown::Value(problems(one))),
                Column::new(attributes::created_at(), |one| Shown::time(one.created_at)),
                Column::new(attributes::updated_at(), |one| Shown::time(one.updated_at)),
            ],
        }
    }

    fn wanted(state: &Object) -> Option<String> {
        state.text(DESCRIPTION).map(str::to_owned)
    }

    fn sees_none(session: &Session, _account: &str) -> String {
        let (project, region) = (&session.project, session.region());
        format!("The project {project} sees none in {region}")
    }

    fn refused(
        place: &Place<Self>,
        reason: &Reason,
        seen: Option<&Connection>,
    ) -> Option<Diagnostic> {
        match reason {
            Reason::Failed => Some(messages::failed(place, seen)),
            Reason::Overruled => Some(messages::overruled(place)),
            _ => None,
        }
    }

    fn overruled_before(place: &Place<Self>) -> Option<Diagnostic> {
        Some(messages::overruled_before(place))
    }
}

/// Why an endpoint failed, as `errors` shows it.
fn problems(seen: &Connection) -> Value {
    let problems = seen.problems.iter().map(|one| {
        let texts = [("code", &one.code), ("message", &one.message)];
        Value::Map(
            texts
                .map(|(name, text)| (name.to_owned(), Value::text(text)))
                .into(),
        )
    });
    Value::List(problems.collect())
}
