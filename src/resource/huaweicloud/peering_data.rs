//! Data source `vpcconnect_huaweicloud_peering`: one, by its id or by its two VPCs.

use super::cloud::Reach;
use super::peering_item::{self, Item};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::peering::{Peering, Peerings};
use crate::cloud::huaweicloud::peering_list::Filter;
use crate::connection::knowledge::Observed;
use crate::connection::status::Answer;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::framework::rule::Rule;
use crate::framework::schema::Schema;
use crate::resource::attributes::{self, plain_id};
use crate::resource::below::Cx;
use crate::resource::failure::error;
use crate::resource::pair::{Candidate, Named, Pair, agrees};
use crate::resource::provider_config::Configured;

/// The data source.
pub struct HuaweiCloudPeeringData;

impl DataSource for HuaweiCloudPeeringData {
    type Provider = Configured;
    type State = Item;
    const NAME: &'static str = "vpcconnect_huaweicloud_peering";

    fn schema() -> Schema {
        let attributes = peering_item::attributes().into_iter();
        Schema::new(
            "Shows one VPC peering connection on Huawei Cloud, by its id or by its two VPCs.",
            attributes
                .map(|attribute| match attribute.name {
                    "id" => attribute.or_computed().rule(Rule::Check(plain_id)),
                    "requester_vpc_id" | "accepter_vpc_id" => attribute.or_computed(),
                    "account" => attributes::data_account(),
                    "region" => attributes::data_region(),
                    _ => attribute,
                })
                .collect(),
        )
    }

    async fn read(cx: &mut Cx<'_>, config: Item) -> Result<Item, Diagnostic> {
        let reach = Reach {
            service: Service::Vpc,
            account: config.account.as_deref(),
            region: config.region.as_deref(),
        };
        let session = reach.session(cx, "the data source").await?;
        let (requester, accepter) = (
            config.requester_vpc_id.text(),
            config.accepter_vpc_id.text(),
        );
        let plural = "vpcconnect_huaweicloud_peerings";
        let found = match Named::of(config.id.text(), requester, accepter, plural)? {
            Named::Id(id) => {
                let peering = by_id(cx, &session, id).await?;
                agrees(&peering, requester, accepter)?;
                peering
            }
            Named::Vpcs(vpcs) => by_vpcs(cx, &session, vpcs).await?,
        };
        let item = Item::of(reach.name(), &session, &found);
        Ok(Item {
            account: config.account,
            ..item
        })
    }
}

async fn by_id(cx: &Cx<'_>, session: &Session, id: &str) -> Result<Peering, Diagnostic> {
    let got = Peerings(session).get(&cx.operation, &id.into()).await;
    let got = got.map_err(|failure| error(format!("Peering {id} could not be read"), &failure))?;
    match got {
        Observed::There(peering) if !peering.status.standing().is_gone() => Ok(peering),
        _ => Err(Diagnostic::error(
            format!("There is no peering {id}"),
            format!(
                "The project {} has none with this id in {}. Check the id, the account and the region.",
                session.project,
                session.region()
            ),
        )
        .at(Path::to("id"))),
    }
}

async fn by_vpcs(cx: &Cx<'_>, session: &Session, vpcs: Pair<'_>) -> Result<Peering, Diagnostic> {
    let of_the_vpc = Filter {
        vpc_id: Some(vpcs.requester.into()),
        ..Filter::default()
    };
    let listed = Peerings(session).list(&cx.operation, &of_the_vpc).await;
    let listed = listed.map_err(|failure| error("The peerings could not be listed", &failure))?;
    let mut found = listed.peerings;
    found.retain(|peering| !peering.status.standing().is_gone());
    let seen = format!(
        "The project {} has none in {}.",
        session.project,
        session.region()
    );
    vpcs.sole(found, &seen)
}

impl Candidate for Peering {
    fn ends(&self) -> Pair<'_> {
        Pair {
            requester: self.requester.vpc.as_str(),
            accepter: self.accepter.vpc.as_str(),
        }
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn status(&self) -> &str {
        self.status.as_str()
    }

    fn answer(&self) -> Answer {
        self.status.standing().answer()
    }
}
