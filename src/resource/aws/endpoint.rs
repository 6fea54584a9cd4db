//! Endpoint connections of AWS, on PrivateLink: what they are called and what they show.

use std::convert::Infallible;

use super::cloud::Aws;
use super::schema::account_number;
use super::{TIMEOUTS, moved};
use crate::cloud::aws::account::Session;
use crate::cloud::aws::config::Service;
use crate::cloud::aws::endpoint::Connection;
use crate::cloud::aws::status::WAITING;
use crate::cloud::aws::trial::Trial;
use crate::connection::ids::{RegionId, ServiceId, TenantId};
use crate::connection::observe::Ask;
use crate::connection::status::{Decision, Status};
use crate::framework::object::{Key, Object};
use crate::framework::rule::Rule;
use crate::framework::schema::Attribute;
use crate::framework::timeouts::Defaults;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::answer::Texts as ActionTexts;
use crate::resource::attributes;
use crate::resource::column::{Column, Shown};
use crate::resource::endpoint::cloud::{Columns, Detail, EndpointCloud, Texts};
use crate::resource::endpoint::place::Place;
use crate::resource::list::endpoint::EndpointLists;
use crate::resource::moved::SourceTypes;

impl EndpointCloud for Aws {
    const SERVICE: Service = Service::Ec2;
    const AT_APPLY: Ask = Ask::Recent("apply");
    const MOVED: &'static [SourceTypes] = moved::CONNECTIONS;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const DETAIL: Option<Detail> = None;
    const ANSWER: ActionTexts = ActionTexts {
        name: "vpcconnect_aws_endpoint_connection_answer",
        action: "Accepts or rejects an endpoint's connection to one of the account's endpoint services on AWS PrivateLink once, \
            without a state: for whoever has to answer now. A connection that is answered as desired already is success without \
            a call. Run it with `terraform apply -invoke=action.vpcconnect_aws_endpoint_connection_answer.NAME`, or let an \
            `action_trigger` run it.\n\nA resource `vpcconnect_aws_endpoint_connection` with another `decision` decides again: \
            its next plan shows what was answered as drift, and its apply takes it back.\n\nActions need Terraform 1.14 or \
            newer; OpenTofu has none.",
        region: "The region of the service. Default: the account's own.",
    };
    const TEXTS: Texts = Texts {
        name: "vpcconnect_aws_endpoint_connection",
        list_name: "vpcconnect_aws_endpoint_connections",
        resource: "Accepts or rejects an endpoint's connection to one of the account's endpoint services, on AWS PrivateLink. \
            One resource for each endpoint. The decision can be changed at any time, and a change made by hand shows in \
            `decision`.\n\nThe cloud takes one such call a second, about up to 50 endpoints of a service: decisions that come \
            together go out together, each answered for itself. An accepted connection is `pending` for up to some minutes, \
            which a create waits for. Whether one that was rejected can be accepted later is documented nowhere: it is tried, \
            and the cloud's answer is told.",
        one: "Shows the connection of one endpoint to one of the account's endpoint services on AWS PrivateLink, by its id or \
            by service and endpoint.",
        list: "Lists the connections of endpoints to the account's endpoint services in a region on AWS PrivateLink, or to one \
            of them. With `for_each` over those that you approve, the service's owner answers what arrives.",
        service_id: "The id of the endpoint service (`vpce-svc-…`).",
        every_service: Some(
            "Only those that ask this endpoint service. Default: all services of the account in the region.",
        ),
        endpoint_id: "The id of the endpoint that requests the connection (`vpce-…`).",
        status: "The status: `pendingAcceptance`, `pending` (accepted, and being connected), `available`, `partial` (available \
            in some zones), `rejected`, `expired`, `failed`.",
        statuses: &[
            "pendingAcceptance",
            "pending",
            "available",
            "partial",
            "rejected",
            "expired",
            "failed",
            "deleting",
            "deleted",
        ],
        requester: Key::new("requester_account_id"),
        requesters: Key::new("requester_account_ids"),
        requesters_text: "Only those requested by one of these accounts (by number). An empty list matches nothing.",
    };

    fn columns() -> Columns<Connection> {
        let account = Column::requester(
            Self::TEXTS.requester.name(),
            "The number of the requester's account.",
            "The number of the requester's account. When set, an endpoint of another one is neither accepted nor rejected.",
            |one: &Connection| Shown::id(one.requester.as_ref().map(TenantId::as_str)),
        );
        let region = Column::new(
            Attribute::string(
                "requester_region",
                "The region of the endpoint, where the cloud shows it.",
            ),
            |one: &Connection| Shown::id(one.requester_region.as_ref().map(RegionId::as_str)),
        );
        let created_at = Column::new(attributes::created_at(), |one: &Connection| {
            Shown::time(one.created_at)
        });
        Columns {
            detail: None,
            requester: vec![account.rule(Rule::Check(account_number))],
            others: vec![region.fixed(), created_at.fixed()],
        }
    }

    fn wanted(_state: &Object) -> Option<Infallible> {
        None
    }

    fn trial(
        place: &Place<Self>,
        _session: &Session,
        decision: Option<Decision>,
        _detail: Option<&Infallible>,
    ) -> Option<Trial> {
        decision.map(|decision| Trial::answer(&place.service, decision, &place.endpoint))
    }

    async fn list(
        session: &Session,
        operation: &Operation,
        service: Option<&ServiceId>,
        status: Option<&Status>,
    ) -> Result<Vec<(ServiceId, Connection)>, Failure> {
        let listed = session.connections(operation, service, status).await?;
        let with_service = |one: Connection| (one.service.clone(), one);
        Ok(listed.into_iter().map(with_service).collect())
    }

    fn sees_none(session: &Session, account: &str) -> String {
        format!("Account {account:?} sees none in {}", session.region())
    }
}

impl EndpointLists for Aws {
    const LIST: &'static str = "Finds the connections of endpoints to an account's endpoint services in a region on AWS \
        PrivateLink, pending ones first. It shows who is asking.\n\nWhat is generated for a pending one has `decision = null`, \
        which is refused until you choose.";
    const PENDING: Option<&'static str> = Some(WAITING);
}
