//! The peerings that an account sees in a region, as the handshake watches and decides them.

use std::sync::Arc;

use super::calls;
use super::error::unreadable;
use super::ids::{ClientToken, PeeringId};
use super::model::{self, Taken};
use super::peering::{Changes, Extra, Own, Peering, Peerings, Routes, json};
use super::rpc::Rpc;
use super::session::Session;
use super::status::DELETED;
use crate::cloud::peering::{PeeringSource, Seen, deletion, shown};
use crate::connection::handle::{Decides, Deletes, Deletion, Handle, Modifies, Writes};
use crate::connection::observe::Collection;
use crate::connection::progress::OnConflict;
use crate::connection::source::Page;
use crate::connection::status::Decision;
use crate::connection::step::Finality;
use crate::http::call::Effect;
use crate::http::error::Failure;
use crate::operation::Operation;

impl Peerings<'_> {
    /// One peering, to be watched or decided.
    pub fn one(self, id: &PeeringId) -> Handle<Session> {
        Handle::new(self.0.clone(), id)
    }
}

/// All that the account sees in the region.
impl PeeringSource for Session {
    type Extra = Extra;
    type Place = String;

    fn known(&self) -> Arc<Collection<PeeringId, Peering, String>> {
        self.here().peerings()
    }

    async fn ask_for(&self, operation: &Operation, id: &PeeringId) -> Seen<Extra> {
        let call = Rpc::new("GetVpcPeerConnectionAttribute", Effect::Reads)
            .form("InstanceId", Some(id.as_str()));
        let answer = self.vpcpeer.call(operation, &call.call()).await;
        let parse = |answer: &_| json::<model::Peering>(answer).map(Into::into);
        shown(answer, id, parse, unreadable)
    }

    async fn page_from(
        &self,
        operation: &Operation,
        token: Option<&String>,
    ) -> Result<Page<Peering, String>, Failure> {
        let page = Peerings(self).page(operation, token.map(String::as_str));
        page.await
    }
}

impl Writes for Session {
    type Token = ClientToken;
}

impl Decides for Session {
    /// What an accept sets on our side.
    type Along = Own;

    const FINALITY: Finality = Finality::Final;

    async fn decide(
        &self,
        operation: &Operation,
        id: &PeeringId,
        decision: Decision,
        own: &Own,
        token: &ClientToken,
    ) -> Result<Option<Peering>, Failure> {
        let call = calls::decide(id, decision, own).form("ClientToken", Some(token.as_str()));
        let done = Peerings(self).change(operation, id, call).await;
        done.map(|()| None)
    }
}

impl Deletes for Session {
    type How = Routes;

    const ON_CONFLICT: OnConflict = OnConflict::RetryAtRest;

    /// With [`Routes::Delete`] the cloud deletes the routes to it as well, else it refuses while there are any.
    async fn delete(
        &self,
        operation: &Operation,
        id: &PeeringId,
        routes: &Routes,
        token: &ClientToken,
    ) -> Result<Deletion, Failure> {
        let call = calls::delete(id, *routes).form("ClientToken", Some(token.as_str()));
        let writing = self.stamps().begin().of(id.as_str());
        let done = Peerings(self).write::<Taken>(operation, call).await;
        deletion(done.map(drop), writing)
    }

    fn is_deleted(peering: &Peering) -> bool {
        peering.status.is(DELETED)
    }
}

impl Modifies for Session {
    type Changes = Changes;

    const ON_CONFLICT: OnConflict = OnConflict::RetryAtRest;

    async fn modify(
        &self,
        operation: &Operation,
        id: &PeeringId,
        changes: &Changes,
        token: &ClientToken,
    ) -> Result<Option<Peering>, Failure> {
        let call = calls::modify(id, changes).form("ClientToken", Some(token.as_str()));
        let done = Peerings(self).change(operation, id, call).await;
        done.map(|()| None)
    }

    fn has(peering: &Peering, changes: &Changes) -> bool {
        let same =
            |wanted: &Option<String>, shown: &Option<String>| wanted.is_none() || wanted == shown;
        !peering.state().is_moving()
            && same(&changes.name, &peering.name)
            && same(&changes.description, &peering.description)
            && same(&changes.link_type, &peering.extra.link_type)
            && (changes.bandwidth.is_none() || changes.bandwidth == peering.extra.bandwidth)
    }
}
