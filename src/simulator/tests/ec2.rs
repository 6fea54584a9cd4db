//! AWS as its callers see it: signed forms in, XML out.

use std::time::Duration;

use serde_json::json;

use super::{control, hours, world};
use crate::simulator::World;
use crate::simulator::aws::account::account_of;
use crate::simulator::aws::sign::authorize;
use crate::simulator::encoding::percent;
use crate::simulator::id::AccessKey;
use crate::simulator::request::Request;

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: http::HeaderMap,
    pub(super) body: String,
}

impl Reply {
    /// The texts of all elements of a name.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let found = self.body.split(&open).skip(1);
        found.filter_map(|rest| rest.split(&close).next()).collect()
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.all(name).first().copied().unwrap_or_default()
    }

    /// The code of a refusal, or of a status.
    pub(super) fn code(&self) -> &str {
        let code = if self.body.contains("<Code>") {
            "Code"
        } else {
            "code"
        };
        self.text(code)
    }

    pub(super) fn id(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.body);
        self.text("vpcPeeringConnectionId").to_owned()
    }
}

/// An account in a region.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) world: World,
    pub(super) key: String,
    pub(super) secret: String,
    pub(super) token: String,
    pub(super) region: String,
    /// Added to the time of the signature, in seconds.
    pub(super) skew: i64,
}

pub(super) fn caller(world: &World, key: &str, region: &str) -> Caller {
    Caller {
        world: world.clone(),
        key: key.into(),
        secret: format!("SK-{key}"),
        token: String::new(),
        region: region.into(),
        skew: 0,
    }
}

pub(super) const HERE: &str = "eu-central-1";
pub(super) const THERE: &str = "us-west-2";

pub(super) fn two(world: &World) -> (Caller, Caller) {
    (caller(world, "A", HERE), caller(world, "B", HERE))
}

pub(super) fn account(key: &str) -> String {
    account_of(&AccessKey::from(key)).to_string()
}

pub(super) fn form(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter();
    let pairs = pairs.map(|(name, value)| format!("{name}={}", percent(value.as_bytes())));
    pairs.collect::<Vec<_>>().join("&")
}

impl Caller {
    pub(super) fn signed(&self, service: &str, path: &str, body: &str) -> http::Request<Vec<u8>> {
        let second = self.world.now().as_second() + self.skew;
        let date = jiff::Timestamp::from_second(second).unwrap();
        let mut builder = http::Request::post(path)
            .header("host", "simulator")
            .header(
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            )
            .header("x-amz-date", date.strftime("%Y%m%dT%H%M%SZ").to_string());
        if !self.token.is_empty() {
            builder = builder.header("x-amz-security-token", &self.token);
        }
        let mut request = builder.body(body.as_bytes().to_vec()).unwrap();
        let (head, body) = request.clone().into_parts();
        let authorization = authorize(
            &Request::new(head, body),
            (&self.key, &self.secret),
            (&self.region, service),
        );
        let headers = request.headers_mut();
        headers.insert("authorization", authorization.parse().unwrap());
        request
    }

    pub(super) async fn send(&self, request: http::Request<Vec<u8>>) -> Reply {
        let (head, body) = self.world.answer(request).await.unwrap().into_parts();
        Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body: String::from_utf8(body).unwrap(),
        }
    }

    pub(super) async fn call(&self, action: &str, pairs: &[(&str, &str)]) -> Reply {
        let head = format!("Action={action}&Version=2016-11-15&");
        self.send(self.signed("ec2", "/", &(head + &form(pairs))))
            .await
    }

    pub(super) async fn sts(&self, action: &str, pairs: &[(&str, &str)]) -> Reply {
        let head = format!("Action={action}&Version=2011-06-15&");
        self.send(self.signed("sts", "/", &(head + &form(pairs))))
            .await
    }

    /// Asks another account for a connection of `from` to `to`.
    pub(super) async fn ask(&self, from: &str, to: &str, other: &Caller) -> Reply {
        let owner = account(&other.key);
        let pairs = [
            ("VpcId", from),
            ("PeerVpcId", to),
            ("PeerOwnerId", owner.as_str()),
            ("PeerRegion", other.region.as_str()),
        ];
        self.call("CreateVpcPeeringConnection", &pairs).await
    }

    /// `Accept`, `Reject` or `Delete`.
    pub(super) async fn on(&self, id: &str, act: &str) -> Reply {
        let action = format!("{act}VpcPeeringConnection");
        self.call(&action, &[("VpcPeeringConnectionId", id)]).await
    }

    pub(super) async fn show(&self, id: &str) -> Reply {
        let pairs = [("VpcPeeringConnectionId.1", id)];
        self.call("DescribeVpcPeeringConnections", &pairs).await
    }

    /// The status that is shown, or the code of the refusal.
    pub(super) async fn sees(&self, id: &str) -> String {
        self.show(id).await.code().to_owned()
    }

    pub(super) async fn list(&self, pairs: &[(&str, &str)]) -> Reply {
        self.call("DescribeVpcPeeringConnections", pairs).await
    }

    pub(super) async fn filtered(&self, name: &str, value: &str) -> usize {
        let pairs = [("Filter.1.Name", name), ("Filter.1.Value.1", value)];
        let listed = self.list(&pairs).await;
        assert_eq!(listed.status, 200, "{}", listed.body);
        listed.all("vpcPeeringConnectionId").len()
    }
}

