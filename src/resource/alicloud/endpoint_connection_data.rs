//! Data source `vpcconnect_alicloud_endpoint_connection`: one, by its id or by service and endpoint.

use super::cloud::Reach;
use super::endpoint_item::{self, Item};
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::endpoint::Connections;
use crate::cloud::alicloud::ids::{EndpointId, ServiceId};
use crate::connection::knowledge::Observed;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::framework::schema::Schema;
use crate::resource::below::Cx;
use crate::resource::endpoint::named::{arguments, named};
use crate::resource::failure::error;
use crate::resource::provider_config::Configured;

/// The data source.
pub struct AliCloudEndpointConnectionData;

impl DataSource for AliCloudEndpointConnectionData {
    type Provider = Configured;
    type State = Item;
    const NAME: &'static str = "vpcconnect_alicloud_endpoint_connection";

    fn schema() -> Schema {
        Schema::new(
            "Shows one endpoint that asks one of the account's endpoint services on Alibaba Cloud \
             PrivateLink, by its id or by service and endpoint.",
            arguments(endpoint_item::attributes()),
        )
    }

    async fn read(cx: &mut Cx<'_>, config: Item) -> Result<Item, Diagnostic> {
        let (service, endpoint) = named(&config.id, &config.service_id, &config.endpoint_id)?;
        let (service, endpoint) = (ServiceId::from(service), EndpointId::from(endpoint));
        let reach = Reach {
            service: Service::PrivateLink,
            account: config.account.as_deref(),
            region: config.region.as_deref(),
        };
        let session = reach.session(cx, "the data source").await?;
        let all = Connections {
            session: &session,
            service: &service,
        };
        let got = all.get(&cx.operation, &endpoint).await;
        let got = got.map_err(|failure| {
            let what = format!("Endpoint {endpoint} of service {service} could not be read");
            error(what, &failure)
        })?;
        let found = match got {
            Observed::There(connection) if !connection.standing().is_gone() => Some(connection),
            _ => None,
        };
        let Some(connection) = found else {
            return Err(Diagnostic::error(
                format!("There is no endpoint {endpoint} that asks service {service}"),
                format!(
                    "Account {:?} sees none in {}. Check both ids, the account (it has to own the \
                     service) and the region.",
                    reach.name(),
                    session.region()
                ),
            )
            .at(Path::to("endpoint_id")));
        };
        let item = Item::of(reach.name(), &session, &service, &connection);
        Ok(Item {
            account: config.account,
            ..item
        })
    }
}
