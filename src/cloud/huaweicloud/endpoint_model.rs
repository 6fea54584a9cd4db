//! Bodies of VPC Endpoint as they travel. What an older region leaves out is optional.
//!
//! Source: VPC Endpoint API reference, "Accepting or Rejecting a VPC Endpoint" and "Querying Connections
//! to a VPC Endpoint Service".

use serde::Deserialize;

use super::ids::{DomainId, EndpointId, ServiceId};
use crate::connection::ids::word;

/// A connection between a service and an endpoint, as the service's owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Connection {
    /// The endpoint.
    pub id: EndpointId,
    /// Its status, one word.
    #[serde(deserialize_with = "word")]
    pub status: String,
    /// The id in packets. Needs all of 64 bits.
    pub marker_id: Option<Marker>,
    /// The account that asks.
    #[serde(default)]
    pub domain_id: DomainId,
    /// UTC, with or without a zone.
    pub created_at: Option<String>,
    /// The same.
    pub updated_at: Option<String>,
    /// Not in older regions.
    pub description: Option<String>,
    /// Only of what failed.
    pub error: Option<Vec<Problem>>,
}

/// A number that no float holds; who sends it as text means the same.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Marker {
    /// As documented.
    Number(i64),
    /// Also seen of such numbers.
    Text(#[serde(deserialize_with = "word")] String),
}

/// Why an endpoint failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Problem {
    /// The code.
    pub error_code: String,
    /// The words.
    pub error_message: String,
}

/// A service in a list.
#[derive(Debug, Deserialize)]
pub struct ListedService {
    /// The service.
    pub id: ServiceId,
}

/// A page of services.
#[derive(Debug, Deserialize)]
pub struct ServicePage {
    /// The services.
    pub endpoint_services: Vec<ListedService>,
    /// How many there are on all pages.
    pub total_count: Option<usize>,
}

/// The connections of a page, or those that a call changed.
#[derive(Debug, Deserialize)]
pub struct Connections {
    /// The connections.
    pub connections: Vec<Connection>,
    /// How many there are on all pages.
    pub total_count: Option<usize>,
}

/// An endpoint service, as far as it matters here.
#[derive(Debug, Deserialize)]
pub struct Service {
    /// Whether its owner has to accept.
    pub approval_enabled: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example answer of "Accepting or Rejecting a VPC Endpoint".
    #[test]
    fn the_documented_example_reads_and_loses_no_digit() {
        let body = r#"{ "connections" : [ {
            "id" : "4189d3c2-8882-4871-a3c2-d380272eed83", "status" : "accepted",
            "marker_id" : 422321312321312321, "domain_id" : "6e9dfd51d1124e8d8498dce894923a0d",
            "created_at" : "2022-04-14T09:35:47Z", "updated_at" : "2022-04-14T09:36:47Z"
        } ] }"#;
        let read: Connections = serde_json::from_str(body).unwrap();
        assert_eq!(read.connections.len(), 1);
        let one = read.connections.first().unwrap();
        assert_eq!(one.marker_id, Some(Marker::Number(422_321_312_321_312_321)));
        assert_eq!(one.description, None);
        assert_eq!(one.error, None);
    }
}
