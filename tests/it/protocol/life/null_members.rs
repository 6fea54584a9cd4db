//! A null in a map is as good as absent: it plans nothing, and no call is made for it.

use serde_json::json;

use crate::protocol::cty::{Cty, object, text};
use crate::protocol::resource::{Resource, Stored};
use crate::protocol::ring::Ring;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ALI_ACCEPTER, ALI_PEERING, ALI_REGION};

/// The tags that the cloud shows on the side of the only peering there is.
type Shown = fn(&Ring) -> Vec<(String, String)>;

fn of_requester(ring: &Ring) -> Vec<(String, String)> {
    let peerings = ring.world.alicloud_peerings();
    peerings[0].requester.tags.clone().into_iter().collect()
}

fn of_accepter(ring: &Ring) -> Vec<(String, String)> {
    let peerings = ring.world.alicloud_peerings();
    peerings[0].accepter.tags.clone().into_iter().collect()
}

fn team(team: &str) -> Cty {
    object([("team", text(team)), ("owner", Cty::Null)])
}

/// Plans and applies, and what the cloud was asked to change.
async fn applied(
    ring: &Ring,
    resource: Resource<'_>,
    prior: Option<&Stored>,
    config: &Cty,
) -> (Stored, Action, Vec<String>) {
    let before = ring.world.calls().len();
    let change = resource.plan(prior, config).await.unwrap();
    let stored = match change.action {
        Action::NoOp => prior.unwrap().clone(),
        _ => resource.apply(&change).await.succeeded(),
    };
    let calls = ring.world.calls();
    let calls = calls[before..].iter().filter_map(|call| call.api.clone());
    let writes = calls.filter(|api| !api.starts_with("Get") && !api.starts_with("List"));
    let writes = writes.collect();
    let stored = resource.reread(&stored).await;
    let again = resource.plan(Some(&stored), config).await.unwrap();
    assert_eq!(
        again.action,
        Action::NoOp,
        "{} is {}",
        stored.state,
        again.planned
    );
    (stored, change.action, writes)
}

async fn lives(ring: &Ring, resource: Resource<'_>, config: &Cty, shown: Shown) {
    let tagged = |tags: Cty| config.with("tags", tags);
    let net = || vec![("team".to_owned(), "net".to_owned())];
    let quiet: Vec<String> = Vec::new();
    let nulls = || object([("owner", Cty::Null)]);

    let (stored, ..) = applied(ring, resource, None, &tagged(team("net"))).await;
    assert_eq!(
        stored.state.get("tags"),
        &team("net"),
        "as it was configured"
    );
    assert_eq!(shown(ring), net());
    let id = stored.state.get("id").as_text().to_owned();

    // Imported: what the cloud has, and nothing to do. What lives in the configuration alone is recorded.
    let imported = resource.import(&id).await.unwrap();
    let plain = object([("team", text("net"))]);
    assert_eq!(imported.state.get("tags"), &plain);
    let change = resource
        .plan(Some(&imported), &tagged(team("net")))
        .await
        .unwrap();
    assert_eq!(change.planned.get("tags"), &plain, "{}", change.planned);

    // Another form of the same.
    let (stored, action, writes) = applied(ring, resource, Some(&stored), &tagged(plain)).await;
    assert_eq!((action, writes), (Action::NoOp, quiet.clone()));

    // Somebody changes it, or takes it away: that alone shows.
    for (theirs, left) in [(json!({ "team": "x" }), team("x")), (json!({}), nulls())] {
        let path = format!("peerings/{id}");
        let side = json!({ "tags": theirs.clone(), "accepter_tags": theirs });
        Ring::control(&ring.world, "PATCH", &path, &side).await;
        ring.begin().await;
        let read = resource.reread(&stored).await;
        assert_eq!(read.state.get("tags"), &left);
        let (_, action, writes) = applied(ring, resource, Some(&read), &tagged(team("net"))).await;
        assert_eq!(
            (action, writes),
            (Action::Update, vec!["TagResources".to_owned()])
        );
        assert_eq!(shown(ring), net());
    }

    // A value that is null now is one that goes, and is then not counted.
    let owned = object([("team", text("net")), ("owner", text("me"))]);
    let (stored, _, writes) = applied(ring, resource, Some(&stored), &tagged(owned)).await;
    assert_eq!(writes, ["TagResources"]);
    let (stored, _, writes) = applied(ring, resource, Some(&stored), &tagged(team("net"))).await;
    assert_eq!(writes, ["UnTagResources"]);
    assert_eq!(shown(ring), net());

    // Nulls alone are as good as nothing.
    let (stored, _, writes) = applied(ring, resource, Some(&stored), &tagged(nulls())).await;
    assert_eq!(writes, ["UnTagResources"]);
    let (stored, action, writes) =
        applied(ring, resource, Some(&stored), &tagged(object([]))).await;
    assert_eq!((action, writes), (Action::NoOp, quiet.clone()));
    // Core keeps null apart: the form is recorded, without a call.
    let (stored, action, writes) = applied(ring, resource, Some(&stored), &tagged(Cty::Null)).await;
    assert_eq!((action, writes), (Action::Update, quiet.clone()));
    let (stored, _, writes) = applied(ring, resource, Some(&stored), &tagged(nulls())).await;
    assert_eq!(writes, quiet);

    // What comes with the apply may turn out null.
    let late = object([("team", text("net")), ("owner", Cty::Unknown)]);
    let change = resource.plan(Some(&stored), &tagged(late)).await.unwrap();
    let known = tagged(team("net"));
    let stored = resource.apply_with(&change, &known).await.succeeded();
    assert_eq!(stored.state.get("tags"), &team("net"));
    assert_eq!(shown(ring), net());
    let (stored, action, _) = applied(ring, resource, Some(&stored), &known).await;
    assert_eq!(action, Action::NoOp);
    resource.destroy(&stored).await.vanished();
}

#[tokio::test(start_paused = true)]
async fn a_null_tag_of_a_request_is_no_tag() {
    let ring = Ring::closed().await;
    ring.begin().await;
    let config = ring.host.resources[ALI_PEERING].with([
        ("requester_vpc_id", text("vpc-a")),
        ("accepter_vpc_id", text("vpc-b")),
        ("accepter_region", text(ALI_REGION)),
        ("accepter_account_id", text("1255198513")),
    ]);
    lives(
        &ring,
        ring.host.resource(ALI_PEERING),
        &config,
        of_requester,
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_null_tag_of_a_decision_is_no_tag() {
    let ring = Ring::closed().await;
    ring.begin().await;
    let new = json!({
        "requester": "B", "requester_vpc_id": "vpc-b", "accepter": "A", "accepter_vpc_id": "vpc-a",
        "name": "theirs", "cloud": "alicloud",
    });
    Ring::control(&ring.world, "POST", "peerings", &new).await;
    let id = ring.world.alicloud_peerings()[0].id.to_string();
    let config = ring.host.resources[ALI_ACCEPTER]
        .with([("peering_id", text(&id)), ("decision", text("accept"))]);
    lives(
        &ring,
        ring.host.resource(ALI_ACCEPTER),
        &config,
        of_accepter,
    )
    .await;
}
