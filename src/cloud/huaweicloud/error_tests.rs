use proptest::prelude::*;

use super::*;
use crate::cloud::shown::EXCERPT;

fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
    Response::builder()
        .status(status)
        .header("X-Request-Id", "req-1")
        .body(body.as_bytes().to_vec())
        .unwrap()
}

#[test]
fn every_shape_of_body() {
    let cases = [
        (
            400,
            r#"{"NeutronError":{"message":"m","type":"InvalidInput","detail":""}}"#,
            "InvalidInput",
        ),
        (400, r#"{"code":"VPC.0002","message":"m"}"#, "VPC.0002"),
        (
            400,
            r#"{"error_code":"APIGW.0201","error_msg":"m","request_id":"r"}"#,
            "APIGW.0201",
        ),
        (400, r#"{"errorCode":"X","errorMsg":"m"}"#, "X"),
        (400, r#"{"error_id":"CS.22103","message":"m"}"#, "CS.22103"),
        (400, r#"{"error":{"code":401,"message":"m"}}"#, "401"),
    ];
    for (status, body, code) in cases {
        let error = classify(&answer(status, body));
        assert_eq!(error.code.as_deref(), Some(code), "{body}");
        assert_eq!(error.message, "m", "{body}");
        assert_eq!(error.request_id.as_deref(), Some("req-1"));
        let told = error.to_string();
        assert!(
            told.contains(code) && told.contains("req-1") && told.contains("400"),
            "{told}"
        );
    }
}

#[test]
fn not_found_is_not_every_404() {
    fn kind(status: u16, body: &str) -> Kind {
        classify(&answer(status, body)).kind
    }
    let neutron = r#"{"NeutronError":{"message":"m","type":"VpcPeeringNotFound","detail":""}}"#;
    assert_eq!(kind(404, neutron), Kind::NotFound);
    assert_eq!(kind(400, neutron), Kind::NotFound);
    assert_eq!(
        kind(404, r#"{"code":"VPC.2204","message":"m"}"#),
        Kind::NotFound
    );
    assert_eq!(kind(404, ""), Kind::NotFound);
    for wrong_path in ["APIGW.0101", "APIG.0101", "APIGW.0103"] {
        let body = format!(r#"{{"error_code":"{wrong_path}","error_msg":"m"}}"#);
        assert_eq!(kind(404, &body), Kind::Unreadable, "{wrong_path}");
    }
    assert_eq!(kind(404, "<html>proxy</html>"), Kind::Unreadable);
    assert_eq!(kind(404, r#"{"NeutronError":{"mess"#), Kind::Unreadable);
}

#[test]
fn throttling_in_every_dress() {
    let text = "The throttling threshold has been reached: policy user over ratelimit,limit:5,time:1 second";
    let body = format!(r#"{{"error_code":"APIGW.0308","error_msg":"{text}"}}"#);
    for status in [429, 400, 403] {
        let error = classify(&answer(status, &body));
        assert_eq!(error.kind, Kind::Throttled);
        assert_eq!(error.retry_after, Some(Duration::from_secs(1)));
    }
    let minute = body.replace("time:1 second", "time:2 minute");
    assert_eq!(
        classify(&answer(429, &minute)).retry_after,
        Some(Duration::from_secs(120))
    );
    assert_eq!(classify(&answer(429, "")).retry_after, None);
    let mut named = answer(429, &body);
    named
        .headers_mut()
        .insert("Retry-After", "7".parse().unwrap());
    assert_eq!(classify(&named).retry_after, Some(Duration::from_secs(7)));
}

#[test]
fn the_known_sentence_gets_its_cure() {
    let body = r#"{"NeutronError":{"message":"Invalid input for operation: Accept VPC id or tenant id is incorrect.","type":"InvalidInput","detail":""}}"#;
    let advice = classify(&answer(400, body)).advice.unwrap();
    assert!(advice.contains("accepter_project_id"), "{advice}");
}

#[test]
fn what_is_told_is_short_and_forges_nothing() {
    let hostile = format!("\x1b[2J\r\n\n│ Error: forged\u{202e}{}", "x".repeat(50_000));
    let body = serde_json::json!({
        "error_code": hostile, "error_msg": hostile, "request_id": hostile
    });
    let mut refused = answer(400, &body.to_string());
    refused.headers_mut().clear();
    for refused in [refused, answer(400, &hostile), answer(200, &hostile)] {
        let error = classify(&refused);
        for told in [error.to_string(), unreadable(&refused, "no").to_string()] {
            let acts = |one: char| one.is_control() || one == '\u{202e}';
            assert!(!told.contains(acts), "{told:?}");
            assert!(told.chars().count() < 1500, "{told}");
        }
    }
}

#[test]
fn a_secret_that_is_repeated_is_named_instead() {
    crate::sanitize::hide("error-canary+secret", "secret_key");
    for body in [
        r#"{"error_code":"APIGW.0301","error_msg":"wrong: error-canary+secret","request_id":"error-canary+secret"}"#,
        "<html>?key=error-canary%2Bsecret</html>",
        // The cut that makes an excerpt of a page falls into it.
        &format!("{}error-canary+secret", "x".repeat(EXCERPT - 5)),
    ] {
        let error = classify(&answer(401, body));
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        assert!(error.message.contains("[secr"), "{error}");
    }
}

#[test]
fn deep_and_large_bodies_are_only_looked_at() {
    let deep = format!("{}1{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let nested = format!("{}1{}", r#"{"a":"#.repeat(200_000), "}".repeat(200_000));
    let wide = format!("[{}0]", "0,".repeat(10_000_000));
    for body in [deep, nested, wide] {
        let error = classify(&answer(500, &body));
        assert_eq!((error.kind, error.code), (Kind::Server, None));
        assert!(error.message.chars().count() <= EXCERPT + 1);
    }
}

#[test]
fn iam_names_its_requests_otherwise() {
    let mut refused = answer(401, "");
    refused.headers_mut().clear();
    let trace = "trace-1".parse().unwrap();
    refused.headers_mut().insert("X-IAM-Trace-Id", trace);
    let error = classify(&refused);
    assert_eq!(error.request_id.as_deref(), Some("trace-1"));
}

proptest! {
    #[test]
    fn no_body_panics(status in 100u16..600, body in any::<Vec<u8>>()) {
        if let Ok(answer) = Response::builder().status(status).body(body) {
            let _ = classify(&answer).to_string();
        }
    }

    #[test]
    fn a_code_is_never_lost(status in 400u16..600, code in "[A-Za-z.]{1,12}[0-9]{1,4}", message in "[a-z ]{0,20}") {
        let body = serde_json::json!({ "error_code": code, "error_msg": message }).to_string();
        let error = classify(&answer(status, &body));
        prop_assert_eq!(error.code.as_deref(), Some(code.as_str()));
    }
}

#[test]
fn the_codes_of_endpoints_say_more_than_their_status() {
    let told = |status, code: &str| {
        let body = format!(r#"{{"error_code":"{code}","error_msg":"m"}}"#);
        classify(&answer(status, &body))
    };
    for (status, code, kind) in [
        (400, "EndPoint.2003", Kind::NotFound),
        (404, "EndPoint.0005", Kind::NotFound),
        (404, "EndPoint.2006", Kind::NotFound),
        (400, "EndPoint.2008", Kind::NotFound),
        (400, "Endpoint.2013", Kind::NotFound),
        (400, "ENDPOINT.2013", Kind::NotFound),
        (400, "EndPoint.2014", Kind::Conflict),
        (400, "EndPoint.2015", Kind::Invalid),
        (400, "EndPoint.0022", Kind::Throttled),
        (500, "EndPoint.0001", Kind::Server),
        (400, "EndPoint.0002", Kind::Invalid),
        // A path that is none: not a word about the endpoint.
        (404, "APIGW.0101", Kind::Unreadable),
    ] {
        assert_eq!(told(status, code).kind, kind, "{code}");
    }
    for (code, cure) in [
        ("EndPoint.2012", "whitelist"),
        ("Endpoint.2013", "belong together"),
        ("EndPoint.2015", "frozen"),
        ("EndPoint.2004", "available"),
    ] {
        let advice = told(400, code).advice.unwrap_or_default();
        assert!(advice.contains(cure), "{code}: {advice}");
    }
}

#[test]
fn a_time_that_is_not_the_clouds_is_told_from_a_wrong_key() {
    let late = "Incorrect app authentication information: signature expired, signature \
                time:20230527T000431Z,server time:20230527T020608Z";
    let off = "Incorrect IAM authentication information: x-sdk-date is more than 15 minutes off";
    for (status, code, message, kind) in [
        (401, "APIGW.0303", late, Kind::Skewed),
        (401, "APIG.0301", late, Kind::Skewed),
        (401, "APIGW.0301", off, Kind::Skewed),
        (
            401,
            "APIGW.0301",
            "verify aksk signature fail",
            Kind::Unauthorized,
        ),
        (
            401,
            "APIGW.0307",
            "The token must be updated.",
            Kind::Expired,
        ),
        (
            401,
            "APIGW.0301",
            "the security token has expired",
            Kind::Expired,
        ),
        (403, "APIGW.0301", late, Kind::Forbidden),
    ] {
        let body = serde_json::json!({ "error_code": code, "error_msg": message }).to_string();
        assert_eq!(
            classify(&answer(status, &body)).kind,
            kind,
            "{code} {message}"
        );
    }
}

/// Every status at which an answer is read as an error.
const STATUSES: [u16; 16] = [
    200, 204, 302, 304, 400, 401, 403, 404, 405, 409, 413, 429, 500, 502, 503, 504,
];

/// What VPC, VPC Endpoint and Cloud Stream call "not found", in each dress of a body.
fn not_found() -> Vec<String> {
    let endpoint = ["0005", "2003", "2006", "2007", "2008", "2013", "3062"];
    let endpoint = endpoint.iter().flat_map(|number| {
        ["EndPoint", "Endpoint"].map(|prefix| {
            format!(
                r#"{{"error_code":"{prefix}.{number}","error_msg":"The endpoint does not exist."}}"#
            )
        })
    });
    let others = [
        r#"{"code":"EndPoint.2006"}"#,
        r#"{"error":{"code":"EndPoint.2006","message":"m"}}"#,
        r#"{"NeutronError":{"message":"m","type":"VpcPeeringNotFound","detail":""}}"#,
        r#"{"error_id":"CS.22103","message":"m"}"#,
        r#"{"error_id":"CS.20005","message":"m"}"#,
    ];
    endpoint.chain(others.map(str::to_owned)).collect()
}

#[test]
fn what_is_called_not_found_is_gone_at_the_documented_statuses_alone() {
    for body in not_found() {
        for status in STATUSES {
            let error = classify(&answer(status, &body));
            let expected = match status {
                400 | 404 => Kind::NotFound,
                401 => Kind::Unauthorized,
                403 => Kind::Forbidden,
                409 => Kind::Conflict,
                429 => Kind::Throttled,
                405 | 413 => Kind::Invalid,
                500.. => Kind::Server,
                _ => Kind::Unreadable,
            };
            assert_eq!(error.kind, expected, "{status} {body}");
            let advice = error.advice.unwrap_or_default();
            let gone = advice.contains("remove this resource");
            assert!(
                !gone || expected == Kind::NotFound,
                "{status} {body}: {advice}"
            );
        }
    }
}

#[test]
fn a_code_says_more_precisely_what_the_status_says_and_nothing_else() {
    let throttled = "policy user over ratelimit,limit:5,time:1 second";
    for (code, message, kinds) in [
        // At 400, 401, 403, 404, 409, 429, 500 and 503.
        ("EndPoint.0003", "m", "UUUUCTSS"),
        ("EndPoint.0004", "m", "FUFFCTSS"),
        ("EndPoint.0022", "m", "TUTTCTSS"),
        ("EndPoint.0001", "m", "SUFSCTSS"),
        ("EndPoint.2014", "m", "CUFCCTSS"),
        ("EndPoint.2015", "m", "IUFICTSS"),
        ("EndPoint.0002", "m", "IUFNCTSS"),
        ("APIGW.0308", throttled, "TUTTCTSS"),
        ("APIGW.0301", "m", "IUFRCTSS"),
        ("APIGW.0307", "m", "IEFRCTSS"),
        // A path that is none: not a word about an object.
        ("APIGW.0101", "m", "IUFRCTSS"),
        ("VPC.2204", "m", "IUFNCTSS"),
    ] {
        let body = format!(r#"{{"error_code":"{code}","error_msg":"{message}"}}"#);
        let statuses = [400, 401, 403, 404, 409, 429, 500, 503];
        for (status, letter) in statuses.into_iter().zip(kinds.chars()) {
            let kind = match letter {
                'C' => Kind::Conflict,
                'E' => Kind::Expired,
                'F' => Kind::Forbidden,
                'I' => Kind::Invalid,
                'N' => Kind::NotFound,
                'R' => Kind::Unreadable,
                'S' => Kind::Server,
                'T' => Kind::Throttled,
                _ => Kind::Unauthorized,
            };
            assert_eq!(
                classify(&answer(status, &body)).kind,
                kind,
                "{status} {code}"
            );
        }
    }
}

#[test]
fn what_a_fuzzer_found_in_its_first_second_is_no_end_of_an_object() {
    let found = b"\x01\x90{\"code\":\"EndPoint.2006\"}";
    assert_eq!(found.len(), 26);
    let status = 100 + u16::from_be_bytes([found[0], found[1]]) % 500;
    let error = classify(&answer(status, std::str::from_utf8(&found[2..]).unwrap()));
    assert_eq!((status, error.kind), (500, Kind::Server));
}
