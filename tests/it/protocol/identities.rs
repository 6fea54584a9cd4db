//! What an object is: in every answer that says so, the same through every account, and enough to import it.

use std::collections::BTreeMap;

use vpcconnect::plugin::proto::tfplugin6 as proto;

use super::cty::{Cty, text};
use super::resource::{Named, Resource, Stored};
use super::rules::plan::Action;
use super::stage::{
    ACCEPTER, ALI_ACCEPTER, ALI_ENDPOINT, ALI_PEERING, ALI_REGION, AWS_A, AWS_ACCEPTER, AWS_B,
    AWS_ENDPOINT, AWS_PEERING, AWS_REGION, CLUSTER, ENDPOINT, PEERING, REGION, Stage,
};

/// The numbers of the accounts A and B on Alibaba Cloud.
const ALI_A: &str = "3554254475";

/// One object of a resource, its configuration, and what it is expected to be.
struct Made<'a> {
    resource: Resource<'a>,
    config: Cty,
    stored: Stored,
    identity: Cty,
}

/// A configuration of A for each resource, each about another object.
async fn configs(stage: &Stage) -> Vec<(&'static str, Cty)> {
    let resources = &stage.host.resources;
    let asked = stage.asked("vpc-1", "vpc-2", None);
    let (service, endpoint) = stage.endpoint();
    let connection = stage.connection(&service, &endpoint, "accept");
    let cluster = resources[CLUSTER].with([
        ("cluster_id", text("56")),
        ("name", text("one")),
        ("accepter_vpc_id", text("vpc-b")),
    ]);
    let ali = resources[ALI_PEERING].with([
        ("requester_vpc_id", text("vpc-a")),
        ("accepter_vpc_id", text("vpc-b")),
        ("accepter_region", text("cn-beijing")),
        ("accepter_account_id", text("1255198513")),
    ]);
    let theirs = resources[ALI_PEERING].with([
        ("account", text("partner")),
        ("requester_vpc_id", text("vpc-3")),
        ("accepter_vpc_id", text("vpc-4")),
        ("accepter_region", text("cn-beijing")),
        ("accepter_account_id", text(ALI_A)),
    ]);
    let requester = stage.host.resource(ALI_PEERING);
    let change = requester.plan(None, &theirs).await.unwrap();
    let theirs = requester.apply(&change).await.succeeded();
    let ali_accepter = resources[ALI_ACCEPTER].with([
        ("peering_id", theirs.state.get("id").clone()),
        ("decision", text("accept")),
    ]);
    let (service, endpoint) = stage.ali_endpoint();
    let ali_connection = resources[ALI_ENDPOINT].with([
        ("service_id", text(&service)),
        ("endpoint_id", text(&endpoint)),
        ("decision", text("accept")),
    ]);
    let aws_theirs = stage.aws_request("partner", ["vpc-3", "vpc-4"], AWS_A);
    let aws_theirs = stage.made(AWS_PEERING, &aws_theirs).await;
    let aws_id = aws_theirs.state.get("id").as_text();
    let (service, endpoint) = stage.aws_endpoint();
    let aws_connection = stage.host.resources[AWS_ENDPOINT].with([
        ("service_id", text(&service)),
        ("endpoint_id", text(&endpoint)),
        ("decision", text("accept")),
    ]);
    vec![
        (
            AWS_PEERING,
            stage.aws_request("default", ["vpc-a", "vpc-b"], AWS_B),
        ),
        (AWS_ACCEPTER, stage.aws_decision(aws_id, "accept")),
        (AWS_ENDPOINT, aws_connection),
        (PEERING, stage.request()),
        (ACCEPTER, stage.decision(&asked, "accept")),
        (ENDPOINT, connection),
        (CLUSTER, cluster),
        (ALI_PEERING, ali),
        (ALI_ACCEPTER, ali_accepter),
        (ALI_ENDPOINT, ali_connection),
    ]
}

