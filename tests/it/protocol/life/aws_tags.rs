//! Tags of a peering on AWS whose sides have one set of them.

use crate::protocol::cty::{Cty, object, text};
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{AWS_A, AWS_ACCEPTER, AWS_PEERING, Stage};

fn tagged(config: &Cty, side: &str) -> Cty {
    config.with("tags", object([("side", text(side))]))
}

/// A host that begins another run.
async fn begin(stage: &Stage) {
    assert!(stage.host.configure(&stage.accounts()).await.is_empty());
}

#[tokio::test]
async fn both_sides_of_one_account_and_region_cannot_set_tags() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(AWS_PEERING);
    let accepter = stage.host.resource(AWS_ACCEPTER);
    let request = stage.aws_request("default", ["vpc-1", "vpc-2"], AWS_A);
    let request = tagged(&request, "requester");
    // In the run that makes the request its id is not known: the apply warns, and has done what it could.
    let asked = stage.made(AWS_PEERING, &request).await;
    let plain = stage.aws_decision(asked.state.get("id").as_text(), "accept");
    let answer = tagged(&plain, "accepter");
    let change = accepter.plan(None, &answer).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
    let applied = accepter.apply(&change).await;
    assert!(
        applied.told.only_warns() && applied.told.is_at("tags"),
        "{}",
        applied.told
    );
    assert!(!applied.tainted);
    let answered = applied.stored.unwrap();
    assert_eq!(answered.state.get("status"), &text("active"));

    // From then on, whichever is planned second is an error.
    begin(&stage).await;
    let asked = peering.reread(&asked).await;
    let answered = accepter.reread(&answered).await;
    peering.plan(Some(&asked), &request).await.unwrap();
    let told = accepter.plan(Some(&answered), &answer).await.unwrap_err();
    assert!(
        told.is_at("tags") && told.tells("Set tags in one"),
        "{told}"
    );
    begin(&stage).await;
    accepter.plan(Some(&answered), &answer).await.unwrap();
    let told = peering.plan(Some(&asked), &request).await.unwrap_err();
    assert!(told.is_at("tags"), "{told}");
    begin(&stage).await;
    peering.plan(Some(&asked), &request).await.unwrap();
    let told = accepter.plan(None, &answer).await.unwrap_err();
    assert!(told.is_at("tags"), "a new one: {told}");

    // Tags that say nothing are none.
    begin(&stage).await;
    peering.plan(Some(&asked), &request).await.unwrap();
    for none in [Cty::Null, object([]), object([("side", Cty::Null)])] {
        let answer = plain.with("tags", none);
        let change = accepter.plan(Some(&answered), &answer).await.unwrap();
        assert!(change.told.is_empty(), "{}", change.told);
    }
    // One that ends has none.
    begin(&stage).await;
    peering.plan_destroy(&asked).await.unwrap();
    accepter.plan(Some(&answered), &answer).await.unwrap();
    accepter.plan_destroy(&answered).await.unwrap();
}

#[tokio::test]
async fn sides_that_have_tags_of_their_own_may_set_them() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(AWS_PEERING);
    let accepter = stage.host.resource(AWS_ACCEPTER);
    // Another account, and another region.
    let theirs = stage.aws_request("partner", ["vpc-1", "vpc-2"], AWS_A);
    let far = stage.aws_request("default", ["vpc-3", "vpc-4"], AWS_A);
    let far = far.with("accepter_region", text("eu-west-1"));
    let regions = [Cty::Null, text("eu-west-1")];
    for (request, region) in [theirs, far].into_iter().zip(regions) {
        let request = tagged(&request, "requester");
        let asked = stage.made(AWS_PEERING, &request).await;
        let id = asked.state.get("id").as_text();
        let answer = tagged(&stage.aws_decision(id, "accept"), "accepter");
        let answer = answer.with("region", region);
        let change = accepter.plan(None, &answer).await.unwrap();
        let applied = accepter.apply(&change).await;
        assert!(applied.told.is_empty(), "{}", applied.told);
        let answered = accepter.reread(&applied.succeeded()).await;
        let asked = peering.reread(&asked).await;
        for (side, stored, config) in [
            (&peering, &asked, &request),
            (&accepter, &answered, &answer),
        ] {
            let change = side.plan(Some(stored), config).await.unwrap();
            assert_eq!(change.action, Action::NoOp, "{}", change.told);
        }
    }
    // Who rejects has no side to set tags of.
    let request = stage.aws_request("default", ["vpc-5", "vpc-6"], AWS_A);
    let asked = stage
        .made(AWS_PEERING, &tagged(&request, "requester"))
        .await;
    let asked = peering.reread(&asked).await;
    peering
        .plan(Some(&asked), &tagged(&request, "requester"))
        .await
        .unwrap();
    let id = asked.state.get("id").as_text();
    let rejects = tagged(&stage.aws_decision(id, "reject"), "accepter");
    let change = accepter.plan(None, &rejects).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
}
