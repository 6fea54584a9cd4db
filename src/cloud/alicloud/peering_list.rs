//! Lists of VPC peering connections, page by page.
//!
//! Source: VpcPeer API reference, 2022-01-01, "ListVpcPeerConnections".

use ::http::Response;

use super::error::unreadable;
use super::ids::VpcId;
use super::model::PeeringPage;
use super::peering::{Peering, Peerings, json};
use super::rpc::{self, Rpc};
use crate::connection::pages;
use crate::connection::source::Page;
use crate::http::call::Effect;
use crate::http::error::Failure;
use crate::operation::Operation;

/// The most that one page holds.
const PAGE: usize = 100;

/// What the cloud leaves out of a list by itself. It knows no filter by status.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Peerings with this name.
    pub name: Option<String>,
    /// Peerings that have each of these VPCs at either end; two at most.
    pub vpcs: Vec<VpcId>,
}

impl Peerings<'_> {
    /// Reads one page of all peerings of the region, sent and received, from `token` on.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn page(
        self,
        operation: &Operation,
        token: Option<&str>,
    ) -> Result<Page<Peering, String>, Failure> {
        let call = Rpc::new("ListVpcPeerConnections", Effect::Reads)
            .form("RegionId", Some(self.0.region()));
        Ok(self.some(operation, call, token).await?.0)
    }

    /// Reads all pages of what `filter` leaves, of all regions: no document says whether a region's
    /// list shows what that region has received from others.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn list(
        self,
        operation: &Operation,
        filter: &Filter,
    ) -> Result<Vec<Peering>, Failure> {
        let page = |from: Option<String>| async move {
            self.some(operation, asking(filter), from.as_deref()).await
        };
        let (mut found, _) = pages::all(page, |one| one.id.clone(), unreadable).await?;
        // A server that ignores a filter sends all of them.
        found.retain(|one| one.fits(filter.name.as_deref(), &filter.vpcs));
        Ok(found)
    }

    /// Reads one page of what `filter` leaves, and perhaps more, of all regions.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn some_page(
        self,
        operation: &Operation,
        filter: &Filter,
        from: Option<&str>,
    ) -> Result<Page<Peering, String>, Failure> {
        Ok(self.some(operation, asking(filter), from).await?.0)
    }

    /// Reads all peerings between two VPCs, whichever asked.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn between(
        self,
        operation: &Operation,
        vpcs: [&VpcId; 2],
    ) -> Result<Vec<Peering>, Failure> {
        let filter = Filter {
            vpcs: vpcs.map(Clone::clone).into(),
            ..Filter::default()
        };
        self.list(operation, &filter).await
    }

    /// One page, and the answer it came in.
    async fn some(
        self,
        operation: &Operation,
        call: Rpc,
        token: Option<&str>,
    ) -> Result<(Page<Peering, String>, Response<Vec<u8>>), Failure> {
        let call = call
            .form("MaxResults", Some(PAGE.to_string().as_str()))
            .form("NextToken", token);
        let answer = self.0.vpcpeer.call(operation, &call.call()).await?;
        let listed: PeeringPage = json(&answer)?;
        let told = (listed.next_token, listed.total_count);
        let page = rpc::page(&answer, listed.vpc_peer_connects, told, (token, PAGE))?;
        Ok((page.map(Peering::from), answer))
    }
}

/// The call for what `filter` leaves.
fn asking(filter: &Filter) -> Rpc {
    let vpcs: Vec<_> = filter.vpcs.iter().map(VpcId::as_str).collect();
    let vpcs = (!vpcs.is_empty()).then(|| vpcs.join(","));
    Rpc::new("ListVpcPeerConnections", Effect::Reads)
        .form("Name", filter.name.as_deref())
        .form("VpcId", vpcs.as_deref())
}
