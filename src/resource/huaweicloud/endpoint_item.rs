//! An endpoint's connection as data sources show it.

use super::endpoint_state::Problem;
use super::shown::{moment, text};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::endpoint::Connection;
use crate::cloud::huaweicloud::ids::{DomainId, ServiceId};
use crate::framework::model::Field;
use crate::framework::schema::Attribute;
use crate::model;
use crate::resource::attributes;

model! {
    /// The attributes.
    pub struct Item {
        /// `id`
        id: String,
        /// `account`
        account: String,
        /// `region`
        region: String,
        /// `service_id`
        service_id: String,
        /// `endpoint_id`
        endpoint_id: String,
        /// `description`
        description: String,
        /// `requester_domain_id`
        requester_domain_id: String,
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

impl Item {
    /// What `account` sees of who asks `service`.
    pub(super) fn of(
        account: &str,
        session: &Session,
        service: &ServiceId,
        seen: &Connection,
    ) -> Self {
        let problems = seen.problems.iter().map(|one| {
            let (code, message) = (one.code.as_str().into(), one.message.as_str().into());
            Field::Known(Problem { code, message })
        });
        let mut item = Self {
            id: format!("{service}/{}", seen.id).into(),
            account: account.into(),
            region: session.region().into(),
            service_id: service.as_str().into(),
            endpoint_id: seen.id.as_str().into(),
            status: seen.status.as_str().into(),
            answer: seen.status.standing().answer().as_str().into(),
            marker_id: Field::from(seen.marker_id.clone()),
            errors: problems.collect::<Vec<_>>().into(),
            ..Self::default()
        };
        text(&mut item.description, seen.description.as_deref());
        let requester = seen.requester.as_ref().map(DomainId::as_str);
        text(&mut item.requester_domain_id, requester);
        moment(&mut item.created_at, seen.created_at);
        moment(&mut item.updated_at, seen.updated_at);
        item
    }
}

/// The attributes, all computed.
pub(super) fn attributes() -> Vec<Attribute> {
    let shown = |name, text| Attribute::string(name, text).computed();
    vec![
        shown(
            "id",
            "`service_id` and `endpoint_id` with a `/` between them.",
        ),
        shown("account", "The account that sees it."),
        shown("region", "The region."),
        shown("service_id", "The endpoint service."),
        shown("endpoint_id", "The endpoint that asks."),
        shown("description", "What the connection is for."),
        shown("requester_domain_id", "The account (domain id) that asks."),
        shown(
            "status",
            "The status: `pendingAcceptance`, `creating`, `accepted`, `rejected`, `failed`.",
        ),
        attributes::answer(),
        shown(
            "marker_id",
            "The number that tells the endpoint's packets apart at the service.",
        ),
        Attribute::objects(
            "errors",
            vec![
                shown("code", "The cloud's code."),
                shown("message", "The cloud's words."),
            ],
            "Why the endpoint failed; empty when it did not.",
        ),
        attributes::created_at(),
        attributes::updated_at(),
    ]
}
