//! Both sides of a peering on AWS, with the real CLI.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::simulator::{Connection, Effect, Kind, Match, Options, Reply, Rule, World};

use super::cli;
use super::hcl::resource;
use super::scene::{Folder, REQUIRED, Scene};

const REQUEST: &str = "vpcconnect_aws_peering.this";
const ANSWER: &str = "vpcconnect_aws_peering_accepter.this";

/// The numbers of the tenants' accounts.
pub(super) const A: &str = "003554254475";
pub(super) const B: &str = "001255198513";

/// What begins the configurations of these tests: accounts by name, tenant and region.
pub(super) fn provider(scene: &Scene, accounts: &[(&str, &str, &str)]) -> String {
    let aws = self::accounts(scene, accounts);
    format!("{REQUIRED}provider \"vpcconnect\" {{\n{aws}}}\n")
}

/// The map `aws` of a provider block.
pub(super) fn accounts(scene: &Scene, accounts: &[(&str, &str, &str)]) -> String {
    let url = scene.url();
    let mut entries = String::new();
    for (name, key, region) in accounts {
        writeln!(
            entries,
            "    {name} = {{\n      region = \"{region}\"\n      access_key = \"{key}\"\n      secret_key = \
             \"SK-{key}\"\n      endpoints = {{ ec2 = \"{url}/{{region}}\", sts = \"{url}/{{region}}\" }}\n    }}"
        )
        .unwrap();
    }
    format!("  aws = {{\n{entries}  }}\n")
}

/// A in Frankfurt and B in Ireland.
const BOTH: [(&str, &str, &str); 2] = [
    ("default", "A", "eu-central-1"),
    ("partner", "B", "eu-west-1"),
];

/// A asks B.
fn request(more: &str) -> String {
    let body = format!(
        "requester_vpc_id = \"vpc-a\"\n  accepter_vpc_id = \"vpc-b\"\n  accepter_region = \"eu-west-1\"\n  \
         accepter_account_id = \"{B}\"\n  {more}"
    );
    resource("vpcconnect_aws_peering", "this", &body)
}

/// B answers.
fn answer(id: &str, decision: &str, more: &str) -> String {
    let body = format!(
        "account = \"partner\"\n  peering_id = {id}\n  decision = \"{decision}\"\n  {more}"
    );
    resource("vpcconnect_aws_peering_accepter", "this", &body)
}

const ASKED: &str = "vpcconnect_aws_peering.this.id";

/// A scene where changes take a moment.
async fn begin() -> Option<Scene> {
    with(json!({})).await
}

async fn with(seed: Value) -> Option<Scene> {
    Scene::with(Options {
        settle: Duration::from_millis(100),
        seed: Some(serde_json::from_value(json!({ "aws": seed })).unwrap()),
        ..Options::default()
    })
    .await
}

/// Every peering on AWS.
fn peerings(world: &World) -> Vec<Connection> {
    world.connections_of("aws", Kind::Peering)
}

/// The status of the only one.
#[track_caller]
fn status(world: &World) -> String {
    let all = peerings(world);
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].status.to_string()
}

/// The calls since the last time that change something.
fn writes(world: &World) -> Vec<String> {
    let calls = world.calls();
    world.clear_calls();
    let named = calls.into_iter().filter_map(|call| call.api);
    let reads = |api: &String| api.starts_with("Describe") || api == "GetCallerIdentity";
    named.filter(|api| !reads(api)).collect()
}

