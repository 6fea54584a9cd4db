//! Lists of VPC peering connections, page by page.
//!
//! Source: EC2 API reference, "DescribeVpcPeeringConnections".

use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use ::http::Response;
use tokio::time::Instant;

use super::answer;
use super::calls::ec2;
use super::error::unreadable;
use super::objects::peering;
use super::peering::{Peering, Peerings};
use crate::connection::ids::{PeeringId, VpcId};
use crate::connection::pages;
use crate::connection::source::Page;
use crate::http::call::Effect;
use crate::http::error::Failure;
use crate::operation::{Operation, monotonic};

/// How old a list may be that shows nothing in the way of a new request. A look that is new may miss one as well, by less.
const A_MOMENT_AGO: Duration = Duration::from_secs(5);

/// What the cloud leaves out of a list by itself. Several filters must all fit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// This peering alone: one that is not there is an empty list, and no error.
    pub id: Option<&'a PeeringId>,
    /// Peerings that stand here.
    pub status: Option<&'a str>,
    /// Those whose requester has this VPC.
    pub requester: Option<&'a VpcId>,
    /// Those whose accepter has this one.
    pub accepter: Option<&'a VpcId>,
}

impl Peerings<'_> {
    /// Reads one page of what `filter` leaves, and perhaps more, from `token` on.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn page(
        self,
        operation: &Operation,
        filter: Filter<'_>,
        token: Option<&str>,
    ) -> Result<Page<Peering, String>, Failure> {
        Ok(self.some(operation, filter, token).await?.0)
    }

    /// Reads all pages of what `filter` leaves, and perhaps more.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn list(
        self,
        operation: &Operation,
        filter: Filter<'_>,
    ) -> Result<Vec<Peering>, Failure> {
        let page = |from: Option<String>| async move {
            self.some(operation, filter, from.as_deref()).await
        };
        let (found, _) = pages::all(page, |one| one.id.clone(), unreadable).await?;
        Ok(found)
    }

    /// Reads the peerings between two VPCs, whichever asked, for whoever is about to ask for one: what was listed of the region a
    /// moment ago will do, unless it has one between these, which may have ended since.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn standing(
        self,
        operation: &Operation,
        vpcs: [&str; 2],
    ) -> Result<Vec<Peering>, Failure> {
        let joins =
            |ends: [&VpcId; 2]| vpcs.iter().all(|vpc| ends.map(VpcId::as_str).contains(vpc));
        let among = |all: &[Peering]| -> Vec<Peering> {
            let between = |one: &&Peering| joins([&one.requester.vpc, &one.accepter.vpc]);
            all.iter().filter(between).cloned().collect()
        };
        let now = monotonic();
        let recent = now.checked_sub(A_MOMENT_AGO).unwrap_or(now);
        let found = among(&self.since(operation, recent).await?);
        if found.is_empty() && !self.has_asked_since(recent, joins) {
            return Ok(found);
        }
        Ok(among(&self.since(operation, now).await?))
    }

    /// A peering was asked for between two VPCs.
    pub(super) fn asked(self, vpcs: [&VpcId; 2]) {
        self.requests().push((monotonic(), vpcs.map(VpcId::clone)));
    }

    /// Whether it was since `moment`, between two that fit; what was before is forgotten.
    fn has_asked_since(self, moment: Instant, fits: impl Fn([&VpcId; 2]) -> bool) -> bool {
        let mut requests = self.requests();
        requests.retain(|(at, _)| *at >= moment);
        requests.iter().any(|(_, [one, other])| fits([one, other]))
    }

    fn requests(&self) -> MutexGuard<'_, Vec<(Instant, [VpcId; 2])>> {
        let asked = &self.0.here().asked;
        asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads all peerings of the region, in a list that was sent at `moment` or later: those who ask while one is on its way
    /// share the next one.
    async fn since(
        self,
        operation: &Operation,
        moment: Instant,
    ) -> Result<Arc<[Peering]>, Failure> {
        let mut listed = operation.run(self.0.here().listed.lock()).await?;
        if let Some((_, all)) = listed.as_ref().filter(|(sent, _)| *sent >= moment) {
            return Ok(Arc::clone(all));
        }
        let sent = monotonic();
        let all: Arc<[Peering]> = self.list(operation, Filter::default()).await?.into();
        *listed = Some((sent, Arc::clone(&all)));
        Ok(all)
    }

    /// Reads all peerings between two VPCs, whichever asked.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn between(
        self,
        operation: &Operation,
        [one, other]: [&VpcId; 2],
    ) -> Result<Vec<Peering>, Failure> {
        let mut found = Vec::new();
        for [requester, accepter] in [[one, other], [other, one]] {
            let asked_by = Filter {
                requester: Some(requester),
                accepter: Some(accepter),
                ..Filter::default()
            };
            found.extend(self.list(operation, asked_by).await?);
        }
        Ok(found)
    }

    /// One page, and the answer it came in.
    async fn some(
        self,
        operation: &Operation,
        filter: Filter<'_>,
        token: Option<&str>,
    ) -> Result<(Page<Peering, String>, Response<Vec<u8>>), Failure> {
        let [id, status] = [filter.id.map(PeeringId::as_str), filter.status];
        let [requester, accepter] =
            [filter.requester, filter.accepter].map(|vpc| vpc.map(VpcId::as_str));
        let list = ec2("DescribeVpcPeeringConnections", Effect::Reads).filters(&[
            ("vpc-peering-connection-id", id.as_slice()),
            ("status-code", status.as_slice()),
            ("requester-vpc-info.vpc-id", requester.as_slice()),
            ("accepter-vpc-info.vpc-id", accepter.as_slice()),
        ]);
        let items = "vpcPeeringConnectionSet";
        answer::page(&self.0.ec2, operation, list, token, (items, peering)).await
    }
}
