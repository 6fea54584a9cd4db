//! The attributes of `vpcconnect_alicloud_endpoint_connection`: how they are declared, and what they take
//! over from the cloud.

use super::shown::{id as show_id, moment};
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::endpoint::{Bandwidth, Connection};
use crate::cloud::alicloud::ids::{AccountId, VpcId};
use crate::connection::status::{Decision, Status as Standing};
use crate::framework::model::Field;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::framework::timeouts;
use crate::framework::value::{Number, Value};
use crate::model;
use crate::resource::attributes;
use crate::resource::endpoint::cloud::{Fields, FieldsMut};
use crate::resource::endpoint::schema::{id, on_destroy};

use super::peering_schema::account_number;

model! {
    /// The attributes.
    pub struct State {
        /// `account`
        account: String,
        /// `region`
        region: String,
        /// `service_id`
        service_id: String,
        /// `endpoint_id`
        endpoint_id: String,
        /// `decision`
        decision: Decision,
        /// `bandwidth`
        bandwidth: Number,
        /// `on_destroy`
        on_destroy: String,
        /// `requester_account_id`
        requester_account_id: String,
        /// `requester_vpc_id`
        requester_vpc_id: String,
        /// `timeouts`
        timeouts: Value,
        /// `id`
        id: String,
        /// `status`
        status: String,
        /// `answer`
        answer: String,
        /// `updated_at`
        updated_at: String,
    }
}

/// What `status` shows, in the resource and in data sources.
pub(super) const STATUS: &str = "The status: `Pending` (being modified), `Connecting`, `Connected`, `Disconnecting`, \
    `Disconnected`. The cloud has no word for \"rejected\": a connection that was rejected and one that nobody has \
    answered are both `Disconnected`.";

/// The schema.
pub(super) fn schema() -> Schema {
    Schema::new(
        "Accepts or rejects an endpoint that asks one of the account's endpoint services, on Alibaba \
         Cloud PrivateLink. One resource for each endpoint. The decision can be changed at any time, \
         and what is changed by hand shows in `decision`.\n\n\
         Accept is the cloud's *enable*, reject its *disable*. The cloud does not tell a rejected \
         connection from one that nobody has answered yet: both are `Disconnected`, and `answer` is \
         `rejected`. So `decision = \"reject\"` of a connection that nobody has answered is done without \
         a call, an import of one reads `decision = \"reject\"`, and to approve what arrives every \
         `answer` has to be looked at.\n\n\
         The cloud lets an account enable or disable one connection at a time: those of one apply are \
         decided one after the other, and their `timeouts` count from when it is their turn.",
        vec![
            Attribute::string("service_id", "The id of the endpoint service (`epsrv-…`).")
                .required()
                .replaces()
                .rule(Rule::Check(attributes::plain_id)),
            Attribute::string("endpoint_id", "The id of the endpoint that asks (`ep-…`).")
                .required()
                .replaces()
                .rule(Rule::Check(attributes::plain_id)),
            attributes::decision(),
            Attribute::number(
                "bandwidth",
                "What may flow through the connection while it is accepted, in Mbit/s; what is allowed depends on \
                 the load balancer behind the service. Default: what the cloud chooses, and then what stands \
                 there. A connection that scales by itself (traffic control mode `Scalability`) has no such \
                 limit: there it has no effect.",
            )
            .or_computed()
            .rule(Rule::Whole(1)),
            on_destroy(),
            Attribute::string(
                "requester_account_id",
                "The number of the account that asks. When set, an endpoint of another one is neither \
                 accepted nor rejected.",
            )
            .or_computed()
            .rule(Rule::Check(account_number)),
            Attribute::string(
                "requester_vpc_id",
                "The VPC that asks. When set, an endpoint in another one is neither accepted nor \
                 rejected.",
            )
            .or_computed(),
            attributes::account(),
            attributes::region(),
            timeouts::attribute(),
            id(),
            Attribute::string("status", STATUS).computed(),
            attributes::answer(),
            attributes::updated_at(),
        ],
    )
}

impl State {
    /// The attributes that every cloud has.
    pub(super) fn fields(&self) -> Fields<'_> {
        Fields {
            account: &self.account,
            region: &self.region,
            service_id: &self.service_id,
            endpoint_id: &self.endpoint_id,
            decision: &self.decision,
            on_destroy: &self.on_destroy,
            status: &self.status,
        }
    }

    /// Those to be set.
    pub(super) fn fields_mut(&mut self) -> FieldsMut<'_> {
        FieldsMut {
            region: &mut self.region,
            id: &mut self.id,
            decision: &mut self.decision,
            status: &mut self.status,
            answer: &mut self.answer,
            updated_at: &mut self.updated_at,
        }
    }

    /// Takes over what the cloud shows; nothing when it is not there.
    pub(super) fn show(&mut self, session: &Session, id: &str, seen: Option<&Connection>) {
        self.region = session.region().into();
        self.id = id.into();
        let Some(seen) = seen else { return };
        let standing = seen.standing();
        self.status = seen.status.as_str().into();
        self.answer = standing.answer().as_str().into();
        // While it is not accepted nothing flows: what was configured waits for an accept.
        let counts = !matches!(
            standing,
            Standing::Rejected | Standing::Settling(Decision::Reject)
        );
        match seen.bandwidth {
            Some(Bandwidth(limit)) if counts || self.bandwidth.known().is_none() => {
                self.bandwidth = Number::from(limit).into();
            }
            _ if self.bandwidth.is_unknown() => self.bandwidth = Field::Null,
            _ => {}
        }
        // Who asks is never guessed: a later guard would take the guess for what the user wrote.
        let requester = seen.requester.as_ref().map(AccountId::as_str);
        show_id(
            &mut self.requester_account_id,
            requester.unwrap_or_default(),
        );
        let vpc = seen.requester_vpc.as_ref().map(VpcId::as_str);
        show_id(&mut self.requester_vpc_id, vpc.unwrap_or_default());
        moment(&mut self.updated_at, seen.updated_at);
    }

    /// The bandwidth that is wanted of what is accepted.
    pub(super) fn wanted(&self) -> Option<Bandwidth> {
        let accepts = self.decision.known() == Some(&Decision::Accept);
        let limit = self.bandwidth.known().filter(|_| accepts)?;
        limit.as_i64().map(Bandwidth)
    }
}