/// What the contract says of the identity of an object.
fn expected(resource: &Resource<'_>, state: &Cty) -> Cty {
    let at = |name: &str| state.get(name).as_text().to_owned();
    let ids: &[&str] = match resource.name {
        ENDPOINT | ALI_ENDPOINT | AWS_ENDPOINT => &["service_id", "endpoint_id"],
        CLUSTER => &["cluster_id", "peering_id"],
        _ => &["id"],
    };
    let (tenant, own, region) = match resource.name {
        PEERING | ACCEPTER | ENDPOINT | CLUSTER => ("project_id", "project-A", REGION),
        ALI_ACCEPTER => ("account_id", ALI_A, "cn-beijing"),
        AWS_PEERING | AWS_ACCEPTER | AWS_ENDPOINT => ("account_id", AWS_A, AWS_REGION),
        _ => ("account_id", ALI_A, ALI_REGION),
    };
    let mut whole = BTreeMap::from([(tenant, text(own)), ("region", text(region))]);
    whole.extend(ids.iter().map(|name| (*name, text(&at(name)))));
    let whole = whole.into_iter();
    Cty::Map(
        whole
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// Makes one object of each resource.
async fn all(stage: &Stage) -> Vec<Made<'_>> {
    let mut all = Vec::new();
    for (name, config) in configs(stage).await {
        let resource = stage.host.resource(name);
        let change = resource.plan(None, &config).await.unwrap();
        let stored = resource.apply(&change).await.succeeded();
        all.push(Made {
            identity: expected(&resource, &stored.state),
            resource,
            config,
            stored,
        });
    }
    assert!(all.len() == stage.host.resources.len(), "each resource");
    all
}

/// The provider's block with one more account, which has the keys of `key`.
fn one_more(stage: &Stage, name: &str, key: &str) -> Cty {
    let accounts = stage.accounts();
    let with = |cloud: &str, account| {
        let Cty::Map(mut all) = accounts.get(cloud).clone() else {
            panic!("{accounts}");
        };
        all.insert(name.to_owned(), account);
        Cty::Map(all)
    };
    let huaweicloud = with("huaweicloud", stage.account(key));
    let alicloud = with("alicloud", stage.alicloud_account(key));
    let aws = with("aws", stage.aws_account(key));
    let clouds = [
        ("huaweicloud", huaweicloud),
        ("alicloud", alicloud),
        ("aws", aws),
    ];
    stage.host.provider.with(clouds)
}

#[tokio::test]
async fn each_object_has_one_from_its_create_on() {
    let stage = Stage::set().await;
    for Made {
        resource,
        config,
        stored,
        identity,
    } in all(&stage).await
    {
        let name = resource.name;
        assert_eq!(stored.identity, identity, "{name}");
        let read = resource.reread(&stored).await;
        assert_eq!(read.identity, identity, "{name}");
        // With a null id for an import, and nothing else, there is a schema.
        let schema = resource.identity.unwrap();
        assert_eq!(schema.version, 0);
        assert!(schema.optional.contains(&"region".to_owned()), "{name}");
        let change = resource.plan(Some(&read), &config).await.unwrap();
        assert_eq!(change.action, Action::NoOp, "{name}");
        assert_eq!(change.identity, identity, "{name}");
    }
}

#[tokio::test]
async fn an_object_from_before_gets_one_at_its_next_read_and_no_diff() {
    let stage = Stage::set().await;
    for made in all(&stage).await {
        let before = Stored {
            identity: Cty::Null,
            private: Vec::new(),
            ..made.stored.clone()
        };
        let read = made.resource.reread(&before).await;
        assert_eq!(read.identity, made.identity, "{}", made.resource.name);
        assert_eq!(read.state, made.stored.state, "{}", made.resource.name);
    }
}

#[tokio::test]
async fn two_accounts_of_one_tenant_have_one_identity() {
    let stage = Stage::set().await;
    let told = stage.host.configure(&one_more(&stage, "again", "A")).await;
    assert!(told.is_empty(), "{told}");
    for made in all(&stage).await {
        let again = made.config.with("account", text("again"));
        let change = made.resource.plan(Some(&made.stored), &again).await;
        let moved = made.resource.apply(&change.unwrap()).await.succeeded();
        assert_eq!(moved.identity, made.identity, "{}", made.resource.name);
        assert_eq!(moved.state.get("account"), &text("again"));
    }
}

/// The calls that changed something, on Alibaba Cloud by their names: all of its calls are posted.
fn changes(stage: &Stage) -> usize {
    let reads = ["Get", "List", "Show", "Describe"];
    let calls = stage.cloud.calls().into_iter();
    let named = calls.filter_map(|call| call.api);
    let changing = |api: &String| !reads.iter().any(|read| api.contains(read));
    named.filter(changing).count()
}

#[tokio::test]
async fn an_identity_is_enough_to_import() {
    let stage = Stage::set().await;
    for made in all(&stage).await {
        let (resource, name) = (made.resource, made.resource.name);
        let before = changes(&stage);
        let schema = resource.identity.unwrap();
        let mut ids = made.identity.clone();
        for name in &schema.optional {
            ids = ids.with(name, Cty::Null);
        }
        // Where the ids alone are found is the account's own region.
        let own_region = name != ALI_ACCEPTER;
        for (what, identity) in [("whole", made.identity.clone()), ("ids alone", ids)] {
            let imported = resource.import_by(Named::Identity(identity)).await;
            let imported = imported.unwrap_or_else(|told| panic!("{name}, {what}: {told}"));
            assert_eq!(imported.identity, made.identity, "{name}, {what}");
            if what == "whole" || own_region {
                let change = resource.plan(Some(&imported), &made.config).await.unwrap();
                assert_eq!(change.action, Action::NoOp, "{name}, {what}");
            }
        }
        let by_id = resource.import(made.stored.state.get("id").as_text()).await;
        assert_eq!(by_id.unwrap().identity, made.identity, "{name}");
        assert_eq!(changes(&stage), before, "{name}: an import changes nothing");
    }
}

#[tokio::test]
async fn the_account_of_an_import_is_the_one_that_belongs_to_the_tenant() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let schema = peering.identity.unwrap();
    // B asks A, so that the object is B's.
    let id = stage.asked("vpc-1", "vpc-2", None);
    let identity = schema.with([("project_id", "project-B"), ("id", &id)]);
    let imported = peering.import_by(Named::Identity(identity)).await.unwrap();
    assert_eq!(imported.state.get("account"), &text("partner"));
    let whole = schema.with([("project_id", "project-B"), ("region", REGION), ("id", &id)]);
    assert_eq!(imported.identity, whole);
    // Without it, it is looked for in the default one, which is the other side.
    let told = peering.import_by(Named::Identity(schema.with([("id", &id)])));
    let told = told.await.unwrap_err();
    assert!(told.tells("not the requester"), "{told}");
}

