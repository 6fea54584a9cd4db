//! Each way to sign in, and a cloud that repeats what it is sent from some call on: no text shows a secret,
//! whatever it is spelled like.

use std::sync::Arc;

use super::super::echo::{Canary, Echo, HOWS};
use super::super::{alicloud, huaweicloud};
use super::SignsIn;

#[tokio::test(start_paused = true)]
async fn no_echo_shows_a_secret_on_huawei_cloud() {
    no_echo_shows_a_secret::<huaweicloud::Ways>(11).await;
}

#[tokio::test(start_paused = true)]
async fn no_echo_shows_a_secret_on_alibaba_cloud() {
    no_echo_shows_a_secret::<alicloud::Ways>(10).await;
}

/// On a cloud with so many ways.
async fn no_echo_shows_a_secret<C: SignsIn>(count: usize) {
    let cloud = C::new();
    let ways = cloud.ways().await.into_iter();
    let mut all: Vec<_> = ways.map(|way| (way.name, way.given, way.stage)).collect();
    let (given, stage) = cloud.temporary();
    all.push(("temporary keys", given, stage));
    assert_eq!(all.len(), count);
    let (mut repeated, mut named, mut past) = (0, 0, 0);
    for (name, given, stage) in all {
        // So many calls are answered, up to the one that asks for the peering.
        for answered in 0..10 {
            let canary = Canary::new();
            let echo = Arc::new(Echo::new(&stage.world, answered, &canary));
            // With the canary in the place of what is sent.
            let poison = (answered == 0).then_some(&canary);
            let signing = cloud.echoing(&stage, &given, &echo, poison);
            for (number, how) in HOWS.into_iter().enumerate() {
                echo.repeat(how);
                let before = echo.repeated();
                // VPCs that nobody has used: some of these are made.
                let created = C::create(&signing, 1000 * (answered + 1) + number).await;
                let Err(told) = created else { continue };
                let told = format!("{}\n{}", told.summary, told.detail);
                let what = format!("{name}, {answered} answered, {how:?}");
                canary.is_not_in(&told, &what);
                if echo.repeated() > before {
                    repeated += 1;
                    named += usize::from(told.contains('['));
                }
            }
            past += usize::from(echo.is_past_signing_in());
            if echo.is_past_signing_in() {
                break;
            }
        }
    }
    assert_eq!(past, count, "each reaches the service");
    assert!(repeated > 100, "{repeated}");
    assert!(
        named * 2 > repeated,
        "where it stood it is said what stood there: {named} of {repeated}"
    );
}
