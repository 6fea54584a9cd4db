//! A create that meets a peering that is there already, on every cloud; and one whose answer can only be read in part,
//! on Huawei Cloud.

use crate::typed::huaweicloud::cs_peering::{HuaweiCloudCsPeering, State as ClusterState};
use crate::typed::huaweicloud::peering::HuaweiCloudPeering;
use serde_json::json;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::simulator::{Effect, Reply};

use super::driver::{CLOUDS, carry_out, create, plan, shown, text, with};
use super::stage::{MINUTE, Stage, request};
use super::{alicloud, huaweicloud};

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

#[tokio::test(start_paused = true)]
async fn who_asks_second_is_told_to_answer_and_the_block_that_is_shown_does() {
    for cloud in CLOUDS {
        let (stage, requester, accepter) =
            ((cloud.stage)(), (cloud.requester)(), (cloud.accepter)());
        let first = create(&stage, &requester, &cloud.request_back()).await;
        let first = first.state();
        let id = shown(&first, "id");
        let told = create(&stage, &requester, &cloud.request()).await;
        let told = ours(&told.refused());
        let name = accepter.name();
        says(
            &told,
            &[
                "The peering was not requested",
                "The other side has sent a request first",
                &format!("requested by {} {}", cloud.tenant(), cloud.asked.1("B")),
                cloud.statuses.pending,
                &format!(
                    "resource \"{name}\" \"NAME\" {{\n    peering_id = \"{id}\"\n    decision   = \"accept\"\n  }}"
                ),
                &format!("to = {name}.NAME\n    id = \"{id}\""),
            ],
        );
        assert!(!told.contains("vpc-"), "{told}");
        // What is advised works: to import the resource, and to write it.
        let mut cx = stage.context(MINUTE);
        accepter.import(&mut cx, id).await.unwrap();
        let answer = with(cloud.decision(id, "accept"), "account", text("default"));
        let answered = create(&stage, &accepter, &answer).await.state();
        assert_eq!(shown(&answered, "status"), cloud.statuses.active);
        // In force, the advice is the same.
        let told = create(&stage, &requester, &cloud.request()).await;
        says(
            &ours(&told.refused()),
            &[
                "The other side has sent a request first",
                cloud.statuses.active,
            ],
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_and_a_region_that_are_not_the_default_ones_are_written() {
    for (cloud, region) in [
        (&huaweicloud::DRIVER, None),
        // The region of an accepter is not written there: the cloud shows it.
        (&alicloud::DRIVER, Some("cn-beijing")),
    ] {
        let (stage, requester) = ((cloud.stage)(), (cloud.requester)());
        let elsewhere = |config| match region {
            Some(region) => with(
                with(config, "region", text(region)),
                "accepter_region",
                text(region),
            ),
            None => config,
        };
        let first = create(&stage, &requester, &elsewhere(cloud.request())).await;
        let first = first.state();
        let id = shown(&first, "id");
        let told = create(&stage, &requester, &elsewhere(cloud.request_back())).await;
        let block = format!("{{\n    account    = \"partner\"\n    peering_id = \"{id}\"\n");
        let at = region.map_or_else(String::new, |region| format!("@{region}"));
        let import = format!("id = \"partner:{id}{at}\"");
        says(&ours(&told.refused()), &[&block, &import]);
    }
}

#[tokio::test(start_paused = true)]
async fn ones_own_that_is_there_may_be_what_is_replaced() {
    for cloud in CLOUDS {
        let (stage, requester) = ((cloud.stage)(), (cloud.requester)());
        let first = create(&stage, &requester, &cloud.request()).await.state();
        let told = create(&stage, &requester, &cloud.request()).await;
        let told = ours(&told.refused());
        let (name, id) = (requester.name(), shown(&first, "id"));
        says(
            &told,
            &[
                "remove create_before_destroy",
                "`moved`",
                &format!("to = {name}.NAME\n    id = \"{id}\""),
                &format!("\n  terraform import {name}.NAME {id}"),
            ],
        );
        assert!(!told.contains("vpc-"), "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_accepter_that_comes_too_late_has_nothing_to_put_back() {
    for (made, word, instead) in [
        ("reject", "accept", "Ask the requester for a new request"),
        ("accept", "reject", "ask the requester to delete it"),
    ] {
        for cloud in CLOUDS {
            let (stage, accepter) = ((cloud.stage)(), (cloud.accepter)());
            let asked = create(&stage, &(cloud.requester)(), &cloud.request()).await;
            let asked = asked.state();
            let id = shown(&asked, "id");
            stage.act(id, made).await;
            let config = cloud.decision(id, word);
            let planned = plan(&stage, &accepter, None, &config).await.unwrap();
            let warned = planned.told.iter().next().unwrap().clone();
            let refused = carry_out(&stage, MINUTE, &accepter, planned).await;
            for told in [warned.detail, refused.refused().detail] {
                assert!(!told.contains("put decision back"), "{told}");
                says(&told, &[instead, "remove this resource"]);
            }
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
        for cloud in CLOUDS {
            let (stage, requester) = ((cloud.stage)(), (cloud.requester)());
            let config = with(cloud.request(), "requester_vpc_id", text(odd));
            let state = create(&stage, &requester, &config).await.state();
            let made = cloud.peerings(&stage);
            assert_eq!(shown(&state, "id"), made[0].id.as_str());
            assert_eq!(shown(&state, "requester_vpc_id"), odd);
            assert_eq!(shown(&state, "status"), cloud.statuses.pending);
            // It is refreshed, and goes.
            let mut cx = stage.context(MINUTE);
            let state = requester.read(&mut cx, &state).await.unwrap().unwrap();
            assert_eq!(shown(&state, "requester_vpc_id"), odd);
            requester.delete(&mut cx, &state).await.unwrap();
            assert_eq!(cx.diagnostics.iter().count(), 0);
            assert_eq!(cloud.peerings(&stage), []);
        }
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
