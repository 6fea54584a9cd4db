//! AWS for the suite.

mod endpoints;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::cloud::aws::account::{Account, Shared};
use vpcconnect::cloud::aws::config::Settings;
use vpcconnect::framework::resource::any;
use vpcconnect::framework::value;
use vpcconnect::resource::accepter::PeeringAccepter;
use vpcconnect::resource::accounts::{Accounts, Entry};
use vpcconnect::resource::aws::cloud::Aws;
use vpcconnect::resource::context::Configured;
use vpcconnect::resource::endpoint::connection::EndpointConnection;
use vpcconnect::resource::requester::PeeringRequester;
use vpcconnect::simulator::aws::account::account_of;
use vpcconnect::simulator::{AccessKey, Effect, Kind, World};

use super::driver::{Calls, Detail, Driver, Statuses, create, shown, with};
use super::lost::calls_of;
use super::stage::{self, InProcess, Stage};

const REGION: &str = "eu-central-1";

/// Account `default` is tenant A, account `partner` is B; both reach `world`.
pub(crate) fn accounts(world: &World) -> Accounts<Account> {
    let (shared, transport) = (Shared::default(), Arc::new(InProcess(world.clone())));
    let account = |key: &str| {
        let secret = format!("SK-{key}");
        let settings = Settings {
            arguments: [
                ("region", REGION),
                ("access_key", key),
                ("secret_key", &secret),
            ]
            .into(),
            ..Settings::default()
        };
        let transport = Arc::<InProcess>::clone(&transport);
        Account::with_transport(settings.complete(None), shared.clone(), transport)
    };
    let entries = [("default", account("A")), ("partner", account("B"))];
    let entries = entries.map(|(name, account)| (name.to_owned(), Entry::Known(account)));
    Accounts::new(entries.into(), false)
}

/// The tenants, where the documents leave `doubts`.
fn stage_with(doubts: &Value) -> Stage {
    stage_on(&json!({
        "aws": { "quota_outstanding": 1000, "quota_per_vpc": 1000, "doubts": doubts }
    }))
}

/// The tenants, on a cloud that begins so.
fn stage_on(seed: &Value) -> Stage {
    let (world, clock) = stage::cloud_with(Duration::ZERO, Duration::ZERO, seed);
    let configured = Configured {
        aws: accounts(&world),
        ..Configured::default()
    };
    Stage::of(configured, world, clock)
}

pub(super) const DRIVER: Driver = Driver {
    name: "aws",
    stage: || stage_with(&json!({})),
    requester: any::<PeeringRequester<Aws>>,
    accepter: any::<PeeringAccepter<Aws>>,
    endpoint: any::<EndpointConnection<Aws>>,
    service: || json!({}),
    region: REGION,
    asked: ("accepter_account_id", |key| {
        account_of(&AccessKey::from(key)).to_string()
    }),
    calls: Calls {
        create: "CreateVpcPeeringConnection",
        modify: "",
        tag: "CreateTags",
        accept: "AcceptVpcPeeringConnection",
        reject: "RejectVpcPeeringConnection",
        delete: "DeleteVpcPeeringConnection",
        accept_endpoint: "AcceptVpcEndpointConnections",
        reject_endpoint: "RejectVpcEndpointConnections",
        detail: "",
    },
    statuses: Statuses {
        pending: "pending-acceptance",
        active: "active",
        rejected: "rejected",
        accepted_endpoint: "available",
        rejected_endpoint: "rejected",
    },
    // Nothing is set beside a decision.
    detail: Detail {
        key: "name",
        value: || value::Value::Null,
        held: |endpoint| endpoint.name.clone(),
    },
    reads: || {
        [
            "DescribeVpcPeeringConnections",
            "DescribeVpcEndpointConnections",
        ]
        .map(calls_of)
        .into()
    },
    forbidden: || {
        let code = "<Code>UnauthorizedOperation</Code><Message>no</Message>";
        json!(format!(
            "<Response><Errors><Error>{code}</Error></Errors><RequestID>r</RequestID></Response>"
        ))
    },
    create_is_idempotent: false,
    create_answers_twice: true,
    refuses_in_answers: true,
};

