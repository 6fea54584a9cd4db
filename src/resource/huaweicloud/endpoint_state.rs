//! The attributes of `vpcconnect_huaweicloud_endpoint_connection`: how they are declared, what they take
//! over from the cloud, and what they say.

use super::shown::{moment, text};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::endpoint::Connection;
use crate::cloud::huaweicloud::ids::DomainId;
use crate::connection::status::Decision;
use crate::framework::model::Field;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::framework::timeouts;
use crate::framework::value::Value;
use crate::model;
use crate::resource::attributes;
use crate::resource::endpoint::cloud::{Fields, FieldsMut};
use crate::resource::endpoint::schema::{id, on_destroy};

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
        /// `description`
        description: String,
        /// `on_destroy`
        on_destroy: String,
        /// `requester_domain_id`
        requester_domain_id: String,
        /// `timeouts`
        timeouts: Value,
        /// `id`
        id: String,
        /// `status`
        status: String,
        /// `answer`
        answer: String,
        /// `marker_id`
        marker_id: String,
        /// `errors`
        errors: Vec<Field<Problem>>,
        /// `created_at`
        created_at: String,
        /// `updated_at`
        updated_at: String,
    }
}

model! {
    /// Why an endpoint failed.
    pub struct Problem {
        /// `code`
        code: String,
        /// `message`
        message: String,
    }
}

/// The schema.
pub(super) fn schema() -> Schema {
    let problem = vec![
        Attribute::string("code", "The cloud's code.").computed(),
        Attribute::string("message", "The cloud's words.").computed(),
    ];
    Schema::new(
        "Accepts or rejects a VPC endpoint that asks one of the account's endpoint services, on \
         Huawei Cloud. One resource for each endpoint. The decision can be changed at any time, and \
         what is changed by hand shows in `decision`.",
        vec![
            Attribute::string("service_id", "The id (not the name) of the endpoint service.")
                .required()
                .replaces()
                .rule(Rule::Check(attributes::plain_id)),
            Attribute::string("endpoint_id", "The id of the endpoint that asks.")
                .required()
                .replaces()
                .rule(Rule::Check(attributes::plain_id)),
            attributes::decision(),
            Attribute::string(
                "description",
                "What the connection is for. Default: what stands there. Not every region has \
                 descriptions of connections.",
            )
            .or_computed()
            .rule(Rule::Without(&['<', '>'])),
            on_destroy(),
            Attribute::string(
                "requester_domain_id",
                "The account (domain id) that asks. When set, an endpoint of another one is neither \
                 accepted nor rejected.",
            )
            .or_computed(),
            attributes::account(),
            attributes::region(),
            timeouts::attribute(),
            id(),
            Attribute::string(
                "status",
                "The status: `pendingAcceptance`, `creating`, `accepted`, `rejected`, `failed`.",
            )
            .computed(),
            attributes::answer(),
            Attribute::string(
                "marker_id",
                "The number that tells the endpoint's packets apart at the service.",
            )
            .computed(),
            Attribute::objects("errors",
                problem,
                "Why the endpoint failed; empty when it did not.",
            ),
            attributes::created_at(),
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
        if self.errors.is_unknown() {
            self.errors = Vec::new().into();
        }
        let Some(seen) = seen else { return };
        self.status = seen.status.as_str().into();
        self.answer = seen.status.standing().answer().as_str().into();
        if let Some(marker) = &seen.marker_id {
            self.marker_id = marker.as_str().into();
        }
        text(&mut self.description, seen.description.as_deref());
        // Who asks is never guessed: a later guard would take the guess for what the user wrote.
        let requester = seen.requester.as_ref().map(DomainId::as_str);
        text(&mut self.requester_domain_id, requester);
        let problems = seen.problems.iter().map(|one| {
            let (code, message) = (one.code.as_str().into(), one.message.as_str().into());
            Field::Known(Problem { code, message })
        });
        self.errors = problems.collect::<Vec<_>>().into();
        moment(&mut self.created_at, seen.created_at);
        moment(&mut self.updated_at, seen.updated_at);
    }
}

/// The description that an update sets, if it sets one.
pub(super) fn described<'a>(prior: &State, planned: &'a State) -> Option<&'a str> {
    let wanted = planned.description.text()?;
    (prior.description.text() != Some(wanted)).then_some(wanted)
}
