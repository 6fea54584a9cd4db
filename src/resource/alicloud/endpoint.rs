//! Alibaba Cloud's endpoint connections, on PrivateLink: what they are called and what they show.

use super::cloud::AliCloud;
use super::peering_schema::account_number;
use super::{TIMEOUTS, answer, moved};
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::endpoint::{Bandwidth, Connection, Draft};
use crate::cloud::alicloud::ids::{AccountId, VpcId};
use crate::cloud::alicloud::trial::Trial;
use crate::connection::status::{Decision, State};
use crate::framework::object::{Key, Object};
use crate::framework::rule::Rule;
use crate::framework::schema::Attribute;
use crate::framework::timeouts::Defaults;
use crate::framework::value::{Number, Value};
use crate::resource::answer::Texts as ActionTexts;
use crate::resource::attributes;
use crate::resource::column::{Column, Shown};
use crate::resource::endpoint::cloud::{Columns, Detail, EndpointCloud, Settles, Texts};
use crate::resource::endpoint::place::Place;
use crate::resource::keys::{BANDWIDTH, DECISION};
use crate::resource::moved::SourceTypes;

impl EndpointCloud for AliCloud {
    const SERVICE: Service = Service::PrivateLink;
    const MOVED: &'static [SourceTypes] = moved::CONNECTIONS;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const DETAIL: Option<Detail> = Some(Detail {
        key: BANDWIDTH.any(),
        settles: Settles::InTime,
        advice: None,
    });
    const ANSWER: ActionTexts = answer::ENDPOINT;
    const TEXTS: Texts = Texts {
        name: "vpcconnect_alicloud_endpoint_connection",
        list_name: "vpcconnect_alicloud_endpoint_connections",
        resource: "Accepts or rejects an endpoint's connection to one of the account's endpoint services, on \
            Alibaba Cloud PrivateLink. One resource for each endpoint. The decision can be changed at any \
            time, and a change made by hand shows in `decision`.\n\nAccept is the cloud's *enable*, reject \
            its *disable*. The cloud does not distinguish a rejected connection from one that nobody has \
            answered yet: both are `Disconnected`, and `answer` is `rejected`. So `decision = \"reject\"` of \
            a connection that nobody has answered needs no call, an import of one reads `decision = \
            \"reject\"`, and to approve what arrives, look at every `answer`.\n\nThe cloud lets an account \
            enable or disable one connection at a time: those of one apply are decided one after the other, \
            and their `timeouts` count from when it is their turn.",
        one: "Shows the connection of one endpoint to one of the account's endpoint services on Alibaba \
            Cloud PrivateLink, by its id or by service and endpoint.",
        list: "Lists the connections of endpoints to one of the account's endpoint services on Alibaba Cloud \
            PrivateLink. With `for_each` over those that you approve, whatever their `answer` is, the \
            service's owner answers what arrives: the cloud shows no difference between a connection that \
            was rejected and one that nobody has answered (both are `Disconnected`, `answer` is `rejected`), \
            so `answers = [\"pending\"]` finds none that are waiting.",
        service_id: "The id of the endpoint service (`epsrv-…`).",
        every_service: None,
        endpoint_id: "The id of the endpoint that requests the connection (`ep-…`).",
        status: "The status: `Pending` (being modified), `Connecting`, `Connected`, `Disconnecting`, \
            `Disconnected`. The cloud has no word for \"rejected\": a connection that was rejected and one that nobody has \
            answered are both `Disconnected`.",
        statuses: &[
            "Pending",
            "Connecting",
            "Connected",
            "Disconnecting",
            "Disconnected",
            "Deleting",
            "ServiceDeleted",
        ],
        requester: Key::new("requester_account_id"),
        requesters: Key::new("requester_account_ids"),
        requesters_text: "Only those requested by one of these accounts (by number). An empty list matches \
            nothing.",
    };

    fn columns() -> Columns<Connection> {
        let bandwidth = Column::new(
            Attribute::number(
                "bandwidth",
                "The bandwidth limit in Mbit/s; null where it scales by itself.",
            ),
            shown_bandwidth,
        );
        let account = Column::requester(
            Self::TEXTS.requester.name(),
            "The number of the requester's account.",
            "The number of the requester's account. When set, an endpoint of another one is neither accepted \
             nor rejected.",
            |one: &Connection| Shown::id(one.requester.as_ref().map(AccountId::as_str)),
        );
        let vpc = Column::requester(
            "requester_vpc_id",
            "The requester's VPC.",
            "The requester's VPC. When set, an endpoint in another one is neither accepted nor rejected.",
            |one: &Connection| Shown::id(one.requester_vpc.as_ref().map(VpcId::as_str)),
        );
        let updated_at = Column::new(attributes::updated_at(), |one: &Connection| {
            Shown::time(one.updated_at)
        });
        Columns {
            detail: Some(bandwidth
                .written(Attribute::number(
                    "bandwidth",
                    "The bandwidth limit of the connection while it is accepted, in Mbit/s; what is allowed \
                     depends on the load balancer behind the service. Default: what the cloud chooses, and \
                     after that the current value. A connection that scales by itself (traffic control mode \
                     `Scalability`) has no such limit: there it has no effect.",
                ))
                .rule(Rule::Whole(1))),
            requester: vec![account.rule(Rule::Check(account_number)), vpc],
            others: vec![updated_at],
        }
    }

    /// Of what is accepted alone.
    fn wanted(state: &Object) -> Option<Bandwidth> {
        let accepts = state.known(DECISION) == Some(Decision::Accept);
        let limit = state.known(BANDWIDTH).filter(|_| accepts)?;
        limit.as_i64().map(Bandwidth)
    }

    fn sees_none(session: &Session, account: &str) -> String {
        format!("Account {account:?} sees none in {}", session.region())
    }

    fn trial(
        place: &Place<Self>,
        session: &Session,
        decision: Option<Decision>,
        bandwidth: Option<&Bandwidth>,
    ) -> Option<Trial> {
        let (all, id, bandwidth) = (
            place.connections(session),
            &place.endpoint,
            bandwidth.copied(),
        );
        match (decision, bandwidth) {
            (Some(decision), bandwidth) => {
                let draft = Draft {
                    decision,
                    bandwidth,
                };
                Some(Trial::answer(all, id, draft))
            }
            (None, Some(bandwidth)) => Some(Trial::widen(all, id, bandwidth)),
            (None, None) => None,
        }
    }
}

/// While it is not accepted nothing flows: what was configured waits for an accept.
fn shown_bandwidth(connection: &Connection) -> Shown {
    let Some(Bandwidth(limit)) = connection.bandwidth else {
        return Shown::LeftOut;
    };
    let limit = Value::Number(Number::from(limit));
    match connection.status.state() {
        State::Rejected | State::Settling(Decision::Reject) => Shown::Meanwhile(limit),
        _ => Shown::Value(limit),
    }
}
