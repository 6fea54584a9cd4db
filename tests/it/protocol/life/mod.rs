//! Each resource from its create to its destroy, under Core's rules.

mod accepter;
mod aws;
mod aws_preflight;
mod aws_tags;
mod comes_over;
mod endpoint;
mod failures;
mod forms;
mod generated;
mod guards;
mod interruption;
mod limits;
mod null_members;
mod peering;
mod permissions;
mod replaced;

use super::stage::{
    ACCEPTER, ALI_ACCEPTER, ALI_ENDPOINT, ALI_PEERING, AWS_ACCEPTER, AWS_ENDPOINT, AWS_PEERING,
    CLUSTER, ENDPOINT, PEERING, Stage,
};

/// A resource that is added has to be given a life here.
#[tokio::test]
async fn every_resource_has_a_life() {
    let stage = Stage::set().await;
    let lived = [
        PEERING,
        ACCEPTER,
        ENDPOINT,
        CLUSTER,
        ALI_PEERING,
        ALI_ACCEPTER,
        ALI_ENDPOINT,
        AWS_PEERING,
        AWS_ACCEPTER,
        AWS_ENDPOINT,
    ];
    for name in stage.host.resources.keys() {
        assert!(
            lived.contains(&name.as_str()),
            "{name} has no life in tests/it/protocol/life"
        );
    }
}
