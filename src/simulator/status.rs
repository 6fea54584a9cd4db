//! HTTP statuses that a seed may choose for a refusal.

use http::StatusCode;
use serde::{Deserialize, Serialize};

/// An HTTP status that a refusal may have, written as its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub(crate) enum ErrorStatus {
    /// 400
    BadRequest,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 409
    Conflict,
}

impl From<ErrorStatus> for StatusCode {
    fn from(status: ErrorStatus) -> Self {
        match status {
            ErrorStatus::BadRequest => Self::BAD_REQUEST,
            ErrorStatus::Forbidden => Self::FORBIDDEN,
            ErrorStatus::NotFound => Self::NOT_FOUND,
            ErrorStatus::Conflict => Self::CONFLICT,
        }
    }
}

impl From<ErrorStatus> for u16 {
    fn from(status: ErrorStatus) -> Self {
        StatusCode::from(status).as_u16()
    }
}

impl TryFrom<u16> for ErrorStatus {
    type Error = String;

    fn try_from(number: u16) -> Result<Self, String> {
        match number {
            400 => Ok(Self::BadRequest),
            403 => Ok(Self::Forbidden),
            404 => Ok(Self::NotFound),
            409 => Ok(Self::Conflict),
            other => Err(format!("{other} is not one of 400, 403, 404, 409")),
        }
    }
}
