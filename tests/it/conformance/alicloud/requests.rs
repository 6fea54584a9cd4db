//! Requests: made, waited for, changed, withdrawn.

use std::time::Duration;

use crate::typed::alicloud::peering::{AliCloudPeering, State};
use serde_json::json;
use vpcconnect::framework::model::Field;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Match, Reply};

use super::super::stage::join_all;
use super::stage::{MINUTE, Stage, account_id, request, tags};

const SETTLE: Duration = Duration::from_secs(4);

#[tokio::test(start_paused = true)]
async fn a_request_is_read_until_it_is_past_creating() {
    let stage = Stage::with(SETTLE, &json!({}));
    let mut cx = stage.context(MINUTE);
    let mut planned = request();
    planned.tags = tags([("team", "network")]);
    let state = AliCloudPeering::create(&mut cx, planned).await.unwrap();
    assert_eq!(state.status.text(), Some("Accepting"));
    assert_eq!(state.answer.text(), Some("pending"));
    assert!(state.active_id.is_null());
    assert_eq!(
        state.expires_at.text(),
        Some("2026-11-28T10:00:00Z"),
        "seven days"
    );
    assert_eq!(
        state.requester_account_id.text(),
        Some(account_id("A").as_str())
    );
    assert_eq!(cx.diagnostics.iter().count(), 0);
    // With the tags in the create, no further call is needed for them.
    assert_eq!(stage.peering().requester.tags["team"], "network");
    assert_eq!(stage.calls("TagResources"), 0);
    assert_eq!(stage.calls("CreateVpcPeerConnection"), 1);
}

#[tokio::test(start_paused = true)]
async fn without_an_account_the_request_is_to_ones_own_and_accepts_itself() {
    let stage = Stage::with(SETTLE, &json!({}));
    let mut cx = stage.context(MINUTE);
    let mut planned = request();
    planned.accepter_account_id = Field::Unknown;
    let state = AliCloudPeering::create(&mut cx, planned).await.unwrap();
    assert_eq!(
        state.accepter_account_id.text(),
        Some(account_id("A").as_str())
    );
    assert_eq!(state.status.text(), Some("Activated"));
    assert_eq!(state.active_id.text(), state.id.text());
    assert_eq!(stage.calls("GetCallerIdentity"), 1);
}

#[tokio::test(start_paused = true)]
async fn requests_on_one_vpc_stand_in_line_and_others_do_not() {
    let stage = Stage::with(SETTLE, &json!({}));
    let on = |from: &str, to: &str| State {
        requester_vpc_id: from.into(),
        accepter_vpc_id: to.into(),
        accepter_account_id: account_id("A").into(),
        ..request()
    };
    let begun = monotonic();
    let drafts = [
        on("hub", "s1"),
        on("hub", "s2"),
        on("x", "y"),
        on("s3", "hub"),
    ];
    let made = join_all(drafts.into_iter().map(async |draft| {
        let mut cx = stage.context(MINUTE);
        AliCloudPeering::create(&mut cx, draft).await.unwrap()
    }))
    .await;
    assert!(
        made.iter()
            .all(|one| one.status.text() == Some("Activated"))
    );
    let took = begun.elapsed();
    assert!((12..=20).contains(&took.as_secs()), "{took:?}");
    // Nobody met another one's operation.
    assert_eq!(stage.calls("CreateVpcPeerConnection"), 4);
}

#[tokio::test(start_paused = true)]
async fn another_process_on_the_same_vpc_is_waited_for() {
    let stage = Stage::with(SETTLE, &json!({}));
    let other = json!({
        "cloud": "alicloud", "requester": "C", "requester_vpc_id": "vpc-c",
        "accepter_vpc_id": "vpc-b",
    });
    stage.control("POST", "peerings", &other).await;
    let mut cx = stage.context(MINUTE);
    let state = AliCloudPeering::create(&mut cx, request()).await.unwrap();
    assert_eq!(state.status.text(), Some("Accepting"));
    assert!(stage.calls("CreateVpcPeerConnection") > 1);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_does_not_leave_creating_in_time_is_kept_with_a_warning() {
    let stage = Stage::with(10 * MINUTE, &json!({}));
    let mut cx = stage.context(MINUTE);
    let state = AliCloudPeering::create(&mut cx, request()).await.unwrap();
    let id = state.id.text().unwrap();
    assert_eq!(state.status.text(), Some("Creating"));
    assert_eq!(id, stage.peering().id.to_string());
    let told: Vec<_> = cx.diagnostics.iter().collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].summary.contains(id), "{}", told[0].summary);
    // The next apply finishes it.
    let mut planned = state.clone();
    planned.status = Field::Unknown;
    planned.answer = Field::Unknown;
    let mut cx = stage.context(20 * MINUTE);
    let state = AliCloudPeering::update(&mut cx, state, planned).await;
    let state = state.unwrap_or_else(|failed| panic!("{:?}", failed.error));
    assert_eq!(state.status.text(), Some("Accepting"));
}