async fn settled(folder: &Folder<'_>) {
    folder.plan_with(&["-refresh=false"]).await.plans_nothing();
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn both_sides_across_accounts_and_regions_and_the_whole_life() {
    let Some(scene) = begin().await else { return };
    let world = scene.cloud().world().clone();
    let both = |request_has: &str, answer_has: &str| {
        let (provider, request) = (provider(&scene, &BOTH), request(request_has));
        provider + &request + &answer(ASKED, "accept", answer_has)
    };
    let dns = "remote_dns_resolution = true";
    let folder = scene.folder("both", &both(dns, "tags = { side = \"b\" }"));
    folder.apply().await.succeeds().warns_of_nothing();
    let asked = folder.values(REQUEST);
    assert_eq!(asked["requester_account_id"], A);
    assert_eq!(asked["region"], "eu-central-1");
    assert_eq!(asked["active_id"], Value::Null, "nobody had answered yet");
    let answered = folder.values(ANSWER);
    assert_eq!(answered["status"], "active");
    assert_eq!(answered["active_id"], asked["id"]);
    assert_eq!(answered["requester_region"], "eu-central-1");
    assert_eq!(answered["expires_at"], Value::Null);
    assert_eq!(
        writes(&world),
        [
            "CreateVpcPeeringConnection",
            "AcceptVpcPeeringConnection",
            "CreateTags"
        ]
    );
    // Names are resolved on a connection alone: what could not be set yet is planned now.
    folder.apply().await.succeeds();
    assert_eq!(writes(&world), ["ModifyVpcPeeringConnectionOptions"]);
    settled(&folder).await;
    assert_eq!(folder.values(REQUEST)["active_id"], asked["id"]);
    // What is taken out is taken back, on each side.
    folder.write(&both("tags = { Name = \"x\" }", ""));
    folder.apply().await.succeeds().warns_of_nothing();
    let mut changed = writes(&world);
    changed.sort();
    assert_eq!(
        changed,
        [
            "CreateTags",
            "DeleteTags",
            "ModifyVpcPeeringConnectionOptions"
        ]
    );
    settled(&folder).await;
    let destroyed = folder.destroy().await.succeeds();
    destroyed.warns(&["stops traffic", "Routes to it stay"]);
    assert_eq!(writes(&world), ["DeleteVpcPeeringConnection"]);
}

#[tokio::test]
async fn within_one_account_nothing_is_accepted_by_itself() {
    let Some(scene) = begin().await else { return };
    let world = scene.cloud().world().clone();
    let provider = provider(&scene, &[("default", "A", "eu-central-1")]);
    let own = "requester_vpc_id = \"vpc-1\"\n  accepter_vpc_id = \"vpc-2\"";
    let own = provider + &resource("vpcconnect_aws_peering", "this", own);
    let folder = scene.folder("own", &own);
    folder.apply().await.succeeds().warns_of_nothing();
    assert_eq!(status(&world), "pending-acceptance");
    assert_eq!(folder.values(REQUEST)["accepter_region"], "eu-central-1");
    settled(&folder).await;
    let answer = format!("peering_id = {ASKED}\n  decision = \"accept\"");
    let answer = resource("vpcconnect_aws_peering_accepter", "this", &answer);
    folder.write(&(own + &answer));
    folder.apply().await.succeeds().warns_of_nothing();
    assert_eq!(status(&world), "active");
    settled(&folder).await;
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn what_was_refused_is_told_replaced_and_forgotten() {
    let Some(scene) = begin().await else { return };
    let world = scene.cloud().world().clone();
    let provider = provider(&scene, &BOTH);
    let requester = scene.folder("requester", &format!("{provider}{}", request("")));
    requester.apply().await.succeeds();
    let id = requester.values(REQUEST)["id"].as_str().unwrap().to_owned();
    let reject = answer(&format!("{id:?}"), "reject", "tags = { side = \"b\" }");
    let accepter = scene.folder("accepter", &format!("{provider}{reject}"));
    accepter.apply().await.succeeds().warns_of_nothing();
    assert_eq!(status(&world), "rejected");
    settled(&accepter).await;
    requester
        .plan()
        .await
        .plans_nothing()
        .warns(&[&id, "was rejected"]);
    let refresh = ["apply", "-refresh-only", "-auto-approve", "-no-color"];
    requester.run(&refresh).await.succeeds();
    // The cloud forgets it, first for the accepter. What was last seen stands, and nothing is left to destroy.
    world.advance(Duration::from_secs(3 * 3600)).unwrap();
    settled(&accepter).await;
    writes(&world);
    world.advance(Duration::from_secs(50 * 3600)).unwrap();
    requester
        .plan()
        .await
        .plans_nothing()
        .warns(&[&id, "was rejected"]);
    accepter.destroy().await.succeeds().warns_of_nothing();
    let again = request("replace_refused = true");
    requester.write(&format!("{provider}{again}"));
    let replaced = requester.apply().await.succeeds();
    assert_ne!(requester.values(REQUEST)["id"], id, "{replaced}");
    assert_eq!(
        writes(&world),
        ["CreateVpcPeeringConnection"],
        "nothing was deleted"
    );
    settled(&requester).await;
    requester.destroy().await.succeeds();
}

#[tokio::test]
async fn a_request_that_the_cloud_gives_up_fails_with_its_reason_and_is_made_anew() {
    let Some(scene) = with(json!({ "failing_vpcs": ["vpc-b"] })).await else {
        return;
    };
    let world = scene.cloud().world().clone();
    let config = provider(&scene, &BOTH) + &request("");
    let folder = scene.folder("failing", &config);
    folder
        .apply()
        .await
        .refuses(&["has failed", "The cloud took the request"]);
    let state = folder.state();
    let failed = &state[0]["values"];
    assert_eq!(failed["answer"], "failed");
    assert!(failed["status_message"].is_string(), "{failed}");
    writes(&world);
    folder.plan().await.plans(&[("replace", REQUEST)]);
    folder.destroy().await.succeeds();
    assert_eq!(writes(&world), [""; 0], "nothing is left to delete");
}

#[tokio::test]
async fn what_stands_between_the_two_vpcs_is_never_taken_over() {
    let Some(scene) = begin().await else { return };
    let world = scene.cloud().world().clone();
    let config = provider(&scene, &BOTH) + &request("");
    let first = scene.folder("first", &config);
    first.apply().await.succeeds();
    let id = first.values(REQUEST)["id"].as_str().unwrap().to_owned();
    writes(&world);
    let second = scene.folder("second", &config);
    let told = second
        .apply()
        .await
        .refuses(&["was not requested", &id, "import"]);
    assert_eq!(told.import_blocks(), [(REQUEST.to_owned(), id.clone())]);
    assert_eq!(writes(&world), [""; 0]);
    // The other way round, what is left to do is to answer.
    let back = format!(
        "account = \"partner\"\n  requester_vpc_id = \"vpc-b\"\n  accepter_vpc_id = \"vpc-a\"\n  accepter_region = \
         \"eu-central-1\"\n  accepter_account_id = \"{A}\""
    );
    let back = resource("vpcconnect_aws_peering", "this", &back);
    let third = scene.folder("third", &(provider(&scene, &BOTH) + &back));
    let told = third.apply().await;
    told.refuses(&[
        "The other side has sent a request first",
        "vpcconnect_aws_peering_accepter",
    ]);
    // Two of one configuration do not share it either.
    let fresh = |name: &str| {
        let body = format!(
            "requester_vpc_id = \"vpc-1\"\n  accepter_vpc_id = \"vpc-2\"\n  accepter_account_id = \"{B}\""
        );
        resource("vpcconnect_aws_peering", name, &body)
    };
    let twice = provider(&scene, &BOTH) + &fresh("one") + &fresh("two");
    let twice = scene.folder("twice", &twice);
    let told = twice.apply().await.fails();
    assert_eq!(told.errors().len(), 1, "{told}");
    assert_eq!(twice.state().len(), 1, "{told}");
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_found() {
    let Some(scene) = begin().await else { return };
    let world = scene.cloud().world().clone();
    world.add_fault(Rule {
        on: Match {
            api: Some("CreateVpcPeeringConnection".to_owned()),
            ..Match::default()
        },
        effect: Some(Effect::DropAfterCommit),
        times: Some(1),
        ..Rule::default()
    });
    let folder = scene.folder("lost", &(provider(&scene, &BOTH) + &request("")));
    folder.apply().await.succeeds().warns_of_nothing();
    assert_eq!(status(&world), "pending-acceptance");
    settled(&folder).await;
}

#[tokio::test]
async fn whoever_is_approved_is_accepted_and_all_others_are_rejected() {
    let Some(scene) = begin().await else { return };
    let world = scene.cloud().world().clone();
    for (requester, vpc) in [("A", "vpc-1"), ("C", "vpc-2")] {
        let new = json!({
            "cloud": "aws", "requester": requester, "requester_vpc_id": vpc, "accepter": "B", "accepter_vpc_id": "vpc-b",
            "accepter_region": "eu-west-1", "region": "eu-west-1",
        });
        scene.cloud().control("POST", "", &new).await;
    }
    let decide = |name: &str, decision: &str, answers: &str, others: &str| {
        format!(
            "data \"vpcconnect_aws_peerings\" \"{name}\" {{\n  account = \"partner\"\n  direction = \"received\"\n  answers = \
             [{answers}]\n}}\n"
        ) + &resource(
            "vpcconnect_aws_peering_accepter",
            name,
            &format!(
                "for_each = {{ for one in data.vpcconnect_aws_peerings.{name}.peerings : one.id => one if \
                 {others}contains([\"{A}\"], one.requester_account_id) }}\n  account = \"partner\"\n  peering_id = \
                 each.key\n  decision = \"{decision}\"\n  requester_account_id = each.value.requester_account_id"
            ),
        )
    };
    let config = provider(&scene, &BOTH)
        + &decide("approved", "accept", "\"pending\", \"accepted\"", "")
        + &decide("others", "reject", "\"pending\", \"rejected\"", "!");
    let folder = scene.folder("approve", &config);
    folder.apply().await.succeeds().warns_of_nothing();
    folder.plan().await.plans_nothing();
    let mut made: Vec<_> = peerings(&world)
        .iter()
        .map(|one| (one.requester.account.to_string(), one.status.to_string()))
        .collect();
    made.sort();
    let expected = [("001037565863", "rejected"), (A, "active")];
    let expected = expected.map(|(who, status)| (who.to_owned(), status.to_owned()));
    assert_eq!(made, expected);
}

#[tokio::test]
async fn what_is_imported_needs_no_change() {
    let Some(scene) = begin().await else { return };
    let config = provider(&scene, &BOTH) + &request("tags = { Name = \"x\" }");
    let config = config + &answer(ASKED, "accept", "");
    let made = scene.folder("made", &config);
    made.apply().await.succeeds();
    let id = made.values(REQUEST)["id"].as_str().unwrap().to_owned();
    let config = config.replace(ASKED, &format!("{id:?}"));
    let adopted = scene.folder("adopted", &config);
    for (address, from) in [(REQUEST, id.clone()), (ANSWER, format!("partner:{id}"))] {
        let import = ["import", "-no-color", address, &from];
        adopted.run(&import).await.succeeds();
    }
    adopted.plan().await.plans_nothing().warns_of_nothing();
}

/// A missing permission, until the faults are cleared.
fn forbid(world: &World, api: &str) {
    let code = "<Code>UnauthorizedOperation</Code><Message>You are not authorized</Message>";
    let body = format!(
        "<Response><Errors><Error>{code}</Error></Errors><RequestID>r</RequestID></Response>"
    );
    world.add_fault(Rule {
        on: Match {
            api: Some(api.to_owned()),
            ..Match::default()
        },
        effect: Some(Effect::Answer(Reply {
            status: 403,
            body: Some(Value::String(body)),
            headers: [].into(),
        })),
        ..Rule::default()
    });
}

#[tokio::test]
async fn the_plan_says_which_permission_is_missing_and_an_apply_asks_at_most_once_more() {
    let Some(scene) = begin().await else { return };
    let world = scene.cloud().world().clone();
    let asks = provider(&scene, &BOTH).replace("region = ", "preflight = true\n      region = ");
    let config = asks + &request("tags = { Name = \"x\" }");
    let folder = scene.folder("preflight", &config);
    let create = "CreateVpcPeeringConnection";
    folder
        .plan()
        .await
        .plans(&[("create", REQUEST)])
        .warns_of_nothing();
    assert_eq!(writes(&world), [create]);
    assert_eq!(peerings(&world), [], "it was only tried");

    forbid(&world, create);
    let told = ["(preflight)", create, "not authorized"];
    folder.plan().await.refuses(&told);
    folder.apply().await.refuses(&told);
    assert_eq!(peerings(&world), []);
    world.clear_faults();
    writes(&world);
    folder.plan_with(&["-out=plan"]).await.succeeds();
    assert_eq!(writes(&world), [create]);
    let apply = ["apply", "-no-color", "-input=false", "plan"];
    folder.run(&apply).await.succeeds().warns_of_nothing();
    let version = folder.run(&["version"]).await;
    let again = usize::from(!cli::hands_on(version.text()));
    assert_eq!(writes(&world), vec![create; 1 + again]);
    settled(&folder).await;
    assert_eq!(writes(&world), [""; 0]);

    let delete = "DeleteVpcPeeringConnection";
    forbid(&world, delete);
    let destroy = folder.plan_with(&["-destroy"]).await;
    destroy
        .plans(&[("delete", REQUEST)])
        .warns(&["(preflight)", delete]);
    world.clear_faults();
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn both_sides_of_one_account_and_region_cannot_set_tags() {
    let Some(scene) = begin().await else { return };
    let world = scene.cloud().world().clone();
    let provider = provider(&scene, &[("default", "A", "eu-central-1")]);
    let own = |request_has: &str, answer_has: &str| {
        let request =
            format!("requester_vpc_id = \"vpc-1\"\n  accepter_vpc_id = \"vpc-2\"\n  {request_has}");
        let answer = format!("peering_id = {ASKED}\n  decision = \"accept\"\n  {answer_has}");
        provider.clone()
            + &resource("vpcconnect_aws_peering", "this", &request)
            + &resource("vpcconnect_aws_peering_accepter", "this", &answer)
    };
    let (ours, theirs) = ("tags = { side = \"a\" }", "tags = { side = \"b\" }");
    let folder = scene.folder("tags", &own(ours, theirs));
    // The id of the request was not known to the plan.
    let told = ["set tags", "Set tags in one of the two resources"];
    folder.apply().await.succeeds().warns(&told);
    assert_eq!(status(&world), "active");
    writes(&world);
    folder.plan().await.refuses_at(theirs, &told);
    folder.apply().await.refuses(&told);
    assert_eq!(writes(&world), [""; 0]);
    // What the request gives up is taken from the one set: the next apply gives it back to the other side.
    folder.write(&own("", theirs));
    folder.apply().await.succeeds().warns_of_nothing();
    folder.apply().await.succeeds();
    settled(&folder).await;
    folder.write(&own(ours, theirs));
    folder.plan().await.refuses_at(theirs, &told);
    let destroy = ["destroy", "-refresh=false", "-auto-approve", "-no-color"];
    folder.run(&destroy).await.succeeds();
    assert_eq!(status(&world), "deleted");
}
