//! Alibaba Cloud for the suite.

use serde_json::json;
use vpcconnect::framework::model::ValueType;
use vpcconnect::framework::resource::any;
use vpcconnect::framework::value::Number;
use vpcconnect::resource::accepter::PeeringAccepter;
use vpcconnect::resource::alicloud::cloud::AliCloud;
use vpcconnect::resource::endpoint::connection::EndpointConnection;
use vpcconnect::resource::requester::PeeringRequester;

use super::stage::{Stage, account_id};
use crate::conformance::driver::{Calls, Detail, Driver, Statuses};
use crate::conformance::lost::calls_of;

pub(in crate::conformance) const DRIVER: Driver = Driver {
    name: "alicloud",
    stage: || Stage::new().into(),
    requester: any::<PeeringRequester<AliCloud>>,
    accepter: any::<PeeringAccepter<AliCloud>>,
    endpoint: any::<EndpointConnection<AliCloud>>,
    service: || json!({}),
    region: "cn-hangzhou",
    asked: ("accepter_account_id", account_id),
    calls: Calls {
        create: "CreateVpcPeerConnection",
        modify: "ModifyVpcPeerConnection",
        tag: "TagResources",
        accept: "AcceptVpcPeerConnection",
        reject: "RejectVpcPeerConnection",
        delete: "DeleteVpcPeerConnection",
        accept_endpoint: "EnableVpcEndpointConnection",
        reject_endpoint: "DisableVpcEndpointConnection",
        detail: "UpdateVpcEndpointConnectionAttribute",
    },
    statuses: Statuses {
        pending: "Accepting",
        active: "Activated",
        rejected: "Rejected",
        accepted_endpoint: "Connected",
        rejected_endpoint: "Disconnected",
    },
    detail: Detail {
        key: "bandwidth",
        value: || Number::from(800_i64).into_value(),
        held: |endpoint| endpoint.own.number("bandwidth").to_string(),
    },
    reads: || {
        let reads = [
            "GetVpcPeerConnectionAttribute",
            "ListVpcPeerConnections",
            "ListVpcEndpointConnections",
        ];
        reads.map(calls_of).into()
    },
    forbidden: || json!({ "Code": "Forbidden.RAM", "Message": "no", "RequestId": "r" }),
    create_is_idempotent: true,
    create_answers_twice: true,
    refuses_in_answers: false,
};
