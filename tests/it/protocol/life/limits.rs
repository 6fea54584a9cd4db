//! -1 for a bandwidth is what the cloud shows where there is no limit: nobody asks for it.

use crate::protocol::cty::{Cty, text};
use crate::protocol::ring::Ring;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ALI_PEERING, ALI_REGION};

fn number(number: &str) -> Cty {
    Cty::Number(number.to_owned())
}

/// What `plan -generate-config-out` has written makes the same anew.
#[tokio::test(start_paused = true)]
async fn no_limit_is_not_set() {
    for region in [ALI_REGION, "cn-beijing"] {
        let ring = Ring::closed().await;
        ring.begin().await;
        let peering = ring.host.resource(ALI_PEERING);
        let calls = |api: &str| {
            let calls = ring.world.calls();
            calls
                .iter()
                .filter(|call| call.api.as_deref() == Some(api))
                .count()
        };
        let config = ring.host.resources[ALI_PEERING].with([
            ("requester_vpc_id", text("vpc-a")),
            ("accepter_vpc_id", text("vpc-b")),
            ("accepter_region", text(region)),
            ("bandwidth", number("-1")),
        ]);
        let change = peering.plan(None, &config).await.unwrap();
        let stored = peering.apply(&change).await.succeeded();
        let mut read = peering.reread(&stored).await;
        let again = peering.plan(Some(&read), &config).await.unwrap();
        assert_eq!(again.action, Action::NoOp, "{region}: {}", again.planned);
        let id = stored.state.get("id").as_text();
        let imported = peering.import(id).await.unwrap();
        let again = peering.plan(Some(&imported), &config).await.unwrap();
        assert_eq!(again.action, Action::NoOp, "{region}: {}", again.planned);
        if region != ALI_REGION {
            // A limit is asked for, and then no more: it stays.
            let limited = config.with("bandwidth", number("100"));
            let change = peering.plan(Some(&read), &limited).await.unwrap();
            let stored = peering.apply(&change).await.succeeded();
            read = peering.reread(&stored).await;
            assert_eq!(read.state.get("bandwidth"), &number("100"));
            let again = peering.plan(Some(&read), &config).await.unwrap();
            assert_eq!(again.action, Action::NoOp, "{}", again.planned);
        }
        assert_eq!(
            calls("ModifyVpcPeerConnection"),
            usize::from(region != ALI_REGION)
        );
        peering.destroy(&read).await.vanished();
    }
}
