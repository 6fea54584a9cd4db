//! The older way of calling, as the vendor's own Terraform provider does: all that signs and says what is called stands
//! in the query, and every parameter of the call in the form.

use serde_json::{Value, json};

use super::{Reply, control, seeded, world};
use crate::simulator::World;
use crate::simulator::alicloud::account::AccountId;
use crate::simulator::alicloud::rpc::{Signed, sign};
use crate::simulator::encoding::percent;
use crate::simulator::id::{AccessKey, random_hex};
use crate::simulator::request::Request;

const VPC_PEER: &str = "2022-01-01";

fn pairs(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(key, value)| format!("{key}={}", percent(value.as_bytes())));
    pairs.collect::<Vec<_>>().join("&")
}

/// Signs and sends; `change` may spoil the query before it is signed.
async fn send(
    world: &World,
    (key, secret): (&str, &str),
    (version, action): (&str, &str),
    form: &[(&str, &str)],
    change: impl Fn(&str) -> String,
) -> Reply {
    let (date, nonce) = (
        world.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        random_hex(),
    );
    let query = change(&pairs(&[
        ("AccessKeyId", key),
        ("Action", action),
        ("Format", "json"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", &nonce),
        ("SignatureVersion", "1.0"),
        ("Timestamp", &date),
        ("Version", version),
    ]));
    let request = |query: &str| {
        http::Request::post(format!("/?{query}"))
            .header("host", "simulator")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(pairs(form).into_bytes())
            .unwrap()
    };
    let unsigned = format!("{query}&Signature=");
    let (head, body) = request(&unsigned).into_parts();
    let to_sign = Signed::of(&Request::new(head, body))
        .unwrap()
        .to_sign("POST");
    let signature = sign(&to_sign, secret);
    let query = format!("{query}&{}", pairs(&[("Signature", &signature)]));
    let (head, body) = world.answer(request(&query)).await.unwrap().into_parts();
    Reply {
        status: head.status.as_u16(),
        headers: head.headers,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    }
}

async fn call(world: &World, key: &str, action: &str, form: &[(&str, &str)]) -> Value {
    let secret = format!("SK-{key}");
    let reply = send(
        world,
        (key, &secret),
        (VPC_PEER, action),
        form,
        str::to_owned,
    )
    .await;
    reply.body
}

fn account(key: &str) -> String {
    AccountId::of(&AccessKey::from(key)).to_string()
}

/// The vendor's published example.
#[test]
fn the_published_signature_is_the_same() {
    let query = "Timestamp=2016-02-23T12%3A46%3A24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions\
                 &SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf\
                 &Version=2014-05-26&SignatureVersion=1.0&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D";
    let request = http::Request::get(format!("/?{query}")).body(()).unwrap();
    let signed = Signed::of(&Request::new(request.into_parts().0, Vec::new())).unwrap();
    assert!(signed.holds("GET", "testsecret"));
    assert!(!signed.holds("POST", "testsecret"));
    assert!(!signed.holds("GET", "other"));
}

#[tokio::test(start_paused = true)]
async fn a_handshake_with_everything_in_the_form() {
    let world = world(|_| {});
    let other = account("B");
    let form = [
        ("ClientToken", "TF-CreateVpcPeerConnection-1"),
        ("RegionId", "cn-hangzhou"),
        ("VpcId", "vpc-a"),
        ("AcceptingAliUid", &other),
        ("AcceptingRegionId", "cn-beijing"),
        ("AcceptingVpcId", "vpc-b"),
        ("LinkType", "Platinum"),
        ("Name", "对 等+*"),
        ("Tag.1.Key", "team"),
        ("Tag.1.Value", "network"),
    ];
    let made = call(&world, "A", "CreateVpcPeerConnection", &form).await;
    let id = made["InstanceId"].as_str().unwrap().to_owned();
    // Sent again it has another nonce and time: the call is the same one.
    let again = call(&world, "A", "CreateVpcPeerConnection", &form).await;
    assert_eq!(again["InstanceId"], id.as_str());
    assert_eq!(world.alicloud_peerings().len(), 1);
    let shown = call(
        &world,
        "A",
        "GetVpcPeerConnectionAttribute",
        &[("InstanceId", &id)],
    )
    .await;
    assert_eq!(shown["LinkType"], "Platinum");
    assert_eq!(shown["Name"], "对 等+*");
    assert_eq!(
        shown["Tags"][0],
        json!({ "Key": "team", "Value": "network" })
    );
    let accept = [
        ("InstanceId", id.as_str()),
        ("RegionId", "cn-beijing"),
        ("ClientToken", "t"),
    ];
    let accepted = call(&world, "B", "AcceptVpcPeerConnection", &accept).await;
    assert!(accepted["Code"].is_null(), "{accepted}");
    assert_eq!(world.alicloud_peerings()[0].status, "Activated");
    let tagged = [
        ("RegionId", "cn-hangzhou"),
        ("ResourceType", "PeerConnection"),
        ("ResourceId.1", &id),
        ("Tag.1.Key", "later"),
        ("Tag.1.Value", ""),
    ];
    let tagged = call(&world, "A", "TagResources", &tagged).await;
    assert_eq!(tagged["Success"], true);
    // Of several, each is tagged or none is.
    let before = world.alicloud_peerings();
    let some = [
        ("RegionId", "cn-hangzhou"),
        ("ResourceType", "PeerConnection"),
        ("ResourceId.1", &id),
        ("ResourceId.2", "pcc-nowhere"),
        ("Tag.1.Key", "never"),
        ("Tag.1.Value", ""),
    ];
    let some = call(&world, "A", "TagResources", &some).await;
    assert!(some["Code"].is_string(), "{some}");
    assert_eq!(world.alicloud_peerings(), before);
    let calls = world.calls();
    let names: Vec<_> = calls.iter().filter_map(|one| one.api.as_deref()).collect();
    assert_eq!(names.first(), Some(&"CreateVpcPeerConnection"));
    assert_eq!(calls[0].access_key, Some(AccessKey::from("A")));
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_refused() {
    let world = world(|_| {});
    let get = (VPC_PEER, "GetVpcPeerConnectionAttribute");
    let form = [("InstanceId", "pcc-1")];
    let code = async |keys, spoil: &dyn Fn(&str) -> String| {
        let reply = send(&world, keys, get, &form, spoil).await;
        reply.body["Code"].as_str().unwrap_or("").to_owned()
    };
    let right = ("A", "SK-A");
    assert_eq!(
        code(right, &str::to_owned).await,
        "ResourceNotFound.InstanceId"
    );
    assert_eq!(
        code(("A", "SK-B"), &str::to_owned).await,
        "SignatureDoesNotMatch"
    );
    let method = |query: &str| query.replace("HMAC-SHA1", "HMAC-SHA256");
    assert_eq!(code(right, &method).await, "IncompleteSignature");
    let version = |query: &str| query.replace("SignatureVersion=1.0", "SignatureVersion=2.0");
    assert_eq!(code(right, &version).await, "IncompleteSignature");
    let late = |query: &str| query.replace("Timestamp=2026", "Timestamp=2025");
    assert_eq!(code(right, &late).await, "InvalidTimeStamp.Expired");
    let once = |query: &str| {
        let (before, rest) = query.split_once("SignatureNonce=").unwrap();
        format!("{before}SignatureNonce=1{}", &rest[32..])
    };
    assert_eq!(code(right, &once).await, "ResourceNotFound.InstanceId");
    assert_eq!(code(right, &once).await, "SignatureNonceUsed");
    let temporary = |token: &str| {
        let token = token.to_owned();
        move |query: &str| format!("{query}{token}")
    };
    let keys = ("STS.X", "SK-STS.X");
    let mismatch = "InvalidSecurityToken.MismatchWithAccessKey";
    assert_eq!(code(keys, &temporary("")).await, mismatch);
    let right = temporary("&SecurityToken=TOKEN-STS.X");
    assert_eq!(code(keys, &right).await, "ResourceNotFound.InstanceId");
    let unknown = [("InstanceId", "pcc-1"), ("Instance", "pcc-1")];
    let unknown = call(&world, "A", "GetVpcPeerConnectionAttribute", &unknown).await;
    assert_eq!(unknown["Code"], "IllegalParam.Instance");
}

#[tokio::test(start_paused = true)]
async fn an_error_leads_to_the_page_of_its_own_product() {
    let world = seeded(&json!({}));
    for (service, host, product) in [
        (
            (VPC_PEER, "GetVpcPeerConnectionAttribute"),
            "vpcpeer",
            "VpcPeer",
        ),
        (
            ("2020-04-15", "ListVpcEndpointConnections"),
            "privatelink",
            "Privatelink",
        ),
        (("2015-04-01", "AssumeRole"), "sts", "Sts"),
    ] {
        let reply = send(&world, ("A", "SK-A"), service, &[], str::to_owned).await;
        let link = reply.body["Recommend"].as_str().unwrap();
        assert!(link.ends_with(&format!("&product={product}")), "{link}");
        assert_eq!(reply.body["HostId"], format!("{host}.aliyuncs.com"));
    }
    // The control API's own refusals are of no product.
    let made = control(&world, "POST", "peerings", &json!({ "cloud": "nowhere" })).await;
    assert_eq!(made.status, 400);
}
