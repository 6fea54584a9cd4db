//! Preflight: what Alibaba Cloud's dry runs check is all that the call itself would, and what their refusals are about.

use super::cloud::AliCloud;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::trial::Trial;
use crate::http::error::{ApiError, Failure};
use crate::operation::Operation;
use crate::resource::preflight::DryRuns;

impl DryRuns for AliCloud {
    type Trial = Trial;

    async fn attempt(
        session: &Session,
        operation: &Operation,
        trial: &Trial,
    ) -> Result<(), Failure> {
        session.attempt(operation, trial).await
    }

    fn attribute(refusal: &ApiError) -> Option<&'static str> {
        Some(match refusal.code.as_deref()? {
            "IncorrectStatus.Vpc" | "QuotaExceeded.VpcPeerCountPerVpc" => "requester_vpc_id",
            "IncorrectStatus.AcceptingVpc" | "ResourceAlreadyExist.VpcPeer" => "accepter_vpc_id",
            "UnsupportedRegion" => "accepter_region",
            "OperationFailed.CrossBusinessNotAllowed" => "accepter_account_id",
            "OperationFailed.NotExist.ResourceGroup" => "resource_group_id",
            "QuotaExceeded.Bandwidth"
            | "OperationFailed.BandwidthCannotBeChangedInSameRegion"
            | "IllegalParam.Bandwidth" => "bandwidth",
            "OperationFailed.InterRegionLinkTypeNotSupported"
            | "OperationFailed.RegionIdNotSupportLinkType"
            | "OperationFailed.SpecificLinkTypeNotSupported" => "link_type",
            "ResourceNotFound.InstanceId" => "peering_id",
            "EndpointServiceNotFound" => "service_id",
            "EndpointConnectionNotFound" | "EndpointNotFound" => "endpoint_id",
            code if code.starts_with("Forbidden.TagKey") => "tags",
            _ => return None,
        })
    }

    /// PrivateLink says "denied" also of what it is at work on.
    fn may_pass(refusal: &ApiError) -> bool {
        refusal.code.as_deref() == Some("EndpointConnectionOperationDenied")
    }
}
