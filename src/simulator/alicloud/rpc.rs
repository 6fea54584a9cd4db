//! The check of the older signatures (`SignatureVersion=1.0`, HMAC-SHA1), which sign the parameters and stand among
//! them. The vendor's Terraform provider signs VpcPeer so, and its credentials library STS.
//! <https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use crate::simulator::encoding::{decoded, percent};
use crate::simulator::request::Request;

/// The parameters that every call has beside its own.
pub(super) const COMMON: [&str; 11] = [
    "Action",
    "Version",
    "Format",
    "AccessKeyId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
];

/// What signs a request this way.
pub(crate) struct Signed {
    parameters: Vec<(String, String)>,
}

/// All that a request has been given: the decoded pairs of its query, then those of its form.
pub(super) fn sent(request: &Request) -> Vec<(String, String)> {
    let mut all = decoded(&request.query);
    all.extend(decoded(&String::from_utf8_lossy(&request.body)));
    all
}

/// Whether a request is signed this way.
pub(super) fn is_signed(request: &Request) -> bool {
    Signed::of(request).is_some()
}

impl Signed {
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let signed = Self {
            parameters: sent(request),
        };
        (signed.get("Signature").is_some() && signed.get("AccessKeyId").is_some()).then_some(signed)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the signature is of the one method and version that there are.
    pub(super) fn is_known(&self) -> bool {
        self.get("SignatureMethod") == Some("HMAC-SHA1")
            && self.get("SignatureVersion") == Some("1.0")
    }

    /// What is signed: the method, the path, and all parameters but the signature, in order.
    pub(crate) fn to_sign(&self, method: &str) -> String {
        let mut pairs: Vec<_> = self.parameters.iter().collect();
        pairs.retain(|(key, _)| key != "Signature");
        pairs.sort();
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(key, value)| {
                format!("{}={}", percent(key.as_bytes()), percent(value.as_bytes()))
            })
            .collect();
        format!("{method}&%2F&{}", percent(pairs.join("&").as_bytes()))
    }

    /// Whether `secret` signs it.
    pub(crate) fn holds(&self, method: &str, secret: &str) -> bool {
        self.get("Signature") == Some(sign(&self.to_sign(method), secret).as_str())
    }
}

/// The signature of a text.
pub(crate) fn sign(text: &str, secret: &str) -> String {
    let key = format!("{secret}&");
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}