/// A request between regions that B has accepted.
async fn accepted(stage: &Stage) -> State {
    let mut cx = stage.context(MINUTE);
    let mut planned = request();
    planned.accepter_region = "cn-beijing".into();
    planned.tags = tags([("team", "network"), ("old", "1")]);
    let state = AliCloudPeering::create(&mut cx, planned).await.unwrap();
    stage.act(state.id.text().unwrap(), "accept").await;
    tokio::time::sleep(SETTLE).await;
    AliCloudPeering::read(&mut cx, state)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn changes_take_the_calls_that_they_need() {
    let stage = Stage::with(SETTLE, &json!({}));
    let prior = accepted(&stage).await;
    assert_eq!(prior.link_type.text(), Some("Gold"));
    let planned = State {
        name: "renamed".into(),
        bandwidth: vpcconnect::framework::value::Number::from(200i64).into(),
        resource_group_id: "rg-2".into(),
        tags: tags([("team", "other"), ("new", "")]),
        updated_at: Field::Unknown,
        ..prior.clone()
    };
    let mut cx = stage.context(MINUTE);
    let begun = monotonic();
    let updated = AliCloudPeering::update(&mut cx, prior, planned).await;
    let state = updated.unwrap_or_else(|failed| panic!("{:?}", failed.error));
    assert!(begun.elapsed() >= SETTLE);
    assert_eq!(state.status.text(), Some("Activated"));
    assert_eq!(state.name.text(), Some("renamed"));
    let there = stage.peering();
    assert_eq!(
        (there.name.as_str(), there.own.number("bandwidth")),
        ("renamed", 200)
    );
    assert_eq!(there.requester.resource_group_id, "rg-2");
    let tags: Vec<_> = there.requester.tags.iter().collect();
    assert_eq!(
        tags.iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect::<Vec<_>>(),
        [("new", ""), ("team", "other")]
    );
    for api in [
        "ModifyVpcPeerConnection",
        "MoveResourceGroup",
        "TagResources",
        "UnTagResources",
    ] {
        assert_eq!(stage.calls(api), 1, "{api}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pending_request_that_is_changed_stays_pending() {
    let stage = Stage::with(SETTLE, &json!({}));
    let mut cx = stage.context(MINUTE);
    let prior = AliCloudPeering::create(&mut cx, request()).await.unwrap();
    let planned = State {
        name: "renamed".into(),
        updated_at: Field::Unknown,
        ..prior.clone()
    };
    let begun = monotonic();
    let state = AliCloudPeering::update(&mut cx, prior, planned).await;
    let state = state.unwrap_or_else(|failed| panic!("{:?}", failed.error));
    // It was not waited for until somebody accepts.
    assert!(begun.elapsed() < 2 * SETTLE);
    assert_eq!(state.status.text(), Some("Accepting"));
    assert_eq!(state.answer.text(), Some("pending"));
}

#[tokio::test(start_paused = true)]
async fn a_change_that_meets_another_one_waits_for_it() {
    let stage = Stage::with(SETTLE, &json!({}));
    let prior = accepted(&stage).await;
    let id = prior.id.text().unwrap().to_owned();
    // Somebody else's change is under way until the time is over.
    stage.set(&id, &json!({ "status": "Updating" })).await;
    let set = async {
        tokio::time::sleep(3 * SETTLE).await;
        stage.set(&id, &json!({ "status": "Activated" })).await;
    };
    let planned = State {
        name: "renamed".into(),
        updated_at: Field::Unknown,
        ..prior.clone()
    };
    let mut cx = stage.context(MINUTE);
    let update = AliCloudPeering::update(&mut cx, prior, planned);
    let (updated, ()) = tokio::join!(update, set);
    updated.unwrap_or_else(|failed| panic!("{:?}", failed.error));
    assert_eq!(stage.peering().name, "renamed");
    assert_eq!(stage.calls("ModifyVpcPeerConnection"), 2);
}

#[tokio::test(start_paused = true)]
async fn tags_that_others_set_are_left_alone() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let mut planned = request();
    planned.tags = tags([("team", "network")]);
    let state = AliCloudPeering::create(&mut cx, planned).await.unwrap();
    let id = state.id.text().unwrap().to_owned();
    tokio::time::sleep(MINUTE).await;
    let theirs = json!({ "tags": { "team": "network", "acs:x": "1", "theirs": "2" } });
    stage.set(&id, &theirs).await;
    let mut cx = stage.context(MINUTE);
    let read = AliCloudPeering::read(&mut cx, state.clone()).await.unwrap();
    assert_eq!(read.unwrap().tags, state.tags);
    stage
        .set(&id, &json!({ "tags": { "team": "drift" } }))
        .await;
    let mut cx = stage.context(MINUTE);
    let read = AliCloudPeering::read(&mut cx, state).await.unwrap();
    assert_eq!(read.unwrap().tags, tags([("team", "drift")]));
}

#[tokio::test(start_paused = true)]
async fn routes_are_in_the_way_of_a_delete_unless_they_may_go() {
    let stage = Stage::with(SETTLE, &json!({}));
    let mut prior = accepted(&stage).await;
    let id = prior.id.text().unwrap().to_owned();
    stage.set(&id, &json!({ "routes": true })).await;
    let mut cx = stage.context(MINUTE);
    let refused = AliCloudPeering::delete(&mut cx, prior.clone()).await;
    let told = refused.unwrap_err();
    assert!(
        told.detail.contains("OperationDenied.RouteEntryExist"),
        "{}",
        told.detail
    );
    // What was destroyed beside it is not made anew by the way out.
    for way_out in ["force_delete = true", "`terraform apply -target=ADDRESS`"] {
        assert!(told.detail.contains(way_out), "{}", told.detail);
    }
    prior.force_delete = true.into();
    let mut cx = stage.context(MINUTE);
    AliCloudPeering::delete(&mut cx, prior.clone())
        .await
        .unwrap();
    assert!(stage.world.alicloud_peerings().is_empty());
    // Gone already is success.
    AliCloudPeering::delete(&mut cx, prior).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn deleted_is_gone_however_long_it_is_shown() {
    let seed = json!({ "doubts": { "shows_deleted": "1h" } });
    let stage = Stage::with(SETTLE, &seed);
    let prior = accepted(&stage).await;
    let mut cx = stage.context(MINUTE);
    let begun = monotonic();
    AliCloudPeering::delete(&mut cx, prior.clone())
        .await
        .unwrap();
    assert!(begun.elapsed() < 2 * SETTLE);
    assert_eq!(stage.peering().status.to_string(), "Deleted");
    assert_eq!(AliCloudPeering::read(&mut cx, prior).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn not_found_counts_only_for_the_tenant_of_the_state() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let mut state = AliCloudPeering::create(&mut cx, request()).await.unwrap();
    stage.act(state.id.text().unwrap(), "delete").await;
    // What was seen at the create is good enough for a refresh, for five seconds.
    tokio::time::sleep(MINUTE).await;
    let mut cx = stage.context(MINUTE);
    state.requester_account_id = account_id("C").into();
    let told = AliCloudPeering::read(&mut cx, state.clone()).await;
    let told = told.unwrap_err();
    for number in [account_id("A"), account_id("C")] {
        assert!(told.detail.contains(&number), "{}", told.detail);
    }
    AliCloudPeering::delete(&mut cx, state.clone())
        .await
        .unwrap_err();
    state.requester_account_id = account_id("A").into();
    assert_eq!(AliCloudPeering::read(&mut cx, state).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn throttling_waits_as_long_as_the_cloud_says_in_milliseconds() {
    let stage = Stage::new();
    let reply = Reply {
        status: 400,
        body: Some(json!({ "Code": "Throttling.User", "Message": "Slow down." })),
        headers: [("x-acs-retry-after".to_owned(), "2500".to_owned())].into(),
    };
    stage.fault("CreateVpcPeerConnection", 1, Effect::Answer(reply));
    let mut cx = stage.context(MINUTE);
    let begun = monotonic();
    AliCloudPeering::create(&mut cx, request()).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(2500));
    assert!(begun.elapsed() < Duration::from_secs(4));
}

#[tokio::test(start_paused = true)]
async fn an_error_in_xml_is_told_like_any_other() {
    let seed = json!({ "doubts": { "errors": "xml" }, "quota_per_vpc": 0 });
    let stage = Stage::with(SETTLE, &seed);
    let mut cx = stage.context(MINUTE);
    let failed = AliCloudPeering::create(&mut cx, request())
        .await
        .unwrap_err();
    let told = failed.error.detail;
    assert!(told.contains("QuotaExceeded.VpcPeerCountPerVpc"), "{told}");
    assert!(told.contains("request id"), "{told}");
    assert!(told.contains("Quota Center"), "{told}");
    assert!(
        told.contains("https://api.aliyun.com/troubleshoot"),
        "{told}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_deleted_while_it_is_made_is_not_called_being_made() {
    let stage = Stage::with(20 * SETTLE, &json!({}));
    let looks = Match {
        api: Some("GetVpcPeerConnectionAttribute".to_owned()),
        ..Match::default()
    };
    let delete = async {
        stage.world.arrived(&looks, 0, 2).await;
        let id = stage.peering().id.to_string();
        stage
            .control("DELETE", &format!("peerings/{id}"), &json!(null))
            .await;
    };
    let mut cx = stage.context(5 * MINUTE);
    let (state, ()) = tokio::join!(AliCloudPeering::create(&mut cx, request()), delete);
    let state = state.unwrap();
    assert_eq!(state.status.text(), Some("Deleted"));
    assert_eq!(state.answer.text(), Some("unknown"));
    let told: Vec<_> = cx.diagnostics.iter().collect();
    assert!(told[0].summary.contains("not found"), "{told:?}");
}
