//! Preflight: plans that ask the cloud, and change nothing there.

use crate::typed::alicloud::peering::{self, AliCloudPeering};
use crate::typed::alicloud::peering_accepter::{self, AliCloudPeeringAccepter};
use serde_json::json;
use vpcconnect::connection::status::Decision;
use vpcconnect::framework::diagnostics::{Diagnostic, Diagnostics};
use vpcconnect::framework::model::Field;
use vpcconnect::framework::path::Path;
use vpcconnect::framework::resource::{Creates, Plan};
use vpcconnect::simulator::Effect;

use super::stage::{MINUTE, Stage, decision, request};

/// The configuration that a planned request comes from.
fn config() -> peering::State {
    let planned = request();
    peering::State {
        name: planned.name,
        region: planned.region,
        requester_vpc_id: planned.requester_vpc_id,
        accepter_vpc_id: planned.accepter_vpc_id,
        accepter_region: planned.accepter_region,
        accepter_account_id: planned.accepter_account_id,
        ..peering::State::default()
    }
}

/// The plan of a create of `config`, and what it warns of.
async fn plan(stage: &Stage, config: peering::State) -> (Result<(), Diagnostic>, Diagnostics) {
    let mut plan = Plan {
        creates: Creates::New,
        prior: None,
        planned: peering::State {
            accepter_vpc_id: config.accepter_vpc_id.clone(),
            resource_group_id: config.resource_group_id.clone(),
            bandwidth: config.bandwidth.clone(),
            ..request()
        },
        config,
        replace: Vec::new(),
    };
    let mut cx = stage.context(MINUTE);
    let planned = AliCloudPeering::plan(&mut cx, &mut plan).await;
    (planned, cx.diagnostics)
}

#[tokio::test(start_paused = true)]
async fn a_create_that_would_pass_leaves_nothing_behind() {
    let plain = Stage::new();
    let stage = Stage::asking(&plain);
    let (planned, told) = plan(&stage, config()).await;
    planned.unwrap();
    assert_eq!(told.iter().count(), 0);
    assert_eq!(stage.calls("CreateVpcPeerConnection"), 1);
    assert_eq!(stage.world.alicloud_peerings(), []);
    // Who does not want it is not asked for.
    stage.world.clear_calls();
    plan(&plain, config()).await.0.unwrap();
    assert_eq!(stage.calls("CreateVpcPeerConnection"), 0);
}

#[tokio::test(start_paused = true)]
async fn what_the_cloud_would_refuse_fails_the_plan_at_its_attribute() {
    let stage = Stage::asking(&Stage::with(MINUTE, &json!({ "quota_per_vpc": 0 })));
    let (planned, _) = plan(&stage, config()).await;
    let told = planned.unwrap_err();
    assert_eq!(told.path, Path::to("requester_vpc_id"));
    assert!(told.detail.contains("QuotaExceeded"), "{}", told.detail);
    let stage = Stage::asking(&Stage::new());
    let mut wanted = config();
    wanted.bandwidth = vpcconnect::framework::value::Number::from(5i64).into();
    let (planned, _) = plan(&stage, wanted).await;
    let told = planned.unwrap_err();
    assert_eq!(told.path, Path::to("bandwidth"));
    assert_eq!(stage.world.alicloud_peerings(), []);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_refusal_is_a_warning() {
    let stage = Stage::asking(&Stage::new());
    stage.fault("CreateVpcPeerConnection", 100, Effect::DropBeforeCommit);
    let (planned, told) = plan(&stage, config()).await;
    planned.unwrap();
    let told: Vec<_> = told.iter().collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].summary.contains("is not known"),
        "{}",
        told[0].summary
    );
}

#[tokio::test(start_paused = true)]
async fn what_comes_with_the_apply_is_not_asked_about_and_told_once() {
    let stage = Stage::asking(&Stage::new());
    for warnings in [1, 0] {
        let mut wanted = config();
        wanted.accepter_vpc_id = Field::Unknown;
        let (planned, told) = plan(&stage, wanted).await;
        planned.unwrap();
        assert_eq!(told.iter().count(), warnings);
    }
    assert_eq!(stage.calls("CreateVpcPeerConnection"), 0);
}

#[tokio::test(start_paused = true)]
async fn decisions_changes_and_replacements_are_tried_too() {
    let plain = Stage::new();
    let mut cx = plain.context(MINUTE);
    let prior = AliCloudPeering::create(&mut cx, request()).await.unwrap();
    let id = prior.id.text().unwrap().to_owned();
    let stage = Stage::asking(&plain);

    let mut decides = Plan {
        creates: Creates::New,
        prior: None,
        config: peering_accepter::State {
            account: "partner".into(),
            peering_id: id.as_str().into(),
            decision: Decision::Accept.into(),
            ..peering_accepter::State::default()
        },
        planned: decision(&id, "accept"),
        replace: Vec::new(),
    };
    let mut cx = stage.context(MINUTE);
    AliCloudPeeringAccepter::plan(&mut cx, &mut decides)
        .await
        .unwrap();
    assert_eq!(stage.calls("AcceptVpcPeerConnection"), 1);
    assert_eq!(stage.peering().status.to_string(), "Accepting");

    let changed = |planned: peering::State| {
        let schema = AliCloudPeering::schema();
        Plan::new(&schema, Some(prior.clone()), config(), planned)
    };
    let mut renamed = changed(peering::State {
        name: "renamed".into(),
        ..prior.clone()
    });
    let mut cx = stage.context(MINUTE);
    AliCloudPeering::plan(&mut cx, &mut renamed).await.unwrap();
    assert_eq!(stage.calls("ModifyVpcPeerConnection"), 1);
    assert_eq!(stage.peering().name, "orders");

    // A delete that the cloud would refuse is a warning: destroys plan first.
    plain.set(&id, &json!({ "routes": true })).await;
    let mut replaced = changed(peering::State {
        accepter_vpc_id: "vpc-c".into(),
        ..prior.clone()
    });
    let mut cx = stage.context(MINUTE);
    AliCloudPeering::plan(&mut cx, &mut replaced).await.unwrap();
    let told: Vec<_> = cx.diagnostics.iter().collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].detail.contains("RouteEntryExist"),
        "{}",
        told[0].detail
    );
    assert_eq!(stage.peering().status.to_string(), "Accepting");
}

