//! What a change replaces is said by the schema alone.

use crate::typed::alicloud::peering::AliCloudPeering;
use crate::typed::huaweicloud::cs_peering::HuaweiCloudCsPeering;
use crate::typed::huaweicloud::peering::HuaweiCloudPeering;
use vpcconnect::framework::schema::{Attribute, Change, Mode, Schema};

use crate::protocol::cty::{Cty, text};
use crate::protocol::resource::Stored;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ALI_PEERING, ALI_REGION, CLUSTER, PEERING, REGION, Stage};

/// A value for what the user must or may say.
fn said(attribute: &Attribute, region: &str) -> Option<Cty> {
    let given = attribute.mode == Mode::Required || attribute.change == Change::Replaces;
    let is_region = attribute.name.ends_with("region");
    given.then(|| {
        text(if is_region {
            region
        } else {
            "1234567890123456"
        })
    })
}

/// The plan of what was refused tells how to ask anew, but for what asks anew anyway.
async fn replaces(stage: &Stage, name: &str, schema: &Schema, refused: &str, region: &str) {
    let resource = stage.host.resource(name);
    let mut config = resource.block.with([]);
    for attribute in &schema.attributes {
        if let Some(value) = said(attribute, region) {
            config = config.with(attribute.name, value);
        }
    }
    let state = config
        .with("id", text("1"))
        .with("status", text(refused))
        .with("answer", text("rejected"));
    let prior = Stored {
        state,
        private: Vec::new(),
        identity: Cty::Null,
    };
    let change = resource.plan(Some(&prior), &config).await.unwrap();
    assert_eq!(change.action, Action::NoOp, "{name}");
    assert!(change.told.only_warns(), "{name}: it was refused");
    let all = schema.attributes.iter();
    for attribute in all.filter(|one| one.change == Change::Replaces) {
        let is_region = attribute.name.ends_with("region");
        let another = text(if is_region {
            "cn-other-1"
        } else {
            "6543210987654321"
        });
        for value in [another, Cty::Unknown] {
            let changed = config.with(attribute.name, value);
            let change = resource.plan(Some(&prior), &changed).await.unwrap();
            let what = format!("{name}.{}: {}", attribute.name, change.told);
            assert_eq!(change.action, Action::Replace, "{what}");
            assert!(change.told.is_empty(), "{what}");
        }
    }
}

#[tokio::test]
async fn every_argument_that_replaces_is_known_as_that_to_the_plan() {
    let stage = Stage::set().await;
    let schema = HuaweiCloudPeering::schema();
    replaces(&stage, PEERING, &schema, "REJECTED", REGION).await;
    let schema = HuaweiCloudCsPeering::schema();
    replaces(&stage, CLUSTER, &schema, "REJECTED", REGION).await;
    let schema = AliCloudPeering::schema();
    replaces(&stage, ALI_PEERING, &schema, "Rejected", ALI_REGION).await;
}
