//! Alibaba Cloud's data sources for endpoint connections: what they show.

use super::cloud::AliCloud;
use super::endpoint_connection::{Place, connections};
use super::endpoint_schema::STATUS;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::endpoint::{Connection, Connections};
use crate::cloud::alicloud::ids::{EndpointId, ServiceId};
use crate::cloud::alicloud::status::CONNECTIONS;
use crate::connection::knowledge::Observed;
use crate::framework::model::Field;
use crate::framework::object::Key;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::endpoint::data::EndpointData;
use crate::resource::{attributes, filter};

impl EndpointData for AliCloud {
    const PLURAL: &'static str = "vpcconnect_alicloud_endpoint_connections";
    const REQUESTERS: Key<Vec<Field<String>>> = Key::new("requester_account_ids");
    const DESCRIPTION: &'static str = "Shows one endpoint that asks one of the account's endpoint services on Alibaba Cloud \
         PrivateLink, by its id or by service and endpoint.";

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

    fn plural_schema() -> Schema {
        Schema::new(
            "Lists the endpoints that ask one of the account's endpoint services on Alibaba Cloud \
             PrivateLink. With `for_each` over those that you approve, whatever their `answer` is, the \
             service's owner answers what arrives: the cloud shows no difference between a connection \
             that was rejected and one that nobody has answered (both are `Disconnected`, `answer` is \
             `rejected`), so `answers = [\"pending\"]` finds nobody who waits.",
            vec![
                Attribute::string("service_id", "The id of the endpoint service (`epsrv-…`).")
                    .required()
                    .rule(Rule::Check(attributes::plain_id)),
                filter::statuses(&[
                    "Pending",
                    "Connecting",
                    "Connected",
                    "Disconnecting",
                    "Disconnected",
                    "Deleting",
                    "ServiceDeleted",
                ]),
                filter::answers(),
                Attribute::strings(
                    "requester_account_ids",
                    "Only those that one of these accounts (by number) asks with. An empty list leaves \
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

    fn sees_none(session: &Session, account: &str) -> String {
        format!("Account {account:?} sees none in {}", session.region())
    }
}
