//! An account's endpoint services, each of which has its own list of those who ask it.
//!
//! Source: VPC Endpoint API reference, "Querying VPC Endpoint Services".

use ::http::Method;

use super::endpoint::{page, paging};
use super::endpoint_model::ServicePage;
use super::error::unreadable;
use super::ids::ServiceId;
use super::peering::read;
use super::session::Session;
use super::sign::encode;
use crate::cloud::endpoint::{Connections, EndpointApi, Filter};
use crate::cloud::every_service::{EveryService, PageOfAll, Services};
use crate::connection::pages;
use crate::connection::source::Page;
use crate::http::call::{Call, Effect};
use crate::http::error::Failure;
use crate::operation::Operation;

impl EveryService for Session {
    async fn services(&self, operation: &Operation) -> Result<Services, Failure> {
        let read_page = |from: Option<usize>| async move {
            let offset = from.unwrap_or_default();
            let path = format!(
                "/v1/{}/vpc-endpoint-services",
                encode(self.project.as_str())
            );
            let mut call = Call::new("ListEndpointService", Method::GET, path, Effect::Reads);
            call.query = paging(offset);
            let answer = self.vpcep.call(operation, &call).await?;
            let listed: ServicePage = read(&answer)?;
            let page = page(offset, listed.endpoint_services, listed.total_count);
            Ok((page, answer))
        };
        let (all, _) = pages::all(read_page, |one| one.id.clone(), unreadable).await?;
        Ok(Services::Each(all.into_iter().map(|one| one.id).collect()))
    }

    async fn page_of(
        &self,
        operation: &Operation,
        service: Option<&ServiceId>,
        filter: Filter<'_>,
        from: Option<&usize>,
    ) -> Result<PageOfAll<Self>, Failure> {
        // Each service has a list of its own: without one there is none to read.
        let Some(service) = service else {
            return Ok(Page::only(Vec::new()));
        };
        let all = Connections {
            session: self,
            service,
        };
        let (page, _) = Self::page(all, operation, filter, from).await?;
        Ok(page.map(|one| (service.clone(), one)))
    }
}
