//! Refusals of the VPC Endpoint service. Its documents publish the codes; the texts follow them.
//! The table: API reference, "Error Codes". It says itself that codes and texts may not correspond.

use http::StatusCode;
use serde_json::json;

use super::Quirks;
use crate::simulator::object::Id;
use crate::simulator::refusal::{Refusal, Row, Said};
use crate::simulator::request::Answer;

/// A code and its text, with `{}` for what is wrong. All are 400 but where it says otherwise.
const fn row(code: &'static str, text: &'static str) -> Row {
    Row { code, text, form }
}

pub(super) const PARAMETER: Row = row("EndPoint.0002", "Invalid parameter: {}");
pub(super) const NO_ENDPOINT: Row = row("EndPoint.0005", "The requested resource does not exist.");
pub(super) const LIMIT: Row = row("EndPoint.0006", "The limit is invalid.");
pub(super) const OFFSET: Row = row("EndPoint.0010", "The offset is invalid.");
pub(super) const PROJECT: Row = row("EndPoint.0014", "The project ID {} is invalid.");
pub(super) const SORT_KEY: Row = row("EndPoint.0017", "The sorting field is invalid.");
pub(super) const SORT_DIRECTION: Row = row("EndPoint.0018", "The sorting method is invalid.");
pub(super) const STATUS: Row = row("EndPoint.0019", "The status is invalid.");
pub(super) const MARKER: Row = row("EndPoint.0021", "The marker ID is invalid.");
pub(super) const QUOTA: Row = row("Endpoint.1018", "The quota has been exceeded.");
const NO_SERVICE: Row = row(
    "EndPoint.2003",
    "The VPC endpoint service {} does not exist.",
);
pub(super) const UNAVAILABLE: Row =
    row("EndPoint.2004", "The VPC endpoint service is unavailable.");
const VANISHED: Row = row("EndPoint.2006", "The VPC endpoint {} does not exist.");
pub(super) const NOT_PERMITTED: Row = row(
    "EndPoint.2012",
    "You do not have the permission to connect to the VPC endpoint service.",
);
/// The one code that the documents write in another case of letters.
pub(super) const WRONG_SERVICE: Row = row(
    "Endpoint.2013",
    "The endpoint does not belong to the endpoint service.",
);
pub(super) const CONNECTED: Row = row("EndPoint.2014", "The VPC endpoint has been connected.");
pub(super) const FROZEN: Row = row("EndPoint.2015", "The VPC endpoint is frozen.");
pub(super) const DELETING: Row = row("EndPoint.2018", "The VPC endpoint is being deleted.");
pub(super) const CREATING: Row = row("EndPoint.2019", "The VPC endpoint is being created.");
pub(super) const DECIDED: Row = row(
    "EndPoint.0019",
    "The VPC endpoint is {}; it cannot be decided again.",
);
pub(super) const ACTION: Row = row("EndPoint.2027", "The action is invalid.");
pub(super) const ONLY_ONE: Row = row(
    "EndPoint.2031",
    "Only one VPC endpoint can be accepted or rejected at a time.",
);
pub(super) const FAILED: Row = row(
    "EndPoint.2047",
    "The VPC endpoint that failed to be created cannot be modified.",
);
pub(super) const IN_USE: Row = row("EndPoint.3006", "The VPC endpoint service is in use.");
pub(super) const NO_PERMISSIONS: Row = row("EndPoint.3036", "The permissions are empty.");
pub(super) const NO_APPROVAL: Row = row(
    "EndPoint.3045",
    "The operation is not allowed while the endpoint service does not need an approval.",
);

fn form(said: &Said, _: &str) -> Answer {
    let body = json!({ "error_code": said.code, "error_msg": said.message });
    Answer::json(said.status, body)
}

/// A body or a query has something wrong in it.
pub(super) fn parameter(why: String) -> Refusal {
    PARAMETER.of(why)
}

/// An endpoint is not there, seen from its service.
pub(in super::super) fn vanished(id: &Id) -> Said {
    VANISHED.said(StatusCode::NOT_FOUND, id)
}

/// A service is not there, or the caller's.
pub(in super::super) fn no_service(id: &Id, quirks: Quirks) -> Said {
    NO_SERVICE.said(quirks.missing_service.into(), id)
}
