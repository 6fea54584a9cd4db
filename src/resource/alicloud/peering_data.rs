//! Data source `vpcconnect_alicloud_peering`: one, by its id or by its two VPCs.

use super::cloud::Reach;
use super::peering_item::{self, Item};
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::peering::{Peering, Peerings};
use crate::connection::knowledge::Observed;
use crate::connection::status::Answer;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::resource::attributes::{self, plain_id};
use crate::resource::below::Cx;
use crate::resource::failure::error;
use crate::resource::pair::{Candidate, Named, Pair, agrees};
use crate::resource::provider_config::Configured;

/// The data source.
pub struct AliCloudPeeringData;

impl DataSource for AliCloudPeeringData {
    type Provider = Configured;
    type State = Item;
    const NAME: &'static str = "vpcconnect_alicloud_peering";

    fn schema() -> Schema {
        let attributes = peering_item::attributes().into_iter();
        Schema::new(
            "Shows one VPC peering connection on Alibaba Cloud, by its id or by its two VPCs.",
            attributes
                .map(|attribute| match attribute.name {
                    "id" => attribute.or_computed().rule(Rule::Check(plain_id)),
                    "requester_vpc_id" | "accepter_vpc_id" => attribute.or_computed(),
                    "account" => attributes::data_account(),
                    "region" => region(),
                    _ => attribute,
                })
                .collect(),
        )
    }

    async fn read(cx: &mut Cx<'_>, config: Item) -> Result<Item, Diagnostic> {
        let reach = Reach {
            service: Service::VpcPeer,
            account: config.account.as_deref(),
            region: config.region.as_deref(),
        };
        let session = reach.session(cx, "the data source").await?;
        let (requester, accepter) = (
            config.requester_vpc_id.text(),
            config.accepter_vpc_id.text(),
        );
        let plural = "vpcconnect_alicloud_peerings";
        let found = match Named::of(config.id.text(), requester, accepter, plural)? {
            Named::Id(id) => {
                let peering = by_id(cx, &session, reach.name(), id).await?;
                agrees(&peering, requester, accepter)?;
                peering
            }
            Named::Vpcs(vpcs) => by_vpcs(cx, &session, reach.name(), vpcs).await?,
        };
        let item = Item::of(reach.name(), &found);
        Ok(Item {
            region: session.region().into(),
            account: config.account,
            ..item
        })
    }
}

fn region() -> Attribute {
    Attribute::string(
        "region",
        "The region to look from, which needs to be none of the peering's. Default: the account's own.",
    )
    .or_computed()
    .rule(Rule::Check(attributes::plain_region))
}

async fn by_id(
    cx: &Cx<'_>,
    session: &Session,
    account: &str,
    id: &str,
) -> Result<Peering, Diagnostic> {
    let got = Peerings(session).get(&cx.operation, &id.into()).await;
    let got = got.map_err(|failure| error(format!("Peering {id} could not be read"), &failure))?;
    match got {
        Observed::There(peering) if !peering.status.standing().is_gone() => Ok(peering),
        _ => Err(Diagnostic::error(
            format!("There is no peering {id}"),
            format!("Account {account:?} sees none with this id. Check the id and the account."),
        )
        .at(Path::to("id"))),
    }
}

async fn by_vpcs(
    cx: &Cx<'_>,
    session: &Session,
    account: &str,
    vpcs: Pair<'_>,
) -> Result<Peering, Diagnostic> {
    let both = [&vpcs.requester.into(), &vpcs.accepter.into()];
    let listed = Peerings(session).between(&cx.operation, both).await;
    let mut found =
        listed.map_err(|failure| error("The peerings could not be listed", &failure))?;
    found.retain(|peering| !peering.status.standing().is_gone());
    let seen = format!("Account {account:?} sees none.");
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
