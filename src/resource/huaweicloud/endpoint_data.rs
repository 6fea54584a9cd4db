//! Huawei Cloud's data sources for endpoint connections: what they show.

use super::cloud::HuaweiCloud;
use super::endpoint_connection::{Place, connections};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::endpoint::{Connection, Connections};
use crate::cloud::huaweicloud::ids::{EndpointId, ServiceId};
use crate::cloud::huaweicloud::status::CONNECTIONS;
use crate::connection::knowledge::Observed;
use crate::framework::model::Field;
use crate::framework::object::Key;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::endpoint::data::EndpointData;
use crate::resource::{attributes, filter};

impl EndpointData for HuaweiCloud {
    const PLURAL: &'static str = "vpcconnect_huaweicloud_endpoint_connections";
    const REQUESTERS: Key<Vec<Field<String>>> = Key::new("requester_domain_ids");
    const DESCRIPTION: &'static str = "Shows one VPC endpoint that asks one of the account's endpoint services on Huawei Cloud, by \
         its id or by service and endpoint.";

    fn item() -> Vec<Attribute> {
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

    fn plural_schema() -> Schema {
        Schema::new(
            "Lists the VPC endpoints that ask one of the account's endpoint services on Huawei Cloud. With \
             `for_each` over those that you approve, the service's owner answers what arrives.",
            vec![
                Attribute::string(
                    "service_id",
                    "The id (not the name) of the endpoint service.",
                )
                .required()
                .rule(Rule::Check(attributes::plain_id)),
                filter::statuses(&[
                    "pendingAcceptance",
                    "creating",
                    "accepted",
                    "rejected",
                    "failed",
                    "deleting",
                ]),
                filter::answers(),
                Attribute::strings(
                    "requester_domain_ids",
                    "Only those that one of these accounts (domain ids) asks with. An empty list leaves \
                     nothing.",
                ),
                attributes::data_account(),
                attributes::data_region(),
                Attribute::objects(
                    "connections",
                    Self::item(),
                    "The connections, in the order of the endpoints' ids.",
                ),
            ],
        )
    }

    fn endpoint(connection: &Connection) -> &EndpointId {
        &connection.id
    }

    async fn get(
        session: &Session,
        operation: &Operation,
        place: &Place,
    ) -> Result<Observed<Connection>, Failure> {
        let all = connections(session, place);
        all.get(operation, &place.endpoint).await
    }

    async fn list(
        session: &Session,
        operation: &Operation,
        service: &ServiceId,
        status: Option<&str>,
    ) -> Result<Vec<Connection>, Failure> {
        let status = status.map(|word| CONNECTIONS.status(word));
        let all = Connections { session, service };
        all.list(operation, status.as_ref()).await
    }

    fn sees_none(session: &Session, _account: &str) -> String {
        format!(
            "The project {} sees none in {}",
            session.project,
            session.region()
        )
    }
}
