//! The check of AWS4-HMAC-SHA256 signatures, as a gateway does it: from the bytes that arrived.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use crate::simulator::authorization::{Authorization, canonical};
use crate::simulator::encoding::{decoded, hex, keyed, percent, sha256};
use crate::simulator::request::Request;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Headers without which no signature holds.
const REQUIRED: [&str; 2] = ["host", "x-amz-date"];

/// The header `AWS4-HMAC-SHA256 Credential=KEY/DAY/REGION/SERVICE/aws4_request, SignedHeaders=a;b, Signature=…`,
/// taken apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signed<'a> {
    by: Authorization<'a>,
    pub(super) key: &'a str,
    pub(super) day: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
}

impl<'a> Signed<'a> {
    pub(super) fn of(request: &'a Request) -> Option<Self> {
        let header = request.header("authorization")?;
        // The documents write a space after the comma, and allow none.
        let mut spaced = [", ", ","].into_iter();
        let by = spaced
            .find_map(|between| Authorization::parse(header, ALGORITHM, "Credential=", between))?;
        let mut scope = by.access_key.rsplitn(5, '/');
        if scope.next()? != "aws4_request" {
            return None;
        }
        let (service, region, day) = (scope.next()?, scope.next()?, scope.next()?);
        let key = scope.next().filter(|key| !key.is_empty())?;
        Some(Self {
            by,
            key,
            day,
            region,
            service,
        })
    }

    fn scope(&self) -> String {
        let Self {
            day,
            region,
            service,
            ..
        } = self;
        format!("{day}/{region}/{service}/aws4_request")
    }

    /// Whether `secret` signs the request. Its age is not looked at.
    pub(super) fn verify(&self, request: &Request, secret: &str) -> Result<(), BadSignature> {
        let names = self.by.names().ok_or(BadSignature::HeaderNames)?;
        let sent = request.headers.keys().map(http::HeaderName::as_str);
        let to_sign = sent.filter(|name| name.starts_with("x-amz-"));
        if let Some(name) = to_sign.chain(REQUIRED).find(|name| !names.contains(name)) {
            return Err(BadSignature::Unsigned(name.to_owned()));
        }
        let date = request.header("x-amz-date").unwrap_or_default();
        let text = string_to_sign(request, &names, date, &self.scope())?;
        if signature(secret, &self.scope(), &text).as_deref() == Some(self.by.signature) {
            Ok(())
        } else {
            Err(BadSignature::Mismatch(text))
        }
    }
}

/// Whether a request is signed this way, be it well or badly.
pub(super) fn is_signed(request: &Request) -> bool {
    let header = request.header("authorization");
    header.is_some_and(|header| header.starts_with(ALGORITHM))
}

/// Why a signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadSignature {
    #[error("The signed headers are not sorted, or not in lower case.")]
    HeaderNames,
    #[error("The header {0} is not signed.")]
    Unsigned(String),
    #[error("The signed header {0} is missing, or present more than once.")]
    Missing(String),
    #[error("The String-to-Sign should have been '{0}'")]
    Mismatch(String),
}

fn string_to_sign(
    request: &Request,
    names: &[&str],
    date: &str,
    scope: &str,
) -> Result<String, BadSignature> {
    let mut pairs: Vec<String> = decoded(&request.query)
        .iter()
        .map(|(key, value)| format!("{}={}", percent(key.as_bytes()), percent(value.as_bytes())))
        .collect();
    pairs.sort_unstable();
    let hash = sha256(&request.body);
    let parts = [request.path.as_str(), &pairs.join("&"), &hash];
    let canonical = canonical(request, names, parts).map_err(BadSignature::Missing)?;
    Ok(format!(
        "{ALGORITHM}\n{date}\n{scope}\n{}",
        sha256(&canonical)
    ))
}

/// The key is derived from the secret by each part of the scope.
fn signature(secret: &str, scope: &str, text: &str) -> Option<String> {
    let first = format!("AWS4{secret}").into_bytes();
    let mut parts = scope.split('/');
    let key = parts.try_fold(first, |key, part| keyed(&key, part))?;
    Some(hex(&keyed(&key, text)?))
}

