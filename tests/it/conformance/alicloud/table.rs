//! Peerings from each of the eight documented statuses, and from one that no document names: what every step
//! of both sides comes to.

use std::time::Duration;

use crate::typed::alicloud::peering::{AliCloudPeering as Request, State as Asking};
use crate::typed::alicloud::peering_accepter::{
    AliCloudPeeringAccepter as Answer, State as Answering,
};
use serde_json::json;
use vpcconnect::connection::status::Decision;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::framework::model::Field;

use super::stage::{MINUTE, Stage, account_id, decision, request};

const ALL: [&str; 9] = [
    "Creating",
    "Accepting",
    "Updating",
    "Activated",
    "Rejected",
    "Expired",
    "Deleting",
    "Deleted",
    "ODD",
];

const ACCEPT: &str = "AcceptVpcPeerConnection";
const REJECT: &str = "RejectVpcPeerConnection";

/// How long a change takes.
const SETTLE: Duration = Duration::from_secs(1);

fn is_gone(status: &str) -> bool {
    matches!(status, "Deleting" | "Deleted")
}

/// Where a status leads by itself.
fn leads_to(status: &str) -> &str {
    match status {
        "Creating" => "Accepting",
        "Updating" => "Activated",
        settled => settled,
    }
}

/// The words that all clouds share.
fn answer(status: &str) -> &str {
    match status {
        "Creating" | "Accepting" => "pending",
        "Updating" | "Activated" => "accepted",
        "Rejected" => "rejected",
        "Expired" => "expired",
        _ => "unknown",
    }
}

/// A's request to B, as both sides' state has it, in the status that is given.
async fn asked(status: &str) -> (Stage, Asking, String) {
    let stage = Stage::with(SETTLE, &json!({}));
    let mut cx = stage.context(MINUTE);
    let asked = Request::create(&mut cx, request()).await.unwrap();
    let id = asked.id.text().unwrap().to_owned();
    stage.set(&id, &json!({ "status": status })).await;
    // A refresh may show what was seen a moment before.
    tokio::time::sleep(Duration::from_secs(6)).await;
    (stage, asked, id)
}

/// What was on its way arrives, after a while.
async fn arrives(stage: &Stage, id: &str, from: &str) {
    tokio::time::sleep(Duration::from_secs(5)).await;
    let all = stage.world.alicloud_peerings();
    let is_there = all
        .iter()
        .any(|one| one.id.as_str() == id && one.status == from);
    if !is_there {
        return;
    }
    if from == "Deleting" {
        let null = json!(null);
        stage
            .control("DELETE", &format!("peerings/{id}"), &null)
            .await;
    } else if leads_to(from) != from {
        stage.set(id, &json!({ "status": leads_to(from) })).await;
    }
}

fn status(stage: &Stage) -> Option<String> {
    let all = stage.world.alicloud_peerings();
    all.first().map(|one| one.status.to_string())
}

fn words(told: &Diagnostic) -> String {
    format!("{}: {}", told.summary, told.detail)
}

/// B's decision, as an apply leaves it that saw `status`.
fn answered(id: &str, word: &str, status: &str) -> Answering {
    Answering {
        region: "cn-hangzhou".into(),
        requester_account_id: account_id("A").into(),
        accepter_account_id: account_id("B").into(),
        status: status.into(),
        answer: answer(status).into(),
        active_id: Field::Null,
        resource_group_id: Field::Null,
        ..decision(id, word)
    }
}

