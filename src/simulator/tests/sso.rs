//! AWS's portal of IAM Identity Center: keys for a token, which sign then.

use serde_json::Value;

use super::ec2::{HERE, account, caller};
use super::{hours, world};
use crate::simulator::World;

/// A call that nobody signs; what it answers.
async fn ask(world: &World, query: &str, token: &str) -> (u16, Value) {
    let request = http::Request::get(format!("/federation/credentials?{query}"))
        .header("host", "localhost")
        .header("x-amz-sso_bearer_token", token);
    let request = request.body(Vec::new()).unwrap();
    let (head, body) = world.answer(request).await.unwrap().into_parts();
    (head.status.as_u16(), serde_json::from_slice(&body).unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_token_buys_keys_of_an_account_that_sign_until_they_expire() {
    let world = world(|_| {});
    let query = "account_id=123456789012&role_name=role-A";
    let (status, said) = ask(&world, query, "SSO.of.A").await;
    assert_eq!(status, 200, "{said}");
    let keys = &said["roleCredentials"];
    let text = |name: &str| keys[name].as_str().unwrap().to_owned();
    assert!(keys["expiration"].is_i64(), "{keys}");
    let mut signed = caller(&world, &text("accessKeyId"), HERE);
    signed.secret = text("secretAccessKey");
    signed.token = text("sessionToken");
    let told = signed.sts("GetCallerIdentity", &[]).await;
    assert_eq!((told.status, told.text("Account")), (200, "123456789012"));
    assert_ne!(account("A"), "123456789012");
    tokio::time::advance(hours(1)).await;
    let told = signed.sts("GetCallerIdentity", &[]).await;
    assert_eq!((told.status, told.code()), (403, "ExpiredToken"));
}

#[tokio::test(start_paused = true)]
async fn who_has_not_logged_in_or_is_not_assigned_is_refused() {
    let world = world(|_| {});
    for (query, token, status, message) in [
        (
            "account_id=1&role_name=role-A",
            "",
            401,
            "Session token not found or invalid",
        ),
        (
            "account_id=1&role_name=role-A",
            "SSO.of.B",
            403,
            "No access",
        ),
        ("account_id=1", "SSO.of.A", 400, "Missing parameter"),
    ] {
        let (told, said) = ask(&world, query, token).await;
        assert_eq!((told, said["message"].as_str()), (status, Some(message)));
    }
}
