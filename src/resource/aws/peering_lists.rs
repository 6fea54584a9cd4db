//! The list resources for peerings on AWS: what they are, and what the cloud filters by.

use super::cloud::Aws;
use crate::cloud::aws::account::Session;
use crate::cloud::aws::peering::{Peering, Peerings};
use crate::cloud::aws::peering_list::Filter;
use crate::cloud::aws::status::PENDING;
use crate::connection::source::Page;
use crate::http::error::Failure;
use crate::resource::list::peering::{AccepterLists, ListedData};
use crate::resource::peering_data::Wanted;

impl ListedData for Aws {
    type Cursor = String;

    const SENT: &'static str = "Finds the VPC peering connections that an account has requested from a region on AWS, pending ones \
        first.";
    const PENDING: Option<&'static str> = Some(PENDING);

    async fn page(
        session: &Session,
        wanted: Wanted<'_>,
        from: Option<String>,
    ) -> Result<Page<Peering, String>, Failure> {
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
