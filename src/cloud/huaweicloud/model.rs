//! Bodies as they travel. Every field that an older region leaves out is optional.
//!
//! Source: VPC API reference, "VPC Peering Connection".

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::ids::{PeeringId, ProjectId, TenantId, VpcId};
use crate::connection::ids::{word, word_or_nothing};

/// One VPC of a peering. `tenant_id` is the id of its project, whatever the name says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct VpcInfo {
    /// The VPC.
    #[serde(deserialize_with = "word_or_nothing")]
    pub vpc_id: VpcId,
    /// Its project.
    pub tenant_id: Option<TenantId>,
}

/// A peering connection.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Peering {
    /// One id for both sides.
    pub id: PeeringId,
    /// Its name.
    pub name: Option<String>,
    /// Its status, one word.
    #[serde(deserialize_with = "word")]
    pub status: String,
    /// Who asks.
    #[serde(default)]
    pub request_vpc_info: VpcInfo,
    /// Who is asked.
    #[serde(default)]
    pub accept_vpc_info: VpcInfo,
    /// Its description.
    pub description: Option<String>,
    /// Zone-less UTC.
    pub created_at: Option<String>,
    /// Zone-less UTC.
    pub updated_at: Option<String>,
}

/// An answer that shows one peering: wrapped by create, show and update, bare by accept and reject.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Answer<T> {
    /// `{"peering": {…}}`
    Wrapped {
        /// The peering.
        peering: T,
    },
    /// `{…}`
    Bare(T),
}

/// As much of a peering as tells which one it is.
#[derive(Debug, Deserialize)]
pub struct Id {
    /// The peering's.
    pub id: PeeringId,
}

/// A page of peerings.
#[derive(Debug, Deserialize)]
pub struct PeeringPage {
    /// The peerings.
    pub peerings: Vec<Peering>,
    /// Where there is more. Not every region sends it.
    #[serde(default)]
    pub peerings_links: Vec<Link>,
}

/// A link of a page.
#[derive(Debug, Deserialize)]
pub struct Link {
    /// `next`, when there is a next page.
    #[serde(default)]
    pub rel: String,
}

/// Projects by name.
#[derive(Debug, Deserialize)]
pub struct Projects {
    /// The projects.
    pub projects: Vec<Project>,
}

/// A project.
#[derive(Debug, Deserialize)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    #[serde(default)]
    pub name: String,
}

/// A time of the cloud, which has no zone and is UTC, as a moment. Newer regions do send a zone.
pub fn moment(text: &str) -> Option<Timestamp> {
    let zoned: Option<Timestamp> = text.parse().ok();
    zoned.or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        civil
            .to_zoned(TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example answer of "Refusing a VPC Peering Connection".
    const BARE: &str = r#"{
        "name": "test", "description": "test",
        "id": "22b76469-08e3-4937-8c1d-7aad34892be1",
        "request_vpc_info": {
           "vpc_id": "9daeac7c-a98f-430f-8e38-67f9c044e299",
           "tenant_id": "f65e9ebc-ed5d-418b-a931-9a723718ba4e"
        },
        "accept_vpc_info": {
           "vpc_id": "f583c072-0bb8-4e19-afb2-afb7c1693be5",
           "tenant_id": "f65e9ebc-ed5d-418b-a931-9a723718ba4e"
        },
        "status": "REJECTED"
    }"#;

    #[test]
    fn answers_are_wrapped_or_bare() {
        for body in [BARE.to_owned(), format!(r#"{{"peering":{BARE}}}"#)] {
            let peering = match serde_json::from_str(&body).unwrap() {
                Answer::<Peering>::Wrapped { peering } | Answer::<Peering>::Bare(peering) => {
                    peering
                }
            };
            assert_eq!(peering.id.as_str(), "22b76469-08e3-4937-8c1d-7aad34892be1");
            assert_eq!(peering.created_at, None);
        }
    }

    #[test]
    fn times_have_no_zone_and_are_utc() {
        for text in [
            "2026-11-21T10:11:12",
            "2026-11-21T10:11:12Z",
            "2026-11-21T12:11:12+02:00",
        ] {
            assert_eq!(
                moment(text).unwrap().to_string(),
                "2026-11-21T10:11:12Z",
                "{text}"
            );
        }
        assert_eq!(moment("yesterday"), None);
    }
}
