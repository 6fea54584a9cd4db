//! What Alibaba Cloud may answer: errors, and bodies of answers, to every call there is.

use std::collections::BTreeMap;

use vpcconnect::cloud::alicloud::account::Session;
use vpcconnect::cloud::alicloud::endpoint::{Bandwidth, Connections};
use vpcconnect::cloud::alicloud::error::classify;
use vpcconnect::cloud::alicloud::ids::{ClientToken, PeeringId};
use vpcconnect::cloud::alicloud::peering::{Changes, Draft, Own, Peerings, Routes};
use vpcconnect::cloud::alicloud::peering_list::Filter;
use vpcconnect::connection::handle::{Decides, Deletes, Modifies};
use vpcconnect::connection::peering::Party;
use vpcconnect::connection::status::Decision;
use vpcconnect::http::error::{Failure, Kind};

use super::super::scripted::{Scripted, answer, operation};
use super::{MOST_PAGES, readable, run};

/// The first two bytes are a status, the rest are bodies, each ended by a line break. Read as one, they
/// are an error with that status. Sent in turn, they answer all calls: two of them with 200, the next
/// one with that status, and so on.
pub(crate) fn alicloud(bytes: &[u8]) {
    let Some(([high, low], body)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    let status = 100 + u16::from_be_bytes([*high, *low]) % 500;
    let error = classify(&answer(status, body));
    readable(&error.to_string());
    assert_eq!(
        (error.status, error.request_id.as_deref()),
        (status, Some("req-1"))
    );
    let gone = error.kind == Kind::NotFound;
    assert!(!gone || matches!(status, 400 | 404), "{error:?}");
    let bodies: Vec<_> = body.split(|byte| *byte == b'\n').collect();
    let bodies: Vec<Vec<u8>> = bodies.into_iter().map(<[u8]>::to_vec).collect();
    run(async {
        let cloud = Scripted::new(move |number, _| {
            let status = if number % 3 == 2 { status } else { 200 };
            answer(status, bodies.get(number % bodies.len()).unwrap().clone())
        });
        let session = cloud.alicloud().await;
        let mut told = Vec::new();
        if let Err(error) = session.own_id(&operation()).await {
            told.push(error.to_string());
        }
        let mut failed = |failure: Failure| told.push(failure.to_string());
        peerings(&cloud, &session, &mut failed).await;
        endpoints(&cloud, &session, &mut failed).await;
        for told in told {
            readable(&told);
        }
    });
}

async fn peerings(cloud: &Scripted, session: &Session, failed: &mut impl FnMut(Failure)) {
    let peerings = Peerings(session);
    let (id, own, token) = (PeeringId::from("pcc-1"), Own::default(), ClientToken::new());
    match peerings.one(&id).get(&operation()).await {
        Ok(seen) => assert!(seen.there().is_none_or(|shown| shown.id == id)),
        Err(failure) => failed(failure),
    }
    match peerings.create(&operation(), &draft(), &token).await {
        Ok(made) => assert!(!made.as_str().is_empty()),
        Err(failure) => failed(failure),
    }
    let changes = Changes {
        name: Some("new".to_owned()),
        ..Changes::default()
    };
    let tags = BTreeMap::from([("key".to_owned(), "value".to_owned())]);
    let now = operation();
    let written = [
        Decides::decide(session, &now, &id, Decision::Accept, &own, &token)
            .await
            .map(drop),
        Decides::decide(session, &now, &id, Decision::Reject, &own, &token)
            .await
            .map(drop),
        Modifies::modify(session, &now, &id, &changes, &token)
            .await
            .map(drop),
        peerings.tag(&now, &id, &tags, &token).await,
        Deletes::delete(session, &now, &id, &Routes::Keep, &token)
            .await
            .map(drop),
        peerings.page(&now, None).await.map(drop),
    ];
    written
        .into_iter()
        .filter_map(Result::err)
        .for_each(&mut *failed);
    let before = cloud.asked();
    if let Err(failure) = peerings.list(&operation(), &Filter::default()).await {
        failed(failure);
    }
    ended(cloud.asked() - before);
}

async fn endpoints(cloud: &Scripted, session: &Session, failed: &mut impl FnMut(Failure)) {
    let (service, id) = ("epsrv-1".into(), "ep-1".into());
    let connections = Connections {
        session,
        service: &service,
    };
    match connections.get(&operation(), &id).await {
        Ok(seen) => assert!(seen.there().is_none_or(|shown| shown.id == id)),
        Err(failure) => failed(failure),
    }
    let (now, token) = (operation(), ClientToken::new());
    let one = connections.one(&id);
    for decision in [Decision::Accept, Decision::Reject] {
        let decided = Decides::decide(one.source(), &now, &id, decision, &None, &token);
        if let Err(failure) = decided.await {
            failed(failure);
        }
    }
    let widened = Modifies::modify(one.source(), &now, &id, &Bandwidth(2048), &token);
    if let Err(failure) = widened.await {
        failed(failure);
    }
    let before = cloud.asked();
    if let Err(failure) = connections.list(&operation(), None).await {
        failed(failure);
    }
    ended(cloud.asked() - before);
}

/// A third of the answers may be errors, and each may be asked for again.
#[track_caller]
fn ended(asked: usize) {
    assert!(asked <= MOST_PAGES * 2, "the pages have no end: {asked}");
}

fn draft() -> Draft {
    let end = |vpc: &str| Party {
        vpc: vpc.into(),
        tenant: Some("1".into()),
        region: Some("cn-hangzhou".into()),
    };
    Draft {
        name: None,
        description: None,
        requester: end("vpc-1"),
        accepter: end("vpc-2"),
        bandwidth: None,
        link_type: None,
        own: Own::default(),
    }
}
