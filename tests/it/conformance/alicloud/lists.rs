//! Lists that data sources read, from a cloud that does not keep to its own documents.

use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::framework::data_source::DataSource;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::framework::model::Field;
use vpcconnect::framework::object::{Key, Object};
use vpcconnect::resource::alicloud::cloud::AliCloud;
use vpcconnect::resource::data::ListData;
use vpcconnect::resource::peering_data::Peerings;
use vpcconnect::simulator::{Effect, Reply};

use super::stage::{MINUTE, Stage};

const LIST: &str = "ListVpcPeerConnections";

async fn list(stage: &Stage) -> Result<Object, Diagnostic> {
    let mut cx = stage.context(MINUTE);
    let config = Object::empty(&ListData::<Peerings<AliCloud>>::schema());
    ListData::<Peerings<AliCloud>>::read(&mut cx, config).await
}

/// The next list is answered so.
fn once(stage: &Stage, body: Value) {
    let reply = Reply {
        status: 200,
        body: Some(body),
        headers: [].into(),
    };
    stage.fault(LIST, 1, Effect::Answer(reply));
}

fn page(next: &str) -> Value {
    json!({ "RequestId": "r", "TotalCount": 1, "MaxResults": 100, "NextToken": next,
            "VpcPeerConnects": [] })
}

#[tokio::test(start_paused = true)]
async fn pages_that_go_round_are_an_error() {
    let stage = Stage::new();
    for next in ["a", "b", "a"] {
        once(&stage, page(next));
    }
    let told = list(&stage).await.unwrap_err();
    assert!(told.detail.contains("the same page twice"), "{told:?}");
    for next in ["a", "a"] {
        once(&stage, page(next));
    }
    let told = list(&stage).await.unwrap_err();
    assert!(told.detail.contains("the same page twice"), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn pages_without_an_end_end() {
    let stage = Stage::new();
    for number in 0..200 {
        once(&stage, page(&number.to_string()));
    }
    let told = list(&stage).await.unwrap_err();
    assert!(told.detail.contains("has no end"), "{told:?}");
    assert!(stage.calls(LIST) <= 101, "{}", stage.calls(LIST));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_none_is_an_error_and_not_an_empty_list() {
    let stage = Stage::with(Duration::ZERO, &json!({}));
    for body in [json!({ "RequestId": "r" }), json!("<html>"), json!([])] {
        once(&stage, body);
        let told = list(&stage).await.unwrap_err();
        assert!(told.summary.contains("could not be listed"), "{told:?}");
    }
    assert_eq!(
        list(&stage)
            .await
            .unwrap()
            .known(Key::<Vec<Field<Object>>>::new("peerings"))
            .unwrap()
            .len(),
        0
    );
}
