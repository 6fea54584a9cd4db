//! A peering as the API shows it.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::lives::{
    ACTIVE, DELETED, DELETING, EXPIRED, FAILED, INITIATING, PENDING, PROVISIONING, REJECTED,
};
use super::side::Viewer;
use crate::simulator::object::{Connection, Party, VpcId};

/// As it is shown to one of its sides: the other side's addresses, and the options, once it is active.
pub(super) fn peering(one: &Connection, viewer: &Viewer) -> Value {
    let is_active = one.status == ACTIVE;
    let end = |party: &Party, is_own: bool, dns: &str| {
        let cidr = (is_own || is_active).then(|| cidr(&party.vpc_id));
        let options = json!({
            "allowDnsResolutionFromRemoteVpc": one.own.flag(dns),
            "allowEgressFromLocalClassicLinkToRemoteVpc": false,
            "allowEgressFromLocalVpcToRemoteClassicLink": false,
        });
        json!({
            "ownerId": party.tenant,
            "vpcId": party.vpc_id,
            "region": party.region,
            "cidrBlock": cidr,
            "cidrBlockSet": cidr.iter().map(|cidr| json!({ "cidrBlock": cidr })).collect::<Vec<_>>(),
            "peeringOptions": is_active.then_some(options),
        })
    };
    let tags = viewer.own(one).tags.iter();
    let tags: Vec<_> = tags
        .map(|(key, value)| json!({ "key": key, "value": value }))
        .collect();
    let expires = one.is_any(&[INITIATING, PENDING, EXPIRED]);
    json!({
        "vpcPeeringConnectionId": one.id,
        "status": { "code": one.status, "message": message(one) },
        "expirationTime": expires.then(|| time(one.expires_at)),
        "requesterVpcInfo": end(&one.requester, viewer.asks(one), REQUESTER_DNS),
        "accepterVpcInfo": end(&one.accepter, viewer.answers(one), ACCEPTER_DNS),
        "tagSet": tags,
    })
}

/// Whether a side lets names of its VPC resolve to private addresses, among what this cloud alone has.
pub(super) const REQUESTER_DNS: &str = "requester_remote_dns_resolution";
pub(super) const ACCEPTER_DNS: &str = "accepter_remote_dns_resolution";

/// What is said beside the status: what the control API has set, or the usual.
pub(super) fn message(one: &Connection) -> String {
    let set = one.own.text("status_message");
    if !set.is_empty() {
        return set.to_owned();
    }
    let accepter = &one.accepter.tenant;
    match one.status.as_str() {
        INITIATING => format!("Initiating Request to {accepter}"),
        PENDING => format!("Pending Acceptance by {accepter}"),
        PROVISIONING => "Provisioning".to_owned(),
        ACTIVE => "Active".to_owned(),
        REJECTED => "Inactive".to_owned(),
        EXPIRED => "Expired".to_owned(),
        FAILED => {
            "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range".to_owned()
        }
        DELETING => "Deleting".to_owned(),
        DELETED => match one.own.text("deleted_by") {
            "" => "Deleted".to_owned(),
            account => format!("Deleted by {account}"),
        },
        other => other.to_owned(),
    }
}

pub(super) fn time(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// VPCs exist without being created: their addresses are made of their ids.
fn cidr(vpc: &VpcId) -> String {
    let [a, b, ..] = crc32fast::hash(vpc.as_str().as_bytes()).to_be_bytes();
    format!("10.{a}.{b}.0/24")
}