#[tokio::test(start_paused = true)]
async fn answers() {
    for from in ALL {
        for (word, wish) in [("accept", "Activated"), ("reject", "Rejected")] {
            let (stage, _, id) = asked(from).await;
            let mut cx = stage.context(MINUTE);
            let create = Answer::create(&mut cx, decision(&id, word));
            let (created, ()) = tokio::join!(create, arrives(&stage, &id, from));
            let case = format!("{word} from {from}");
            let calls = (stage.calls(ACCEPT), stage.calls(REJECT));
            let open = leads_to(from) == "Accepting";
            if open || leads_to(from) == wish {
                let state =
                    created.unwrap_or_else(|failed| panic!("{case}: {}", words(&failed.error)));
                assert_eq!(state.status.text(), Some(wish), "{case}");
                assert_eq!(state.answer.text(), Some(answer(wish)), "{case}");
                assert_eq!(cx.diagnostics.iter().count(), 0, "{case}");
                let (accepts, rejects) =
                    (usize::from(word == "accept"), usize::from(word == "reject"));
                let expected = if open { (accepts, rejects) } else { (0, 0) };
                assert_eq!(calls, expected, "{case}");
                continue;
            }
            let failed = created.unwrap_err();
            assert_eq!(failed.state, None, "{case}");
            assert!(
                failed.error.summary.contains(&id),
                "{case}: {}",
                words(&failed.error)
            );
            assert_eq!(calls, (0, 0), "{case}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn refreshes_and_imports_show_what_is_there() {
    for from in ALL {
        let (stage, prior, id) = asked(from).await;
        let mut cx = stage.context(MINUTE);
        let read = Request::read(&mut cx, prior).await.unwrap();
        let shown = read.as_ref().and_then(|state| state.status.text());
        assert_eq!(shown, Some(from).filter(|from| !is_gone(from)), "{from}");
        let word = read.as_ref().and_then(|state| state.answer.text());
        // What was open when it was last seen may be what is being changed.
        let told = if from == "Updating" {
            "pending"
        } else {
            answer(from)
        };
        assert_eq!(word, Some(told).filter(|_| !is_gone(from)), "{from}");

        let mut cx = stage.context(MINUTE);
        let read = Answer::read(&mut cx, answered(&id, "accept", "Accepting")).await;
        let read = read.unwrap_or_else(|told| panic!("{from}: {}", words(&told)));
        let shown = read.as_ref().and_then(|state| state.status.text());
        assert_eq!(shown, Some(from).filter(|from| !is_gone(from)), "{from}");

        let mut cx = stage.context(MINUTE);
        let state = Request::import(&mut cx, &id).await.unwrap();
        let imported = Request::read(&mut cx, state).await;
        assert_eq!(imported.is_err(), is_gone(from), "{from}");

        let mut cx = stage.context(MINUTE);
        let state = Answer::import(&mut cx, &format!("partner:{id}"))
            .await
            .unwrap();
        let imported = Answer::read(&mut cx, state).await;
        assert_eq!(imported.is_err(), is_gone(from), "{from}");
        if let Ok(imported) = imported {
            let decision = match from {
                "Activated" => Field::from(Decision::Accept),
                "Rejected" => Field::from(Decision::Reject),
                _ => Field::Null,
            };
            assert_eq!(imported.unwrap().decision, decision, "{from}");
        }
        assert_eq!((stage.calls(ACCEPT), stage.calls(REJECT)), (0, 0), "{from}");
    }
}

#[tokio::test(start_paused = true)]
async fn changes() {
    for from in ALL {
        let (stage, prior, id) = asked(from).await;
        let planned = Asking {
            name: "renamed".into(),
            updated_at: Field::Unknown,
            ..prior.clone()
        };
        let mut cx = stage.context(MINUTE);
        let update = Request::update(&mut cx, prior, planned);
        let (updated, ()) = tokio::join!(update, arrives(&stage, &id, from));
        let may = matches!(leads_to(from), "Accepting" | "Activated");
        match updated {
            Ok(state) => {
                assert!(may, "{from}: {state:?}");
                assert_eq!(state.name.text(), Some("renamed"), "{from}");
                assert_eq!(stage.peering().name, "renamed", "{from}");
            }
            Err(failed) => {
                assert!(!may, "{from}: {}", words(&failed.error));
                assert!(
                    failed.error.summary.contains(&id),
                    "{from}: {}",
                    words(&failed.error)
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn destroys_succeed_whatever_became_of_it() {
    for from in ALL {
        let (stage, prior, id) = asked(from).await;
        let mut cx = stage.context(MINUTE);
        let destroy = Request::delete(&mut cx, prior);
        let (destroyed, ()) = tokio::join!(destroy, arrives(&stage, &id, from));
        destroyed.unwrap_or_else(|told| panic!("{from}: {}", words(&told)));
        assert!(
            status(&stage).is_none_or(|left| left == "Deleted"),
            "{from}"
        );

        for on_destroy in ["keep", "delete"] {
            let (stage, _, id) = asked(from).await;
            let prior = Answering {
                on_destroy: on_destroy.into(),
                ..answered(&id, "accept", "Activated")
            };
            let mut cx = stage.context(MINUTE);
            let destroy = Answer::delete(&mut cx, prior);
            let (destroyed, ()) = tokio::join!(destroy, arrives(&stage, &id, from));
            let case = format!("{from}, {on_destroy}");
            destroyed.unwrap_or_else(|told| panic!("{case}: {}", words(&told)));
            let left = status(&stage);
            if on_destroy == "keep" {
                let kept = Some(leads_to(from)).filter(|from| !is_gone(from));
                assert_eq!(
                    left.as_deref().filter(|left| !is_gone(left)),
                    kept,
                    "{case}"
                );
                assert_eq!(stage.calls("DeleteVpcPeerConnection"), 0, "{case}");
            } else {
                assert!(left.is_none_or(|left| left == "Deleted"), "{case}");
            }
        }
    }
}
