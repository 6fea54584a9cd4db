//! Makes a request between two VPCs so that it is there once in the end, whatever the network does: the same on
//! all clouds, in the ways of [`LostCreate`]. What is older than the first attempt, or than the plan where the
//! host hands that on, is never taken over, only named.

use std::time::Duration;

use jiff::Timestamp;

use super::cloud::AccountRef;
use super::context::Cx;
use super::existing::{Asked, Caller, Existing, ResourceNames};
use super::failure::{maybe_requested, not_asked, not_requested};
use super::import_id::{ToImport, look_for_it};
use super::keys::{ACCEPTER_VPC_ID, NAME, REQUESTER_VPC_ID};
use super::peering_api::{Created, Listed, LostCreate, PairApi, PeeringApi, Requested, Requests};
use super::run::makes_room;
use crate::connection::handle::{Watched, Writes};
use crate::connection::ids::PeeringId;
use crate::connection::peering::Peering;
use crate::connection::run_log::Subject;
use crate::connection::status::State;
use crate::connection::wait::Pace;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::http::error::Failure;

/// How often a request that did not arrive, as it seems, is sent again.
const AGAIN: usize = 2;

/// How long a request that was lost may still be on its way: a moment makes the second list worth more.
const ON_ITS_WAY: Duration = Duration::from_millis(250);

/// Names a call through all its attempts.
pub(super) type Token<C> = <<C as PeeringApi>::Source as Writes>::Token;

impl<C: PairApi> Requests for C {
    async fn request(
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        session: &C::Session,
        planned: &Object,
    ) -> Result<Requested<C::Extra>, Diagnostic> {
        request(cx, account, session, planned).await
    }
}

/// Makes the request that is planned.
///
/// # Errors
/// What the user is told; nothing was made, or what was made is named.
async fn request<C: PairApi>(
    cx: &Cx<'_>,
    account: AccountRef<'_, C>,
    session: &C::Session,
    planned: &Object,
) -> Result<Requested<C::Extra>, Diagnostic> {
    let tenant = C::asked_tenant(cx, account, session, planned).await?;
    let vpcs = [REQUESTER_VPC_ID, ACCEPTER_VPC_ID].map(|key| planned.text(key).unwrap_or_default());
    let turn = C::turn(session, &cx.operation, &vpcs).await;
    let turn = turn.map_err(|ended| not_requested(&ended.into()))?;
    let draft = C::draft(session, planned, tenant.as_deref());
    let pair = Pair {
        vpcs,
        caller: Caller::of(cx, account),
        names: ResourceNames {
            requester: C::REQUESTER,
            accepter: C::ACCEPTER,
            accepter_region: C::ACCEPTER_REGION,
        },
        tenant: C::TENANT,
        name: planned.text(NAME),
    };
    let created = create::<C>(cx, session, &draft, &pair).await?;
    Ok(Requested {
        created,
        tenant,
        turn,
    })
}