#[tokio::test(start_paused = true)]
async fn a_destroy_is_tried_and_never_fails_its_plan() {
    let plain = Stage::new();
    let mut cx = plain.context(MINUTE);
    let prior = AliCloudPeering::create(&mut cx, request()).await.unwrap();
    let id = prior.id.text().unwrap().to_owned();
    let stage = Stage::asking(&plain);
    let destroy = async || {
        stage.world.clear_calls();
        let mut cx = stage.context(MINUTE);
        AliCloudPeering::plan_destroy(&mut cx, &prior).await;
        assert_eq!(stage.calls("DeleteVpcPeerConnection"), 1);
        let told = cx.diagnostics.iter().map(|told| told.detail.clone());
        told.collect::<Vec<_>>().join("\n")
    };
    // It would pass: only what it does is said.
    assert!(!destroy().await.contains("RouteEntryExist"));
    plain.set(&id, &json!({ "routes": true })).await;
    assert!(destroy().await.contains("RouteEntryExist"));
    assert_eq!(stage.world.alicloud_peerings().len(), 1);
    // Nothing there is what a destroy is for.
    plain.set(&id, &json!({ "routes": false })).await;
    let mut cx = plain.context(MINUTE);
    AliCloudPeering::delete(&mut cx, prior.clone())
        .await
        .unwrap();
    assert!(!destroy().await.contains("NotFound"));
    // An accepter that keeps the peering does not ask.
    let mut cx = stage.context(MINUTE);
    AliCloudPeeringAccepter::plan_destroy(&mut cx, &decision(&id, "accept")).await;
    assert_eq!(stage.calls("DeleteVpcPeerConnection"), 1);
    let deletes = peering_accepter::State {
        on_destroy: "delete".into(),
        ..decision(&id, "accept")
    };
    AliCloudPeeringAccepter::plan_destroy(&mut cx, &deletes).await;
    assert_eq!(stage.calls("DeleteVpcPeerConnection"), 2);
}

/// Terraform plans a replacement as an update and then as a create.
#[tokio::test(start_paused = true)]
async fn neither_half_of_a_replacement_fails_the_plan() {
    let plain = Stage::new();
    let mut cx = plain.context(MINUTE);
    let prior = AliCloudPeering::create(&mut cx, request()).await.unwrap();
    let stage = Stage::asking(&plain);
    let mut first = Plan {
        creates: Creates::New,
        prior: Some(prior.clone()),
        config: config(),
        planned: prior.clone(),
        replace: Vec::new(),
    };
    let mut cx = stage.context(MINUTE);
    AliCloudPeering::plan(&mut cx, &mut first).await.unwrap();
    let second = |creates| Plan {
        creates,
        prior: None,
        config: config(),
        planned: request(),
        replace: Vec::new(),
    };
    // The same two VPCs are still connected.
    let mut half = stage.context(MINUTE);
    AliCloudPeering::plan(&mut half, &mut second(Creates::Replacement))
        .await
        .unwrap();
    let told: Vec<_> = half.diagnostics.iter().collect();
    assert!(
        told[0].detail.contains("ResourceAlreadyExist"),
        "{}",
        told[0].detail
    );
    // A create that is one fails.
    let mut cx = stage.context(MINUTE);
    let planned = AliCloudPeering::plan(&mut cx, &mut second(Creates::New)).await;
    planned.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_pending_request_that_was_imported_is_tried_when_it_is_decided() {
    let plain = Stage::new();
    let mut cx = plain.context(MINUTE);
    let made = AliCloudPeering::create(&mut cx, request()).await.unwrap();
    let id = made.id.text().unwrap().to_owned();
    let stage = Stage::asking(&plain);
    let mut cx = stage.context(MINUTE);
    let imported = AliCloudPeeringAccepter::read(&mut cx, decision(&id, ""))
        .await
        .unwrap();
    let prior = imported.unwrap();
    let mut plan = Plan {
        creates: Creates::New,
        prior: Some(prior.clone()),
        config: decision(&id, "accept"),
        planned: peering_accepter::State {
            decision: Decision::Accept.into(),
            ..prior.clone()
        },
        replace: Vec::new(),
    };
    AliCloudPeeringAccepter::plan(&mut cx, &mut plan)
        .await
        .unwrap();
    assert_eq!(stage.calls("AcceptVpcPeerConnection"), 1);
    assert_eq!(stage.peering().status.to_string(), "Accepting");
}
