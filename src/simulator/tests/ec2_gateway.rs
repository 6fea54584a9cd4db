//! AWS's gateway: signatures, temporary keys, parameters, dry runs, throttling.

use serde_json::json;

use super::ec2::{Caller, HERE, NOT_FOUND, account, caller, two};
use super::{hours, seeded, world};

/// What is told of a wrong signature, by EC2 and by STS.
#[tokio::test(start_paused = true)]
async fn wrong_signatures_are_refused_by_each_service_in_its_words() {
    let world = world(|_| {});
    let right = caller(&world, "A", HERE);
    let with = |change: &dyn Fn(&mut Caller)| {
        let mut changed = right.clone();
        change(&mut changed);
        changed
    };
    for (who, ec2, sts) in [
        (
            with(&|one| one.secret = "SK-B".into()),
            (401, "AuthFailure"),
            (403, "SignatureDoesNotMatch"),
        ),
        (
            with(&|one| one.skew = 901),
            (400, "RequestExpired"),
            (403, "SignatureDoesNotMatch"),
        ),
        (
            with(&|one| one.skew = -901),
            (400, "RequestExpired"),
            (403, "SignatureDoesNotMatch"),
        ),
        (
            with(&|one| {
                one.key = "ASIAX".into();
                one.secret = "SK-ASIAX".into();
            }),
            (401, "AuthFailure"),
            (403, "InvalidClientTokenId"),
        ),
    ] {
        let told = who.list(&[]).await;
        assert_eq!((told.status, told.code()), ec2);
        assert!(
            told.body.contains("<Response><Errors><Error><Code>"),
            "{}",
            told.body
        );
        assert!(!told.text("RequestID").is_empty());
        let told = who.sts("GetCallerIdentity", &[]).await;
        assert_eq!((told.status, told.code()), sts);
        assert!(told.body.contains("<ErrorResponse xmlns="), "{}", told.body);
        assert_eq!(told.text("Type"), "Sender");
    }
    let almost = with(&|one| one.skew = 900);
    assert_eq!(almost.list(&[]).await.status, 200);
    let token = with(&|one| {
        one.key = "ASIAX".into();
        one.secret = "SK-ASIAX".into();
        one.token = "TOKEN-ASIAX".into();
    });
    assert_eq!(token.list(&[]).await.status, 200);
    // Each service has a scope of its own.
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let other = right.send(right.signed("ec2", "/", body)).await;
    assert_eq!(other.code(), "SignatureDoesNotMatch");
    let unsigned = http::Request::post("/")
        .body(body.as_bytes().to_vec())
        .unwrap();
    let unsigned = right.send(unsigned).await;
    assert_eq!(
        (unsigned.status, unsigned.code()),
        (403, "MissingAuthenticationToken")
    );
}