/// What is just made may not be seen for a while: it is waited for, and made once.
#[tokio::test(start_paused = true)]
async fn what_was_just_made_may_be_hidden_at_first() {
    for (hidden, seen) in [("10s", true), ("25s", true), ("300s", false)] {
        let stage = stage_with(&json!({ "hidden_at_first": hidden }));
        let applied = create(&stage, &(DRIVER.requester)(), &DRIVER.request()).await;
        let warned = applied.told.iter().count();
        let state = applied.state();
        let made = DRIVER.peerings(&stage);
        assert_eq!(made.len(), 1, "{hidden}");
        assert_eq!(shown(&state, "id"), made[0].id.as_str(), "{hidden}");
        assert_eq!(warned == 0, seen, "{hidden}");
    }
}

/// Whether a second create between the same VPCs answers with the first or fails, the first is found when its answer was lost.
#[tokio::test(start_paused = true)]
async fn a_lost_create_is_found_whatever_a_second_one_comes_to() {
    for duplicate in ["existing", "failed"] {
        for way in [Effect::DropAfterCommit, Effect::DropBeforeCommit] {
            let stage = stage_with(&json!({ "duplicate": duplicate }));
            stage.fault(DRIVER.calls.create, 1, way.clone());
            let applied = create(&stage, &(DRIVER.requester)(), &DRIVER.request()).await;
            let state = applied.state();
            assert_eq!(
                shown(&state, "status"),
                "pending-acceptance",
                "{duplicate} {way:?}"
            );
            assert_eq!(DRIVER.peerings(&stage).len(), 1, "{duplicate} {way:?}");
        }
    }
}

/// The accepter's destroy ends what nobody has answered by rejecting it, whatever a delete of that would be told; and what has
/// expired is gone without a call.
#[tokio::test(start_paused = true)]
async fn the_end_of_a_request_follows_where_it_stands() {
    for doubt in ["not_permitted", "state"] {
        let stage = stage_with(&json!({ "accepter_deletes": doubt, "expired_deletes": doubt }));
        let (requester, accepter) = ((DRIVER.requester)(), (DRIVER.accepter)());
        let asked = create(&stage, &requester, &DRIVER.request()).await.state();
        let id = shown(&asked, "id").to_owned();
        let decision = with(
            DRIVER.decision(&id, "accept"),
            "on_destroy",
            value::Value::text("delete"),
        );
        let decided = create(&stage, &accepter, &decision).await.state();
        // Somebody else made it pending again, as far as anybody can see.
        let pending = json!({ "status": "pending-acceptance" });
        stage
            .control("PATCH", &format!("peerings/{id}"), &pending)
            .await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut cx = stage.context(stage::MINUTE);
        accepter.delete(&mut cx, &decided).await.unwrap();
        assert_eq!(
            DRIVER.peerings(&stage)[0].status.as_str(),
            "rejected",
            "{doubt}"
        );
        tokio::time::sleep(Duration::from_secs(1)).await;
        // By now the state of the requester is behind.
        requester.delete(&mut cx, &asked).await.unwrap();
        let again = create(&stage, &requester, &DRIVER.request()).await.state();
        stage.act(shown(&again, "id"), "expire").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        requester.delete(&mut cx, &again).await.unwrap();
        assert_eq!(cx.diagnostics.iter().count(), 0, "{doubt}");
    }
}

/// Between two regions a delete takes its time, and the destroy ends when it has ended.
#[tokio::test(start_paused = true)]
async fn a_delete_between_regions_is_waited_for() {
    let (stage, requester) = ((DRIVER.stage)(), (DRIVER.requester)());
    let elsewhere = value::Value::text("eu-west-1");
    let request = with(DRIVER.request(), "accepter_region", elsewhere);
    let asked = create(&stage, &requester, &request).await.state();
    stage.act(shown(&asked, "id"), "accept").await;
    stage
        .world
        .set_pace(Duration::from_millis(20), Duration::from_secs(20));
    let mut cx = stage.context(stage::MINUTE);
    requester.delete(&mut cx, &asked).await.unwrap();
    let left = stage.world.connections_of(DRIVER.name, Kind::Peering);
    assert_eq!(left[0].status.as_str(), "deleted");
    assert_eq!(cx.diagnostics.iter().count(), 0);
}
