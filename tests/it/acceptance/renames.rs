//! One connection, two resources of one run: blocks that are renamed without `moved`, keys that change,
//! replacements. What the resource that remains wants is what is true afterwards.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::json;
use vpcconnect::simulator::Options;

use super::alicloud::{account_id, accounts};
use super::hcl::{answer, resource};
use super::run::Run;
use super::scene::{Folder, REQUIRED, Scene};

const HUAWEI: &str = "vpcconnect_huaweicloud_endpoint_connection";
const ALIBABA: &str = "vpcconnect_alicloud_endpoint_connection";
const SERVICE: &str = "svc";
const ALI_SERVICE: &str = "epsrv-hp3vpx8yqxblby3i0001";

/// What a plan says of a pair, and what an apply says of a destroy that calls nothing.
const TAKES_OVER: &str = "is destroyed, and another one takes over its connection";
const LEFT: &str = "has left its connection as it is";

async fn begin(settle: u64) -> Option<Scene> {
    let options = Options {
        settle: Duration::from_millis(settle),
        ..Options::default()
    };
    let scene = Scene::with(options).await?;
    let world = scene.cloud().world().clone();
    let service = json!({ "owner": "A", "id": SERVICE, "approval_enabled": true });
    let service = serde_json::from_value(service).unwrap();
    world.arrange_service(&service).unwrap();
    let endpoint = json!({ "requester": "B", "service_id": SERVICE, "id": "e" });
    let endpoint = serde_json::from_value(endpoint).unwrap();
    world.arrange_endpoint(&endpoint).unwrap();
    let service = serde_json::from_value(json!({ "owner": "A", "id": ALI_SERVICE })).unwrap();
    world.arrange_alicloud_service(&service).unwrap();
    let endpoint = json!({ "requester": "B", "service_id": ALI_SERVICE, "id": "ep-e" });
    let endpoint = serde_json::from_value(endpoint).unwrap();
    world.arrange_alicloud_endpoint(&endpoint).unwrap();
    Some(scene)
}

/// Huawei Cloud and Alibaba Cloud, with two accounts of tenant A, and one of tenant B.
fn provider(scene: &Scene) -> String {
    let names = [("default", "A"), ("same", "A"), ("partner", "B")];
    let mut huaweicloud = String::new();
    for (name, key) in names {
        writeln!(huaweicloud, "    {name} = {}", scene.account(key, "")).unwrap();
    }
    let alicloud = accounts(scene, &names);
    format!(
        "{REQUIRED}provider \"vpcconnect\" {{\n  huaweicloud = {{\n{huaweicloud}  }}\n{alicloud}}}\n"
    )
}

/// Both endpoints, decided in blocks of this name.
fn connections(name: &str, more: &str) -> String {
    let block = |kind: &str, service: &str, endpoint: &str| {
        let body = format!(
            "service_id = {service:?}\n  endpoint_id = {endpoint:?}\n  decision = \"accept\"\n  {more}"
        );
        resource(kind, name, &body)
    };
    block(HUAWEI, SERVICE, "e") + &block(ALIBABA, ALI_SERVICE, "ep-e")
}

fn statuses(scene: &Scene) -> [String; 2] {
    let world = scene.cloud().world().clone();
    [
        world.endpoints()[0].status.to_string(),
        world.alicloud_connections()[0].status.as_str().to_owned(),
    ]
}

/// They are connected, and stay so: there is nothing more to do.
async fn connected(scene: &Scene, folder: &Folder<'_>) {
    let plan = folder.plan().await;
    let shown = folder.run(&["plan", "-no-color"]).await;
    assert_eq!(
        statuses(scene),
        ["accepted", "Connected"],
        "{}",
        shown.text()
    );
    assert!(plan.changes().is_empty(), "{}", shown.text());
    plan.plans_nothing();
}

fn warns(run: &Run, words: &str) -> usize {
    let told = run.warnings().into_iter();
    told.filter(|told| told.text.contains(words)).count()
}

#[tokio::test]
async fn renamed_blocks_cut_no_endpoint_connection() {
    for settle in [200, 1000] {
        let Some(scene) = begin(settle).await else {
            return;
        };
        let provider = provider(&scene);
        let folder = scene.folder("renamed", &format!("{provider}{}", connections("k0", "")));
        folder.apply().await.succeeds();
        connected(&scene, &folder).await;
        for (number, account) in ["", "account = \"same\"", "", "account = \"same\""]
            .into_iter()
            .enumerate()
        {
            let blocks = connections(&format!("k{}", number + 1), account);
            folder.write(&format!("{provider}{blocks}"));
            let plan = folder.plan().await.succeeds();
            assert_eq!(warns(&plan, TAKES_OVER), 2, "{plan}");
            assert!(plan.words().contains("moved {"), "{plan}");
            folder.apply().await.succeeds();
            connected(&scene, &folder).await;
        }
    }
}

