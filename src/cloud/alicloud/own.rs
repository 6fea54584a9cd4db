//! What belongs to one side of a peering alone: the documented calls about tags and resource groups.
//!
//! Source: VpcPeer API reference, "TagResources", "UnTagResources", "MoveResourceGroup".

use std::collections::BTreeMap;

use super::ids::{ClientToken, PeeringId};
use super::peering::Peerings;
use super::rpc::Rpc;
use crate::http::call::Effect;
use crate::http::error::Failure;
use crate::operation::Operation;

/// What kind of resource tags and groups are about.
const KIND: &str = "PeerConnection";

impl Peerings<'_> {
    /// Sets tags of our side.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn tag(
        self,
        operation: &Operation,
        id: &PeeringId,
        tags: &BTreeMap<String, String>,
        token: &ClientToken,
    ) -> Result<(), Failure> {
        let call = self
            .about("TagResources", id)
            .query("ClientToken", Some(token.as_str()))
            .tags(tags);
        self.change(operation, id, call).await
    }

    /// Takes tags of our side away.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn untag(
        self,
        operation: &Operation,
        id: &PeeringId,
        keys: &[&str],
        token: &ClientToken,
    ) -> Result<(), Failure> {
        let call = self
            .about("UnTagResources", id)
            .query("ClientToken", Some(token.as_str()))
            .list("TagKey", keys);
        self.change(operation, id, call).await
    }

    /// Moves our side to another resource group. The call has no token; a second one changes no more.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn move_to(
        self,
        operation: &Operation,
        id: &PeeringId,
        resource_group: &str,
    ) -> Result<(), Failure> {
        let call = Rpc::new("MoveResourceGroup", Effect::Writes)
            .query("RegionId", Some(self.0.region()))
            .query("ResourceType", Some(KIND))
            .query("ResourceId", Some(id.as_str()))
            .query("NewResourceGroupId", Some(resource_group));
        self.change(operation, id, call).await
    }

    fn about(self, action: &'static str, id: &PeeringId) -> Rpc {
        Rpc::new(action, Effect::Writes)
            .query("RegionId", Some(self.0.region()))
            .query("ResourceType", Some(KIND))
            .list("ResourceId", &[id.as_str()])
    }
}
