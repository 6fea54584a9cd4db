//! A create that meets a peering that is there already, and one whose answer can only be read in part, on
//! Huawei Cloud.

use crate::typed::huaweicloud::cs_peering::{HuaweiCloudCsPeering, State as ClusterState};
use crate::typed::huaweicloud::peering::{HuaweiCloudPeering, State};
use crate::typed::huaweicloud::peering_accepter::{HuaweiCloudPeeringAccepter, State as Answer};
use serde_json::json;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::framework::resource::{Creates, Plan};
use vpcconnect::simulator::{Effect, Reply};

use super::stage::{MINUTE, Stage, decision, request};

/// What a message adds to the cloud's own words.
fn ours(told: &Diagnostic) -> String {
    let (_, ours) = told.detail.split_once("\n\n").unwrap_or_default();
    format!("{}\n{ours}", told.summary)
}

fn says(told: &str, wanted: &[&str]) {
    for one in wanted {
        assert!(told.contains(one), "{one}: {told}");
    }
}

/// B's request to A, the other way round.
fn theirs() -> State {
    State {
        account: "partner".into(),
        requester_vpc_id: "vpc-b".into(),
        accepter_vpc_id: "vpc-a".into(),
        accepter_project_id: "project-A".into(),
        ..request()
    }
}

#[tokio::test(start_paused = true)]
async fn who_asks_second_is_told_to_answer_and_the_block_that_is_shown_does() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let first = HuaweiCloudPeering::create(&mut cx, theirs()).await.unwrap();
    let id = first.id.text().unwrap();
    let failed = HuaweiCloudPeering::create(&mut cx, request()).await;
    let told = ours(&failed.unwrap_err().error);
    says(
        &told,
        &[
            "The peering was not requested",
            "The other side has sent a request first",
            "requested by project project-B",
            "PENDING_ACCEPTANCE",
            &format!(
                "resource \"vpcconnect_huaweicloud_peering_accepter\" \"NAME\" {{\n    peering_id = \"{id}\"\n    \
                 decision   = \"accept\"\n  }}"
            ),
            &format!("to = vpcconnect_huaweicloud_peering_accepter.NAME\n    id = \"{id}\""),
        ],
    );
    assert!(!told.contains("vpc-"), "{told}");
    // What is advised works: to write the resource, and to import it.
    HuaweiCloudPeeringAccepter::import(&mut cx, id)
        .await
        .unwrap();
    let answer = Answer {
        account: "default".into(),
        ..decision(id, "accept")
    };
    let mut cx = stage.context(MINUTE);
    let state = HuaweiCloudPeeringAccepter::create(&mut cx, answer)
        .await
        .unwrap();
    assert_eq!(state.status.text(), Some("ACTIVE"));
    // In force, the advice is the same.
    let failed = HuaweiCloudPeering::create(&mut cx, request()).await;
    says(
        &ours(&failed.unwrap_err().error),
        &["The other side has sent a request first", "ACTIVE"],
    );
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_not_the_default_one_is_written() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let first = HuaweiCloudPeering::create(&mut cx, request())
        .await
        .unwrap();
    let failed = HuaweiCloudPeering::create(&mut cx, theirs()).await;
    let id = first.id.text().unwrap();
    let told = ours(&failed.unwrap_err().error);
    let block = format!("{{\n    account    = \"partner\"\n    peering_id = \"{id}\"\n");
    says(&told, &[&block, &format!("id = \"partner:{id}\"")]);
}