#[tokio::test]
async fn identities_that_name_nothing_are_refused() {
    let stage = Stage::set().await;
    let told = stage.host.configure(&one_more(&stage, "again", "A")).await;
    assert!(told.is_empty(), "{told}");
    let id = stage.asked("vpc-1", "vpc-2", None);
    let asked = stage.host.resource(ACCEPTER);
    let schema = asked.identity.unwrap();
    for (identity, wanted) in [
        (schema.with([]), "id is missing"),
        (schema.with([("id", "")]), "id is missing"),
        (schema.with([("region", REGION)]), "id is missing"),
        (schema.with([("id", "a/b")]), "id is not a valid id"),
        (schema.with([("id", "a b")]), "id is not a valid id"),
        (
            schema.with([("id", &id), ("region", "a/b")]),
            "region is not a valid region",
        ),
        (schema.with([("id", "nobodys")]), "no peering"),
        (
            schema.with([("id", &id), ("project_id", "project-C")]),
            "No account belongs to project project-C",
        ),
        (
            schema.with([("id", &id), ("project_id", "project-C")]),
            "\"partner\" (project-B)",
        ),
        (
            schema.with([("id", &id), ("project_id", "project-A")]),
            "Several accounts belong to project project-A",
        ),
        (
            schema.with([("id", &id), ("project_id", "project-A")]),
            "\"again\", \"default\"",
        ),
    ] {
        let told = asked.import_by(Named::Identity(identity.clone())).await;
        let told = told.unwrap_err();
        assert!(told.tells(wanted), "{identity}: {wanted}: {told}");
    }
    let connection = stage.host.resource(ENDPOINT);
    let schema = connection.identity.unwrap();
    for (identity, wanted) in [
        (schema.with([("service_id", "s")]), "endpoint_id is missing"),
        (schema.with([("endpoint_id", "e")]), "service_id is missing"),
    ] {
        let told = connection.import_by(Named::Identity(identity)).await;
        let told = told.unwrap_err();
        assert!(told.tells(wanted), "{wanted}: {told}");
    }
    assert_eq!(stage.writes(), 0);
}

