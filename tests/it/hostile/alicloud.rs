//! An Alibaba Cloud whose answers make no sense: each is told as what it is, with code, message and request
//! id, and none of them is taken for "done".

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vpcconnect::cloud::alicloud::ids::{ClientToken, PeeringId};
use vpcconnect::cloud::alicloud::peering::{Changes, Draft, Own, Peerings, Routes};
use vpcconnect::cloud::alicloud::peering_list::Filter;
use vpcconnect::connection::handle::{Decides, Deletes, Modifies};
use vpcconnect::connection::peering::Party;
use vpcconnect::connection::status::Decision;
use vpcconnect::http::error::{Failure, Kind};

use super::scripted::{Scripted, answer, operation};

/// A peering, with something else in it.
fn peering(with: &Value) -> Value {
    let mut peering = json!({
        "RequestId": "req-1", "InstanceId": "pcc-1", "Status": "Activated", "Name": "name",
        "OwnerId": 1, "AcceptingOwnerUid": 2, "RegionId": "cn-hangzhou",
        "AcceptingRegionId": "cn-hangzhou", "Bandwidth": -1,
        "Vpc": { "VpcId": "vpc-1" }, "AcceptingVpc": { "VpcId": "vpc-2" },
    });
    for (name, value) in with.as_object().unwrap() {
        peering[name] = value.clone();
    }
    peering
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

/// What the reads say of an answer that they have to refuse.
async fn told_by_reads(body: &Value) -> Vec<String> {
    let cloud = Scripted::always(200, body.to_string());
    let session = cloud.alicloud().await;
    let peerings = Peerings(&session);
    let shown = peerings.one(&"pcc-1".into()).get(&operation()).await;
    let listed = peerings.list(&operation(), &Filter::default()).await;
    let page = peerings.page(&operation(), None).await;
    let identity = session.own_id(&operation()).await;
    let told = [
        shown.map(drop).map_err(|failure| failure.to_string()),
        listed.map(drop).map_err(|failure| failure.to_string()),
        page.map(drop).map_err(|failure| failure.to_string()),
        identity.map(drop).map_err(|error| error.to_string()),
    ];
    told.map(|told| told.expect_err(&format!("{body} is believed")))
        .into()
}

/// What the writing calls say of an answer that none of them may take for "done".
async fn told_by_writes(body: &Value) -> Vec<String> {
    let cloud = Scripted::always(200, body.to_string());
    let session = cloud.alicloud().await;
    let peerings = Peerings(&session);
    let now = operation();
    let (id, own, token) = (PeeringId::from("pcc-1"), Own::default(), ClientToken::new());
    let changes = Changes {
        name: Some("new".to_owned()),
        ..Changes::default()
    };
    let tags = BTreeMap::from([("key".to_owned(), "value".to_owned())]);
    let accept = Decides::decide(&session, &now, &id, Decision::Accept, &own, &token);
    let accept = accept.await.map(drop);
    let reject = Decides::decide(&session, &now, &id, Decision::Reject, &own, &token);
    let reject = reject.await.map(drop);
    let modified = Modifies::modify(&session, &now, &id, &changes, &token);
    let deleted = Deletes::delete(&session, &now, &id, &Routes::Keep, &token);
    let all = [
        (
            "create",
            peerings.create(&now, &draft(), &token).await.map(drop),
        ),
        ("accept", accept),
        ("reject", reject),
        ("modify", modified.await.map(drop)),
        ("delete", deleted.await.map(drop)),
        ("tag", peerings.tag(&now, &id, &tags, &token).await),
    ];
    told_instead_of_done(body, all)
}

/// What calls say, by their names, none of which may take `body` for "done".
pub(super) fn told_instead_of_done<const N: usize>(
    body: &Value,
    calls: [(&str, Result<(), Failure>); N],
) -> Vec<String> {
    let told = calls.into_iter().map(|(name, done)| match done {
        // What changed something may have done so, whatever the answer looks like.
        Err(Failure::Unknown { problem, .. }) => problem,
        Ok(()) => panic!("{name} believes {body}"),
        Err(failure) => failure.to_string(),
    });
    told.collect()
}

#[tokio::test(start_paused = true)]
async fn good_answers_are_believed() {
    let cloud = Scripted::always(200, peering(&json!({})).to_string());
    let session = cloud.alicloud().await;
    let (peerings, id, token) = (Peerings(&session), "pcc-1".into(), ClientToken::new());
    let shown = peerings.one(&id).get(&operation()).await.unwrap();
    assert_eq!(shown.there().unwrap().id, id);
    let made = peerings.create(&operation(), &draft(), &token).await;
    assert_eq!(made.unwrap(), id);
}

#[tokio::test(start_paused = true)]
async fn wrong_types_and_missing_ids_are_refused() {
    for wrong in [
        json!(null),
        json!("Activated"),
        json!([[[{}]]]),
        json!({}),
        peering(&json!({ "InstanceId": null })),
        peering(&json!({ "InstanceId": 1 })),
        peering(&json!({ "InstanceId": "" })),
        peering(&json!({ "InstanceId": ["pcc-1"] })),
        peering(&json!({ "InstanceId": "pcc-2" })),
        peering(&json!({ "InstanceId": ".." })),
        peering(&json!({ "InstanceId": "a\"\n}\nresource \"x\" \"y\" {" })),
        peering(&json!({ "InstanceId": "${x}" })),
        peering(&json!({ "Status": null })),
        peering(&json!({ "Status": 200 })),
        peering(&json!({ "Status": "Activated\u{1b}[2J" })),
        peering(&json!({ "Name": 1 })),
        peering(&json!({ "Vpc": "vpc-1" })),
        peering(&json!({ "Vpc": { "VpcId": 1 } })),
        peering(&json!({ "OwnerId": "a\" b" })),
        peering(&json!({ "OwnerId": 1.5 })),
        peering(&json!({ "Bandwidth": "fast" })),
        peering(&json!({ "Tags": [{ "Value": "no key" }] })),
    ] {
        let cloud = Scripted::always(200, wrong.to_string());
        let session = cloud.alicloud().await;
        let shown = Peerings(&session)
            .one(&"pcc-1".into())
            .get(&operation())
            .await;
        let listing = json!({ "RequestId": "req-1", "VpcPeerConnects": [wrong] });
        let cloud = Scripted::always(200, listing.to_string());
        let session = cloud.alicloud().await;
        let listed = Peerings(&session)
            .list(&operation(), &Filter::default())
            .await;
        let elses = wrong["InstanceId"] == json!("pcc-2");
        for (name, told) in [("get", shown.map(drop)), ("list", listed.map(drop))] {
            if elses && name == "list" {
                // Any peering may be in a list.
                told.unwrap();
                continue;
            }
            let Err(failure) = told else {
                panic!("{name} believes {wrong}");
            };
            assert!(failure.is(Kind::Unreadable), "{wrong}: {failure:?}");
            let told = failure.to_string();
            assert!(
                told.contains("req-1") && told.contains("HTTP 200"),
                "{wrong}: {told}"
            );
            assert!(
                !told.contains('\n') && !told.contains('\u{1b}'),
                "{wrong}: {told}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_an_id_or_a_request_id_is_not_taken_for_done() {
    for wrong in [
        json!(null),
        json!([]),
        json!({}),
        json!("<html>"),
        json!({ "RequestId": 1 }),
    ] {
        for told in told_by_writes(&wrong).await {
            assert!(told.contains("req-1"), "{wrong}: {told}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_dressed_as_success_is_told_as_the_error() {
    let body = json!({
        "RequestId": "req-1", "HostId": "vpcpeer.example.com", "Code": "Forbidden.NotToday",
        "Message": "not today", "Recommend": "https://example.com/why",
    });
    let mut all = told_by_reads(&body).await;
    all.extend(told_by_writes(&body).await);
    assert_eq!(all.len(), 10);
    for told in all {
        for part in ["Forbidden.NotToday", "not today", "HTTP 200", "req-1"] {
            assert!(told.contains(part), "{told}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn pages_that_go_round_are_told_whatever_the_length_of_the_round() {
    for round in 1..8 {
        let cloud = Scripted::new(move |number, _| {
            let token = format!("t{}", number % round);
            answer(200, page(&[format!("pcc-{}", number % round)], &token))
        });
        let session = cloud.alicloud().await;
        let listed = Peerings(&session)
            .list(&operation(), &Filter::default())
            .await;
        let told = listed.unwrap_err().to_string();
        assert!(told.contains("req-1"), "{told}");
        assert!(
            told.contains("no end") || told.contains("same page twice"),
            "{told}"
        );
        assert!(cloud.asked() <= round + 1, "{}", cloud.asked());
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_without_end_is_given_up() {
    let cloud = Scripted::new(|number, _| {
        answer(200, page(&[format!("pcc-{number}")], &format!("t{number}")))
    });
    let session = cloud.alicloud().await;
    let listed = Peerings(&session)
        .list(&operation(), &Filter::default())
        .await;
    let told = listed.unwrap_err().to_string();
    assert!(told.contains("no end") && told.contains("req-1"), "{told}");
    assert!(cloud.asked() <= 101, "{}", cloud.asked());
}

fn page(ids: &[String], token: &str) -> String {
    let all: Vec<_> = ids
        .iter()
        .map(|id| peering(&json!({ "InstanceId": id })))
        .collect();
    json!({ "RequestId": "req-1", "VpcPeerConnects": all, "NextToken": token }).to_string()
}

#[tokio::test(start_paused = true)]
async fn hostile_waiting_times_do_not_hold_a_read_past_its_time() {
    for after in ["18446744073709551615", "-1", "NaN", "1e99", ""] {
        let cloud = Scripted::new(move |_, _| {
            let body =
                json!({ "Code": "Throttling.User", "Message": "slow", "RequestId": "req-1" });
            let mut slow = answer(400, body.to_string());
            let after = after.parse().unwrap();
            slow.headers_mut().insert("x-acs-retry-after", after);
            slow
        });
        let session = cloud.alicloud().await;
        let operation = operation();
        let shown = Peerings(&session)
            .one(&"pcc-1".into())
            .get(&operation)
            .await;
        let failure: Failure = shown.unwrap_err();
        assert!(failure.is(Kind::Throttled), "{after}: {failure:?}");
        assert!(operation.ended().is_some(), "{after}");
    }
}