#[tokio::test]
async fn keys_that_change_and_modules_without_moved_cut_nothing() {
    let Some(scene) = begin(200).await else {
        return;
    };
    let provider = provider(&scene);
    let keyed = |key: &str| {
        let keys = format!("for_each = toset([{key:?}])");
        format!("{provider}{}", connections("this", &keys))
    };
    let folder = scene.folder("keyed", &keyed("one"));
    folder.apply().await.succeeds();
    folder.write(&keyed("two"));
    folder.apply().await.succeeds();
    connected(&scene, &folder).await;
    // The blocks go into a module.
    folder.write_file(
        "inner/main.tf",
        &format!("{REQUIRED}{}", connections("this", "")),
    );
    folder.write(&format!(
        "{provider}module \"inner\" {{\n  source = \"./inner\"\n}}\n"
    ));
    folder.run(&["get"]).await.succeeds();
    folder.apply().await.succeeds();
    connected(&scene, &folder).await;
}

#[tokio::test]
async fn replacements_end_as_they_are_configured() {
    for lifecycle in ["", "lifecycle {\n    create_before_destroy = true\n  }"] {
        let Some(scene) = begin(200).await else {
            return;
        };
        let blocks = connections("this", lifecycle);
        let folder = scene.folder("replaced", &format!("{}{blocks}", provider(&scene)));
        folder.apply().await.succeeds();
        let [one, other] = [HUAWEI, ALIBABA].map(|kind| format!("-replace={kind}.this"));
        let run = folder.apply_with(&[&one, &other]).await.succeeds();
        let left = if lifecycle.is_empty() { 0 } else { 2 };
        assert_eq!(warns(&run, LEFT), left, "{run}");
        connected(&scene, &folder).await;
    }
}

/// A peering of B that A has accepted on each cloud, with `on_destroy`, in blocks of this name.
fn accepters(ids: &[String; 2], name: &str, on_destroy: &str) -> String {
    let kinds = [
        "vpcconnect_huaweicloud_peering_accepter",
        "vpcconnect_alicloud_peering_accepter",
    ];
    let blocks = kinds.iter().zip(ids).map(|(kind, id)| {
        let body = format!(
            "peering_id = {id:?}\n  decision = \"accept\"\n  on_destroy = {on_destroy:?}\n  \
             account = \"default\""
        );
        resource(kind, name, &body)
    });
    blocks.collect()
}

/// Tenant B asks tenant A on Huawei Cloud and Alibaba Cloud.
async fn asked(scene: &Scene) -> [String; 2] {
    let new = json!({
        "cloud": "alicloud", "requester": "B", "requester_vpc_id": "vpc-b", "accepter": "A",
        "accepter_vpc_id": "vpc-a", "accepter_region": "cn-hangzhou", "status": "Accepting",
    });
    let made = scene.cloud().control("POST", "", &new).await;
    let theirs = made["id"].as_str().unwrap().to_owned();
    [scene.cloud().request("B", "A").await, theirs]
}

fn active(scene: &Scene, ids: &[String; 2]) {
    assert_eq!(scene.cloud().status(&ids[0]), "ACTIVE");
    let all = scene.cloud().world().alicloud_peerings();
    let found = all.iter().find(|one| one.id.as_str() == ids[1]).unwrap();
    assert_eq!(found.status.to_string(), "Activated");
}

