//! What is gone is not there for data sources either, whatever the cloud still shows of it.

use std::time::Duration;

use crate::typed::huaweicloud::cs_peering::{self, HuaweiCloudCsPeering};
use serde_json::json;
use vpcconnect::framework::data_source::{AnyDataSource, any_data};
use vpcconnect::framework::value::Value;
use vpcconnect::resource::alicloud::cloud::AliCloud;
use vpcconnect::resource::context::Configured;
use vpcconnect::resource::data::{FindData, ListData};
use vpcconnect::resource::endpoint::data::EndpointConnections;
use vpcconnect::resource::huaweicloud::cloud::HuaweiCloud;
use vpcconnect::resource::huaweicloud::cs_peerings_data::CsPeerings;
use vpcconnect::resource::peering_data::Peerings;

use super::alicloud::stage::accounts;
use super::stage::{MINUTE, Stage, cloud, configured};

type Source = Box<dyn AnyDataSource<Configured>>;

/// Both clouds.
fn stage() -> Stage {
    let (world, clock) = cloud(Duration::ZERO, Duration::ZERO);
    let all = Configured {
        alicloud: accounts(&world, |_| {}),
        ..configured(&world, "SK-A", None)
    };
    Stage::of(all, world, clock)
}

/// A configuration of a data source.
fn config(source: &Source, set: &[(&str, &str)]) -> Value {
    let schema = source.schema();
    let attributes = schema.attributes.iter();
    let entries = attributes.map(|one| (one.name.to_owned(), Value::Null));
    let mut config = Value::Map(entries.collect());
    for (name, text) in set {
        config.set(name, Value::text(*text));
    }
    config
}

/// How many a data source for many shows.
async fn many(stage: &Stage, source: &Source, list: &str, set: &[(&str, &str)]) -> usize {
    let mut cx = stage.context(MINUTE);
    let read = source.read(&mut cx, &config(source, set)).await.unwrap();
    match read.attribute(list) {
        Value::List(items) => items.len(),
        other => panic!("{other:?}"),
    }
}

/// What a data source for one says when it finds nothing.
async fn one(stage: &Stage, source: &Source, set: &[(&str, &str)]) -> Option<String> {
    let mut cx = stage.context(MINUTE);
    let read = source.read(&mut cx, &config(source, set)).await;
    read.err().map(|error| error.summary)
}

/// A kind of thing: the data source for many, and its list, the one for one, and how each is asked.
struct Kind<'a> {
    many: (Source, &'a str, &'a [(&'a str, &'a str)]),
    one: Vec<(Source, Vec<(&'a str, &'a str)>)>,
    /// Where the control API has it.
    path: String,
    words: &'a [&'a str],
}

