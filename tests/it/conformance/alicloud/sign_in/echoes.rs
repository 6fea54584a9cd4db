//! Each way to sign in, and a cloud that repeats what it is sent from some call on: no text shows a secret,
//! whatever it is spelled like.

use std::sync::Arc;

use super::super::super::echo::{Canary, Echo, HOWS};
use super::super::stage::Stage;
use super::{create, keys, ways, written};

#[tokio::test(start_paused = true)]
async fn no_echo_shows_a_secret() {
    let file = written();
    let ways = ways(file.path()).into_iter();
    let mut all: Vec<_> = ways
        .map(|way| (way.name, way.given, way.role, way.stage))
        .collect();
    let mut temporary = keys();
    temporary.set("security_token", "TOKEN-A");
    all.push(("temporary keys", temporary, None, Stage::new()));
    assert_eq!(all.len(), 10);
    let (mut repeated, mut named, mut past) = (0, 0, 0);
    for (name, given, role, world) in all {
        // So many calls are answered, up to the one that asks for the peering.
        for answered in 0..10 {
            let canary = Canary::new();
            let echo = Arc::new(Echo::new(&world.world, answered, &canary));
            let mut given = given.clone();
            if answered == 0 {
                // With the canary in the place of what is sent.
                if given.text("security_token").is_some() {
                    given.set("security_token", canary.text());
                }
                std::fs::write(file.path(), canary.text()).unwrap();
            }
            let stage = Stage::signing_over(&world, &echo, &given, role.as_ref());
            for (number, how) in HOWS.into_iter().enumerate() {
                echo.repeat(how);
                let before = echo.repeated();
                let created = create(&stage, 1000 * (answered + 1) + number).await;
                let Err(told) = created else { continue };
                let told = format!("{}\n{}", told.summary, told.detail);
                let what = format!("{name}, {answered} answered, {how:?}");
                canary.is_not_in(&told, &what);
                if echo.repeated() > before {
                    repeated += 1;
                    named += usize::from(told.contains('['));
                }
            }
            std::fs::write(file.path(), "OIDC.of.A\n").unwrap();
            past += usize::from(echo.is_past_signing_in());
            if echo.is_past_signing_in() {
                break;
            }
        }
    }
    assert_eq!(past, 10, "each reaches the service");
    assert!(repeated > 100, "{repeated}");
    assert!(
        named * 2 > repeated,
        "where it stood it is said what stood there: {named} of {repeated}"
    );
}
