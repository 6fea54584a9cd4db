//! A machine whose clock is wrong: a signature is refused once, made anew with the cloud's time, and
//! nothing is made twice.

use crate::typed::huaweicloud::peering::{HuaweiCloudPeering, State};
use serde_json::json;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::operation::Clock;
use vpcconnect::simulator::{Effect, Reply, World};

use super::stage::{MINUTE, Stage, configured, request};

/// What the clock reads while the cloud's reads 10:00.
pub(super) const WRONG: [&str; 3] = [
    "2026-11-21T09:40:00Z",
    "2026-11-21T10:20:00Z",
    "1970-01-01T00:00:00Z",
];

pub(super) fn clock(reads: &str) -> Clock {
    Clock::starting_at(reads.parse().unwrap())
}

/// The statuses of a cloud's calls of `api`.
pub(super) fn statuses(world: &World, api: &str) -> Vec<u16> {
    let calls = world.calls().into_iter();
    let calls = calls.filter(|call| call.api.as_deref() == Some(api));
    calls.filter_map(|call| call.status).collect()
}

/// How many calls were refused.
pub(super) fn refused(world: &World) -> usize {
    let calls = world.calls().into_iter();
    let of_4xx = calls.filter(|call| {
        call.status
            .is_some_and(|status| (400..500).contains(&status))
    });
    of_4xx.count()
}

async fn create(stage: &Stage, number: usize) -> Result<State, Diagnostic> {
    let mut cx = stage.context(10 * MINUTE);
    let planned = State {
        requester_vpc_id: format!("vpc-{number}").into(),
        accepter_project_id: "project-Z".into(),
        ..request()
    };
    let created = HuaweiCloudPeering::create(&mut cx, planned).await;
    created.map_err(|failed| failed.error)
}

#[tokio::test(start_paused = true)]
async fn a_signature_is_made_anew_with_the_clouds_time() {
    for wrong in WRONG {
        let world = Stage::new().world;
        let stage = Stage::of(configured(&world, "SK-A", None), world, clock(wrong));
        for number in 0..3 {
            create(&stage, number).await.unwrap();
        }
        assert_eq!(stage.effects("CreateVpcPeering"), 3, "{wrong}");
        assert_eq!(refused(&stage.world), 1, "{wrong}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cloud_that_refuses_the_time_again_and_again_is_asked_twice_and_no_more() {
    const CREATE: &str = "CreateVpcPeering";
    let message = "Incorrect app authentication information: signature expired, signature \
                   time:20261121T100000Z,server time:20261121T120000Z";
    for (date, calls) in [
        // Another one would be the same.
        ("Sat, 21 Nov 2026 10:00:30 GMT", 1),
        ("no date", 1),
        ("Sat, 21 Nov 2026 12:00:00 GMT", 2),
    ] {
        let stage = Stage::new();
        let reply = Reply {
            status: 401,
            body: Some(json!({ "error_code": "APIGW.0303", "error_msg": message })),
            headers: [("Date".to_owned(), date.to_owned())].into(),
        };
        stage.fault(CREATE, 9, Effect::Answer(reply));
        let told = create(&stage, 0).await.unwrap_err();
        assert!(told.detail.contains("this machine's clock"), "{told:?}");
        assert_eq!(statuses(&stage.world, CREATE), vec![401; calls], "{date}");
    }
}
