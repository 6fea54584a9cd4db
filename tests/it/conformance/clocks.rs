//! A machine whose clock is wrong: a signature is refused once, made anew with the cloud's time, and
//! nothing is made twice. Where a signature has a number that is used once, another one is taken.

use serde_json::json;
use vpcconnect::operation::Clock;
use vpcconnect::simulator::{Effect, Reply, World};

use super::driver::{Applied, CLOUDS, Driver, create, text, with};
use super::stage::Stage;
use super::{alicloud, huaweicloud};

/// What the clock reads while the cloud's reads 10:00.
const WRONG: [&str; 3] = [
    "2026-11-21T09:40:00Z",
    "2026-11-21T10:20:00Z",
    "1970-01-01T00:00:00Z",
];

fn clock(reads: &str) -> Clock {
    Clock::starting_at(reads.parse().unwrap())
}

/// The statuses of a cloud's calls of `api`.
fn statuses(world: &World, api: &str) -> Vec<u16> {
    let calls = world.calls().into_iter();
    let calls = calls.filter(|call| call.api.as_deref() == Some(api));
    calls.filter_map(|call| call.status).collect()
}

/// How many calls were refused.
fn refused(world: &World) -> usize {
    let calls = world.calls().into_iter();
    let of_4xx = calls.filter(|call| {
        call.status
            .is_some_and(|status| (400..500).contains(&status))
    });
    of_4xx.count()
}

async fn ask(cloud: &Driver, stage: &Stage, number: usize) -> Applied {
    let config = with(
        cloud.request(),
        "requester_vpc_id",
        text(format!("vpc-a{number}")),
    );
    let config = with(config, "accepter_vpc_id", text(format!("vpc-b{number}")));
    create(stage, &(cloud.requester)(), &config).await
}

#[tokio::test(start_paused = true)]
async fn a_signature_is_made_anew_with_the_clouds_time() {
    for cloud in CLOUDS {
        for wrong in WRONG {
            let stage = (cloud.stage)().with_clock(clock(wrong));
            for number in 0..3 {
                ask(cloud, &stage, number).await.state();
            }
            assert_eq!(stage.effects(cloud.calls.create), 3, "{wrong}");
            assert_eq!(cloud.peerings(&stage).len(), 3, "{wrong}");
            assert_eq!(refused(&stage.world), 1, "{wrong}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_cloud_that_refuses_the_time_again_and_again_is_asked_twice_and_no_more() {
    let huawei = json!({
        "error_code": "APIGW.0303",
        "error_msg": "Incorrect app authentication information: signature expired, signature \
                      time:20261121T100000Z,server time:20261121T120000Z",
    });
    let alibaba = json!({
        "Code": "InvalidTimeStamp.Expired",
        "Message": "Specified time stamp or date value is expired.",
    });
    for (cloud, status, body) in [
        (&huaweicloud::DRIVER, 401, huawei),
        (&alicloud::DRIVER, 400, alibaba),
    ] {
        for (date, calls) in [
            // Another one would be the same.
            ("Sat, 21 Nov 2026 10:00:30 GMT", 1),
            ("no date", 1),
            ("Sat, 21 Nov 2026 12:00:00 GMT", 2),
        ] {
            let (stage, api) = ((cloud.stage)(), cloud.calls.create);
            let reply = Reply {
                status,
                body: Some(body.clone()),
                headers: [("Date".to_owned(), date.to_owned())].into(),
            };
            stage.fault(api, 9, Effect::Answer(reply));
            let told = ask(cloud, &stage, 0).await.refused();
            assert!(told.detail.contains("this machine's clock"), "{told:?}");
            assert_eq!(statuses(&stage.world, api), vec![status; calls], "{date}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_nonce_that_was_used_is_another_one_the_next_time() {
    let cloud = &alicloud::DRIVER;
    let (stage, api) = ((cloud.stage)(), cloud.calls.create);
    let reply = Reply {
        status: 400,
        body: Some(json!({
            "Code": "SignatureNonceUsed",
            "Message": "Specified signature nonce was used already.",
        })),
        headers: [].into(),
    };
    stage.fault(api, 1, Effect::Answer(reply));
    ask(cloud, &stage, 0).await.state();
    assert_eq!(statuses(&stage.world, api), [400, 200]);
    assert_eq!(cloud.peerings(&stage).len(), 1);
}