pub(super) const NOT_FOUND: &str = "InvalidVpcPeeringConnectionID.NotFound";

#[tokio::test(start_paused = true)]
async fn a_handshake_between_two_accounts() {
    let world = world(|options| options.settle = Duration::from_secs(10));
    let (a, b) = two(&world);
    let made = a.ask("vpc-a", "vpc-b", &b).await;
    assert_eq!(made.code(), "initiating-request");
    assert!(made.body.contains("<CreateVpcPeeringConnectionResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>"));
    assert_eq!(made.headers["content-type"], "text/xml;charset=UTF-8");
    let id = made.id();
    assert_eq!((id.len(), &id[..4]), (21, "pcx-"));
    assert_eq!(b.on(&id, "Accept").await.code(), "InvalidStateTransition");
    tokio::time::advance(Duration::from_secs(10)).await;
    let shown = b.show(&id).await;
    assert_eq!(shown.code(), "pending-acceptance");
    assert_eq!(shown.all("ownerId"), [account("B"), account("A")]);
    assert_eq!(
        shown.all("cidrBlock").len(),
        2,
        "its own alone: {}",
        shown.body
    );
    assert_eq!(shown.text("expirationTime"), "2026-01-09T03:04:05.000Z");
    assert_eq!(b.on(&id, "Accept").await.code(), "provisioning");
    assert_eq!(a.sees(&id).await, "provisioning");
    tokio::time::advance(Duration::from_secs(10)).await;
    let shown = a.show(&id).await;
    assert_eq!((shown.code(), shown.text("expirationTime")), ("active", ""));
    assert_eq!(shown.all("cidrBlock").len(), 4, "{}", shown.body);
    assert_eq!(a.on(&id, "Delete").await.text("return"), "true");
    assert_eq!(a.sees(&id).await, "deleted");
    let calls = world.calls();
    assert_eq!(calls[0].api.as_deref(), Some("CreateVpcPeeringConnection"));
    assert_eq!(calls[0].access_key, Some(AccessKey::from("A")));
}

#[tokio::test(start_paused = true)]
async fn within_one_account_somebody_accepts_as_well() {
    let world = world(|_| {});
    let a = caller(&world, "A", HERE);
    let id = a.ask("vpc-1", "vpc-2", &a).await.id();
    assert_eq!(a.sees(&id).await, "pending-acceptance");
    // However fast, an accept says first that it has begun.
    assert_eq!(a.on(&id, "Accept").await.code(), "provisioning");
    assert_eq!(a.sees(&id).await, "active");
}

pub(super) const STATUSES: [&str; 9] = [
    "initiating-request",
    "pending-acceptance",
    "provisioning",
    "active",
    "deleting",
    "rejected",
    "expired",
    "failed",
    "deleted",
];

