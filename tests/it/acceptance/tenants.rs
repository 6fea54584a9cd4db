//! Two tenants: in one configuration, in two, by provider aliases, and in a module.

use super::hcl::{ANSWER, REQUEST, answer, request, resource};
use super::scene::{REQUIRED, Scene};

/// The answer to the request of the same configuration.
fn answer_here(more: &str) -> String {
    resource(
        "vpcconnect_huaweicloud_peering_accepter",
        "this",
        &format!(
            "peering_id = vpcconnect_huaweicloud_peering.this.id
  decision = \"accept\"
  {more}"
        ),
    )
}

#[tokio::test]
async fn in_one_configuration_by_accounts() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let provider = scene.provider(&[("default", "A"), ("partner", "B")]);
    let answer = answer_here("account = \"partner\"");
    let config = format!(
        "{provider}{}{answer}
output \"route\" {{ value = vpcconnect_huaweicloud_peering_accepter.this.active_id }}",
        request("")
    );
    both_sides_live(&scene, &config).await;
}

#[tokio::test]
async fn in_one_configuration_by_provider_aliases() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let provider = scene.provider(&[("default", "A")]);
    let aliased = format!(
        "provider \"vpcconnect\" {{
  alias = \"partner\"
  huaweicloud = {{ default = {} }}
}}",
        scene.account("B", "")
    );
    let answer = answer_here("provider = vpcconnect.partner");
    let config = format!("{provider}{aliased}\n{}{answer}", request(""));
    both_sides_live(&scene, &config).await;
}

/// One apply connects, and later ones do nothing; one destroy cuts.
async fn both_sides_live(scene: &Scene, config: &str) {
    let cloud = scene.cloud();
    let folder = scene.folder("both", config);
    folder
        .apply()
        .await
        .plans(&[("create", REQUEST), ("create", ANSWER)]);
    let peering = cloud.only();
    assert_eq!(peering.status.as_str(), "ACTIVE");
    let accepter = folder.values(ANSWER);
    assert_eq!(accepter["active_id"], peering.id.as_str());
    assert_eq!(accepter["requester_project_id"], "project-A");

    // The requester learns of it with its next refresh.
    folder.plan().await.plans_nothing();
    cloud.forget();
    folder.apply().await.plans_nothing();
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(folder.values(REQUEST)["status"], "ACTIVE");

    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn in_two_configurations() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let ours = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let requester = scene.folder("requester", &ours);
    requester.apply().await.succeeds();
    let id = cloud.only_id();
    let theirs = format!(
        "{}{}",
        scene.provider(&[("default", "B")]),
        answer(&id, "accept", "requester_project_id = \"project-A\"")
    );
    let accepter = scene.folder("accepter", &theirs);
    accepter.apply().await.plans(&[("create", ANSWER)]);
    assert_eq!(cloud.status(&id), "ACTIVE");
    requester.plan().await.plans_nothing();
    accepter.plan().await.plans_nothing();
    requester.apply().await.succeeds();
    assert_eq!(requester.values(REQUEST)["active_id"], id);

    // The requester leaves first: the accepter finds nothing, and has nothing to destroy.
    requester.destroy().await.succeeds();
    accepter.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn in_two_configurations_the_accepter_leaves_first() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let ours = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let requester = scene.folder("requester", &ours);
    requester.apply().await.succeeds();
    let id = cloud.only_id();
    let theirs = format!(
        "{}{}",
        scene.provider(&[("default", "B")]),
        answer(&id, "accept", "on_destroy = \"delete\"")
    );
    let accepter = scene.folder("accepter", &theirs);
    accepter.apply().await.succeeds();
    accepter.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());

    requester.plan().await.plans(&[("create", REQUEST)]);
    requester.destroy().await.succeeds();
    assert!(requester.state().is_empty());
}

#[tokio::test]
async fn in_a_module_with_for_each() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!(
        "{}module \"link\" {{
  source   = \"./link\"
  for_each = {{ blue = \"vpc-blue\", green = \"vpc-green\" }}
  name     = each.key
  vpc_id   = each.value
}}
output \"routes\" {{ value = {{ for name, link in module.link : name => link.route }} }}",
        scene.provider(&[("default", "A"), ("partner", "B")])
    );
    let module = format!(
        "{REQUIRED}variable \"name\" {{ type = string }}
variable \"vpc_id\" {{ type = string }}
resource \"vpcconnect_huaweicloud_peering\" \"this\" {{
  name                = var.name
  requester_vpc_id    = var.vpc_id
  accepter_vpc_id     = \"vpc-B\"
  accepter_project_id = \"project-B\"
}}
{}output \"route\" {{ value = vpcconnect_huaweicloud_peering_accepter.this.active_id }}",
        answer_here("account = \"partner\"")
    );
    let folder = scene.folder("modules", &config);
    folder.write_file("link/main.tf", &module);
    folder.run(&["get"]).await.succeeds();
    folder.apply().await.succeeds();
    let names: Vec<_> = cloud.peerings().into_iter().map(|one| one.name).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    let active = |one: &vpcconnect::simulator::Connection| one.status.as_str() == "ACTIVE";
    assert!(cloud.peerings().iter().all(active));
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}
