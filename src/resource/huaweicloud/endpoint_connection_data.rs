//! Data source `vpcconnect_huaweicloud_endpoint_connection`: one, by its id or by service and endpoint.

use super::endpoint_item::{self, Item};
use super::reach::{Cx, Reach};
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::endpoint::Connections;
use crate::cloud::huaweicloud::ids::{EndpointId, ServiceId};
use crate::connection::knowledge::Observed;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::framework::rule::Rule;
use crate::framework::schema::Schema;
use crate::resource::attributes::{self, plain_id};
use crate::resource::failure::error;
use crate::resource::provider_config::Configured;

/// The data source.
pub struct HuaweiCloudEndpointConnectionData;

impl DataSource for HuaweiCloudEndpointConnectionData {
    type Provider = Configured;
    type State = Item;
    const NAME: &'static str = "vpcconnect_huaweicloud_endpoint_connection";

    fn schema() -> Schema {
        let attributes = endpoint_item::attributes().into_iter();
        Schema::new(
            "Shows one VPC endpoint that asks one of the account's endpoint services on Huawei Cloud, by \
             its id or by service and endpoint.",
            attributes
                .map(|attribute| match attribute.name {
                    "id" => attribute.or_computed(),
                    "service_id" | "endpoint_id" => {
                        attribute.or_computed().rule(Rule::Check(plain_id))
                    }
                    "account" => attributes::data_account(),
                    "region" => attributes::data_region(),
                    _ => attribute,
                })
                .collect(),
        )
    }

    async fn read(cx: &mut Cx<'_>, config: Item) -> Result<Item, Diagnostic> {
        let (service, endpoint) = named(&config)?;
        let reach = Reach {
            service: Service::Vpcep,
            account: &config.account,
            region: &config.region,
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
        let Observed::There(connection) = got else {
            return Err(Diagnostic::error(
                format!("There is no endpoint {endpoint} that asks service {service}"),
                format!(
                    "The project {} sees none in {}. Check both ids, the account (it has to own the \
                     service) and the region.",
                    session.project,
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

/// The service and the endpoint that are written, one way or the other.
fn named(config: &Item) -> Result<(ServiceId, EndpointId), Diagnostic> {
    let wrong = |what: &str, why: &str| {
        Err(Diagnostic::error(
            what,
            format!("{why} Set id = \"SERVICE_ID/ENDPOINT_ID\", or service_id and endpoint_id."),
        )
        .at(Path::to("id")))
    };
    let id = config.id.text();
    let parts = (config.service_id.text(), config.endpoint_id.text());
    match (id.map(|id| id.split_once('/')), parts) {
        (None, (Some(service), Some(endpoint))) => Ok((service.into(), endpoint.into())),
        (Some(Some((service, endpoint))), (None, None))
            if !service.is_empty()
                && !endpoint.is_empty()
                && !endpoint.contains('/')
                && plain_id(service).is_ok()
                && plain_id(endpoint).is_ok() =>
        {
            Ok((service.into(), endpoint.into()))
        }
        (None, _) => wrong("No endpoint is named", "A part is missing."),
        (Some(_), (None, None)) => wrong("Invalid value for \"id\"", "It has not the form."),
        (Some(_), _) => wrong("The endpoint is named twice", "One way is enough."),
    }
}