async fn create<C: PairApi>(
    cx: &Cx<'_>,
    session: &C::Session,
    draft: &C::Draft,
    pair: &Pair<'_>,
) -> Result<Created<C::Extra>, Diagnostic> {
    let operation = &cx.operation;
    let all = C::source(session, None).collection();
    let mut pace = Pace::new(all.settling());
    let mut made_room: Option<PeeringId> = None;
    let mut token: Token<C> = cx.token();
    // How the last call failed that may have arrived, and when the first of them was sent.
    let mut lost: Option<Failure> = None;
    let mut first: Option<Timestamp> = None;
    let mut attempt = 0;
    if C::LOST_CREATE == LostCreate::LookFirst {
        look_first::<C>(cx, session, pair).await?;
    }
    loop {
        let failure = match C::create(session, operation, draft, &token).await {
            Ok(created) => return pair.not_anothers::<C>(cx, created, first.is_none()),
            Err(failure) => failure,
        };
        // A refusal may be about what an earlier attempt made, of this run or of one that was killed.
        let blocked = C::BLOCKED.iter().any(|kind| failure.is(*kind));
        if let Failure::Unknown { since, .. } = &failure {
            first.get_or_insert(*since);
        } else if first.is_none() && !blocked {
            return Err(not_requested(&failure));
        }
        let asked = operation.now();
        let listed = C::between(session, &operation.last_look(), pair.vpcs).await;
        let (there, unseen) = match listed {
            Ok(listed) => (listed, None),
            Err(_) if C::LOST_CREATE != LostCreate::SameToken && first.is_none() => {
                return Err(not_requested(&failure));
            }
            Err(unseen) => (
                Listed {
                    peerings: Vec::new(),
                    date: None,
                },
                Some(unseen),
            ),
        };
        // Nothing says that a second one would come to the same.
        if C::LOST_CREATE != LostCreate::SameToken && unseen.is_some() {
            return Err(pair.lost(&failure, unseen.as_ref()));
        }
        if C::LOST_CREATE == LostCreate::LookBack {
            let since = first.and_then(|first| on_their_clock(first, &there, operation.now()));
            let sent = since.and_then(|since| pair.ours(&there.peerings, since));
            // The plan may have been applied before, by a run that was killed.
            let made_here = |one: &Peering<_>| {
                let subject = Subject::peering(C::NAME, one.id.as_str());
                cx.provider.run.is_asked(&subject)
            };
            let before = || {
                let since = at_the_latest(cx.planned_at()?, &there, asked)?;
                let made = pair.ours(&there.peerings, since);
                made.filter(|one| one.name.as_deref() == pair.name && !made_here(one))
            };
            if let Some(ours) = sent.or_else(before) {
                return Ok(Created {
                    id: ours.id.clone(),
                    seen: Some(ours.clone()),
                });
            }
        }
        if let (LostCreate::LookFirst, Some(_)) = (C::LOST_CREATE, first) {
            let mut ours = there.peerings.iter();
            if let Some(ours) = ours.find(|one| vpcs(one) == pair.vpcs && stands(one)) {
                let created = Created {
                    id: ours.id.clone(),
                    seen: Some(ours.clone()),
                };
                return pair.not_anothers::<C>(cx, created, false);
            }
        }
        let standing = pair.between(&there.peerings).find(|one| stands(one));
        // Under its token the cloud itself tells our own from another's.
        let knows_ours = C::LOST_CREATE == LostCreate::SameToken && !blocked;
        if let (Some(other), false) = (standing, knows_ours) {
            if made_room.as_ref() != Some(&other.id)
                && makes_room(cx, C::NAME, other.id.as_str()).await
            {
                made_room = Some(other.id.clone());
                token = Token::<C>::default();
                continue;
            }
            return Err(not_requested(&failure).with(&pair.in_the_way(other)));
        }
        if blocked {
            // What is on its way out may still hold the pair: it is waited for.
            let leaving = pair
                .between(&there.peerings)
                .any(|one| one.status.is(C::LEAVING));
            if leaving && pace.tick(operation).await.is_ok() {
                token = Token::<C>::default();
                continue;
            }
            let told = not_requested(&failure);
            return Err(match pair.between(&there.peerings).next() {
                Some(old) => told.with(&pair.existing(old).maybe_in_the_way()),
                None => told,
            });
        }
        let failure = match failure {
            Failure::Unknown { .. } => lost.insert(failure),
            _ => lost.get_or_insert(failure),
        };
        if attempt == AGAIN || operation.ended().is_some() {
            return Err(match standing {
                Some(other) => maybe_requested(failure).with(&pair.in_the_way(other)),
                None => pair.lost(failure, None),
            });
        }
        attempt += 1;
        tracing::debug!(target: "vpcconnect", attempt, "the request did not arrive, as it seems, and is sent again");
        if C::LOST_CREATE != LostCreate::SameToken {
            let _ = operation.sleep(ON_ITS_WAY).await;
        }
    }
}

/// Whether nothing stands between the two VPCs yet.
async fn look_first<C: PairApi>(
    cx: &Cx<'_>,
    session: &C::Session,
    pair: &Pair<'_>,
) -> Result<(), Diagnostic> {
    let mut made_room: Option<PeeringId> = None;
    loop {
        let listed = C::standing(session, &cx.operation, pair.vpcs).await;
        let there = listed.map_err(|failure| not_requested(&failure))?;
        let Some(other) = pair.between(&there.peerings).find(|one| stands(one)) else {
            return Ok(());
        };
        if made_room.as_ref() == Some(&other.id)
            || !makes_room(cx, C::NAME, other.id.as_str()).await
        {
            return Err(not_asked(&pair.in_the_way(other)));
        }
        made_room = Some(other.id.clone());
    }
}

/// The two VPCs that a request is to connect, who asks first, and what a user is told of.
struct Pair<'a> {
    vpcs: [&'a str; 2],
    caller: Caller<'a>,
    names: ResourceNames,
    tenant: &'static str,
    /// What the request is called.
    name: Option<&'a str>,
}

