//! The check of SDK-HMAC-SHA256 signatures, as a gateway does it: from the bytes that arrived.
//! <https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html>

use percent_encoding::percent_decode_str;

use crate::simulator::authorization::{Authorization, canonical};
use crate::simulator::encoding::{hmac_sha256, percent, sha256};
use crate::simulator::request::Request;

const ALGORITHM: &str = "SDK-HMAC-SHA256";
/// The header whose value, when present, stands for the body's hash.
const CONTENT_HASH: &str = "x-sdk-content-sha256";
/// That header's value when the body is not signed.
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Takes the header `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b, Signature=…` apart.
pub(super) fn parse(header: &str) -> Option<Authorization<'_>> {
    Authorization::parse(header, ALGORITHM, "Access=", ", ")
}

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadSignature {
    #[error("SignedHeaders must be lower-case, sorted and without repetition")]
    HeaderNames,
    #[error("x-sdk-date must be among the signed headers")]
    DateUnsigned,
    #[error("a signed header is missing from the request")]
    HeaderMissing,
    #[error("X-Sdk-Content-Sha256 is not the hash of the body")]
    BodyHash,
    #[error("verify aksk signature fail")]
    Mismatch,
}

/// What a check comes to.
type Checked = Result<(), BadSignature>;

/// Whether this authorization signs the request with `secret`. Its age is not looked at.
pub(super) fn verify(request: &Request, by: &Authorization<'_>, secret: &str) -> Checked {
    let names = by.names().ok_or(BadSignature::HeaderNames)?;
    if !names.contains(&"x-sdk-date") {
        return Err(BadSignature::DateUnsigned);
    }
    let date = request
        .header("x-sdk-date")
        .ok_or(BadSignature::HeaderMissing)?;
    for hash in body_hashes(request)? {
        let canonical = canonical_request(request, &names, &hash)?;
        if signature(&canonical, date, secret).as_deref() == Some(by.signature) {
            return Ok(());
        }
    }
    Err(BadSignature::Mismatch)
}

fn signature(canonical: &[u8], date: &str, secret: &str) -> Option<String> {
    let to_sign = format!("{ALGORITHM}\n{date}\n{}", sha256(canonical));
    hmac_sha256(secret, &to_sign)
}

/// The texts that may stand for the body. For an empty body with the header, the vendor's SDKs
/// disagree: Python signs the empty hash, Go the header's value; the real gateway takes both.
fn body_hashes(request: &Request) -> Result<Vec<String>, BadSignature> {
    let real = sha256(&request.body);
    let Some(claimed) = request.header(CONTENT_HASH) else {
        return Ok(vec![real]);
    };
    if claimed == UNSIGNED && request.body.is_empty() {
        Ok(vec![real, claimed.to_owned()])
    } else if claimed == UNSIGNED || claimed == real {
        Ok(vec![claimed.to_owned()])
    } else {
        Err(BadSignature::BodyHash)
    }
}

fn canonical_request(
    request: &Request,
    names: &[&str],
    body_hash: &str,
) -> Result<Vec<u8>, BadSignature> {
    let (path, query) = (canonical_path(&request.path), canonical_query(request));
    canonical(request, names, [&path, &query, body_hash]).map_err(|_| BadSignature::HeaderMissing)
}

/// Decoded, encoded anew segment by segment, and ended by a slash that the wire need not have.
fn canonical_path(path: &str) -> String {
    let decoded: Vec<u8> = percent_decode_str(path).collect();
    let mut text: String = decoded
        .split(|byte| *byte == b'/')
        .map(percent)
        .collect::<Vec<_>>()
        .join("/");
    if !text.ends_with('/') {
        text.push('/');
    }
    text
}