#[tokio::test]
async fn a_plan_that_would_delete_the_peering_that_it_decides_is_an_error() {
    let Some(scene) = begin(200).await else {
        return;
    };
    let (provider, ids) = (provider(&scene), asked(&scene).await);
    let config = |name: &str, on_destroy: &str, more: &str| {
        format!("{provider}{}{more}", accepters(&ids, name, on_destroy))
    };
    let folder = scene.folder("accepters", &config("old", "delete", ""));
    folder.apply().await.succeeds();
    active(&scene, &ids);
    folder.write(&config("new", "delete", ""));
    let kinds = ["vpcconnect_huaweicloud", "vpcconnect_alicloud"];
    let plan = folder.plan().await.fails();
    for kind in kinds {
        let moved = format!("from = {kind}_peering_accepter.OLD");
        let told = plan.errors().into_iter();
        let told = told.filter(|told| told.text.contains(&moved)).count();
        assert_eq!(told, 1, "{plan}");
    }
    // A replacement is one, too.
    folder.write(&config("old", "delete", ""));
    let replace = kinds.map(|kind| format!("-replace={kind}_peering_accepter.old"));
    let plan = folder.plan_with(&[&replace[0], &replace[1]]).await.fails();
    assert_eq!(plan.errors().len(), 2, "{plan}");
    active(&scene, &ids);
    // The two ways out: say that it was renamed, or keep what is there.
    let moved: String = kinds
        .map(|kind| {
            let kind = format!("{kind}_peering_accepter");
            format!("moved {{\n  from = {kind}.old\n  to = {kind}.new\n}}\n")
        })
        .concat();
    folder.write(&config("new", "delete", &moved));
    let plan = folder.plan().await.succeeds();
    assert!(
        plan.changes().iter().all(|(action, _)| action == "move"),
        "{plan}"
    );
    folder.apply().await.succeeds();
    folder.write(&config("new", "keep", &moved));
    folder.apply().await.succeeds();
    folder.write(&config("newer", "keep", ""));
    let plan = folder.plan().await.succeeds();
    assert_eq!(warns(&plan, TAKES_OVER), 2, "{plan}");
    scene.cloud().forget();
    folder.apply().await.succeeds();
    let changes = ["Accept", "Reject", "Delete", "Update", "Modify"];
    for call in scene.cloud().calls() {
        let api = call.api.unwrap_or_default();
        assert!(
            !changes.iter().any(|change| api.starts_with(change)),
            "{api}"
        );
    }
    folder.plan().await.plans_nothing();
    active(&scene, &ids);
}

/// Both sides of a peering on each cloud; the request's block has this name.
fn both_sides(name: &str) -> String {
    let partner = account_id("B");
    let huaweicloud = resource(
        "vpcconnect_huaweicloud_peering",
        name,
        "name = \"ours\"\n  requester_vpc_id = \"vpc-A\"\n  accepter_vpc_id = \"vpc-B\"\n  \
         accepter_project_id = \"project-B\"",
    );
    let alicloud = resource(
        "vpcconnect_alicloud_peering",
        name,
        &format!(
            "requester_vpc_id = \"vpc-A\"\n  accepter_vpc_id = \"vpc-B\"\n  \
             accepter_region = \"cn-hangzhou\"\n  accepter_account_id = {partner:?}"
        ),
    );
    let accepters = ["huaweicloud", "alicloud"].map(|cloud| {
        let body = format!(
            "account = \"partner\"\n  peering_id = vpcconnect_{cloud}_peering.{name}.id\n  \
             decision = \"accept\""
        );
        resource(
            &format!("vpcconnect_{cloud}_peering_accepter"),
            "this",
            &body,
        )
    });
    huaweicloud + &alicloud + &accepters.concat()
}

#[tokio::test]
async fn a_renamed_request_is_made_anew_whichever_of_the_two_comes_first() {
    let Some(scene) = begin(200).await else {
        return;
    };
    let provider = provider(&scene);
    let folder = scene.folder("both", &format!("{provider}{}", both_sides("one")));
    folder.apply().await.succeeds();
    for name in ["two", "three", "four"] {
        folder.write(&format!("{provider}{}", both_sides(name)));
        let plan = folder.plan().await.succeeds();
        assert_eq!(warns(&plan, TAKES_OVER), 2, "{plan}");
        folder.apply().await.succeeds();
        folder.plan().await.plans_nothing();
        let cloud = scene.cloud();
        assert_eq!(cloud.only().status.to_string(), "ACTIVE");
        let theirs = cloud.world().alicloud_peerings();
        let statuses: Vec<_> = theirs.iter().map(|one| one.status.to_string()).collect();
        assert_eq!(statuses, ["Activated"]);
    }
}

/// The same accepter in three configurations that are applied at the same time.
#[tokio::test]
async fn three_pipelines_decide_one_peering_and_one_of_them_writes() {
    let Some(scene) = begin(1500).await else {
        return;
    };
    let id = scene.cloud().request("B", "A").await;
    let config = format!(
        "{}{}",
        scene.provider(&[("default", "A")]),
        answer(&id, "accept", "")
    );
    let folders = ["one", "two", "three"].map(|name| scene.folder(name, &config));
    let runs = folders.each_ref().map(Folder::start_apply);
    for run in runs {
        run.end().await.succeeds();
    }
    assert_eq!(scene.cloud().status(&id), "ACTIVE");
    let calls = scene.cloud().calls();
    let accepts = calls
        .iter()
        .filter(|call| call.api.as_deref() == Some("AcceptVpcPeering") && call.status == Some(200));
    assert_eq!(accepts.count(), 1, "{calls:?}");
    for folder in &folders {
        folder.plan().await.plans_nothing();
    }
}