async fn shows_nothing_that_is_gone(stage: &Stage, kind: Kind<'_>) {
    let (source, list, asked) = &kind.many;
    let name = source.name();
    assert_eq!(many(stage, source, list, asked).await, 1, "{name}");
    for (single, asked) in &kind.one {
        assert_eq!(one(stage, single, asked).await, None, "{asked:?}");
    }
    for word in kind.words {
        stage
            .control("PATCH", &kind.path, &json!({ "status": word }))
            .await;
        assert_eq!(many(stage, source, list, asked).await, 0, "{name}: {word}");
        for (single, asked) in &kind.one {
            let told = one(stage, single, asked).await.unwrap();
            assert!(told.starts_with("There is no "), "{word}: {told}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn peerings_on_huawei_cloud() {
    let stage = stage();
    let new = json!({
        "requester": "A", "requester_vpc_id": "vpc-a", "accepter": "B", "accepter_vpc_id": "vpc-b",
        "name": "ours", "region": "cn-north-4",
    });
    let made = stage.control("POST", "peerings", &new).await;
    let id = made["id"].as_str().unwrap();
    let ends = vec![("requester_vpc_id", "vpc-a"), ("accepter_vpc_id", "vpc-b")];
    let kind = Kind {
        many: (
            any_data::<ListData<Peerings<HuaweiCloud>>>(),
            "peerings",
            &[],
        ),
        one: vec![
            (
                any_data::<FindData<Peerings<HuaweiCloud>>>(),
                vec![("id", id)],
            ),
            (any_data::<FindData<Peerings<HuaweiCloud>>>(), ends),
        ],
        path: format!("peerings/{id}"),
        words: &["DELETED"],
    };
    shows_nothing_that_is_gone(&stage, kind).await;
}

#[tokio::test(start_paused = true)]
async fn peerings_of_a_cluster() {
    let stage = stage();
    let asks = cs_peering::State {
        cluster_id: "56".into(),
        name: "ours".into(),
        accepter_vpc_id: "vpc-b".into(),
        accepter_project_id: "project-B".into(),
        ..cs_peering::State::default()
    };
    let mut cx = stage.context(MINUTE);
    let made = HuaweiCloudCsPeering::create(&mut cx, asks).await.unwrap();
    let kind = Kind {
        many: (
            any_data::<ListData<CsPeerings>>(),
            "peerings",
            &[("cluster_id", "56")],
        ),
        one: Vec::new(),
        path: format!("peerings/{}", made.peering_id.text().unwrap()),
        words: &["DELETED"],
    };
    shows_nothing_that_is_gone(&stage, kind).await;
}

#[tokio::test(start_paused = true)]
async fn endpoints_on_huawei_cloud() {
    let stage = stage();
    let service = json!({ "owner": "A", "id": "svc", "approval_enabled": true });
    let service = serde_json::from_value(service).unwrap();
    stage.world.arrange_service(&service).unwrap();
    let endpoint = json!({ "requester": "B", "service_id": "svc", "id": "e" });
    let endpoint = serde_json::from_value(endpoint).unwrap();
    stage.world.arrange_endpoint(&endpoint).unwrap();
    let parts = vec![("service_id", "svc"), ("endpoint_id", "e")];
    let kind = Kind {
        many: (
            any_data::<ListData<EndpointConnections<HuaweiCloud>>>(),
            "connections",
            &[("service_id", "svc")],
        ),
        one: vec![(
            any_data::<FindData<EndpointConnections<HuaweiCloud>>>(),
            parts,
        )],
        path: "endpoints/e".to_owned(),
        words: &["deleting"],
    };
    shows_nothing_that_is_gone(&stage, kind).await;
}

#[tokio::test(start_paused = true)]
async fn peerings_on_alibaba_cloud() {
    let stage = stage();
    let new = json!({
        "cloud": "alicloud", "requester": "A", "requester_vpc_id": "vpc-a", "accepter": "B",
        "accepter_vpc_id": "vpc-b",
    });
    let made = stage.control("POST", "peerings", &new).await;
    let id = made["id"].as_str().unwrap();
    let ends = vec![("requester_vpc_id", "vpc-a"), ("accepter_vpc_id", "vpc-b")];
    let kind = Kind {
        many: (any_data::<ListData<Peerings<AliCloud>>>(), "peerings", &[]),
        one: vec![
            (any_data::<FindData<Peerings<AliCloud>>>(), vec![("id", id)]),
            (any_data::<FindData<Peerings<AliCloud>>>(), ends),
        ],
        path: format!("peerings/{id}"),
        words: &["Deleting", "Deleted"],
    };
    shows_nothing_that_is_gone(&stage, kind).await;
}

#[tokio::test(start_paused = true)]
async fn endpoints_on_alibaba_cloud() {
    let stage = stage();
    let service = "epsrv-hp3vpx8yqxblby3i0001";
    let new = serde_json::from_value(json!({ "owner": "A", "id": service })).unwrap();
    stage.world.arrange_alicloud_service(&new).unwrap();
    let new = json!({ "requester": "B", "service_id": service, "id": "ep" });
    let new = serde_json::from_value(new).unwrap();
    stage.world.arrange_alicloud_endpoint(&new).unwrap();
    let parts = vec![("service_id", service), ("endpoint_id", "ep")];
    let kind = Kind {
        many: (
            any_data::<ListData<EndpointConnections<AliCloud>>>(),
            "connections",
            &[("service_id", service)],
        ),
        one: vec![(any_data::<FindData<EndpointConnections<AliCloud>>>(), parts)],
        path: "endpoints/ep".to_owned(),
        words: &["Deleting", "ServiceDeleted", "Deleted"],
    };
    shows_nothing_that_is_gone(&stage, kind).await;
}
