//! The peerings that an account sees, in a region or below something of its own there: how a cloud is asked for them, and what its
//! answers come to.

use std::sync::Arc;

use ::http::Response;

use super::write::Unreadable;
use crate::connection::handle::{Deletion, Watched};
use crate::connection::ids::PeeringId;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Collection;
use crate::connection::peering::Peering;
use crate::connection::source::{Page, Source};
use crate::connection::stamps::Writing;
use crate::connection::status::State;
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;

/// A peering as an answer shows it.
pub type Seen<X> = Result<Observed<Peering<X>>, Failure>;

/// Whoever sees peerings and can ask for them.
pub trait PeeringSource: Clone + Send + Sync + 'static {
    /// What the cloud shows of a peering beyond what all do.
    type Extra: Clone + Send + Sync + 'static;
    /// A place in the list.
    type Place: Clone + Send + Sync + 'static;

    /// What is known of all of them.
    fn known(&self) -> Arc<Collection<PeeringId, Peering<Self::Extra>, Self::Place>>;

    /// The place right after a peering that is there, where the list can be read from any place.
    fn place_after(_id: &PeeringId) -> Option<Self::Place> {
        None
    }

    /// Asks for one by itself, which may not be allowed.
    fn ask_for(
        &self,
        operation: &Operation,
        id: &PeeringId,
    ) -> impl Future<Output = Seen<Self::Extra>> + Send;

    /// Reads one page of all.
    fn page_from(
        &self,
        operation: &Operation,
        place: Option<&Self::Place>,
    ) -> impl Future<Output = Result<Page<Peering<Self::Extra>, Self::Place>, Failure>> + Send;
}

impl<S: PeeringSource> Source for S {
    type Id = PeeringId;
    type Object = Peering<S::Extra>;
    type Cursor = S::Place;

    fn id(peering: &Self::Object) -> PeeringId {
        peering.id.clone()
    }

    fn beyond(&self, id: &PeeringId) -> Option<S::Place> {
        S::place_after(id)
    }

    async fn get(&self, operation: &Operation, id: &PeeringId) -> Seen<S::Extra> {
        self.ask_for(operation, id).await
    }

    async fn page(
        &self,
        operation: &Operation,
        from: Option<&S::Place>,
    ) -> Result<Page<Self::Object, S::Place>, Failure> {
        self.page_from(operation, from).await
    }
}

impl<S: PeeringSource> Watched for S {
    fn collection(&self) -> Arc<Collection<PeeringId, Self::Object, S::Place>> {
        self.known()
    }

    fn state(peering: &Self::Object) -> State {
        peering.state().clone()
    }
}

/// What an answer shows of the peering that was asked for.
pub(super) fn shown<X>(
    answer: Result<Response<Vec<u8>>, Failure>,
    id: &PeeringId,
    parse: impl FnOnce(&Response<Vec<u8>>) -> Result<Peering<X>, Failure>,
    unreadable: Unreadable,
) -> Seen<X> {
    let answer = match answer {
        Err(Failure::Refused(error)) if error.kind == Kind::NotFound => {
            return Ok(Observed::Absent(Some(error)));
        }
        answer => answer?,
    };
    let peering = parse(&answer)?;
    if peering.id != *id {
        let problem = format!("The cloud was asked for {id} and returned {}", peering.id);
        return Err(unreadable(&answer, &problem).into());
    }
    Ok(Observed::There(peering))
}

/// What came of a delete that is `written` down.
pub(super) fn deletion(done: Result<(), Failure>, written: Writing) -> Result<Deletion, Failure> {
    match done {
        Ok(()) => {
            written.deleted();
            Ok(Deletion::Begun)
        }
        Err(failure) if failure.is(Kind::NotFound) => Ok(Deletion::NothingThere),
        Err(failure) => Err(failure),
    }
}
