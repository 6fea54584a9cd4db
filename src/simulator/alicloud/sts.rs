//! STS 2015-04-01: who the caller is.

use http::StatusCode;
use serde_json::json;

use super::super::request::Answer;
use super::tenant::Tenant;

/// `GetCallerIdentity`: the account's number is a text here, and a number in VpcPeer.
pub(super) fn caller_identity(tenant: &Tenant, request_id: &str) -> Answer {
    let account = tenant.account.to_string();
    Answer::json(
        StatusCode::OK,
        json!({
            "IdentityType": "Account",
            "AccountId": account,
            "RequestId": request_id,
            "PrincipalId": account,
            "UserId": account,
            "Arn": format!("acs:ram::{account}:root"),
        }),
    )
}
