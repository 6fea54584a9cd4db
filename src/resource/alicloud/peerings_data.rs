//! Data source `vpcconnect_alicloud_peerings`: all that an account sees, sent and received.

use super::cloud::Reach;
use super::peering_item::{self, Item};
use super::peering_schema::account_number;
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::ids::AccountId;
use crate::cloud::alicloud::peering::{Peering, Peerings};
use crate::cloud::alicloud::peering_list::Filter;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::model;
use crate::resource::attributes;
use crate::resource::below::Cx;
use crate::resource::failure::error;
use crate::resource::filter::{self, Direction, leaves};
use crate::resource::provider_config::Configured;

model! {
    /// The attributes.
    pub struct State {
        /// `account`
        account: String,
        /// `region`
        region: String,
        /// `name`
        name: String,
        /// `statuses`
        statuses: Vec<Field<String>>,
        /// `answers`
        answers: Vec<Field<String>>,
        /// `vpc_id`
        vpc_id: String,
        /// `direction`
        direction: String,
        /// `requester_account_ids`
        requester_account_ids: Vec<Field<String>>,
        /// `peerings`
        peerings: Vec<Field<Item>>,
    }
}

/// The data source.
pub struct AliCloudPeeringsData;

impl DataSource for AliCloudPeeringsData {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = "vpcconnect_alicloud_peerings";

    fn schema() -> Schema {
        Schema::new(
            "Lists the VPC peering connections that an account has in a region on Alibaba Cloud, sent \
             and received. With `for_each` over those that you approve, an accepter answers what \
             arrives.",
            vec![
                Attribute::string("name", "Only those with this name."),
                Attribute::strings(
                    "statuses",
                    "Only those with one of these statuses. What is deleted or on its way out is not \
                     shown. An empty list leaves nothing.",
                )
                .rule(Rule::OneOf(&[
                    "Creating",
                    "Accepting",
                    "Updating",
                    "Activated",
                    "Rejected",
                    "Expired",
                    "Deleting",
                    "Deleted",
                ])),
                filter::answers(),
                Attribute::string("vpc_id", "Only those that have this VPC at either end."),
                filter::direction(),
                Attribute::strings(
                    "requester_account_ids",
                    "Only those that one of these accounts asked for, by their numbers. An empty list \
                     leaves nothing.",
                )
                .rule(Rule::Check(account_number)),
                attributes::data_account(),
                region(),
                Attribute::objects("peerings",
                    peering_item::attributes(),
                    "The peerings, in the order of their ids.",
                ),
            ],
        )
    }

    async fn read(cx: &mut Cx<'_>, config: State) -> Result<State, Diagnostic> {
        let reach = Reach {
            service: Service::VpcPeer,
            account: config.account.as_deref(),
            region: config.region.as_deref(),
        };
        let session = reach.session(cx, "the data source").await?;
        let own = reach.own_id(cx, &session).await?;
        let direction = config.direction.text().and_then(Direction::parse);
        let by_cloud = Filter {
            name: config.name.text().map(str::to_owned),
            vpcs: config.vpc_id.text().map(Into::into).into_iter().collect(),
        };
        let listed = Peerings(&session).list(&cx.operation, &by_cloud).await;
        let mut peerings =
            listed.map_err(|failure| error("The peerings could not be listed", &failure))?;
        peerings.retain(|peering| {
            let requester = peering.requester.account.as_ref().map(AccountId::as_str);
            let standing = peering.status.standing();
            !standing.is_gone()
                && leaves(&config.statuses, Some(peering.status.as_str()))
                && leaves(&config.answers, Some(standing.answer().as_str()))
                && leaves(&config.requester_account_ids, requester)
                && has_end(peering, direction, &own, session.region())
        });
        peerings.sort_by(|one, other| one.id.as_str().cmp(other.id.as_str()));
        let name = reach.name();
        let items = peerings
            .iter()
            .map(|peering| Field::Known(Item::of(name, peering)));
        let (region, peerings) = (session.region().into(), Field::Known(items.collect()));
        Ok(State {
            region,
            peerings,
            ..config
        })
    }
}

fn region() -> Attribute {
    Attribute::string(
        "region",
        "Only those whose VPC on the account's side is in this region. Default: the account's own.",
    )
    .or_computed()
    .rule(Rule::Check(attributes::plain_region))
}

/// Whether the account has an end of it in the region: the end that `direction` says, or any. An end
/// whose region is not shown may be there.
fn has_end(peering: &Peering, direction: Option<Direction>, own: &AccountId, region: &str) -> bool {
    [
        (Direction::Sent, &peering.requester),
        (Direction::Received, &peering.accepter),
    ]
    .into_iter()
    .filter(|(is, _)| direction.is_none_or(|wanted| wanted == *is))
    .any(|(_, end)| {
        let there = end.region.as_str();
        end.account.as_ref() == Some(own) && (there == region || there.is_empty())
    })
}
