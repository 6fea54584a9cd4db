//! Who asks any of an account's services: one list has them all.
//!
//! Source: PrivateLink API reference, 2020-04-15, "ListVpcEndpointConnections", whose `ServiceId` is optional.

use super::endpoint::read;
use super::error::unreadable;
use super::ids::ServiceId;
use super::session::Session;
use crate::cloud::endpoint::Filter;
use crate::cloud::every_service::{EveryService, PageOfAll, Services};
use crate::connection::source::Page;
use crate::http::error::Failure;
use crate::operation::Operation;

impl EveryService for Session {
    async fn services(&self, _operation: &Operation) -> Result<Services, Failure> {
        Ok(Services::Together)
    }

    async fn page_of(
        &self,
        operation: &Operation,
        service: Option<&ServiceId>,
        filter: Filter<'_>,
        from: Option<&String>,
    ) -> Result<PageOfAll<Self>, Failure> {
        let (page, answer) = read(self, operation, service, filter, from).await?;
        let with_service = |one: super::endpoint_model::Connection| {
            let asked = one.service_id.clone().or_else(|| service.cloned());
            let unknown = || unreadable(&answer, "A connection does not say which service it asks");
            Ok((asked.ok_or_else(unknown)?, one.into()))
        };
        let objects = page.objects.into_iter().map(with_service);
        Ok(Page {
            objects: objects.collect::<Result<_, Failure>>()?,
            next: page.next,
            left: page.left,
        })
    }
}