/// Every status, what each side and a stranger are told of every call, and which status follows.
#[tokio::test(start_paused = true)]
async fn every_call_in_every_status_from_every_side() {
    let (denied, state) = ("OperationNotPermitted", "InvalidStateTransition");
    for status in STATUSES {
        for act in ["Accept", "Reject", "Delete"] {
            for key in ["A", "B", "C"] {
                let world = world(|_| {});
                let (a, b) = two(&world);
                let id = a.ask("vpc-a", "vpc-b", &b).await.id();
                let set = json!({ "status": status });
                control(&world, "PATCH", &format!("peerings/{id}"), &set).await;
                let expected = match (key, status, act) {
                    ("C", ..) | ("B", "failed", _) => NOT_FOUND,
                    ("A", _, "Accept" | "Reject") | ("B", "pending-acceptance", "Delete") => denied,
                    ("B", "pending-acceptance", "Accept") => "active",
                    ("B", "pending-acceptance", _) => "rejected",
                    ("A", "pending-acceptance", _) | (_, "active", "Delete") => "deleted",
                    _ => state,
                };
                let who = caller(&world, key, HERE);
                let done = who.on(&id, act).await;
                let told = if done.status == 200 {
                    who.sees(&id).await
                } else {
                    assert_eq!(done.status, 400);
                    done.code().to_owned()
                };
                assert_eq!(told, expected, "{key} {act}s {status}");
                if told == state {
                    let both = format!("from {status} to ");
                    assert!(done.text("Message").contains(&both), "{}", done.body);
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_side_calls_in_its_own_region() {
    let world = world(|options| options.settle = Duration::from_secs(5));
    let (a, b) = (caller(&world, "A", HERE), caller(&world, "B", THERE));
    let id = a.ask("vpc-a", "vpc-b", &b).await.id();
    tokio::time::advance(Duration::from_secs(5)).await;
    for (key, region, told) in [
        ("A", HERE, "pending-acceptance"),
        ("B", THERE, "pending-acceptance"),
        ("A", THERE, NOT_FOUND),
        ("B", HERE, NOT_FOUND),
    ] {
        assert_eq!(caller(&world, key, region).sees(&id).await, told);
    }
    assert_eq!(
        caller(&world, "B", HERE).on(&id, "Accept").await.code(),
        NOT_FOUND
    );
    b.on(&id, "Accept").await;
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(b.on(&id, "Delete").await.status, 200);
    assert_eq!(a.sees(&id).await, "deleting");
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(a.sees(&id).await, "deleted");
    // Of one account in two regions, each has its own calls.
    let far = caller(&world, "A", THERE);
    let id = a.ask("vpc-1", "vpc-2", &far).await.id();
    tokio::time::advance(Duration::from_secs(5)).await;
    let told = a.on(&id, "Reject").await;
    assert_eq!(told.code(), "OperationNotPermitted");
    assert!(
        told.text("Message")
            .ends_with(&format!("must be rejected in region {THERE}"))
    );
    assert_eq!(far.on(&id, "Reject").await.status, 200);
    // A path's region has to be the signature's.
    let body = "Action=DescribeVpcPeeringConnections&Version=2016-11-15";
    let own = a.send(a.signed("ec2", &format!("/{HERE}/"), body)).await;
    assert_eq!(own.all("vpcPeeringConnectionId").len(), 2);
    let other = a.send(a.signed("ec2", &format!("/{THERE}"), body)).await;
    assert_eq!((other.status, other.code()), (401, "AuthFailure"));
}

/// What is over is shown for a while, to one side longer than to the other.
#[tokio::test(start_paused = true)]
async fn what_is_over_is_forgotten() {
    // How it ends, and for how many hours each side still finds it; the same account, too.
    for (status, act, requester, accepter, same) in [
        ("rejected", "Reject", 48, 2, 2),
        ("expired", "", 48, 48, 48),
        ("failed", "fail", 2, 0, 2),
        ("deleted", "Delete", 2, 48, 2),
    ] {
        for is_same in [false, true] {
            let world = world(|_| {});
            let (a, b) = two(&world);
            let b = if is_same { a.clone() } else { b };
            let id = a.ask("vpc-a", "vpc-b", &b).await.id();
            match act {
                "Reject" => assert_eq!(b.on(&id, act).await.status, 200),
                "Delete" => assert_eq!(a.on(&id, act).await.status, 200),
                "fail" => {
                    let failed = world.act_on_aws_peering(&id.as_str().into(), act).unwrap();
                    assert_eq!(failed.unwrap().status, "failed");
                }
                _ => {
                    tokio::time::advance(hours(168)).await;
                }
            }
            let shown = if is_same {
                [same, same]
            } else {
                [requester, accepter]
            };
            let mut gone = 0;
            for hour in [0, 1, 2, 47, 48] {
                tokio::time::advance(hours(hour - gone)).await;
                gone = hour;
                for (who, until) in [&a, &b].into_iter().zip(shown) {
                    let told = if hour < until { status } else { NOT_FOUND };
                    assert_eq!(who.sees(&id).await, told, "{status}, {is_same}, {hour}");
                }
            }
            assert_eq!(world.aws_peerings(), []);
        }
    }
}
