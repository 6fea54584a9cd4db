//! Who asks an account, whichever of its endpoint services they ask.

use crate::cloud::endpoint::{EndpointApi, Filter};
use crate::connection::ids::ServiceId;
use crate::connection::source::Page;
use crate::http::error::Failure;
use crate::operation::Operation;

/// A page of connections, each with the service that is asked.
pub type PageOfAll<S> =
    Page<(ServiceId, <S as EndpointApi>::Connection), <S as EndpointApi>::Cursor>;

/// How the connections of all services of an account are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Services {
    /// One list has those of all.
    Together,
    /// Each service has a list of its own.
    Each(Vec<ServiceId>),
}

/// A cloud that shows who asks an account, service by service or all together.
pub trait EveryService: EndpointApi {
    /// The account's services, where each has a list of its own.
    fn services(
        &self,
        operation: &Operation,
    ) -> impl Future<Output = Result<Services, Failure>> + Send;

    /// Reads one page of what `filter` leaves of one service's connections, or of all where one list has them.
    fn page_of(
        &self,
        operation: &Operation,
        service: Option<&ServiceId>,
        filter: Filter<'_>,
        from: Option<&Self::Cursor>,
    ) -> impl Future<Output = Result<PageOfAll<Self>, Failure>> + Send;
}
