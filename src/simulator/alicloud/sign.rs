//! The check of ACS3-HMAC-SHA256 signatures, as a gateway does it: from the bytes that arrived.
//! <https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature>

use crate::simulator::authorization::{Authorization, canonical};
use crate::simulator::encoding::{decoded, hmac_sha256, percent, sha256};
use crate::simulator::request::Request;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Headers without which no signature holds.
const REQUIRED: [&str; 6] = [
    "host",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-version",
];

/// Takes the header `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=a;b,Signature=…` apart.
pub(super) fn parse(header: &str) -> Option<Authorization<'_>> {
    Authorization::parse(header, ALGORITHM, "Credential=", ",")
}

/// Why a signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadSignature {
    #[error("The signed headers are not sorted, or not in lower case.")]
    HeaderNames,
    #[error("The header {0} is not signed.")]
    Unsigned(String),
    #[error("The signed header {0} is missing, or present more than once.")]
    Missing(String),
    #[error("x-acs-content-sha256 is not the hash of the body.")]
    BodyHash,
    #[error("server string to sign is: {0}")]
    Mismatch(String),
}

/// What a check comes to.
type Checked = Result<(), BadSignature>;

/// Whether this authorization signs the request with `secret`. Its age is not looked at.
pub(super) fn verify(request: &Request, by: &Authorization<'_>, secret: &str) -> Checked {
    let names = by.names().ok_or(BadSignature::HeaderNames)?;
    let sent = request.headers.keys().map(http::HeaderName::as_str);
    let to_sign = sent.filter(|name| {
        name.starts_with("x-acs-") || (*name == "content-type" && !request.body.is_empty())
    });
    if let Some(name) = to_sign.chain(REQUIRED).find(|name| !names.contains(name)) {
        return Err(BadSignature::Unsigned(name.to_owned()));
    }
    let hash = sha256(&request.body);
    if request.header("x-acs-content-sha256") != Some(&hash) {
        return Err(BadSignature::BodyHash);
    }
    let to_sign = string_to_sign(request, &names, &hash)?;
    if hmac_sha256(secret, &to_sign).as_deref() == Some(by.signature) {
        Ok(())
    } else {
        Err(BadSignature::Mismatch(to_sign.replace('\n', " ")))
    }
}

/// The header with which a caller would sign `request`, which has no body.
#[cfg(test)]
pub(crate) fn authorize(request: &Request, key: &str, secret: &str) -> String {
    let mut names = REQUIRED.to_vec();
    names.sort_unstable();
    let signed = names.join(";");
    let hash = sha256(&request.body);
    let to_sign = string_to_sign(request, &names, &hash).unwrap();
    let signature = hmac_sha256(secret, &to_sign).unwrap();
    format!("{ALGORITHM} Credential={key},SignedHeaders={signed},Signature={signature}")
}

fn string_to_sign(request: &Request, names: &[&str], hash: &str) -> Result<String, BadSignature> {
    let mut pairs = decoded(&request.query);
    pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{}={}", percent(key.as_bytes()), percent(value.as_bytes())))
        .collect();
    let parts = [request.path.as_str(), &pairs.join("&"), hash];
    let canonical = canonical(request, names, parts).map_err(BadSignature::Missing)?;
    Ok(format!("{ALGORITHM}\n{}", sha256(&canonical)))
}
