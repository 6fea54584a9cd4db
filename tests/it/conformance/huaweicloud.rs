//! Huawei Cloud for the suite.

mod sign_in;

use std::time::Duration;

use serde_json::json;
use vpcconnect::framework::resource::any;
use vpcconnect::resource::accepter::PeeringAccepter;
use vpcconnect::resource::endpoint::connection::EndpointConnection;
use vpcconnect::resource::huaweicloud::cloud::HuaweiCloud;
use vpcconnect::resource::requester::PeeringRequester;
use vpcconnect::simulator::Match;

use super::driver::{Calls, Detail, Driver, Statuses, text};
use super::stage::Stage;

pub(super) use sign_in::Ways;

pub(super) const DRIVER: Driver = Driver {
    name: "huaweicloud",
    stage: || Stage::with(Duration::ZERO, Duration::ZERO, "SK-A"),
    requester: any::<PeeringRequester<HuaweiCloud>>,
    accepter: any::<PeeringAccepter<HuaweiCloud>>,
    endpoint: any::<EndpointConnection<HuaweiCloud>>,
    service: || json!({ "approval_enabled": true }),
    region: "cn-north-4",
    asked: ("accepter_project_id", |key| format!("project-{key}")),
    calls: Calls {
        create: "CreateVpcPeering",
        modify: "UpdateVpcPeering",
        tag: "",
        accept: "AcceptVpcPeering",
        reject: "RejectVpcPeering",
        delete: "DeleteVpcPeering",
        accept_endpoint: "AcceptOrRejectEndpoint",
        reject_endpoint: "AcceptOrRejectEndpoint",
        detail: "UpdateEndpointConnectionsDesc",
    },
    statuses: Statuses {
        pending: "PENDING_ACCEPTANCE",
        active: "ACTIVE",
        rejected: "REJECTED",
        accepted_endpoint: "accepted",
        rejected_endpoint: "rejected",
    },
    detail: Detail {
        key: "description",
        value: || text("described"),
        held: |endpoint| endpoint.description.clone(),
    },
    reads: || {
        vec![Match {
            method: Some("GET".to_owned()),
            ..Match::default()
        }]
    },
    forbidden: || json!({ "error_msg": "no" }),
    create_is_idempotent: false,
    create_answers_twice: false,
    refuses_in_answers: false,
};