#[tokio::test(start_paused = true)]
async fn ones_own_that_is_there_may_be_what_is_replaced() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let first = HuaweiCloudPeering::create(&mut cx, request())
        .await
        .unwrap();
    let id = first.id.text().unwrap();
    let failed = HuaweiCloudPeering::create(&mut cx, request()).await;
    let told = ours(&failed.unwrap_err().error);
    says(
        &told,
        &[
            "remove create_before_destroy",
            "`moved`",
            &format!("to = vpcconnect_huaweicloud_peering.NAME\n    id = \"{id}\""),
            &format!("\n  terraform import vpcconnect_huaweicloud_peering.NAME {id}"),
        ],
    );
    assert!(!told.contains("vpc-"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn a_new_accepter_that_comes_too_late_has_nothing_to_put_back() {
    for (made, word, instead) in [
        ("reject", "accept", "Ask the requester for a new request"),
        ("accept", "reject", "ask the requester to delete it"),
    ] {
        let stage = Stage::new();
        let mut cx = stage.context(MINUTE);
        let first = HuaweiCloudPeering::create(&mut cx, request())
            .await
            .unwrap();
        let id = first.id.text().unwrap();
        stage.act(id, made).await;
        let planned = decision(id, word);
        let mut plan = Plan {
            creates: Creates::New,
            prior: None,
            config: planned.clone(),
            planned: planned.clone(),
            replace: Vec::new(),
        };
        let mut cx = stage.context(MINUTE);
        HuaweiCloudPeeringAccepter::plan(&mut cx, &mut plan)
            .await
            .unwrap();
        let failed = HuaweiCloudPeeringAccepter::create(&mut cx, planned).await;
        let error = failed.unwrap_err().error;
        let warned = cx.diagnostics.iter().next().unwrap();
        for told in [&warned.detail, &error.detail] {
            assert!(!told.contains("put decision back"), "{told}");
            says(told, &[instead, "remove this resource"]);
        }
    }
}

fn of_a_cluster() -> ClusterState {
    ClusterState {
        cluster_id: "56".into(),
        name: "secret-name".into(),
        region: "cn-north-4".into(),
        accepter_vpc_id: "vpc-a".into(),
        ..ClusterState::default()
    }
}

#[tokio::test(start_paused = true)]
async fn a_clusters_that_is_there_may_be_what_is_replaced() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let first = HuaweiCloudCsPeering::create(&mut cx, of_a_cluster())
        .await
        .unwrap();
    let failed = HuaweiCloudCsPeering::create(&mut cx, of_a_cluster()).await;
    let error = failed.unwrap_err().error;
    let told = format!("{}\n{}", error.summary, error.detail);
    let id = first.id.text().unwrap();
    says(
        &told,
        &[
            "remove create_before_destroy",
            "`moved`",
            &format!("\n  terraform import vpcconnect_huaweicloud_cs_peering.NAME {id}"),
        ],
    );
    assert!(
        !told.contains("vpc-a") && !told.contains("secret-name"),
        "{told}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_name_that_no_id_has_loses_no_request() {
    for odd in ["vpc-\u{e4}", "vpc a", "\u{1f310}", &"x".repeat(300)] {
        let stage = Stage::new();
        let mut cx = stage.context(MINUTE);
        let planned = State {
            requester_vpc_id: odd.into(),
            ..request()
        };
        let state = HuaweiCloudPeering::create(&mut cx, planned).await;
        let state = state.unwrap_or_else(|failed| panic!("{odd}: {:?}", failed.error));
        assert_eq!(
            state.id.text(),
            Some(stage.world.peerings()[0].id.to_string()).as_deref()
        );
        assert_eq!(state.requester_vpc_id.text(), Some(odd));
        assert_eq!(state.status.text(), Some("PENDING_ACCEPTANCE"));
        // It is refreshed, and goes.
        let state = HuaweiCloudPeering::read(&mut cx, state).await.unwrap();
        let state = state.unwrap();
        assert_eq!(state.requester_vpc_id.text(), Some(odd));
        HuaweiCloudPeering::delete(&mut cx, state).await.unwrap();
        assert!(stage.world.peerings().is_empty());
    }
}

/// An answer of which only the id can be read.
fn hardly_legible(id: &str) -> Reply {
    let peering = json!({ "id": id, "status": 7 });
    Reply {
        status: 200,
        body: Some(json!({ "peering": peering })),
        headers: [].into(),
    }
}

/// A peering that is there, and a create that is answered with as much of it as the id.
fn answered_with(stage: &Stage, from: &str, to: &str) -> String {
    let new = json!({
        "requester": "A", "requester_vpc_id": from, "accepter": "B", "accepter_vpc_id": to,
    });
    let there = stage.world.arrange(&serde_json::from_value(new).unwrap());
    let id = there.unwrap().id.to_string();
    let answer = Effect::Answer(hardly_legible(&id));
    stage.fault("CreateVpcPeering", 1, answer);
    id
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_can_be_read_as_far_as_the_id_is_looked_up() {
    let stage = Stage::new();
    let id = answered_with(&stage, "vpc-a", "vpc-b");
    let mut cx = stage.context(MINUTE);
    let state = HuaweiCloudPeering::create(&mut cx, request()).await;
    let state = state.unwrap_or_else(|failed| panic!("{:?}", failed.error));
    assert_eq!(state.id.text(), Some(id.as_str()));
    assert_eq!(state.status.text(), Some("PENDING_ACCEPTANCE"));
    assert_eq!(stage.calls("CreateVpcPeering"), 1);
    assert_eq!(stage.calls("ShowVpcPeering"), 1);
}

#[tokio::test(start_paused = true)]
async fn what_can_never_be_read_is_in_the_state_by_its_id() {
    let stage = Stage::new();
    let id = answered_with(&stage, "vpc-a", "vpc-b");
    stage.fault("ShowVpcPeering", 9, Effect::Answer(hardly_legible(&id)));
    let mut cx = stage.context(MINUTE);
    let state = HuaweiCloudPeering::create(&mut cx, request()).await;
    let state = state.unwrap_or_else(|failed| panic!("{:?}", failed.error));
    assert_eq!(state.id.text(), Some(id.as_str()));
    assert_eq!(state.requester_vpc_id.text(), Some("vpc-a"));
    let told: Vec<_> = cx.diagnostics.iter().collect();
    assert!(told.len() == 1 && told[0].summary.contains(&id), "{told:?}");
    assert_eq!(stage.calls("CreateVpcPeering"), 1);
}

#[tokio::test(start_paused = true)]
async fn an_id_of_other_vpcs_is_not_taken_over() {
    let stage = Stage::new();
    let id = answered_with(&stage, "vpc-x", "vpc-y");
    let mut cx = stage.context(MINUTE);
    let state = HuaweiCloudPeering::create(&mut cx, request()).await;
    let state = state.unwrap_or_else(|failed| panic!("{:?}", failed.error));
    assert_ne!(state.id.text(), Some(id.as_str()));
    assert_eq!(stage.world.peerings().len(), 2);
}
