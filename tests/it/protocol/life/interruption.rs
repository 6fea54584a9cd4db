//! Ctrl-C while something is in flight: an answer within a second, with the state, and a process that
//! goes on serving.

use std::time::Duration;

use serde_json::json;
use vpcconnect::simulator::Match;

use crate::protocol::cty::{Cty, text};
use crate::protocol::soon;
use crate::protocol::stage::{ACCEPTER, PEERING, Stage, calls_of};

/// Stops the provider once `api` was called. A second later there is an answer.
async fn stopped_at<T>(stage: &Stage, mut work: impl Future<Output = T> + Unpin, api: &str) -> T {
    let before = stage.cloud.calls().last().map_or(0, |call| call.seq);
    let call = calls_of(api);
    tokio::select! {
        _ = stage.world().arrived(&call, before, 1) => {}
        _ = &mut work => panic!("it ended before it was stopped"),
    }
    let answer = async { tokio::join!(work, stage.host.stop()).0 };
    let answer = tokio::time::timeout(Duration::from_secs(1), answer).await;
    answer.unwrap_or_else(|_| panic!("a second after the stop there is no answer"))
}

#[tokio::test]
async fn a_create_that_waits_returns_the_request_with_a_warning() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let config = stage.request().with("wait_for_answer", Cty::Bool(true));
    let change = peering.plan(None, &config).await.unwrap();
    let applied = stopped_at(&stage, Box::pin(peering.apply(&change)), "ShowVpcPeering").await;
    assert!(
        applied.told.only_warns() && !applied.tainted,
        "{}",
        applied.told
    );
    let stored = applied.succeeded();
    assert_eq!(stored.state.get("answer"), &text("pending"));

    // The provider goes on: the next apply waits again, and sees the answer.
    let stored = peering.reread(&stored).await;
    let change = peering.plan(Some(&stored), &config).await.unwrap();
    for name in ["status", "answer", "active_id", "updated_at"] {
        assert!(change.planned.get(name).is_unknown(), "{name}");
    }
    let id = stored.state.get("id").as_text().to_owned();
    let before = stage.cloud.calls().last().map_or(0, |call| call.seq);
    let answer = async {
        soon(
            "a poll",
            stage
                .world()
                .arrived(&calls_of("ShowVpcPeering"), before, 1),
        )
        .await;
        stage.act(&id, "accept").await;
    };
    let (applied, ()) = tokio::join!(peering.apply(&change), answer);
    let stored = applied.succeeded();
    assert_eq!(stored.state.get("active_id"), &text(&id));
}

#[tokio::test]
async fn an_update_that_waits_is_an_error_and_keeps_the_object() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let stored = stage.requested().await;
    let config = stage.request().with("wait_for_answer", Cty::Bool(true));
    let config = config.with("name", text("renamed"));
    let change = peering.plan(Some(&stored), &config).await.unwrap();
    let applied = stopped_at(&stage, Box::pin(peering.apply(&change)), "ShowVpcPeering").await;
    assert!(!applied.tainted);
    let (kept, told) = applied.failed();
    let kept = kept.unwrap();
    assert_eq!(kept.state.get("id"), stored.state.get("id"), "{told}");
    assert_eq!(
        kept.state.get("name"),
        &text("renamed"),
        "what was done is stored"
    );
    assert_eq!(
        peering.reread(&kept).await.state.get("answer"),
        &text("pending")
    );
}

