//! An endpoint's connection as data sources show it.

use super::endpoint_state::STATUS;
use super::shown::{id as show_id, moment};
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::endpoint::Connection;
use crate::cloud::alicloud::ids::{AccountId, ServiceId, VpcId};
use crate::framework::schema::Attribute;
use crate::framework::value::Number;
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
        /// `bandwidth`
        bandwidth: Number,
        /// `requester_account_id`
        requester_account_id: String,
        /// `requester_vpc_id`
        requester_vpc_id: String,
        /// `status`
        status: String,
        /// `answer`
        answer: String,
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
        let mut item = Self {
            id: format!("{service}/{}", seen.id).into(),
            account: account.into(),
            region: session.region().into(),
            service_id: service.as_str().into(),
            endpoint_id: seen.id.as_str().into(),
            bandwidth: seen.bandwidth.map(|limit| Number::from(limit.0)).into(),
            status: seen.status.as_str().into(),
            answer: seen.standing().answer().as_str().into(),
            ..Self::default()
        };
        let requester = seen.requester.as_ref().map(AccountId::as_str);
        show_id(
            &mut item.requester_account_id,
            requester.unwrap_or_default(),
        );
        let vpc = seen.requester_vpc.as_ref().map(VpcId::as_str);
        show_id(&mut item.requester_vpc_id, vpc.unwrap_or_default());
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
        Attribute::number(
            "bandwidth",
            "What may flow through it, in Mbit/s; null where it scales by itself.",
        )
        .computed(),
        shown(
            "requester_account_id",
            "The number of the account that asks.",
        ),
        shown("requester_vpc_id", "The VPC that asks."),
        shown("status", STATUS),
        attributes::answer(),
        attributes::updated_at(),
    ]
}