/// Decoded pairs in order of key and value, encoded anew; an empty value keeps its `=`.
fn canonical_query(request: &Request) -> String {
    let mut pairs = request.pairs();
    pairs.sort();
    pairs
        .iter()
        .map(|(key, value)| format!("{}={}", percent(key), percent(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// The `Authorization` that signs a request, for tests of the simulator itself.
#[cfg(test)]
pub(in crate::simulator) fn authorize(
    request: &Request,
    access_key: &str,
    secret: &str,
    names: &[&str],
) -> String {
    let signed = names.join(";");
    let hash = body_hashes(request).unwrap().remove(0);
    let canonical = canonical_request(request, names, &hash).unwrap();
    let date = request.header("x-sdk-date").unwrap();
    let signature = signature(&canonical, date, secret).unwrap();
    format!("{ALGORITHM} Access={access_key}, SignedHeaders={signed}, Signature={signature}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const VECTORS: [&str; 6] = [
        include_str!("../../../tests/vectors/sdk-hmac-v0_published.json"),
        include_str!("../../../tests/vectors/sdk-hmac-v1_list_unicode_query.json"),
        include_str!("../../../tests/vectors/sdk-hmac-v2_reject_no_body.json"),
        include_str!("../../../tests/vectors/sdk-hmac-v3_action_security_token.json"),
        include_str!("../../../tests/vectors/sdk-hmac-v4_path_and_repeated_keys.json"),
        include_str!("../../../tests/vectors/sdk-hmac-v5_unicode_body.json"),
    ];

    /// A vector as a request over the wire, plus its authorization and secret.
    #[derive(Clone)]
    struct Sent {
        request: Request,
        authorization: String,
        secret: String,
    }

    impl Sent {
        fn new(vector: &str) -> Self {
            let vector: Value = serde_json::from_str(vector).unwrap();
            let text = |name: &str| vector[name].as_str().unwrap().to_owned();
            let mut request = http::Request::builder()
                .method(text("method").as_str())
                .uri(text("sent_uri"));
            for (name, value) in vector["headers"].as_object().unwrap() {
                request = request.header(name, value.as_str().unwrap());
            }
            let (head, ()) = request.body(()).unwrap().into_parts();
            Self {
                request: Request::new(head, text("body").into_bytes()),
                authorization: text("authorization"),
                secret: text("secret_key"),
            }
        }

        fn holds(&self) -> bool {
            parse(&self.authorization)
                .is_some_and(|found| verify(&self.request, &found, &self.secret).is_ok())
        }

        /// The same, changed.
        fn but(&self, change: impl FnOnce(&mut Self)) -> Self {
            let mut other = self.clone();
            change(&mut other);
            other
        }
    }

    #[test]
    fn every_vector_holds() {
        for vector in VECTORS {
            let sent = Sent::new(vector);
            let found = parse(&sent.authorization).unwrap();
            assert_eq!(
                verify(&sent.request, &found, &sent.secret),
                Ok(()),
                "{vector}"
            );
        }
    }

    #[test]
    fn every_stage_agrees_with_the_vectors() {
        for vector in VECTORS {
            let sent = Sent::new(vector);
            let value: Value = serde_json::from_str(vector).unwrap();
            let found = parse(&sent.authorization).unwrap();
            let hash = body_hashes(&sent.request).unwrap().remove(0);
            let names = found.names().unwrap();
            let canonical = canonical_request(&sent.request, &names, &hash).unwrap();
            let canonical = String::from_utf8(canonical).unwrap();
            assert_eq!(canonical, value["canonical_request"].as_str().unwrap());
        }
    }

    #[test]
    fn no_vector_survives_a_change() {
        for vector in VECTORS {
            let sent = Sent::new(vector);
            let mut others = vec![
                sent.but(|s| s.request.method = http::Method::PATCH),
                sent.but(|s| s.request.path.push('x')),
                sent.but(|s| s.request.path.insert_str(0, "/cn-north-4")),
                sent.but(|s| s.request.path.insert(1, '/')),
                sent.but(|s| s.request.query.push_str("&z=")),
                sent.but(|s| s.request.query.push('x')),
                sent.but(|s| s.request.body.push(b' ')),
                sent.but(|s| s.secret.push('x')),
                sent.but(|s| s.authorization.push('0')),
                sent.but(|s| s.authorization = s.authorization.replace("x-sdk-date", "")),
                sent.but(|s| {
                    s.authorization = s.authorization.replace("SDK-HMAC-SHA256", "HMAC-SHA256");
                }),
            ];
            // Each signed header: gone, changed, doubled.
            let found = parse(&sent.authorization).unwrap();
            for name in found.names().unwrap() {
                let name: http::HeaderName = name.parse().unwrap();
                let changed = |s: &Sent| {
                    let mut bytes = s.request.headers[&name].as_bytes().to_vec();
                    bytes.push(b'x');
                    http::HeaderValue::from_bytes(&bytes).unwrap()
                };
                others.push(sent.but(|s| drop(s.request.headers.remove(&name))));
                others.push(sent.but(|s| {
                    let value = changed(s);
                    s.request.headers.insert(name.clone(), value);
                }));
                others.push(sent.but(|s| {
                    let value = changed(s);
                    s.request.headers.append(name.clone(), value);
                }));
            }
            // Each digit of the signature.
            let start = sent.authorization.len() - 64;
            for at in start..sent.authorization.len() {
                others.push(sent.but(|s| {
                    let old = &s.authorization[at..=at];
                    let new = if old == "0" { "1" } else { "0" };
                    s.authorization.replace_range(at..=at, new);
                }));
            }
            for other in others {
                assert!(
                    !other.holds(),
                    "{} {:?}",
                    other.authorization,
                    other.request
                );
            }
        }
    }

    #[test]
    fn the_order_of_the_wire_query_and_unsigned_headers_do_not_matter() {
        let sent = Sent::new(VECTORS[0]);
        assert!(
            sent.but(|s| {
                let mut parts: Vec<String> = s.request.query.split('&').map(Into::into).collect();
                parts.reverse();
                s.request.query = parts.join("&");
                let value = http::HeaderValue::from_static("curl");
                s.request.headers.insert("user-agent", value);
            })
            .holds()
        );
    }

    /// Facts: "V6 (own implementation only, host unsigned as the Go SDK does)".
    #[test]
    fn the_host_may_be_unsigned() {
        let request = http::Request::get("/v2.0/vpc/peerings")
            .header("X-Sdk-Date", " 20260102T030405Z ")
            .body(())
            .unwrap();
        let authorization = "SDK-HMAC-SHA256 Access=EXAMPLEAK0000000TEST, \
            SignedHeaders=x-sdk-date, \
            Signature=bb6ebccebfdb667085836e1e93c85f113f799472e481ef6e20911e093703582a";
        let sent = Sent {
            request: Request::new(request.into_parts().0, Vec::new()),
            authorization: authorization.into(),
            secret: "ExampleSecretKeyForTestVectors0123456789".into(),
        };
        assert!(sent.holds());
    }

    #[test]
    fn the_body_hash_may_be_declared_but_not_wrongly() {
        let sent = Sent::new(VECTORS[5]);
        let declare = |text: &'static str| {
            sent.but(|s| {
                let value = http::HeaderValue::from_static(text);
                s.request.headers.insert(CONTENT_HASH, value);
            })
        };
        let right = "9c0eaa81aac36153744e699565f6ee235bcb93d672bb28146782794f9fa23efd";
        assert!(declare(right).holds());
        assert!(!declare(UNSIGNED).holds());
        assert!(!declare("0").holds());
        let empty = Sent::new(VECTORS[2]).but(|s| {
            let value = http::HeaderValue::from_static(UNSIGNED);
            s.request.headers.insert(CONTENT_HASH, value);
        });
        assert!(empty.holds(), "Python signs the empty hash all the same");
    }
}
