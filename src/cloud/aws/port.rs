//! The peerings that an account sees in a region, as the handshake watches and decides them.

use std::sync::Arc;

use super::objects::has_ended;
use super::peering::{Ending, Extra, Peering, Peerings};
use super::peering_list::Filter;
use super::session::Session;
use crate::cloud::peering::{PeeringSource, Seen, deletion};
use crate::connection::handle::{Decides, Deletes, Deletion, Unmodified, Writes};
use crate::connection::ids::PeeringId;
use crate::connection::knowledge::Observed;
use crate::connection::observe::{Ask, Collection};
use crate::connection::progress::OnConflict;
use crate::connection::source::Page;
use crate::connection::status::{Decision, State};
use crate::connection::step::Finality;
use crate::http::error::Failure;
use crate::operation::Operation;

/// All that the account sees in the region.
impl PeeringSource for Session {
    type Extra = Extra;
    type Place = String;

    fn known(&self) -> Arc<Collection<PeeringId, Peering, String>> {
        self.here().peerings()
    }

    async fn ask_for(&self, operation: &Operation, id: &PeeringId) -> Seen<Extra> {
        let only = Filter {
            id: Some(id),
            ..Filter::default()
        };
        let mut found = Peerings(self).page(operation, only, None).await?.objects;
        // A server that ignores the filter sends all of them.
        found.retain(|one| one.id == *id);
        Ok(found.pop().map_or(Observed::Absent(None), Observed::There))
    }

    async fn page_from(
        &self,
        operation: &Operation,
        token: Option<&String>,
    ) -> Result<Page<Peering, String>, Failure> {
        let page = Peerings(self).page(operation, Filter::default(), token.map(String::as_str));
        page.await
    }
}

/// Nothing names a call through its attempts.
impl Writes for Session {
    type Token = ();
}

impl Decides for Session {
    type Along = ();

    const FINALITY: Finality = Finality::Final;

    async fn decide(
        &self,
        operation: &Operation,
        id: &PeeringId,
        decision: Decision,
        (): &(),
        (): &(),
    ) -> Result<Option<Peering>, Failure> {
        Peerings(self).decide(operation, id, decision).await
    }
}

impl Deletes for Session {
    type How = Ending;

    const ON_CONFLICT: OnConflict = OnConflict::RetryAtRest;

    async fn delete(
        &self,
        operation: &Operation,
        id: &PeeringId,
        ending: &Ending,
        (): &(),
    ) -> Result<Deletion, Failure> {
        if *ending == Ending::OfAccepter {
            // Which call ends it depends on what it is now.
            let all = self.known();
            let seen = all.read(self, operation, id, Ask::Written).await?;
            match seen.there().as_ref().map(Peering::state) {
                None => return Ok(Deletion::NothingThere),
                Some(State::Pending | State::Starting) => {
                    let rejected = Peerings(self).decide(operation, id, Decision::Reject).await;
                    return rejected.map(|_| Deletion::Begun);
                }
                Some(_) => {}
            }
        }
        let writing = self.stamps().begin().of(id.as_str());
        deletion(Peerings(self).delete(operation, id).await, writing)
    }

    /// Also one that came to nothing: nobody can delete it.
    fn is_deleted(peering: &Peering) -> bool {
        has_ended(peering)
    }
}

/// What a request asks for never changes; what belongs to one side alone is set apart.
impl Unmodified for Session {}
