//! The same on Alibaba Cloud, whose signatures have a number that is used once as well.

use crate::typed::alicloud::peering::{AliCloudPeering, State};
use serde_json::json;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::simulator::{Effect, Reply};

use super::super::clocks::{WRONG, clock, refused, statuses};
use super::stage::{MINUTE, Stage, request};

const CREATE: &str = "CreateVpcPeerConnection";

async fn create(stage: &Stage, number: usize) -> Result<State, Diagnostic> {
    let mut cx = stage.context(10 * MINUTE);
    let planned = State {
        requester_vpc_id: format!("vpc-a{number}").into(),
        accepter_vpc_id: format!("vpc-b{number}").into(),
        ..request()
    };
    let created = AliCloudPeering::create(&mut cx, planned).await;
    created.map_err(|failed| failed.error)
}

#[tokio::test(start_paused = true)]
async fn a_signature_is_made_anew_with_the_clouds_time() {
    for wrong in WRONG {
        let stage = Stage::at(&Stage::new(), clock(wrong));
        for number in 0..3 {
            create(&stage, number).await.unwrap();
        }
        assert_eq!(stage.world.alicloud_peerings().len(), 3, "{wrong}");
        assert_eq!(refused(&stage.world), 1, "{wrong}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cloud_that_refuses_the_time_again_and_again_is_asked_twice_and_no_more() {
    for (date, calls) in [
        // Another one would be the same.
        ("Sat, 21 Nov 2026 10:00:30 GMT", 1),
        ("no date", 1),
        ("Sat, 21 Nov 2026 12:00:00 GMT", 2),
    ] {
        let stage = Stage::new();
        let reply = Reply {
            status: 400,
            body: Some(json!({
                "Code": "InvalidTimeStamp.Expired",
                "Message": "Specified time stamp or date value is expired.",
            })),
            headers: [("Date".to_owned(), date.to_owned())].into(),
        };
        stage.fault(CREATE, 9, Effect::Answer(reply));
        let told = create(&stage, 0).await.unwrap_err();
        assert!(told.detail.contains("this machine's clock"), "{told:?}");
        assert_eq!(statuses(&stage.world, CREATE), vec![400; calls], "{date}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_nonce_that_was_used_is_another_one_the_next_time() {
    let stage = Stage::new();
    let reply = Reply {
        status: 400,
        body: Some(json!({
            "Code": "SignatureNonceUsed",
            "Message": "Specified signature nonce was used already.",
        })),
        headers: [].into(),
    };
    stage.fault(CREATE, 1, Effect::Answer(reply));
    create(&stage, 0).await.unwrap();
    assert_eq!(statuses(&stage.world, CREATE), [400, 200]);
    assert_eq!(stage.world.alicloud_peerings().len(), 1);
}
