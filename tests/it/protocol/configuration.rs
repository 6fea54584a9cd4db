//! The provider's block on the wire.

use super::client::Client;
use super::cty::{Cty, object, text};
use super::host::Host;
use super::process::Start;
use super::stage::{PEERING, Stage};
use super::wire::Unknowns;

#[tokio::test]
async fn an_empty_block_is_enough() {
    let plugin = Start::plaintext().serve().await;
    let host = Host::load(Client::plaintext(&plugin.socket()).await).await;
    let told = host.configure(&host.provider.with([])).await;
    assert!(told.is_empty(), "{told}");
    let empty = host.provider.with([("huaweicloud", object([]))]);
    let told = host.configure(&empty).await;
    assert!(told.is_empty(), "{told}");
}

#[tokio::test]
async fn numbers_arrive_as_integers_floats_and_text() {
    let stage = Stage::set().await;
    for (number, accepted) in [
        ("3", true),
        ("0.5", true),
        ("0.1", true),
        ("123456789012345678901234567890", true),
        ("0", false),
        ("-0.1", false),
    ] {
        let account = stage
            .account("A")
            .with("max_requests_per_second", Cty::Number(number.into()));
        let accounts = object([("default", account)]);
        let config = stage.host.provider.with([("huaweicloud", accounts)]);
        let told = stage.host.configure(&config).await;
        assert_eq!(!told.has_errors(), accepted, "{number}: {told}");
        assert_eq!(
            told.is_at("max_requests_per_second"),
            !accepted,
            "{number}: {told}"
        );
    }
}

/// An account that a variable leaves out is not there, and a null among ids is no id.
#[tokio::test]
async fn nulls_in_maps_and_lists_are_as_good_as_absent() {
    let stage = Stage::set().await;
    let allowed = Cty::List(vec![Cty::Null, text("project-A")]);
    let default = stage.account("A").with("allowed_project_ids", allowed);
    let accounts = object([("default", default), ("partner", Cty::Null)]);
    let config = stage.host.provider.with([("huaweicloud", accounts)]);
    let told = stage.host.configure(&config).await;
    assert!(told.is_empty(), "{told}");
    stage.requested().await;
    let peering = stage.host.resource(PEERING);
    let elsewhere = stage.request().with("account", text("partner"));
    let told = peering.plan(None, &elsewhere).await.unwrap_err();
    assert!(told.is_at("account"), "{told}");
}

#[tokio::test]
async fn errors_point_at_the_account_and_its_attribute() {
    let stage = Stage::set().await;
    for (attribute, value, at) in [
        ("secret_key", Cty::Null, "secret_key"),
        ("access_key", text(""), "access_key"),
        ("max_retries", Cty::Number("0.5".into()), "max_retries"),
    ] {
        let account = stage.account("A").with(attribute, value);
        let accounts = object([("default", account)]);
        let config = stage.host.provider.with([("huaweicloud", accounts)]);
        let told = stage.host.configure(&config).await;
        assert!(told.has_errors() && told.is_at(at), "{told}");
    }
}

/// Every part of it unknown, one after the other: each time the plan of a create is a promise that
/// the apply keeps.
#[tokio::test]
async fn accounts_may_come_with_the_apply() {
    let mut stage = Stage::set().await;
    for (number, unknowns) in [Unknowns::Plain, Unknowns::Refined].into_iter().enumerate() {
        stage.host.unknowns = unknowns;
        let known = stage.accounts();
        let account = stage.account("A");
        let with = |account: Cty| {
            let accounts = object([("default", account), ("partner", Cty::Null)]);
            stage.host.provider.with([("huaweicloud", accounts)])
        };
        let configs = [
            stage.host.provider.with([("huaweicloud", Cty::Unknown)]),
            with(Cty::Unknown),
            with(account.with("region", Cty::Unknown)),
            with(account.with("secret_key", Cty::Unknown)),
            with(account.with("endpoints", Cty::Unknown)),
            with(account.with("project_id", Cty::Unknown)),
        ];
        for (index, config) in configs.iter().enumerate() {
            let vpc = format!("vpc-{number}-{index}");
            let request = stage.request().with("requester_vpc_id", text(&vpc));
            let told = stage.host.configure(config).await;
            assert!(!told.has_errors(), "{told}");
            let before = stage.cloud.calls().len();
            let peering = stage.host.resource(PEERING);
            let change = peering.plan(None, &request).await.unwrap();
            assert_eq!(
                stage.cloud.calls().len(),
                before,
                "no call of an account not known"
            );
            assert!(peering.import("some-id").await.is_err());
            let (stored, told) = peering.apply(&change).await.failed();
            assert_eq!(stored, None, "{told}");

            stage.host.configure(&known).await;
            let stored = peering.apply(&change).await.succeeded();

            // Nor is it read: the state stays.
            stage.host.configure(config).await;
            let before = stage.cloud.calls().len();
            assert_eq!(peering.reread(&stored).await, stored);
            assert_eq!(stage.cloud.calls().len(), before);
        }
    }
}
