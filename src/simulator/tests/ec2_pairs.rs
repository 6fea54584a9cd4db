//! AWS with more than one peering: pairs, quotas, lists, tags, and what the seed chooses.

use serde_json::{Value, json};

use super::ec2::{HERE, NOT_FOUND, STATUSES, THERE, account, caller, two};
use super::{control, seeded, world};
use crate::simulator::NewPeering;

#[tokio::test(start_paused = true)]
async fn a_pair_has_one_live_request_in_each_direction() {
    let world = world(|_| {});
    let (a, b) = two(&world);
    let id = a.ask("vpc-a", "vpc-b", &b).await.id();
    let again = a.ask("vpc-a", "vpc-b", &b).await;
    assert_eq!(
        (again.id(), again.code()),
        (id.clone(), "pending-acceptance")
    );
    let reverse = b.ask("vpc-b", "vpc-a", &a).await.id();
    assert_ne!(reverse, id);
    b.on(&id, "Accept").await;
    assert_eq!(a.ask("vpc-a", "vpc-b", &b).await.code(), "active");
    let second = a.on(&reverse, "Accept").await;
    assert_eq!(second.code(), "VpcPeeringConnectionAlreadyExists");
    a.on(&id, "Delete").await;
    assert_eq!(a.on(&reverse, "Accept").await.status, 200);
    // What is over is in nobody's way.
    assert_ne!(a.ask("vpc-a", "vpc-b", &b).await.id(), id);
}

