//! Bodies as they travel. Fields that an answer may leave out are optional.
//!
//! Source: VpcPeer API reference, 2022-01-01; STS API reference, "GetCallerIdentity".

use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer};

use super::ids::{AccountId, PeeringId, RegionId, VpcId};
use crate::connection::ids::{word, word_or_nothing};

/// One VPC of a peering.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Vpc {
    /// The VPC.
    #[serde(deserialize_with = "word_or_nothing")]
    pub vpc_id: VpcId,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: Option<String>,
}

/// A peering connection, flat in the answer of a get, an item in that of a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Peering {
    /// One id for both sides.
    pub instance_id: PeeringId,
    /// Its status, one word.
    #[serde(deserialize_with = "word")]
    pub status: String,
    /// Its name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Whether the account has paid.
    pub biz_status: Option<String>,
    /// Whose request it is.
    pub owner_id: Option<AccountId>,
    /// Who is asked. A create calls the same `AcceptingAliUid`.
    pub accepting_owner_uid: Option<AccountId>,
    /// Where the request comes from.
    pub region_id: Option<RegionId>,
    /// Where it goes to.
    pub accepting_region_id: Option<RegionId>,
    /// The VPC that asks.
    pub vpc: Option<Vpc>,
    /// The VPC that is asked.
    pub accepting_vpc: Option<Vpc>,
    /// Mbit/s; -1 for no limit.
    pub bandwidth: Option<i64>,
    /// `Gold` or `Platinum` between regions, else empty.
    pub link_type: Option<String>,
    /// The resource group.
    pub resource_group_id: Option<String>,
    /// The tags.
    pub tags: Option<Vec<Tag>>,
    /// When it was asked for, RFC 3339 in UTC.
    pub gmt_create: Option<String>,
    /// When it last changed.
    pub gmt_modified: Option<String>,
    /// When the request ends, or ended, unanswered.
    pub gmt_expired: Option<String>,
}

/// A page of peerings.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PeeringPage {
    /// The peerings.
    pub vpc_peer_connects: Vec<Peering>,
    /// Where the next page begins; empty or left out on the last one.
    pub next_token: Option<String>,
    /// How many there are on all pages.
    pub total_count: Option<usize>,
}

/// The answer to a create.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    /// The id of what was made.
    pub instance_id: PeeringId,
}

/// The answer to any other write.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Taken {
    /// Every answer has one.
    #[allow(
        dead_code,
        reason = "its being there makes the answer one of the API's"
    )]
    pub request_id: String,
    /// An error comes with a request id, too. A gateway may say it with HTTP 200.
    #[serde(default, deserialize_with = "none")]
    #[allow(dead_code, reason = "its being there makes the answer an error")]
    pub code: (),
}

/// Refuses whatever is there.
fn none<'de, D: Deserializer<'de>>(from: D) -> Result<(), D::Error> {
    match Option::<IgnoredAny>::deserialize(from)? {
        None => Ok(()),
        Some(_) => Err(D::Error::custom("an error")),
    }
}

/// Who the caller is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallerIdentity {
    /// Its account.
    pub account_id: AccountId,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example answer of "GetVpcPeerConnectionAttribute".
    const EXAMPLE: &str = r#"{
        "Status": "Activated", "OwnerId": 253460731706911258, "RegionId": "cn-hangzhou",
        "RequestId": "54B48E3D-DF70-471B-AA93-08E683A1B45",
        "Vpc": { "Ipv4Cidrs": ["192.168.0.0/16"], "VpcId": "vpc-bp1gsk7h12ew7oegk****",
                 "Ipv6Cidrs": ["2408:XXXX:3c5:6e::/56"] },
        "AcceptingOwnerUid": 283117732402483989, "GmtModified": "2022-04-24T19:20:45Z",
        "Bandwidth": 100, "GmtExpired": null, "AcceptingRegionId": "cn-hangzhou",
        "AcceptingVpc": { "VpcId": "vpc-bp1vzjkp2q1xgnind****" }, "Name": "vpcpeer",
        "Description": "test", "InstanceId": "pcc-guzvyqlj0n6e10****", "BizStatus": "Normal",
        "GmtCreate": "2022-04-24T09:02:36Z", "LinkType": "Gold",
        "ResourceGroupId": "rg-acfmxazb4ph6aiy****",
        "Tags": [{ "Key": "FinanceDept", "Value": "FinanceJoshua" }]
    }"#;

    #[test]
    fn the_documented_answer_is_read() {
        let peering: Peering = serde_json::from_str(EXAMPLE).unwrap();
        assert_eq!(peering.owner_id, Some("253460731706911258".into()));
        assert_eq!(peering.gmt_expired, None);
        assert_eq!(peering.bandwidth, Some(100));
        assert_eq!(peering.tags.unwrap().len(), 1);
    }

    #[test]
    fn an_answer_may_leave_nearly_everything_out() {
        let json = r#"{"InstanceId":"pcc-1","Status":"Creating","Vpc":null,"Tags":null}"#;
        let peering: Peering = serde_json::from_str(json).unwrap();
        assert_eq!(peering.vpc, None);
    }
}
