//! The list resources for peerings on AWS: what they are, and what the cloud filters by.

use super::cloud::Aws;
use crate::cloud::aws::account::Session;
use crate::cloud::aws::peering::{Peering, Peerings};
use crate::cloud::aws::peering_list::Filter;
use crate::cloud::aws::status::PENDING;
use crate::connection::peering::Role;
use crate::framework::model::Field;
use crate::framework::object::Key;
use crate::framework::schema::Attribute;
use crate::http::error::Failure;
use crate::resource::attributes::REGION_OF_DATA;
use crate::resource::filter::Direction;
use crate::resource::list::peering::{AccepterLists, PageOf, PeeringLists, filters};
use crate::resource::peering_data::{PeeringData, Wanted};

impl PeeringLists for Aws {
    type Cursor = String;

    const SENT: &'static str = "Finds the VPC peering connections that an account has requested from a region on AWS, pending ones \
        first.";
    const PENDING: Option<&'static str> = Some(PENDING);
    const REQUESTERS: Key<Vec<Field<String>>> = <Self as PeeringData>::REQUESTERS;
    const REGION: &'static str = REGION_OF_DATA;

    fn filters(role: Role) -> Vec<Attribute> {
        filters::<Self>(role)
    }

    fn is_of(peering: &Peering, role: Role, own: &str, session: &Session) -> bool {
        <Self as PeeringData>::has_end(peering, Some(Direction::of(role)), own, session)
    }

    async fn page(
        session: &Session,
        _parent: Option<&str>,
        wanted: Wanted<'_>,
        from: Option<String>,
    ) -> Result<PageOf<Self>, Failure> {
        let by_cloud = Filter {
            status: wanted.status,
            ..Filter::default()
        };
        let page = Peerings(session).page(wanted.operation, by_cloud, from.as_deref());
        page.await
    }
}

impl AccepterLists for Aws {
    const RECEIVED: &'static str = "Finds the VPC peering connections that were requested of an account in a region on AWS, pending \
        ones first. It shows who is asking.\n\nWhat is generated for a pending one has `decision = null`, which is refused until \
        you choose.";
}
