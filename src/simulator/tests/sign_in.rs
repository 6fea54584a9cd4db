//! Signing in: passwords, tokens, agencies, machines, and when their time is over.

use serde_json::{Value, json};

use super::super::World;
use super::{Reply, hours, seeded, tenant, world};

const LIST: &str = "/v2.0/vpc/peerings";
const TOKENS: &str = "/v3/auth/tokens";
const AGENCY: &str = "/v3.0/OS-CREDENTIAL/securitytokens";

/// A call that nobody has signed.
async fn send(
    world: &World,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Reply {
    let mut request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("host", "simulator");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.to_string().into_bytes()).unwrap();
    let (head, body) = world.answer(request).await.unwrap().into_parts();
    let text = String::from_utf8(body).unwrap();
    Reply {
        status: head.status.as_u16(),
        headers: head.headers,
        body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
    }
}

fn password(user: &str, password: &str, scope: &Value) -> Value {
    json!({ "auth": {
        "identity": { "methods": ["password"], "password": { "user": {
            "name": user, "password": password, "domain": { "name": "domain-A" } } } },
        "scope": scope,
    } })
}

async fn login(world: &World, scope: &Value) -> Reply {
    let body = password("user-A", "PW-A", scope);
    send(world, "POST", TOKENS, &[], &body).await
}

fn token(reply: &Reply) -> String {
    reply.headers["x-subject-token"]
        .to_str()
        .unwrap()
        .to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_token_acts_in_its_project_and_region_until_its_time_is_over() {
    let world = world(|_| {});
    let bought = login(&world, &json!({ "project": { "name": "eu-de" } })).await;
    assert_eq!(bought.status, 201);
    assert_eq!(bought.body["token"]["project"]["id"], "project-A");
    assert_eq!(
        bought.body["token"]["expires_at"],
        "2026-01-03T03:04:05.000000Z"
    );
    let own = token(&bought);
    let list = |path: &'static str, token: String| {
        let world = world.clone();
        async move {
            let reply = send(
                &world,
                "GET",
                path,
                &[("x-auth-token", &token)],
                &Value::Null,
            )
            .await;
            (reply.status, reply.code().to_owned())
        }
    };
    let ok = (200, String::new());
    assert_eq!(list("/eu-de/v2.0/vpc/peerings", own.clone()).await, ok);
    let over = (401, "APIGW.0307".to_owned());
    assert_eq!(
        list("/cn-north-4/v2.0/vpc/peerings", own.clone()).await,
        over
    );
    let unknown = (401, "APIGW.0301".to_owned());
    assert_eq!(
        list("/eu-de/v2.0/vpc/peerings", "MIIC".to_owned()).await,
        unknown
    );
    world.advance(hours(24)).unwrap();
    assert_eq!(list("/eu-de/v2.0/vpc/peerings", own).await, over);
}

