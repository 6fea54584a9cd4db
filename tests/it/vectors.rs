//! The signing vectors in `tests/vectors/`, computed with the vendors' own SDKs. Every stage is
//! asserted by itself, so that a failure names the stage.

use serde_json::Value;
use vpcconnect::cloud::signed::Signable;
use vpcconnect::cloud::{alicloud, aws, huaweicloud};

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

/// What botocore's signer makes of the same request: the hash of the body, that of the canonical request, the signature.
struct AwsVector {
    region: &'static str,
    service: &'static str,
    token: Option<&'static str>,
    body: &'static str,
    stages: [&'static str; 3],
}

const AWS: [AwsVector; 3] = [
    AwsVector {
        region: "us-east-1",
        service: "ec2",
        token: None,
        body: "Action=DescribeVpcPeeringConnections&Version=2016-11-15&MaxResults=1000",
        stages: [
            "1c1753e244d8484c4a2bb792689ecd7ea9393271353700fc2b112ff70f165ac8",
            "2abef619e10715468e1f776f8e6a0ba26b3a650a9ed14821404ede5f2e12c961",
            "1794cb030c125bd44c6a52c27d9cdc394469f23b365934c0c492481084414f79",
        ],
    },
    AwsVector {
        region: "eu-central-1",
        service: "ec2",
        token: Some("FwoGZXIvYXdzEXAMPLE/Token=="),
        body: "Action=CreateVpcPeeringConnection&Version=2016-11-15&VpcId=vpc-0a1b2c3d4e5f60718&PeerVpcId=vpc-0f1e2d3c4b5a69788\
               &PeerOwnerId=222222222222&PeerRegion=eu-west-1&TagSpecification.1.ResourceType=vpc-peering-connection\
               &TagSpecification.1.Tag.1.Key=Name&TagSpecification.1.Tag.1.Value=a+b%2B%2A~%2F%C3%A9",
        stages: [
            "8962818527b5da7040e5e871e3259179fd247d46d5680f89c24b094c14287424",
            "002a0a1a245b9419761943f858fa9ca1f3f5e320e5a5e03a03a6c0ecdebf4fd5",
            "e552df147f80b2a7852bdcaa90684e1d25f0e990512d2b2170b3865da152f852",
        ],
    },
    AwsVector {
        region: "us-east-1",
        service: "sts",
        token: None,
        body: "Action=GetCallerIdentity&Version=2011-06-15",
        stages: [
            "ab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843",
            "8950aa637e8c92025b0538006475e7a6bfe500443fed4346748d7411aba800df",
            "b57eccc771c57ff3d2d1121eb0768f9b5a596f1e2aa97e452275256232edfb15",
        ],
    },
];

#[test]
fn signature_version_4() {
    let date = "20260102T030405Z";
    let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    for vector in AWS {
        let (region, service) = (vector.region, vector.service);
        let mut headers = vec![
            ("content-type", aws::sign::FORM.into()),
            ("host", format!("{service}.{region}.amazonaws.com").into()),
            ("x-amz-date", date.into()),
        ];
        headers.extend(
            vector
                .token
                .map(|token| ("x-amz-security-token", token.into())),
        );
        let request = Signable {
            method: "POST",
            path: "/",
            query: &[],
            headers: &headers,
            body: vector.body.as_bytes(),
        };
        let scope = aws::sign::Scope {
            date,
            region,
            service,
        };
        let [content, canonical, signature] = vector.stages;
        assert_eq!(
            request.content_hash(),
            content,
            "{region} {service}: the hash of the body"
        );
        assert_eq!(
            aws::sign::string_to_sign(&request, scope),
            format!(
                "AWS4-HMAC-SHA256\n{date}\n20260102/{region}/{service}/aws4_request\n{canonical}"
            ),
            "{region} {service}: the string to sign"
        );
        let signed = aws::sign::signature(&request, scope, secret);
        assert_eq!(signed, signature, "{region} {service}: the signature");
        let authorization = aws::sign::authorization(&request, scope, "AKIDEXAMPLE", secret);
        let names = headers
            .iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
            .join(";");
        assert_eq!(
            authorization,
            format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/{region}/{service}/aws4_request, \
                 SignedHeaders={names}, Signature={signature}"
            )
        );
    }
}
