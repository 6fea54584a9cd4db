//! Roles to act as.

use vpcconnect::framework::model::Field;
use vpcconnect::framework::resource::Resource;
use vpcconnect::resource::alicloud::peering::{AliCloudPeering, State};

use super::super::stage::join_all;
use super::stage::{MINUTE, Stage, account_id, request};

/// A request to one's own account, on VPCs of their own.
fn own(number: usize) -> State {
    State {
        requester_vpc_id: format!("vpc-a{number}").into(),
        accepter_vpc_id: format!("vpc-b{number}").into(),
        accepter_account_id: Field::Unknown,
        ..request()
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_acts_for_its_account_and_is_renewed_once_for_all() {
    let arn = format!("acs:ram::{}:role/role-A", account_id("C"));
    let stage = Stage::acting(&Stage::new(), &arn);
    for round in 0..2 {
        let made = join_all((0..5).map(async |number| {
            let mut cx = stage.context(MINUTE);
            AliCloudPeering::create(&mut cx, own(round * 5 + number)).await
        }))
        .await;
        for state in made {
            let state = state.unwrap_or_else(|failed| panic!("{:?}", failed.error));
            assert_eq!(
                state.requester_account_id.text(),
                Some(account_id("C").as_str())
            );
        }
        assert_eq!(stage.calls("AssumeRole"), round + 1);
        // The keys end, here and in the cloud.
        tokio::time::sleep(20 * MINUTE).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_that_does_not_trust_the_account_is_told_and_shows_no_secret() {
    let arn = format!("acs:ram::{}:role/role-B", account_id("C"));
    let stage = Stage::acting(&Stage::new(), &arn);
    let mut cx = stage.context(MINUTE);
    let failed = AliCloudPeering::create(&mut cx, own(0)).await;
    let told = failed.unwrap_err().error;
    assert!(told.detail.contains("NoPermission"), "{}", told.detail);
    assert!(!told.detail.contains("SK-A"), "{}", told.detail);
}
