//! Data source `vpcconnect_alicloud_endpoint_connections`: all who ask one endpoint service.

use super::cloud::Reach;
use super::endpoint_item::{self, Item};
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::endpoint::{Connections, Status};
use crate::cloud::alicloud::ids::{AccountId, ServiceId};
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::model;
use crate::resource::attributes;
use crate::resource::below::Cx;
use crate::resource::failure::error;
use crate::resource::filter::{self, leaves, only};
use crate::resource::provider_config::Configured;

model! {
    /// The attributes.
    pub struct State {
        /// `account`
        account: String,
        /// `region`
        region: String,
        /// `service_id`
        service_id: String,
        /// `statuses`
        statuses: Vec<Field<String>>,
        /// `answers`
        answers: Vec<Field<String>>,
        /// `requester_account_ids`
        requester_account_ids: Vec<Field<String>>,
        /// `connections`
        connections: Vec<Field<Item>>,
    }
}

/// The data source.
pub struct AliCloudEndpointConnectionsData;

impl DataSource for AliCloudEndpointConnectionsData {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = "vpcconnect_alicloud_endpoint_connections";

    fn schema() -> Schema {
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
                Attribute::strings(
                    "statuses",
                    "Only those with one of these statuses. What is deleted or on its way out is not \
                     shown. An empty list leaves nothing.",
                )
                .rule(Rule::OneOf(&[
                    "Pending",
                    "Connecting",
                    "Connected",
                    "Disconnecting",
                    "Disconnected",
                    "Deleting",
                    "ServiceDeleted",
                ])),
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
                    endpoint_item::attributes(),
                    "The connections, in the order of the endpoints' ids.",
                ),
            ],
        )
    }

    async fn read(cx: &mut Cx<'_>, config: State) -> Result<State, Diagnostic> {
        let reach = Reach {
            service: Service::PrivateLink,
            account: config.account.as_deref(),
            region: config.region.as_deref(),
        };
        let session = reach.session(cx, "the data source").await?;
        let service = ServiceId::from(config.service_id.text().unwrap_or_default());
        let all = Connections {
            session: &session,
            service: &service,
        };
        let status = only(&config.statuses).map(Status::parse);
        let listed = all.list(&cx.operation, status.as_ref()).await;
        let mut connections = listed.map_err(|failure| {
            let what = format!("Those who ask service {service} could not be listed");
            error(what, &failure)
        })?;
        connections.retain(|one| {
            let requester = one.requester.as_ref().map(AccountId::as_str);
            let standing = one.standing();
            !standing.is_gone()
                && leaves(&config.statuses, Some(one.status.as_str()))
                && leaves(&config.answers, Some(standing.answer().as_str()))
                && leaves(&config.requester_account_ids, requester)
        });
        connections.sort_by(|one, other| one.id.as_str().cmp(other.id.as_str()));
        let name = reach.name();
        let items = connections
            .iter()
            .map(|one| Field::Known(Item::of(name, &session, &service, one)));
        let (region, connections) = (session.region().into(), Field::Known(items.collect()));
        Ok(State {
            region,
            connections,
            ..config
        })
    }
}
