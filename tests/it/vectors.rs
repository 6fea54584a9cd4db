//! The signing vectors in `tests/vectors/`, computed with the vendors' own SDKs. Every stage is
//! asserted by itself, so that a failure names the stage.

use serde_json::Value;
use vpcconnect::cloud::signed::Signable;
use vpcconnect::cloud::{alicloud, huaweicloud};

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap()
}

#[test]
fn sdk_hmac_sha256() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("sdk-hmac-") {
            continue;
        }
        count += 1;
        let vector: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let query = vector["query"].as_array().unwrap().iter();
        let query: Vec<_> = query
            .map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap()))
            .collect();
        let headers = vector["headers"].as_object().unwrap().iter();
        let headers: Vec<_> = headers
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap().into()))
            .collect();
        let request = Signable {
            method: text(&vector, "method"),
            path: text(&vector, "path"),
            query: &query,
            headers: &headers,
            body: text(&vector, "body").as_bytes(),
        };
        let date = vector["headers"]["X-Sdk-Date"].as_str().unwrap();
        let sent = match request.canonical_query().as_str() {
            "" => text(&vector, "path").to_owned(),
            query => format!("{}?{query}", text(&vector, "path")),
        };
        assert_eq!(sent, text(&vector, "sent_uri"), "{name}: the URI as sent");
        assert_eq!(
            huaweicloud::sign::canonical_request(&request),
            text(&vector, "canonical_request"),
            "{name}: the canonical request"
        );
        assert_eq!(
            huaweicloud::sign::string_to_sign(&request, date),
            text(&vector, "string_to_sign"),
            "{name}: the string to sign"
        );
        assert_eq!(
            huaweicloud::sign::authorization(
                &request,
                date,
                text(&vector, "access_key"),
                text(&vector, "secret_key")
            ),
            text(&vector, "authorization"),
            "{name}: the authorization"
        );
    }
    assert_eq!(count, 6, "vectors found");
}

#[test]
fn acs3_hmac_sha256() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("acs3-") {
            continue;
        }
        count += 1;
        let vector: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let pairs = |of: &'static str| {
            let pairs = vector[of].as_object().unwrap().iter();
            pairs
                .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
                .collect::<Vec<_>>()
        };
        let (query, headers) = (pairs("query"), pairs("headers"));
        // The body's hash is the signer's to find.
        let hash = "x-acs-content-sha256";
        let mut given: Vec<_> = headers
            .iter()
            .filter(|(name, _)| *name != hash)
            .map(|(name, value)| (*name, (*value).into()))
            .collect();
        let bare = Signable {
            method: text(&vector, "method"),
            path: "/",
            query: &query,
            headers: &[],
            body: text(&vector, "body").as_bytes(),
        };
        given.push((hash, bare.content_hash().into()));
        let request = Signable {
            headers: &given,
            ..bare
        };
        assert_eq!(
            request.content_hash(),
            text(&vector["headers"], hash),
            "{name}: the hash of the body"
        );
        let canonical = text(&vector, "canonical_request");
        assert_eq!(
            request.canonical_query(),
            canonical.split('\n').nth(2).unwrap(),
            "{name}: the query as sent"
        );
        assert_eq!(
            alicloud::sign::canonical_request(&request),
            canonical,
            "{name}: the canonical request"
        );
        let authorization =
            alicloud::sign::authorization(&request, text(&vector, "ak"), text(&vector, "sk"));
        assert_eq!(
            authorization,
            text(&vector, "authorization"),
            "{name}: the authorization"
        );
    }
    assert_eq!(count, 5, "vectors found");
}

#[test]
fn a_form_is_encoded_so_that_every_decoder_reads_it() {
    let form = alicloud::sign::form(&[("Name", "a b+c&d=e"), ("InstanceId", "pcc-1")]);
    assert_eq!(
        String::from_utf8(form).unwrap(),
        "InstanceId=pcc-1&Name=a%20b%2Bc%26d%3De"
    );
}
