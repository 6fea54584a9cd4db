//! How often the cloud is called.

use std::time::Duration;

use crate::typed::alicloud::peering::{AliCloudPeering, State};
use crate::typed::alicloud::peering_accepter::AliCloudPeeringAccepter;
use serde_json::json;

use super::super::stage::join_all;
use super::stage::{MINUTE, Stage, account_id, decision, request};

/// Same-account peerings on so many pairs of VPCs, made ten at a time as Terraform does.
async fn made(stage: &Stage, count: usize) -> Vec<State> {
    let mut states = Vec::new();
    let numbers: Vec<_> = (0..count).collect();
    for ten in numbers.chunks(10) {
        let made = join_all(ten.iter().map(async |number| {
            let mut cx = stage.context(5 * MINUTE);
            let planned = State {
                requester_vpc_id: format!("vpc-a{number}").into(),
                accepter_vpc_id: format!("vpc-b{number}").into(),
                accepter_account_id: account_id("A").into(),
                ..request()
            };
            AliCloudPeering::create(&mut cx, planned).await.unwrap()
        }))
        .await;
        states.extend(made);
    }
    states
}

#[tokio::test(start_paused = true)]
async fn a_hundred_peerings_take_a_hundred_creates_and_few_lists() {
    let stage = Stage::with(Duration::from_millis(200), &json!({}));
    let states = made(&stage, 100).await;
    assert!(
        states
            .iter()
            .all(|one| one.status.text() == Some("Activated"))
    );
    assert_eq!(stage.calls("CreateVpcPeerConnection"), 100);
    let looks =
        stage.calls("ListVpcPeerConnections") + stage.calls("GetVpcPeerConnectionAttribute");
    assert!(looks <= 60, "{looks}");
}

#[tokio::test(start_paused = true)]
async fn an_empty_plan_over_500_takes_at_most_six_calls() {
    let stage = Stage::new();
    let states = made(&stage, 500).await;
    tokio::time::sleep(MINUTE).await;
    // Another process: nothing is known to it.
    let fresh = Stage::beside(&stage);
    fresh.world.clear_calls();
    let numbers: Vec<_> = (0..states.len()).collect();
    for ten in numbers.chunks(10) {
        join_all(ten.iter().map(async |number| {
            let mut cx = fresh.context(2 * MINUTE);
            let state = states[*number].clone();
            let read = AliCloudPeering::read(&mut cx, state).await.unwrap();
            assert_eq!(read.as_ref(), Some(&states[*number]));
        }))
        .await;
    }
    let calls = fresh.world.calls();
    assert!((5..=6).contains(&calls.len()), "{calls:?}");
}

#[tokio::test(start_paused = true)]
async fn accepters_are_found_whatever_a_list_by_region_shows() {
    for shown in [true, false] {
        let doubt = json!({ "doubts": { "lists_accepter_region": shown } });
        let stage = Stage::with(Duration::ZERO, &doubt);
        let mut ids = Vec::new();
        for number in 0..20 {
            let mut cx = stage.context(MINUTE);
            let planned = State {
                requester_vpc_id: format!("vpc-a{number}").into(),
                accepter_vpc_id: format!("vpc-b{number}").into(),
                accepter_region: "cn-beijing".into(),
                ..request()
            };
            let made = AliCloudPeering::create(&mut cx, planned).await.unwrap();
            ids.push(made.id.text().unwrap().to_owned());
        }
        let accepted = join_all(ids.iter().map(async |id| {
            let mut cx = stage.context(MINUTE);
            AliCloudPeeringAccepter::create(&mut cx, decision(id, "accept")).await
        }))
        .await;
        tokio::time::sleep(MINUTE).await;
        stage.world.clear_calls();
        join_all(accepted.into_iter().map(async |state| {
            let mut cx = stage.context(MINUTE);
            let state = state.unwrap_or_else(|failed| panic!("{:?}", failed.error));
            let read = AliCloudPeeringAccepter::read(&mut cx, state).await.unwrap();
            assert_eq!(read.unwrap().status.text(), Some("Activated"));
        }))
        .await;
        let calls = stage.world.calls().len();
        assert!(calls <= if shown { 3 } else { 21 }, "{shown}: {calls}");
    }
}
