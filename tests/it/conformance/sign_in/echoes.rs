//! Each way to sign in, and a cloud that repeats what it is sent from some call on: no text shows a secret,
//! whatever it is spelled like.

use std::sync::Arc;

use vpcconnect::credential::arguments::Arguments;

use super::super::echo::{Canary, Echo, HOWS};
use super::super::stage::{Stage, alone_over};
use super::{create, keys, numbered, settings, stage, ways};

/// What is given, with the canary in the place of what is sent.
fn poisoned(given: &Arguments, canary: &Canary) -> Arguments {
    let mut given = given.clone();
    for secret in ["password", "auth_token", "security_token"] {
        if given.text(secret).is_some() {
            given.set(secret, canary.text());
        }
    }
    given
}

#[tokio::test(start_paused = true)]
async fn no_echo_shows_a_secret() {
    let mut all: Vec<_> = ways()
        .await
        .into_iter()
        .map(|way| (way.name, way.settings, way.stage))
        .collect();
    let mut temporary = keys();
    temporary.set("security_token", "TOKEN-A");
    let temporary = settings(temporary);
    all.push((
        "temporary keys",
        temporary.clone(),
        stage(&serde_json::json!({}), temporary),
    ));
    assert_eq!(all.len(), 11);
    let (mut repeated, mut named, mut past) = (0, 0, 0);
    for (name, settings, stage) in all {
        // So many calls are answered, up to the one that asks for the peering.
        for answered in 0..10 {
            let canary = Canary::new();
            let echo = Arc::new(Echo::new(&stage.world, answered, &canary));
            let mut settings = settings.clone();
            if answered == 0 {
                settings.arguments = poisoned(&settings.arguments, &canary);
            }
            let configured = alone_over(Arc::<Echo>::clone(&echo), settings);
            let stage = Stage::of(configured, stage.world.clone(), stage.clock());
            for (number, how) in HOWS.into_iter().enumerate() {
                echo.repeat(how);
                let before = echo.repeated();
                // VPCs that nobody has used: some of these are made.
                let created = create(&stage, numbered(1000 * (answered + 1) + number)).await;
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
    assert_eq!(past, 11, "each reaches the service");
    assert!(repeated > 100, "{repeated}");
    assert!(
        named * 2 > repeated,
        "where it stood it is said what stood there: {named} of {repeated}"
    );
}
