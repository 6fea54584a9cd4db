//! Data source `vpcconnect_huaweicloud_peerings`: all that an account sees, sent and received.

use super::cloud::Reach;
use super::peering_item::{self, Item};
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::ids::ProjectId;
use crate::cloud::huaweicloud::peering::{Peering, Peerings, Status};
use crate::cloud::huaweicloud::peering_list::Filter;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::model;
use crate::resource::attributes;
use crate::resource::below::Cx;
use crate::resource::failure::error;
use crate::resource::filter::{self, Direction, leaves, only};
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
        /// `requester_project_ids`
        requester_project_ids: Vec<Field<String>>,
        /// `peerings`
        peerings: Vec<Field<Item>>,
    }
}

/// The data source.
pub struct HuaweiCloudPeeringsData;

impl DataSource for HuaweiCloudPeeringsData {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = "vpcconnect_huaweicloud_peerings";

    fn schema() -> Schema {
        Schema::new(
            "Lists the VPC peering connections that an account sees on Huawei Cloud, sent and received. \
             With `for_each` over those that you approve, an accepter answers what arrives.",
            vec![
                Attribute::string("name", "Only those with this name."),
                Attribute::strings(
                    "statuses",
                    "Only those with one of these statuses. What is deleted or on its way out is not \
                     shown. An empty list leaves nothing.",
                )
                .rule(Rule::OneOf(&[
                    "PENDING_ACCEPTANCE",
                    "ACTIVE",
                    "REJECTED",
                    "EXPIRED",
                    "DELETED",
                ])),
                filter::answers(),
                Attribute::string("vpc_id", "Only those that have this VPC at either end."),
                filter::direction(),
                Attribute::strings(
                    "requester_project_ids",
                    "Only those that one of these projects asked for. An empty list leaves nothing.",
                ),
                attributes::data_account(),
                attributes::data_region(),
                Attribute::objects(
                    "peerings",
                    peering_item::attributes(),
                    "The peerings, in the order of their ids.",
                ),
            ],
        )
    }

    async fn read(cx: &mut Cx<'_>, config: State) -> Result<State, Diagnostic> {
        let reach = Reach {
            service: Service::Vpc,
            account: config.account.as_deref(),
            region: config.region.as_deref(),
        };
        let session = reach.session(cx, "the data source").await?;
        let direction = config.direction.text().and_then(Direction::parse);
        let by_cloud = Filter {
            name: config.name.text().map(str::to_owned),
            status: only(&config.statuses).map(Status::parse),
            vpc_id: config.vpc_id.text().map(Into::into),
        };
        let listed = Peerings(&session).list(&cx.operation, &by_cloud).await;
        let mut peerings = listed
            .map_err(|failure| error("The peerings could not be listed", &failure))?
            .peerings;
        // Not every region knows every filter, so each is applied here, too.
        peerings.retain(|peering| {
            let requester = peering.requester.project.as_ref().map(ProjectId::as_str);
            let standing = peering.status.standing();
            let name = config.name.text();
            !standing.is_gone()
                && name.is_none_or(|name| peering.name.as_deref() == Some(name))
                && config.vpc_id.text().is_none_or(|vpc| has_end(peering, vpc))
                && leaves(&config.statuses, Some(peering.status.as_str()))
                && leaves(&config.answers, Some(standing.answer().as_str()))
                && leaves(&config.requester_project_ids, requester)
                && direction.is_none_or(|direction| is(direction, peering, &session.project))
        });
        peerings.sort_by(|one, other| one.id.as_str().cmp(other.id.as_str()));
        let name = reach.name();
        let items = peerings
            .iter()
            .map(|peering| Field::Known(Item::of(name, &session, peering)));
        let (region, peerings) = (session.region().into(), Field::Known(items.collect()));
        Ok(State {
            region,
            peerings,
            ..config
        })
    }
}

fn has_end(peering: &Peering, vpc: &str) -> bool {
    peering.requester.vpc.as_str() == vpc || peering.accepter.vpc.as_str() == vpc
}

fn is(direction: Direction, peering: &Peering, own: &ProjectId) -> bool {
    let end = match direction {
        Direction::Sent => &peering.requester,
        Direction::Received => &peering.accepter,
    };
    end.project.as_ref() == Some(own)
}