/// The header with which a caller would sign `request`.
#[cfg(test)]
pub(crate) fn authorize(
    request: &Request,
    (key, secret): (&str, &str),
    (region, service): (&str, &str),
) -> String {
    let mut names: Vec<&str> = request
        .headers
        .keys()
        .map(http::HeaderName::as_str)
        .collect();
    names.sort_unstable();
    let date = request.header("x-amz-date").unwrap();
    let scope = format!("{}/{region}/{service}/aws4_request", &date[..8]);
    let text = string_to_sign(request, &names, date, &scope).unwrap();
    let signature = signature(secret, &scope, &text).unwrap();
    let signed = names.join(";");
    format!("{ALGORITHM} Credential={key}/{scope}, SignedHeaders={signed}, Signature={signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AKIDEXAMPLE";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn request(host: &str, token: Option<&str>, body: &str) -> Request {
        let mut builder = http::Request::post("/")
            .header("host", host)
            .header(
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            )
            .header("x-amz-date", "20260102T030405Z");
        if let Some(token) = token {
            builder = builder.header("x-amz-security-token", token);
        }
        let head = builder.body(()).unwrap().into_parts().0;
        Request::new(head, body.as_bytes().to_vec())
    }

    /// The signatures are those of the vendor's own signer.
    #[test]
    fn the_vendors_signatures_are_the_same() {
        let create = "Action=CreateVpcPeeringConnection&Version=2016-11-15&VpcId=vpc-0a1b2c3d4e5f60718\
                      &PeerVpcId=vpc-0f1e2d3c4b5a69788&PeerOwnerId=222222222222&PeerRegion=eu-west-1\
                      &TagSpecification.1.ResourceType=vpc-peering-connection&TagSpecification.1.Tag.1.Key=Name\
                      &TagSpecification.1.Tag.1.Value=a+b%2B%2A~%2F%C3%A9";
        for (host, token, scope, body, signature) in [
            (
                "ec2.us-east-1.amazonaws.com",
                None,
                ("us-east-1", "ec2"),
                "Action=DescribeVpcPeeringConnections&Version=2016-11-15&MaxResults=1000",
                "1794cb030c125bd44c6a52c27d9cdc394469f23b365934c0c492481084414f79",
            ),
            (
                "ec2.eu-central-1.amazonaws.com",
                Some("FwoGZXIvYXdzEXAMPLE/Token=="),
                ("eu-central-1", "ec2"),
                create,
                "e552df147f80b2a7852bdcaa90684e1d25f0e990512d2b2170b3865da152f852",
            ),
            (
                "sts.us-east-1.amazonaws.com",
                None,
                ("us-east-1", "sts"),
                "Action=GetCallerIdentity&Version=2011-06-15",
                "b57eccc771c57ff3d2d1121eb0768f9b5a596f1e2aa97e452275256232edfb15",
            ),
        ] {
            let mut request = request(host, token, body);
            let header = authorize(&request, (KEY, SECRET), scope);
            assert!(
                header.ends_with(&format!("Signature={signature}")),
                "{header}"
            );
            for header in [header.clone(), header.replace(", ", ",")] {
                let value = header.parse().unwrap();
                request.headers.insert("authorization", value);
                let signed = Signed::of(&request).unwrap();
                assert_eq!(
                    (signed.key, signed.region, signed.service),
                    (KEY, scope.0, scope.1)
                );
                assert_eq!(signed.verify(&request, SECRET), Ok(()));
                assert!(signed.verify(&request, "other").is_err());
            }
            request.body.push(b'&');
            assert!(
                Signed::of(&request)
                    .unwrap()
                    .verify(&request, SECRET)
                    .is_err()
            );
        }
    }

    #[test]
    fn what_has_to_be_signed_is() {
        let scope = ("us-east-1", "ec2");
        let mut request = request("localhost", None, "");
        let header = authorize(&request, (KEY, SECRET), scope);
        request
            .headers
            .insert("authorization", header.parse().unwrap());
        let token = "x-amz-security-token";
        request.headers.insert(token, "added".parse().unwrap());
        let verified = Signed::of(&request).unwrap().verify(&request, SECRET);
        assert_eq!(verified, Err(BadSignature::Unsigned(token.to_owned())));
        for other in [
            "AWS4-HMAC-SHA256 Credential=K/20260102/us-east-1/ec2, SignedHeaders=host, Signature=0",
            "AWS4-HMAC-SHA256 Credential=/20260102/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0",
            "AWS3-HMAC-SHA256 Credential=K/20260102/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0",
        ] {
            request
                .headers
                .insert("authorization", other.parse().unwrap());
            assert!(Signed::of(&request).is_none(), "{other}");
        }
    }
}
