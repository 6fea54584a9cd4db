//! The attributes of peerings and endpoint connections by their names, each with the type of its values. What they mean stands in the
//! schemas.
#![allow(
    missing_docs,
    reason = "a key is what its name says, and the schema's text explains it"
)]

use std::collections::BTreeMap;

use crate::connection::status::Decision;
use crate::framework::model::Field;
use crate::framework::object::Key;
use crate::framework::value::Number;

/// Tags as a state has them.
pub type Tags = BTreeMap<String, Field<String>>;

// What a user writes.
pub const ACCOUNT: Key<String> = Key::new("account");
pub const REGION: Key<String> = Key::new("region");
pub const PEERING_ID: Key<String> = Key::new("peering_id");
pub const CLUSTER_ID: Key<String> = Key::new("cluster_id");
pub const SERVICE_ID: Key<String> = Key::new("service_id");
pub const ENDPOINT_ID: Key<String> = Key::new("endpoint_id");
pub const DECISION: Key<Decision> = Key::new("decision");
pub const ON_DESTROY: Key<String> = Key::new("on_destroy");
pub const FORCE_DELETE: Key<bool> = Key::new("force_delete");
pub const WAIT_FOR_ANSWER: Key<bool> = Key::new("wait_for_answer");
pub const REPLACE_REFUSED: Key<bool> = Key::new("replace_refused");
pub const LINK_TYPE: Key<String> = Key::new("link_type");
pub const RESOURCE_GROUP_ID: Key<String> = Key::new("resource_group_id");
pub const REMOTE_DNS_RESOLUTION: Key<bool> = Key::new("remote_dns_resolution");
pub const TAGS: Key<Tags> = Key::new("tags");

// What the cloud shows.
pub const ID: Key<String> = Key::new("id");
pub const STATUS: Key<String> = Key::new("status");
pub const STATUS_MESSAGE: Key<String> = Key::new("status_message");
pub const BUSINESS_STATUS: Key<String> = Key::new("business_status");
pub const ANSWER: Key<String> = Key::new("answer");
pub const ACTIVE_ID: Key<String> = Key::new("active_id");
pub const NAME: Key<String> = Key::new("name");
pub const DESCRIPTION: Key<String> = Key::new("description");
pub const REQUESTER_VPC_ID: Key<String> = Key::new("requester_vpc_id");
pub const ACCEPTER_VPC_ID: Key<String> = Key::new("accepter_vpc_id");
pub const REQUESTER_REGION: Key<String> = Key::new("requester_region");
pub const ACCEPTER_REGION: Key<String> = Key::new("accepter_region");
pub const BANDWIDTH: Key<Number> = Key::new("bandwidth");
pub const EXPIRES_AT: Key<String> = Key::new("expires_at");
pub const CREATED_AT: Key<String> = Key::new("created_at");
pub const UPDATED_AT: Key<String> = Key::new("updated_at");

#[cfg(test)]
mod tests {
    use crate::framework::resource::Resource;
    use crate::framework::schema::Schema;
    use crate::resource::accepter::PeeringAccepter;
    use crate::resource::alicloud::cloud::AliCloud;
    use crate::resource::aws::cloud::Aws;
    use crate::resource::endpoint::connection::EndpointConnection;
    use crate::resource::huaweicloud::cloud::{CloudStream, HuaweiCloud};
    use crate::resource::requester::PeeringRequester;

    /// What a resource does not have is not set, so a name that is mistyped would be lost without a word.
    #[test]
    fn each_key_is_an_attribute_of_a_resource() {
        let schemas: [Schema; 9] = [
            PeeringRequester::<HuaweiCloud<CloudStream>>::schema(),
            PeeringRequester::<HuaweiCloud>::schema(),
            PeeringAccepter::<HuaweiCloud>::schema(),
            EndpointConnection::<HuaweiCloud>::schema(),
            PeeringRequester::<AliCloud>::schema(),
            PeeringAccepter::<AliCloud>::schema(),
            EndpointConnection::<AliCloud>::schema(),
            PeeringRequester::<Aws>::schema(),
            PeeringAccepter::<Aws>::schema(),
        ];
        let declared = include_str!("keys.rs").split("Key::new(\"").skip(1);
        let names: Vec<_> = declared.filter_map(|rest| rest.split('"').next()).collect();
        assert!(names.contains(&"peering_id"), "{names:?}");
        for name in names {
            let has = |schema: &Schema| schema.attributes.iter().any(|one| one.name == name);
            assert!(schemas.iter().any(has), "{name}");
        }
    }
}
