//! A create that meets a peering that is there already.

use crate::typed::alicloud::peering::{AliCloudPeering, State};
use crate::typed::alicloud::peering_accepter::{AliCloudPeeringAccepter, State as Answer};
use serde_json::json;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::framework::resource::{Creates, Plan};

use super::stage::{MINUTE, Stage, account_id, decision, request};

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
        accepter_account_id: account_id("A").into(),
        ..request()
    }
}

#[tokio::test(start_paused = true)]
async fn who_asks_second_is_told_to_answer_and_the_block_that_is_shown_does() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let first = AliCloudPeering::create(&mut cx, theirs()).await.unwrap();
    let id = first.id.text().unwrap();
    let failed = AliCloudPeering::create(&mut cx, request()).await;
    let told = ours(&failed.unwrap_err().error);
    says(
        &told,
        &[
            "The peering was not requested",
            "The other side has sent a request first",
            &format!("requested by account {}", account_id("B")),
            "Accepting",
            &format!(
                "resource \"vpcconnect_alicloud_peering_accepter\" \"NAME\" {{\n    peering_id = \"{id}\"\n    \
                 decision   = \"accept\"\n  }}"
            ),
            &format!("to = vpcconnect_alicloud_peering_accepter.NAME\n    id = \"{id}\""),
        ],
    );
    assert!(!told.contains("vpc-"), "{told}");
    let answer = Answer {
        account: "default".into(),
        ..decision(id, "accept")
    };
    let state = AliCloudPeeringAccepter::create(&mut cx, answer)
        .await
        .unwrap();
    assert_eq!(state.status.text(), Some("Activated"));
    let failed = AliCloudPeering::create(&mut cx, request()).await;
    says(
        &ours(&failed.unwrap_err().error),
        &["The other side has sent a request first", "Activated"],
    );
}

#[tokio::test(start_paused = true)]
async fn an_account_and_a_region_that_are_not_the_default_ones_are_written() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let elsewhere = |state: State| State {
        region: "cn-beijing".into(),
        accepter_region: "cn-beijing".into(),
        ..state
    };
    AliCloudPeering::create(&mut cx, elsewhere(request()))
        .await
        .unwrap();
    let id = stage.peering().id.to_string();
    let failed = AliCloudPeering::create(&mut cx, elsewhere(theirs())).await;
    let told = ours(&failed.unwrap_err().error);
    // The region of an accepter is not written: the cloud shows it.
    let block = format!("{{\n    account    = \"partner\"\n    peering_id = \"{id}\"\n");
    let import = format!("id = \"partner:{id}@cn-beijing\"");
    says(&told, &[&block, &import]);
}

#[tokio::test(start_paused = true)]
async fn ones_own_that_is_there_may_be_what_is_replaced() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let first = AliCloudPeering::create(&mut cx, request()).await.unwrap();
    let id = first.id.text().unwrap();
    let failed = AliCloudPeering::create(&mut cx, request()).await;
    let told = ours(&failed.unwrap_err().error);
    says(
        &told,
        &[
            "remove create_before_destroy",
            "`moved`",
            &format!("to = vpcconnect_alicloud_peering.NAME\n    id = \"{id}\""),
            &format!("\n  terraform import vpcconnect_alicloud_peering.NAME {id}"),
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
        let first = AliCloudPeering::create(&mut cx, request()).await.unwrap();
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
        AliCloudPeeringAccepter::plan(&mut cx, &mut plan)
            .await
            .unwrap();
        let failed = AliCloudPeeringAccepter::create(&mut cx, planned).await;
        let error = failed.unwrap_err().error;
        let warned = cx.diagnostics.iter().next().unwrap();
        for told in [&warned.detail, &error.detail] {
            assert!(!told.contains("put decision back"), "{told}");
            says(told, &[instead, "remove this resource"]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_that_no_id_has_loses_no_request() {
    for odd in ["vpc-\u{e4}", "vpc a", "\u{1f310}", &"x".repeat(300)] {
        let stage = Stage::with(std::time::Duration::ZERO, &json!({}));
        let mut cx = stage.context(MINUTE);
        let planned = State {
            requester_vpc_id: odd.into(),
            ..request()
        };
        let state = AliCloudPeering::create(&mut cx, planned).await;
        let state = state.unwrap_or_else(|failed| panic!("{odd}: {:?}", failed.error));
        assert_eq!(
            state.id.text(),
            Some(stage.peering().id.to_string()).as_deref()
        );
        assert_eq!(state.status.text(), Some("Accepting"));
        assert_eq!(cx.diagnostics.iter().count(), 0);
        let state = AliCloudPeering::read(&mut cx, state).await.unwrap();
        let state = state.unwrap();
        assert_eq!(state.requester_vpc_id.text(), Some(odd));
        AliCloudPeering::delete(&mut cx, state).await.unwrap();
        assert!(stage.world.alicloud_peerings().is_empty());
    }
}
