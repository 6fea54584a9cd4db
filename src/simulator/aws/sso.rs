//! The portal of IAM Identity Center (2019-06-10): keys for who has logged in.
//! <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html>

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::sts::hand_out;
use crate::simulator::cloud::{Access, Route};
use crate::simulator::context::At;
use crate::simulator::id::AccessKey;
use crate::simulator::request::{Answer, Request};

/// How long its keys hold: what a permission set has where nobody changes it.
const LIFETIME: Duration = Duration::from_secs(3600);

/// Whether a request is for the portal.
pub(super) fn is_addressed(request: &Request) -> bool {
    request.parts().as_slice() == ["federation", "credentials"]
}

/// The call that a request makes.
pub(super) fn of(request: &Request) -> Option<Route<'static>> {
    (is_addressed(request) && request.method == Method::GET).then(|| Route {
        name: "GetRoleCredentials",
        access: Access::Open,
        run: Box::new(|at| {
            Ok(match get_role_credentials(at) {
                Ok(shown) => Answer::json(StatusCode::OK, shown),
                Err((status, code, message)) => refused(status, code, message),
            })
        }),
    })
}

/// `GetRoleCredentials`, which nobody signs: the token `SSO.of.X` is the one of the key `X`, who is assigned to the permission set
/// `role-X` in any account.
fn get_role_credentials(at: &mut At<'_>) -> Result<Value, Refused> {
    let request = at.call.request;
    let token = request.header("x-amz-sso_bearer_token").unwrap_or_default();
    let (account, role) = (request.query("account_id"), request.query("role_name"));
    let (account, role) = account.zip(role).ok_or(MISSING)?;
    let origin = token.strip_prefix("SSO.of.").ok_or(NOT_LOGGED_IN)?;
    if role != format!("role-{origin}") {
        return Err(NOT_ASSIGNED);
    }
    let (origin, context) = (AccessKey::from(origin), &mut at.context);
    let keys = hand_out(&account, origin, LIFETIME, context);
    Ok(json!({ "roleCredentials": {
        "accessKeyId": keys.access_key,
        "secretAccessKey": keys.secret,
        "sessionToken": keys.security_token,
        "expiration": keys.expires_at.as_millisecond(),
    } }))
}

/// A refusal: status, code and message.
type Refused = (StatusCode, &'static str, &'static str);

const MISSING: Refused = (
    StatusCode::BAD_REQUEST,
    "InvalidRequestException",
    "Missing parameter",
);
const NOT_LOGGED_IN: Refused = (
    StatusCode::UNAUTHORIZED,
    "UnauthorizedException",
    "Session token not found or invalid",
);
const NOT_ASSIGNED: Refused = (StatusCode::FORBIDDEN, "ForbiddenException", "No access");

fn refused(status: StatusCode, code: &str, message: &str) -> Answer {
    let body = json!({ "__type": code, "message": message });
    let mut answer = Answer::json(status, body);
    let header = ("x-amzn-errortype".to_owned(), code.to_owned());
    answer.headers.push(header);
    answer
}