#[tokio::test]
async fn a_decision_that_settles_is_kept_with_a_warning() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", None);
    stage
        .world()
        .set_pace(Duration::ZERO, Duration::from_secs(3600));
    let config = stage.decision(&id, "accept");
    let change = accepter.plan(None, &config).await.unwrap();
    // The first look, the accept, then a look of the wait.
    let applied = stopped_at(
        &stage,
        Box::pin(accepter.apply(&change)),
        "AcceptVpcPeering",
    )
    .await;
    assert!(
        applied.told.only_warns() && !applied.tainted,
        "{}",
        applied.told
    );
    let stored = applied.succeeded();
    assert_eq!(stored.state.get("id"), &text(&id));
    // The next apply finishes the work, and accepts no second time.
    let writes = stage.writes();
    stage.world().advance(Duration::from_secs(7200)).unwrap();
    let stored = accepter.reread(&stored).await;
    let change = accepter.plan(Some(&stored), &config).await.unwrap();
    let stored = accepter.apply(&change).await.stored.unwrap();
    assert_eq!(stored.state.get("active_id"), &text(&id));
    assert_eq!(stage.writes(), writes);
}

#[tokio::test]
async fn an_interrupted_delete_keeps_the_object() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let stored = stage.requested().await;
    stage
        .world()
        .set_pace(Duration::ZERO, Duration::from_secs(3600));
    let change = peering.plan_destroy(&stored).await.unwrap();
    // Its end is not seen before the stop arrives, however busy the machine is.
    stage.fault(json!({ "match": { "api": "ShowVpcPeering" }, "delay": "1h" }));
    let applied = stopped_at(&stage, Box::pin(peering.apply(&change)), "ShowVpcPeering").await;
    let (kept, told) = applied.failed();
    assert_eq!(kept.as_ref(), Some(&stored), "{told}");
    stage.world().clear_faults();
    // On its way out already: the next refresh finds it gone.
    let (gone, told) = peering.refresh(&stored).await;
    assert_eq!(gone, None, "{told}");
}

#[tokio::test]
async fn a_read_ends_too_and_the_state_stays() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let stored = stage.requested().await;
    stage.fault(json!({ "match": { "api": "ShowVpcPeering" }, "delay": "1h" }));
    let (kept, told) =
        stopped_at(&stage, Box::pin(peering.refresh(&stored)), "ShowVpcPeering").await;
    assert!(told.has_errors(), "{told}");
    assert_eq!(kept, Some(stored));
}

#[tokio::test]
async fn a_ctrl_c_that_the_host_keeps_to_itself_ends_reads_until_it_says_stop() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let stored = stage.requested().await;
    let reads = Match {
        method: Some("GET".to_owned()),
        path: Some("/vpc/peerings".to_owned()),
        ..Match::default()
    };
    stage.fault(json!({ "match": reads, "delay": "1h" }));
    let before = stage.cloud.calls().last().map_or(0, |call| call.seq);
    let interrupt = async {
        stage.world().arrived(&reads, before, 1).await;
        stage.plugin.running.interrupt();
    };
    let both = async { tokio::join!(peering.refresh(&stored), interrupt).0 };
    // The one in flight, and the one that Terraform asks for next.
    let (kept, told) = Box::pin(soon("the read", both)).await;
    assert!(told.has_errors(), "{told}");
    assert_eq!(kept.as_ref(), Some(&stored));
    let (kept, told) = Box::pin(soon("the next read", peering.refresh(&stored))).await;
    assert!(told.has_errors(), "{told}");
    assert_eq!(kept.as_ref(), Some(&stored));

    stage.host.stop().await;
    stage.world().clear_faults();
    let (kept, told) = peering.refresh(&stored).await;
    assert!(!told.has_errors(), "{told}");
    assert_eq!(kept, Some(stored));
}

#[tokio::test]
async fn a_write_in_flight_is_not_cut() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    stage.fault(json!({ "match": { "api": "CreateVpcPeering" }, "delay": "300ms" }));
    let change = peering.plan(None, &stage.request()).await.unwrap();
    let applied = stopped_at(&stage, Box::pin(peering.apply(&change)), "CreateVpcPeering").await;
    let stored = applied.succeeded();
    let made = stage.cloud.peerings();
    assert_eq!(made.len(), 1);
    assert_eq!(stored.state.get("id").as_text(), made[0].id.to_string());
}