#[tokio::test(start_paused = true)]
async fn quotas_count_what_waits_and_what_is_connected() {
    let seed = |all: bool| json!({ "aws": { "quota_outstanding": 2, "quota_per_vpc": 1, "doubts": { "counts_all_regions": all } } });
    for all in [false, true] {
        let world = seeded(&seed(all));
        let (a, b) = two(&world);
        let first = a.ask("vpc-a", "vpc-1", &b).await.id();
        let second = a.ask("vpc-a", "vpc-2", &b).await.id();
        let full = "OutstandingVpcPeeringConnectionLimitExceeded";
        assert_eq!(a.ask("vpc-a", "vpc-3", &b).await.code(), full);
        assert_eq!(a.ask("vpc-a", "vpc-2", &b).await.id(), second);
        let far = caller(&world, "A", THERE).ask("vpc-f", "vpc-4", &b).await;
        assert_eq!(far.code(), if all { full } else { "initiating-request" });
        assert_eq!(b.on(&first, "Accept").await.status, 200);
        let one_more = b.on(&second, "Accept").await;
        assert_eq!(
            one_more.code(),
            "ActiveVpcPeeringConnectionPerVpcLimitExceeded"
        );
        assert_eq!(a.ask("vpc-a", "vpc-3", &b).await.status, 200);
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_connected_fails_a_little_later() {
    let world = seeded(&json!({ "aws": { "failing_vpcs": ["vpc-nowhere"] } }));
    let (a, b) = two(&world);
    for (from, to) in [
        ("vpc-a", "vpc-nowhere"),
        ("vpc-nowhere", "vpc-b"),
        ("vpc-a", "vpc-a"),
    ] {
        let made = a.ask(from, to, &b).await;
        assert_eq!(made.code(), "initiating-request");
        let shown = a.show(&made.id()).await;
        assert_eq!(shown.code(), "failed");
        assert!(
            shown.text("message").contains("overlapping CIDR"),
            "{}",
            shown.body
        );
        assert_eq!(b.sees(&made.id()).await, NOT_FOUND);
        let path = format!("peerings/{}", made.id());
        let told = json!({ "status_message": "why <not>" });
        control(&world, "PATCH", &path, &told).await;
        assert_eq!(a.show(&made.id()).await.text("message"), "why &lt;not&gt;");
    }
}

#[tokio::test(start_paused = true)]
async fn lists_are_filtered_and_paged() {
    let world = world(|_| {});
    let (a, b) = two(&world);
    let mut ids = Vec::new();
    for number in 0..12 {
        ids.push(a.ask("vpc-a", &format!("vpc-{number}"), &b).await.id());
    }
    ids.sort();
    b.ask("vpc-b", "vpc-a", &a).await;
    b.on(&ids[0], "Accept").await;
    b.on(&ids[1], "Reject").await;
    let accounts = (account("A"), account("B"));
    for (name, value, count) in [
        ("status-code", "active", 1),
        ("status-code", "*e*", 13),
        ("status-code", "Active", 0),
        ("requester-vpc-info.owner-id", &accounts.0, 12),
        ("accepter-vpc-info.owner-id", &accounts.0, 1),
        ("accepter-vpc-info.vpc-id", "vpc-1?", 2),
        ("requester-vpc-info.vpc-id", "vpc-b", 1),
        ("vpc-peering-connection-id", &ids[3], 1),
        ("vpc-peering-connection-id", "pcx-nowhere", 0),
        ("status-message", "Pending*", 11),
        ("expiration-time", "2026-01-09T*", 13),
        ("tag:team", "*", 0),
        ("tag-key", "team", 0),
    ] {
        assert_eq!(a.filtered(name, value).await, count, "{name} {value}");
    }
    let unknown = [("Filter.1.Name", "region"), ("Filter.1.Value.1", "x")];
    assert_eq!(a.list(&unknown).await.code(), "InvalidParameterValue");
    let both = [
        ("Filter.1.Name", "status-code"),
        ("Filter.1.Value.1", "active"),
        ("Filter.1.Value.2", "rejected"),
        ("Filter.2.Name", "accepter-vpc-info.owner-id"),
        ("Filter.2.Value.1", accounts.1.as_str()),
    ];
    assert_eq!(
        a.list(&both).await.all("vpcPeeringConnectionId"),
        [&ids[0], &ids[1]]
    );
    let named = [
        ("VpcPeeringConnectionId.1", ids[5].as_str()),
        ("VpcPeeringConnectionId.2", &ids[2]),
    ];
    assert_eq!(
        a.list(&named).await.all("vpcPeeringConnectionId"),
        [&ids[2], &ids[5]]
    );
    let mut named = named.to_vec();
    named.push(("VpcPeeringConnectionId.3", "pcx-nowhere"));
    assert_eq!(a.list(&named).await.code(), NOT_FOUND);
    let (mut found, mut token, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let own = [
            ("MaxResults", "5"),
            ("NextToken", token.as_str()),
            ("Filter.1.Name", "requester-vpc-info.vpc-id"),
            ("Filter.1.Value.1", "vpc-a"),
        ];
        let page = a.list(&own).await;
        found.extend(
            page.all("vpcPeeringConnectionId")
                .into_iter()
                .map(str::to_owned),
        );
        pages += 1;
        page.text("nextToken").clone_into(&mut token);
        if token.is_empty() {
            break;
        }
    }
    assert_eq!((pages, found), (3, ids));
    assert!(
        caller(&world, "C", HERE)
            .list(&[])
            .await
            .body
            .contains("<vpcPeeringConnectionSet></")
    );
}

#[tokio::test(start_paused = true)]
async fn tags_are_of_an_account_in_a_region() {
    let world = world(|_| {});
    let (a, far) = (caller(&world, "A", HERE), caller(&world, "A", THERE));
    let created = [
        ("VpcId", "vpc-a"),
        ("PeerVpcId", "vpc-b"),
        ("PeerRegion", THERE),
        ("TagSpecification.1.ResourceType", "vpc-peering-connection"),
        ("TagSpecification.1.Tag.1.Key", "Name"),
        ("TagSpecification.1.Tag.1.Value", "a+b & <c>"),
    ];
    let made = a.call("CreateVpcPeeringConnection", &created).await;
    assert_eq!(
        made.text("tagSet"),
        "<item><key>Name</key><value>a+b &amp; &lt;c&gt;</value></item>"
    );
    let id = made.id();
    let of = ("ResourceId.1", id.as_str());
    let (key, value) = (("Tag.1.Key", "team"), ("Tag.1.Value", "net"));
    assert_eq!(
        far.call("CreateTags", &[of, key, value])
            .await
            .text("return"),
        "true"
    );
    assert_eq!(far.show(&id).await.all("key"), ["team"]);
    assert_eq!(a.show(&id).await.all("key"), ["Name"]);
    assert_eq!(far.filtered("tag:team", "n?t").await, 1);
    assert_eq!(a.filtered("tag:team", "n?t").await, 0);
    assert_eq!(far.filtered("tag-key", "team").await, 1);
    // Another value than it has leaves a tag, the empty one included.
    for other in ["", "other"] {
        far.call("DeleteTags", &[of, key, ("Tag.1.Value", other)])
            .await;
        assert_eq!(far.show(&id).await.all("key"), ["team"]);
    }
    far.call("DeleteTags", &[of, key]).await;
    assert_eq!(far.show(&id).await.all("key"), [""; 0]);
    a.call("DeleteTags", &[of]).await;
    assert_eq!(a.show(&id).await.all("key"), [""; 0]);
    for (pairs, code) in [
        (vec![of, ("ResourceId.2", "pcx-nowhere"), key], NOT_FOUND),
        (vec![of, ("Tag.1.Key", "aws:x")], "InvalidParameterValue"),
        (
            vec![of, key, ("Tag.2.Key", "team")],
            "InvalidParameterValue",
        ),
    ] {
        assert_eq!(a.call("CreateTags", &pairs).await.code(), code);
    }
    let keys: Vec<_> = (1..=51)
        .map(|one| (format!("Tag.{one}.Key"), one.to_string()))
        .collect();
    let mut many: Vec<_> = keys
        .iter()
        .map(|(name, key)| (name.as_str(), key.as_str()))
        .collect();
    many.push(of);
    assert_eq!(a.call("CreateTags", &many).await.code(), "TagLimitExceeded");
    many.remove(0);
    many.rotate_right(1);
    assert_eq!(a.show(&id).await.all("key"), [""; 0]);
    // In one account and region there is one set.
    let own = a.ask("vpc-1", "vpc-2", &a).await.id();
    a.call("CreateTags", &[("ResourceId.1", &own), key]).await;
    let shown = world
        .aws_peerings()
        .into_iter()
        .find(|one| one.id == own.as_str());
    let shown = shown.unwrap();
    assert_eq!(
        (shown.requester.tags.len(), shown.accepter.tags.len()),
        (1, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn options_are_each_sides_own_and_for_active_ones() {
    let world = world(|_| {});
    let (a, b) = two(&world);
    let id = a.ask("vpc-a", "vpc-b", &b).await.id();
    let of = ("VpcPeeringConnectionId", id.as_str());
    let asks = (
        "RequesterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc",
        "true",
    );
    let answers = (
        "AccepterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc",
        "true",
    );
    let action = "ModifyVpcPeeringConnectionOptions";
    let path = format!("peerings/{id}");
    for status in STATUSES {
        control(&world, "PATCH", &path, &json!({ "status": status })).await;
        let told = a.call(action, &[of, (asks.0, "false")]).await;
        let is_active = status == "active";
        assert_eq!(told.status == 200, is_active, "{status}: {}", told.body);
        assert_eq!(told.text("Message").contains("is not active"), !is_active);
    }
    control(
        &world,
        "PATCH",
        &path,
        &json!({ "status": "pending-acceptance" }),
    )
    .await;
    b.on(&id, "Accept").await;
    let foreign = a.call(action, &[of, answers]).await;
    assert!(
        foreign
            .text("Message")
            .contains("accepter side peering options")
    );
    let set = b.call(action, &[of, answers]).await;
    assert_eq!(
        set.text("accepterPeeringConnectionOptions"),
        "<allowDnsResolutionFromRemoteVpc>true</allowDnsResolutionFromRemoteVpc>"
    );
    assert_eq!(
        a.show(&id).await.all("allowDnsResolutionFromRemoteVpc"),
        ["true", "false"]
    );
    let off = (asks.0, "false");
    assert_eq!(a.call(action, &[of, off]).await.status, 200);
    assert_eq!(a.call(action, &[of, asks]).await.status, 200);
    assert_eq!(
        b.show(&id).await.all("allowDnsResolutionFromRemoteVpc"),
        ["true", "true"]
    );
}

#[tokio::test(start_paused = true)]
async fn doubts_have_both_answers() {
    let world = seeded(&json!({ "aws": { "doubts": {
        "duplicate": "failed",
        "accepter_deletes": "state",
        "expired_deletes": "not_permitted",
        "wrong_region": "not_permitted",
        "hidden_at_first": "5s",
        "refuses_size_with_ids": true,
        "request_expired": 403,
    } } }));
    let (a, b) = (caller(&world, "A", HERE), caller(&world, "B", THERE));
    let id = a.ask("vpc-a", "vpc-b", &b).await.id();
    assert_eq!(a.sees(&id).await, NOT_FOUND);
    assert_eq!(b.on(&id, "Accept").await.code(), NOT_FOUND);
    tokio::time::advance(std::time::Duration::from_secs(5)).await;
    assert_eq!(a.sees(&id).await, "pending-acceptance");
    let second = a.ask("vpc-a", "vpc-b", &b).await.id();
    assert_ne!(second, id);
    tokio::time::advance(std::time::Duration::from_secs(5)).await;
    assert_eq!(a.sees(&second).await, "failed");
    assert_eq!(b.on(&id, "Delete").await.code(), "InvalidStateTransition");
    let here = caller(&world, "B", HERE).on(&id, "Accept").await;
    assert_eq!(here.code(), "OperationNotPermitted");
    assert!(
        here.text("Message")
            .starts_with(&format!("Incorrect region ({HERE})"))
    );
    let sized = [
        ("VpcPeeringConnectionId.1", id.as_str()),
        ("MaxResults", "5"),
    ];
    assert_eq!(a.list(&sized).await.code(), "InvalidParameterCombination");
    control(
        &world,
        "POST",
        &format!("peerings/{id}/expire"),
        &Value::Null,
    )
    .await;
    assert_eq!(a.on(&id, "Delete").await.code(), "OperationNotPermitted");
    let mut late = a.clone();
    late.skew = -1000;
    assert_eq!(late.list(&[]).await.status, 403);
}

/// The control API speaks for either side, and of accounts.
#[tokio::test(start_paused = true)]
async fn the_control_api_and_the_state_file_have_it_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let begin = || world(|options| options.state = Some(file.clone()));
    let first = begin();
    let new = json!({
        "cloud": "aws", "requester": "A", "accepter": "B", "requester_vpc_id": "vpc-a", "accepter_vpc_id": "vpc-b",
        "region": HERE, "accepter_region": THERE,
    });
    let made = control(&first, "POST", "peerings", &new).await;
    assert_eq!(made.body["status"], "pending-acceptance");
    assert_eq!(made.body["requester"]["account"], account("A").as_str());
    assert_eq!(control(&first, "POST", "peerings", &new).await.status, 409);
    let id = made.body["id"].as_str().unwrap();
    let tags = json!({ "accepter_tags": { "team": "net" } });
    control(&first, "PATCH", &format!("peerings/{id}"), &tags).await;
    control(
        &first,
        "POST",
        &format!("peerings/{id}/accept"),
        &Value::Null,
    )
    .await;
    let a = caller(&first, "A", HERE);
    assert_eq!(a.sees(id).await, "active");
    a.on(id, "Delete").await;
    let before = first.aws_peerings();
    drop((a, first));
    let second = begin();
    assert_eq!(second.aws_peerings(), before);
    let b = caller(&second, "B", THERE).show(id).await;
    assert_eq!((b.code(), b.text("value")), ("deleted", "net"));
}

#[tokio::test(start_paused = true)]
async fn the_seeds_peerings_exist_and_keep_the_rules() {
    let new = json!({ "requester": "B", "accepter": "A", "requester_vpc_id": "vpc-b", "accepter_vpc_id": "vpc-a", "region": HERE });
    let world = seeded(&json!({ "aws": { "peerings": [new] } }));
    let [one] = world.aws_peerings().try_into().unwrap();
    assert_eq!(
        (one.status.as_str(), one.name.as_str()),
        ("pending-acceptance", "")
    );
    let new: NewPeering = serde_json::from_value(new).unwrap();
    let second = world.arrange_aws_peering(&new).unwrap_err();
    assert!(second.contains(one.id.as_str()), "{second}");
    for action in ["fail", "accept", "expire"] {
        let done = world.act_on_aws_peering(&one.id, action);
        assert_eq!(done.is_ok(), action == "fail", "{action}: {done:?}");
    }
}
