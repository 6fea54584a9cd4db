//! Alibaba Cloud's list resources: what they are, and what the cloud filters by.

use super::cloud::AliCloud;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::peering::{Peering, Peerings};
use crate::cloud::alicloud::peering_list::Filter;
use crate::connection::source::Page;
use crate::http::error::Failure;
use crate::resource::list::endpoint::EndpointLists;
use crate::resource::list::peering::{AccepterLists, ListedData};
use crate::resource::peering_data::Wanted;

impl ListedData for AliCloud {
    type Cursor = String;

    const SENT: &'static str = "Finds the VPC peering connections that an account has requested from a region on Alibaba \
        Cloud.\n\nThe cloud cannot be asked for those that are pending: they come first on each \
        page of 100.";
    const PENDING: Option<&'static str> = None;
    const LOOKS_IN: &'static str =
        "Only those whose VPC on the account's side is in this region. Default: the account's own.";

    async fn page(
        session: &Session,
        wanted: Wanted<'_>,
        from: Option<String>,
    ) -> Result<Page<Peering, String>, Failure> {
        let by_cloud = Filter {
            name: wanted.name.map(str::to_owned),
            vpcs: wanted.vpc.into_iter().map(Into::into).collect(),
        };
        let all = Peerings(session);
        all.some_page(wanted.operation, &by_cloud, from.as_deref())
            .await
    }
}

impl AccepterLists for AliCloud {
    const RECEIVED: &'static str = "Finds the VPC peering connections that were requested of an account in a region on \
        Alibaba Cloud. It shows who is asking.\n\nThe cloud cannot be asked for those that are pending: they come first on each \
        page of 100. What is generated for a pending one has `decision = null`, which is refused until you choose.";
}

impl EndpointLists for AliCloud {
    const LIST: &'static str = "Finds the connections of endpoints to an account's endpoint services on Alibaba Cloud \
        PrivateLink. It shows who is asking.\n\nThe cloud shows no difference between a connection that was \
        rejected and one that nobody has answered: both are `Disconnected`, and what is generated for them has \
        `decision = \"reject\"`.";
    const PENDING: Option<&'static str> = None;
}