#[tokio::test]
async fn what_is_found_has_to_be_what_was_named() {
    let stage = Stage::set().await;
    let made = all(&stage).await;
    let made = made.iter().find(|made| made.resource.name == ALI_ACCEPTER);
    let made = made.unwrap();
    // That cloud finds an accepter's peering from each region.
    let wrong = made.identity.with("region", text(ALI_REGION));
    let told = made.resource.import_by(Named::Identity(wrong)).await;
    let told = told.unwrap_err();
    assert!(
        told.tells("its region is \"cn-beijing\", not \"cn-hangzhou\""),
        "{told}"
    );
}

#[tokio::test]
async fn a_stored_identity_of_today_is_upgraded_to_itself() {
    let stage = Stage::set().await;
    let upgrade = async |version, json: &str| {
        let request = proto::upgrade_resource_identity::Request {
            type_name: PEERING.to_owned(),
            version,
            raw_identity: Some(proto::RawState {
                json: json.as_bytes().to_vec(),
                ..Default::default()
            }),
        };
        let mut client = stage.host.client().provider();
        let answer = client.upgrade_resource_identity(request).await;
        stage.host.hear("upgrade", answer)
    };
    let schema = stage.host.resource(PEERING).identity.unwrap();
    let json = r#"{"project_id":"p","region":"r","id":"1","later":"x"}"#;
    let answer = upgrade(0, json).await;
    assert!(answer.diagnostics.is_empty(), "{:?}", answer.diagnostics);
    let whole = schema.with([("project_id", "p"), ("region", "r"), ("id", "1")]);
    let came = answer.upgraded_identity.as_ref();
    assert_eq!(schema.unpacked("upgrade", came), whole);
    for (version, json, wanted) in [
        (1, json, "newer"),
        (0, r#"{"id":1}"#, "id"),
        (0, "{", "JSON"),
    ] {
        let answer = upgrade(version, json).await;
        let [error] = answer.diagnostics.as_slice() else {
            panic!("{json}: {:?}", answer.diagnostics);
        };
        let told = format!("{} {}", error.summary, error.detail);
        assert!(told.contains(wanted), "{json}: {told}");
    }
}

/// Terraform before 1.12 neither asks for identities nor sends any.
#[tokio::test]
async fn a_host_that_knows_of_none_notices_nothing() {
    let mut stage = Stage::set().await;
    stage.host.identities.clear();
    for (name, config) in configs(&stage).await {
        let resource = stage.host.resource(name);
        let change = resource.plan(None, &config).await.unwrap();
        let stored = resource.apply(&change).await.succeeded();
        let read = resource.reread(&stored).await;
        let change = resource.plan(Some(&read), &config).await.unwrap();
        assert_eq!(change.action, Action::NoOp, "{name}");
        resource.destroy(&read).await.vanished();
    }
}