#[tokio::test(start_paused = true)]
async fn a_token_says_what_it_is_good_for_to_its_own_tenant() {
    let world = world(|_| {});
    let own = token(&login(&world, &json!({ "project": { "id": "project-A" } })).await);
    let headers = [
        ("x-auth-token", own.as_str()),
        ("x-subject-token", own.as_str()),
    ];
    let told = send(&world, "GET", TOKENS, &headers, &Value::Null).await;
    assert_eq!(told.body["token"]["project"]["id"], "project-A");
    let b = tenant(&world, "B").with("x-subject-token", &own);
    assert_eq!(b.call("GET", TOKENS, "").await.status, 404);
    let of_domain = login(&world, &json!({ "domain": { "name": "domain-A" } })).await;
    assert_eq!(of_domain.body["token"]["domain"]["id"], "domain-A");
    assert_eq!(of_domain.body["token"]["project"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn wrong_passwords_lock_the_user_and_foreign_projects_are_not_found() {
    let world = world(|_| {});
    let scope = json!({ "project": { "name": "cn-north-4" } });
    for wrong in [("user-A", "PW-B"), ("user-B", "PW-A"), ("A", "PW-A")] {
        let body = password(wrong.0, wrong.1, &scope);
        let told = send(&world, "POST", TOKENS, &[], &body).await;
        assert_eq!(
            (told.status, &told.body["error"]["title"]),
            (401, &json!("Unauthorized"))
        );
    }
    for scope in [
        json!({ "project": { "id": "project-B" } }),
        json!({ "project": { "name": "MOS" } }),
    ] {
        assert_eq!(login(&world, &scope).await.status, 404);
    }
    for _ in 0..5 {
        send(
            &world,
            "POST",
            TOKENS,
            &[],
            &password("user-A", "no", &scope),
        )
        .await;
    }
    let locked = login(&world, &scope).await;
    assert_eq!(locked.body["error"]["message"], "The account is locked.");
}

#[tokio::test(start_paused = true)]
async fn agencies_trust_one_tenant_and_give_keys_for_a_while() {
    let world = world(|_| {});
    let a = tenant(&world, "A");
    let assume = |agency: &str, domain: &str, seconds: u32| {
        json!({ "auth": { "identity": { "methods": ["assume_role"], "assume_role": {
            "agency_name": agency, "domain_name": domain, "duration_seconds": seconds,
        } } } })
        .to_string()
    };
    let given = a
        .call("POST", AGENCY, &assume("agency-A", "domain-B", 900))
        .await;
    assert_eq!(given.status, 201);
    let sts = json!({ "agency_urn": "iam::domain-B:agency:agency-A", "agency_session_name": "s" });
    let by_sts = a
        .call("POST", "/v5/agencies/assume", &sts.to_string())
        .await;
    assert_eq!(by_sts.status, 200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let keys = |access: &Value, secret: &Value, token: &Value| {
        let mut keys = tenant(&world, &text(access)).with("x-security-token", &text(token));
        keys.secret = text(secret);
        keys
    };
    let of_iam = &given.body["credential"];
    let of_iam = keys(
        &of_iam["access"],
        &of_iam["secret"],
        &of_iam["securitytoken"],
    );
    let of_sts = &by_sts.body["credentials"];
    let of_sts = keys(
        &of_sts["access_key_id"],
        &of_sts["secret_access_key"],
        &of_sts["security_token"],
    );
    for (keys, seconds) in [(&of_iam, 900), (&of_sts, 2700)] {
        let made = keys
            .create("n", &format!("vpc-{seconds}"), "x", "project-C")
            .await;
        assert_eq!(
            made.body["peering"]["request_vpc_info"]["tenant_id"],
            "project-B"
        );
        // Not the simulator's own leap, after which signatures would be too old instead.
        tokio::time::sleep(std::time::Duration::from_secs(seconds)).await;
        let over = keys.call("GET", LIST, "").await;
        assert_eq!((over.status, over.code()), (401, "APIGW.0301"));
        assert!(over.body.to_string().contains("security token has expired"));
    }
    for (body, status) in [
        (assume("agency-C", "domain-B", 900), 404),
        (assume("agency-A", "B", 900), 404),
        (assume("agency-A", "domain-B", 899), 400),
    ] {
        assert_eq!(a.call("POST", AGENCY, &body).await.status, status, "{body}");
    }
    let sts = json!({ "agency_urn": "iam::domain-B:agency:agency-C", "agency_session_name": "s" });
    let refused = a
        .call("POST", "/v5/agencies/assume", &sts.to_string())
        .await;
    assert_eq!(refused.status, 403);
    let nobody = send(&world, "POST", AGENCY, &[], &Value::Null).await;
    assert_eq!(nobody.status, 401);
}

#[tokio::test(start_paused = true)]
async fn a_machine_is_asked_as_its_version_wants() {
    let (token, keys) = (
        "/meta-data/latest/api/token",
        "/openstack/latest/securitykey",
    );
    let lifetime = [("x-metadata-token-ttl-seconds", "60")];
    let ask = async |version: Option<u8>| {
        let machine = version.map(|version| json!({ "access_key": "A", "version": version }));
        let world = seeded(&json!({ "huaweicloud": { "machine": machine } }));
        let token = send(&world, "PUT", token, &lifetime, &Value::Null).await;
        let with = token.body.as_str().unwrap_or_default().to_owned();
        let without = send(&world, "GET", keys, &[], &Value::Null).await.status;
        let with = send(
            &world,
            "GET",
            keys,
            &[("x-metadata-token", &with)],
            &Value::Null,
        )
        .await;
        (token.status, without, with.status)
    };
    assert_eq!(ask(None).await, (404, 404, 404));
    assert_eq!(ask(Some(1)).await, (404, 200, 200));
    assert_eq!(ask(Some(2)).await, (200, 401, 200));
}
