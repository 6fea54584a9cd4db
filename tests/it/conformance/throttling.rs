//! A cloud that is called too often, by us or by others.

use std::time::Duration;

use crate::typed::huaweicloud::peering::HuaweiCloudPeering;
use vpcconnect::framework::resource::Notices;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Reply};

use super::stage::{MINUTE, Stage, request};

fn too_often(text: &str) -> Effect {
    Effect::Answer(Reply {
        status: 429,
        body: Some(serde_json::json!({ "error_code": "APIGW.0308", "error_msg": text })),
        headers: [].into(),
    })
}

/// The text names the window, and everybody waits for it: nobody is refused a second time.
#[tokio::test(start_paused = true)]
async fn one_refusal_holds_everyone() {
    let stage = Stage::with(Duration::from_millis(20), Duration::ZERO, "SK-A");
    // The first success opens the gate; from then on all go side by side.
    let create = async |number: usize| {
        let mut planned = request();
        planned.requester_vpc_id = format!("vpc-{number}").as_str().into();
        let mut cx = stage.context(10 * MINUTE);
        HuaweiCloudPeering::create(&mut cx, planned).await.unwrap();
    };
    create(0).await;
    let text = "The throttling threshold has been reached: policy user over ratelimit,limit:5,time:4 second";
    stage.fault("CreateVpcPeering", 1, too_often(text));
    let begun = monotonic();
    create(1).await;
    let later = async |number: usize| {
        // Sent once the refusal is known.
        tokio::time::sleep(Duration::from_millis(30)).await;
        create(number).await;
    };
    stage.fault("CreateVpcPeering", 1, too_often(text));
    tokio::join!(create(2), later(3), later(4), later(5), later(6), later(7));
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(stage.world.peerings().len(), 8);
    // Eight creates, and two that were refused.
    assert_eq!(stage.calls("CreateVpcPeering"), 10);
}

#[tokio::test(start_paused = true)]
async fn what_it_cost_is_told_once_when_it_was_more_than_ten_seconds() {
    let stage = Stage::new();
    let text = "policy user over ratelimit,limit:5,time:6 second";
    stage.fault("CreateVpcPeering", 1, too_often(text));
    let mut cx = stage.context(10 * MINUTE);
    HuaweiCloudPeering::create(&mut cx, request())
        .await
        .unwrap();
    assert!(stage.configured.notices().is_empty());

    let mut other = request();
    other.requester_vpc_id = "vpc-c".into();
    stage.fault("CreateVpcPeering", 1, too_often(text));
    HuaweiCloudPeering::create(&mut cx, other).await.unwrap();
    let told = stage.configured.notices();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].summary.contains("\"default\""),
        "{}",
        told[0].summary
    );
    for word in ["12 s", "max_requests_per_second", "-parallelism"] {
        assert!(told[0].detail.contains(word), "{word}: {}", told[0].detail);
    }
    assert!(stage.configured.notices().is_empty());
}
