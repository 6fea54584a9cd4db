//! Lists of VPC peering connections, page by page.
//!
//! Source: VPC API reference, "Querying VPC Peering Connections".

use ::http::{Method, Response};
use jiff::Timestamp;

use super::error::unreadable;
use super::ids::{Marker, VpcId};
use super::model::PeeringPage;
use super::peering::{Peering, Peerings, call, read};
use crate::connection::pages;
use crate::connection::source::Page;
use crate::connection::status::Status;
use crate::http::call::Effect;
use crate::http::date::date;
use crate::http::error::Failure;
use crate::operation::Operation;

/// The most that one page holds.
const PAGE: usize = 2000;

/// All pages, and when the cloud answered the last one.
#[derive(Debug)]
pub struct Listing {
    /// The peerings.
    pub peerings: Vec<Peering>,
    /// The cloud's time, when it tells.
    pub date: Option<Timestamp>,
}

/// What the cloud leaves out of a list by itself.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Peerings with this name.
    pub name: Option<String>,
    /// Peerings that stand here.
    pub status: Option<Status>,
    /// Peerings that have this VPC at either end.
    pub vpc_id: Option<VpcId>,
}

impl Peerings<'_> {
    /// Reads one page of all peerings, sent and received, `from` where the one before ended.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn page(
        self,
        operation: &Operation,
        from: Option<&Marker>,
    ) -> Result<Page<Peering, Marker>, Failure> {
        Ok(self.some(operation, &Filter::default(), from).await?.0)
    }

    /// Reads one page of what `filter` leaves, and perhaps more.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn some_page(
        self,
        operation: &Operation,
        filter: &Filter,
        from: Option<&Marker>,
    ) -> Result<Page<Peering, Marker>, Failure> {
        Ok(self.some(operation, filter, from).await?.0)
    }

    /// Reads all pages of what `filter` leaves; the status is left to the cloud.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn list(self, operation: &Operation, filter: &Filter) -> Result<Listing, Failure> {
        let page =
            |from: Option<Marker>| async move { self.some(operation, filter, from.as_ref()).await };
        let (mut peerings, last) = pages::all(page, |one| one.id.clone(), unreadable).await?;
        // Not every region knows every filter, and one that does not sends all of them.
        peerings.retain(|one| one.fits(filter.name.as_deref(), filter.vpc_id.as_slice()));
        Ok(Listing {
            peerings,
            date: date(&last),
        })
    }

    /// One page, and the answer it came in.
    async fn some(
        self,
        operation: &Operation,
        filter: &Filter,
        from: Option<&Marker>,
    ) -> Result<(Page<Peering, Marker>, Response<Vec<u8>>), Failure> {
        let mut call = call("ListVpcPeerings", Method::GET, "", Effect::Reads);
        let query = &mut call.query;
        query.push(("limit".into(), PAGE.to_string()));
        query.extend(filter.name.clone().map(|name| ("name".into(), name)));
        let status = filter.status.as_ref().map(Status::as_str);
        query.extend(status.map(|status| ("status".into(), status.to_owned())));
        let vpc = filter.vpc_id.as_ref().map(VpcId::to_string);
        query.extend(vpc.map(|vpc| ("vpc_id".into(), vpc)));
        query.extend(from.map(|from| ("marker".into(), from.last.to_string())));
        let answer = self.0.vpc.call(operation, &call).await?;
        let page: PeeringPage = read(&answer)?;
        let linked = page.peerings_links.iter().any(|link| link.rel == "next");
        // Not every region sends links. Where none was seen, a full page counts as well.
        let seen = from.is_some_and(|from| from.linked);
        let more = linked || (page.peerings.len() >= PAGE && !seen);
        let last = page.peerings.last().filter(|_| more);
        let next = last.map(|peering| Marker {
            last: peering.id.clone(),
            linked,
        });
        let page = Page {
            objects: page.peerings.into_iter().map(Peering::from).collect(),
            next,
            left: None,
        };
        Ok((page, answer))
    }
}