#[tokio::test(start_paused = true)]
async fn roles_act_in_their_own_account_for_a_while() {
    let world = world(|_| {});
    let a = caller(&world, "A", HERE);
    let own = a.sts("GetCallerIdentity", &[]).await;
    assert_eq!(own.text("Account"), account("A"));
    assert_eq!(
        own.text("Arn"),
        format!("arn:aws:iam::{}:root", account("A"))
    );
    let become_ = async |role: &str, seconds: &str| {
        let arn = format!("arn:aws:iam::{}:role/{role}", account("B"));
        let pairs = [
            ("RoleArn", arn.as_str()),
            ("RoleSessionName", "s1"),
            ("DurationSeconds", seconds),
        ];
        a.sts("AssumeRole", &pairs).await
    };
    assert_eq!(become_("role-B", "900").await.code(), "AccessDenied");
    assert_eq!(become_("role-A", "899").await.code(), "ValidationError");
    let keys = become_("team/role-A", "900").await;
    assert!(
        keys.text("Expiration").starts_with("2026-01-02T03:19:05"),
        "{}",
        keys.body
    );
    let mut role = a.clone();
    keys.text("AccessKeyId").clone_into(&mut role.key);
    keys.text("SecretAccessKey").clone_into(&mut role.secret);
    assert_eq!(
        role.list(&[]).await.code(),
        "AuthFailure",
        "it needs the token"
    );
    keys.text("SessionToken").clone_into(&mut role.token);
    assert_eq!(
        role.sts("GetCallerIdentity", &[]).await.text("Account"),
        account("B")
    );
    // It is the other side.
    let id = a
        .ask("vpc-a", "vpc-b", &caller(&world, "B", HERE))
        .await
        .id();
    assert_eq!(role.on(&id, "Accept").await.status, 200);
    tokio::time::advance(hours(1)).await;
    assert_eq!(role.list(&[]).await.code(), "RequestExpired");
    assert_eq!(
        role.sts("GetCallerIdentity", &[]).await.code(),
        "ExpiredToken"
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_of_an_identity_provider_signs_in_alone() {
    let world = world(|_| {});
    let a = caller(&world, "A", HERE);
    let become_ = async |role: &str, token: &str| {
        let body = format!(
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=s1&WebIdentityToken={token}\
             &RoleArn=arn:aws:iam::{}:role/{role}",
            account("B")
        );
        let unsigned = http::Request::post(format!("/{HERE}"));
        a.send(unsigned.body(body.into_bytes()).unwrap()).await
    };
    let denied = become_("role-C", "OIDC.of.A").await;
    assert_eq!((denied.status, denied.code()), (403, "AccessDenied"));
    let wrong = become_("role-A", "A").await;
    assert_eq!((wrong.status, wrong.code()), (400, "InvalidIdentityToken"));
    let keys = become_("role-A", "OIDC.of.A").await;
    assert!(
        keys.body.contains("<AssumeRoleWithWebIdentityResult>"),
        "{}",
        keys.body
    );
    let mut role = a.clone();
    keys.text("AccessKeyId").clone_into(&mut role.key);
    keys.text("SecretAccessKey").clone_into(&mut role.secret);
    keys.text("SessionToken").clone_into(&mut role.token);
    let told = role.sts("GetCallerIdentity", &[]).await;
    assert_eq!(told.text("Account"), account("B"));
}

#[tokio::test(start_paused = true)]
async fn parameters_are_read_before_a_dry_run_and_the_rules_after() {
    let world = world(|_| {});
    let (a, b) = two(&world);
    let dry = async |action: &str, pairs: &[(&str, &str)]| {
        let mut pairs = pairs.to_vec();
        pairs.push(("DryRun", "true"));
        let told = a.call(action, &pairs).await;
        assert!(told.status == 412 || told.code() != "DryRunOperation");
        told.code().to_owned()
    };
    let id = ("VpcPeeringConnectionId", "pcx-nowhere");
    for (action, pairs) in [
        (
            "CreateVpcPeeringConnection",
            vec![("VpcId", "v"), ("PeerVpcId", "w")],
        ),
        ("AcceptVpcPeeringConnection", vec![id]),
        ("RejectVpcPeeringConnection", vec![id]),
        ("DeleteVpcPeeringConnection", vec![id]),
        ("ModifyVpcPeeringConnectionOptions", vec![id]),
        ("DescribeVpcPeeringConnections", vec![]),
        (
            "CreateTags",
            vec![("ResourceId.1", "pcx-nowhere"), ("Tag.1.Key", "k")],
        ),
        ("DeleteTags", vec![("ResourceId.1", "pcx-nowhere")]),
    ] {
        assert_eq!(dry(action, &pairs).await, "DryRunOperation", "{action}");
        if let Some(first) = pairs.first() {
            let without: Vec<_> = pairs.iter().filter(|one| *one != first).copied().collect();
            assert_eq!(dry(action, &without).await, "MissingParameter", "{action}");
        }
        let mut more = pairs.clone();
        more.push(("ClientToken", "t"));
        assert_eq!(dry(action, &more).await, "UnknownParameter", "{action}");
    }
    assert_eq!(world.aws_peerings(), []);
    assert_eq!(a.call("DescribeVpcs", &[]).await.code(), "InvalidAction");
    for (name, value) in [
        ("MaxResults", "4"),
        ("MaxResults", "1001"),
        ("DryRun", "yes"),
    ] {
        assert_eq!(
            a.list(&[(name, value)]).await.code(),
            "InvalidParameterValue"
        );
    }
    // The query counts as well.
    let id = a.ask("vpc-a", "vpc-b", &b).await.id();
    let path = format!("/{HERE}/?VpcPeeringConnectionId={id}&Action=AcceptVpcPeeringConnection");
    let accepted = b.send(b.signed("ec2", &path, "Version=2016-11-15")).await;
    assert_eq!(accepted.code(), "provisioning");
    assert_eq!(b.on("pcx-nowhere", "Accept").await.code(), NOT_FOUND);
}

#[tokio::test(start_paused = true)]
async fn too_many_calls_are_told_so() {
    let world = seeded(&json!({ "rate": { "calls": 1, "per_seconds": 60 } }));
    let a = caller(&world, "A", HERE);
    assert_eq!(a.list(&[]).await.status, 200);
    let told = a.list(&[]).await;
    assert_eq!((told.status, told.code()), (503, "RequestLimitExceeded"));
    assert_eq!(told.headers["x-amz-retry-after"], "60000");
    assert_eq!(a.sts("GetCallerIdentity", &[]).await.status, 200);
    let told = a.sts("GetCallerIdentity", &[]).await;
    assert_eq!((told.status, told.code()), (400, "Throttling"));
}