impl Pair<'_> {
    /// The peering that one of our attempts made: same pair, same direction, and not older than the first
    /// attempt. Without a date nothing proves it.
    fn ours<'a, X>(&self, peerings: &'a [Peering<X>], since: Timestamp) -> Option<&'a Peering<X>> {
        peerings.iter().find(|one| {
            vpcs(one) == self.vpcs
                && stands(one)
                && one.created_at.is_some_and(|created| created >= since)
        })
    }

    /// What is between the two VPCs, whoever asked for it.
    fn between<'a, X>(
        &'a self,
        peerings: &'a [Peering<X>],
    ) -> impl Iterator<Item = &'a Peering<X>> {
        let [one, other] = self.vpcs;
        peerings
            .iter()
            .filter(move |peering| [[one, other], [other, one]].contains(&vpcs(peering)))
    }

    /// What is told of a peering that is there already.
    fn existing<'a, X>(&self, other: &'a Peering<X>) -> Existing<'a> {
        let tenant = other.requester.tenant.as_ref();
        Existing {
            id: other.id.as_str(),
            status: other.status.as_str(),
            asked: if self.vpcs.first() == Some(&other.requester.vpc.as_str()) {
                Asked::ThisSide
            } else {
                Asked::OtherSide
            },
            requester: tenant.map(|tenant| format!("{} {tenant}", self.tenant)),
            created_at: other.created_at,
        }
    }

    /// What a create made, unless the cloud has answered with what another resource of this run asked for. What is accepted
    /// when it is `first` seen was there before: nobody accepts a request before it is made.
    fn not_anothers<C: PairApi>(
        &self,
        cx: &Cx<'_>,
        created: Created<C::Extra>,
        first: bool,
    ) -> Result<Created<C::Extra>, Diagnostic> {
        let looked = C::LOST_CREATE == LostCreate::LookFirst;
        let Some(seen) = created.seen.as_ref().filter(|_| looked) else {
            return Ok(created);
        };
        let subject = Subject::peering(C::NAME, seen.id.as_str());
        let was_there = first && seen.state().carries_traffic();
        // At once: two that were sent at the same moment are answered at the same moment.
        if was_there || cx.provider.run.asked(&subject) {
            return Err(not_asked(&self.in_the_way(seen)));
        }
        Ok(created)
    }

    fn in_the_way<X>(&self, other: &Peering<X>) -> String {
        self.existing(other).in_the_way(self.names, self.caller)
    }

    /// The error for a request that may have arrived, and was not found where it could be looked for.
    fn lost(&self, failure: &Failure, unseen: Option<&Failure>) -> Diagnostic {
        let told = maybe_requested(failure);
        let told = match unseen {
            Some(unseen) => told.with(&format!("Looking for it also failed: {unseen}")),
            None => told,
        };
        told.with(&look_for_it(ToImport {
            resource: self.names.requester,
            account: self.caller.account,
            id: "ID",
            region: self.caller.region,
        }))
    }
}

fn vpcs<X>(peering: &Peering<X>) -> [&str; 2] {
    [&peering.requester, &peering.accepter].map(|party| party.vpc.as_str())
}

/// Whether it is asked for, or accepted: two VPCs have one such at a time. No document says whether one that came
/// to nothing still counts.
fn stands<X>(peering: &Peering<X>) -> bool {
    matches!(
        peering.state(),
        State::Starting | State::Pending | State::Settling(_) | State::Accepted
    )
}

/// `ours` by the cloud's clock, in whole seconds like its times. The cloud's `Date` is cut to seconds and older
/// than `now`, so the result is early rather than late. Without a `Date` nothing can be said.
fn on_their_clock<X>(ours: Timestamp, listed: &Listed<X>, now: Timestamp) -> Option<Timestamp> {
    let ahead = listed.date?.as_millisecond() - now.as_millisecond();
    let millis = ours.as_millisecond().saturating_add(ahead);
    Timestamp::from_second(millis.div_euclid(1000)).ok()
}

/// The same, late rather than early: what the cloud has made in that second or later is not older than `ours`.
/// `asked` is when the list was, and so before its `Date`.
fn at_the_latest<X>(ours: Timestamp, listed: &Listed<X>, asked: Timestamp) -> Option<Timestamp> {
    let ahead = listed.date?.as_millisecond() + 1000 - asked.as_millisecond();
    let millis = ours.as_millisecond().saturating_add(ahead);
    Timestamp::from_second(millis.saturating_add(999).div_euclid(1000)).ok()
}
