//! Bodies of PrivateLink as they travel. Fields that an answer may leave out are optional.
//!
//! Source: PrivateLink API reference, 2020-04-15, "ListVpcEndpointConnections".

use serde::Deserialize;

use super::ids::{AccountId, EndpointId, ServiceId, VpcId};
use crate::connection::ids::word;

/// A connection, as the service's owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Connection {
    /// The endpoint that asks.
    pub endpoint_id: EndpointId,
    /// The service that is asked.
    pub service_id: Option<ServiceId>,
    /// Its status, one word.
    #[serde(deserialize_with = "word")]
    pub connection_status: String,
    /// Who asks.
    pub endpoint_owner_id: Option<AccountId>,
    /// The VPC that asks.
    pub endpoint_vpc_id: Option<VpcId>,
    /// Mbit/s.
    pub bandwidth: Option<i64>,
    /// `BandwidthLimit`, or `Scalability`: then the bandwidth counts for nothing.
    pub traffic_control_mode: Option<String>,
    /// When it last changed, UTC.
    pub modified_time: Option<String>,
}

/// A page of connections.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConnectionPage {
    /// The connections.
    pub connections: Vec<Connection>,
    /// Where the next page begins; empty or left out on the last one.
    pub next_token: Option<String>,
    /// How many there are on all pages.
    pub total_count: Option<Count>,
}

/// A number. The vendor's SDKs read this one as a text, as they do nowhere else.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Count {
    /// As in other services.
    Number(usize),
    /// As in the SDKs.
    Text(String),
}

impl Count {
    /// The number, if it is one.
    pub fn number(&self) -> Option<usize> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example answer of "ListVpcEndpointConnections".
    const EXAMPLE: &str = r#"{
        "NextToken": "FFmyTO70tTpLG6I3FmYAXGKPd****", "MaxResults": 50, "TotalCount": "12",
        "RequestId": "0ED8D006-F706-4D23-88ED-E11ED28DCAC0",
        "Connections": [ {
            "ModifiedTime": "2021-09-24T17:15:10Z", "EndpointId": "ep-hp33b2e43fays7s8****",
            "EndpointOwnerId": 25346073170691, "ServiceId": "epsrv-hp3vpx8yqxblby3i****",
            "ConnectionStatus": "Connected", "Bandwidth": 1024, "EndpointVpcId": "vpc-bp1gsk7h12ew7oegk****",
            "ResourceOwner": false, "ResourceGroupId": "rg-acfmy*****", "Zones": [ {
                "ZoneId": "eu-west-1a", "VSwitchId": "vsw-hp3uf6045ljdhd5zr****", "ResourceId": "lb-hp32z1wp5peaoox2q****"
            } ]
        } ]
    }"#;

    #[test]
    fn the_documented_answer_is_read() {
        let page: ConnectionPage = serde_json::from_str(EXAMPLE).unwrap();
        assert_eq!(page.total_count.unwrap().number(), Some(12));
        let one = page.connections.first().unwrap();
        assert_eq!(one.endpoint_owner_id, Some("25346073170691".into()));
        assert_eq!(one.traffic_control_mode, None);
    }

    #[test]
    fn an_answer_may_leave_nearly_everything_out_and_count_in_numbers() {
        let json = r#"{"Connections":[{"EndpointId":"ep-1","ConnectionStatus":"Pending"}],"TotalCount":1}"#;
        let page: ConnectionPage = serde_json::from_str(json).unwrap();
        assert_eq!(page.total_count.unwrap().number(), Some(1));
        assert_eq!(page.connections.len(), 1);
    }
}
