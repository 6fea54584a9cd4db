use proptest::prelude::*;

use super::*;
use crate::cloud::shown::MESSAGE;

fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
    let answer = Response::builder().status(status);
    answer.body(body.as_bytes().to_vec()).unwrap()
}

fn told(status: u16, code: &str) -> ApiError {
    let body = serde_json::json!({
        "RequestId": "R", "HostId": "h", "Code": code, "Message": "Why.",
        "Recommend": "https://api.example.com/x",
    });
    classify(&answer(status, &body.to_string()))
}

#[test]
fn at_the_documented_status_the_code_decides() {
    for (code, kind) in [
        ("ResourceNotFound.InstanceId", Kind::NotFound),
        ("IncorrectStatus.VpcPeer", Kind::Conflict),
        ("Conflict.Operation", Kind::Busy),
        ("SignatureNonceUsed", Kind::Busy),
        ("Throttling.Api.Concurrency", Kind::Throttled),
        ("Rejected.Throttling", Kind::Throttled),
        ("SignatureDoesNotMatch", Kind::Unauthorized),
        ("Forbidden.NoPermission", Kind::Forbidden),
        ("Forbidden.TagKeys", Kind::Invalid),
        ("ServiceUnavailable", Kind::Server),
        ("QuotaExceeded.VpcPeerCountPerVpc", Kind::Invalid),
        ("DryRunOperation", Kind::Invalid),
        ("NobodyKnows", Kind::Invalid),
    ] {
        let error = told(400, code);
        assert_eq!(error.kind, kind, "{code}");
        assert_eq!(error.request_id.as_deref(), Some("R"));
        let advice = error.advice.unwrap();
        assert!(advice.contains("https://api.example.com/x"), "{advice}");
    }
}

#[test]
fn every_row_of_the_table_can_be_met() {
    for (codes, ..) in TABLE {
        for pattern in *codes {
            let code = pattern.replace('*', "Any");
            let (met, ..) = row(&code).unwrap();
            assert_eq!(met, codes, "{pattern}");
        }
    }
}

#[test]
fn the_header_alone_means_throttling_and_counts_milliseconds() {
    let mut throttled = answer(400, r#"{"Code":"Whatever","Message":""}"#);
    let value = "1500".parse().unwrap();
    throttled.headers_mut().insert(RETRY_AFTER, value);
    let error = classify(&throttled);
    assert_eq!(error.kind, Kind::Throttled);
    assert_eq!(error.retry_after, Some(Duration::from_millis(1500)));
}

#[test]
fn xml_says_the_same() {
    let xml = "<?xml version='1.0'?><Error><RequestId>R</RequestId><Code>Conflict.Operation</Code>\
               <Message>a &lt; b &amp;lt; c</Message></Error>";
    let error = classify(&answer(400, xml));
    assert_eq!(error.kind, Kind::Busy);
    assert_eq!(error.message, "a < b &lt; c");
    assert_eq!(error.request_id.as_deref(), Some("R"));
}

#[test]
fn a_proxy_is_told_from_the_api() {
    let error = classify(&answer(404, "<html>Not found</html>"));
    assert_eq!(error.kind, Kind::Unreadable);
    assert!(error.message.contains("Not found"));
    assert_eq!(classify(&answer(502, "")).kind, Kind::Server);
    // Whoever says it, the next call with the same keys would meet the same.
    assert_eq!(classify(&answer(401, "<html>")).kind, Kind::Unauthorized);
}

#[test]
fn what_is_called_not_found_is_gone_at_the_documented_statuses_alone() {
    let codes = TABLE.iter().filter(|(_, kind, _)| *kind == Kind::NotFound);
    let codes: Vec<_> = codes.flat_map(|(codes, ..)| *codes).collect();
    assert!(codes.len() > 5, "{codes:?}");
    for code in codes {
        for status in [
            100, 101, 200, 204, 302, 400, 401, 403, 404, 405, 409, 413, 429, 500, 502, 503,
        ] {
            let error = told(status, code);
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
            assert_eq!(error.kind, expected, "{status} {code}");
            let advice = error.advice.unwrap_or_default();
            let gone = advice.contains("remove this resource");
            assert!(
                !gone || expected == Kind::NotFound,
                "{status} {code}: {advice}"
            );
        }
    }
}

#[test]
fn a_code_says_more_precisely_what_the_status_says_and_nothing_else() {
    for (code, kinds) in [
        // At 200, 400, 401, 403, 404, 409, 429, 500 and 503.
        ("SignatureDoesNotMatch", "RUUUUCTSS"),
        ("InvalidAccessKeyId.NotFound", "RUUUUCTSS"),
        ("InvalidSecurityToken.Expired", "REEEECTSS"),
        ("Forbidden.NoPermission", "RFUFFCTSS"),
        ("Throttling.User", "RTUTTCTST"),
        ("Conflict.Operation", "RBUFBBTSS"),
        ("IncorrectStatus.VpcPeer", "RCUFCCTSS"),
        ("QuotaExceeded.Bandwidth", "RIUFICTSS"),
        ("ServiceUnavailable", "RSUFSCTSS"),
        ("InvalidAction.NotFound", "RRUFRCTSS"),
        ("DryRunOperation", "RIUFICTSS"),
        ("NobodyKnows", "RIUFICTSS"),
    ] {
        let statuses = [200, 400, 401, 403, 404, 409, 429, 500, 503];
        for (status, letter) in statuses.into_iter().zip(kinds.chars()) {
            let kind = match letter {
                'B' => Kind::Busy,
                'C' => Kind::Conflict,
                'E' => Kind::Expired,
                'F' => Kind::Forbidden,
                'I' => Kind::Invalid,
                'R' => Kind::Unreadable,
                'S' => Kind::Server,
                'T' => Kind::Throttled,
                _ => Kind::Unauthorized,
            };
            assert_eq!(told(status, code).kind, kind, "{status} {code}");
        }
    }
}

#[test]
fn the_header_of_throttling_makes_no_key_right_and_no_failure_harmless() {
    for (status, kind) in [
        (400, Kind::Throttled),
        (503, Kind::Throttled),
        (401, Kind::Unauthorized),
        (500, Kind::Server),
        (200, Kind::Unreadable),
    ] {
        let mut slow = answer(status, r#"{"Code":"Whatever","Message":""}"#);
        slow.headers_mut()
            .insert(RETRY_AFTER, "1500".parse().unwrap());
        assert_eq!(classify(&slow).kind, kind, "{status}");
    }
}

proptest! {
    #[test]
    fn any_body_is_told_in_one_short_line(status in 300u16..600, body in any::<Vec<u8>>()) {
        let answer = Response::builder().status(status).body(body).unwrap();
        let error = classify(&answer);
        prop_assert!(error.message.chars().count() <= MESSAGE + 1);
        prop_assert!(!error.message.contains('\n'));
    }
}

#[test]
fn a_time_that_is_not_the_clouds_is_told_from_a_wrong_key() {
    for (code, kind) in [
        ("InvalidTimeStamp.Expired", Kind::Skewed),
        ("InvalidTimeStamp.Format", Kind::Skewed),
        ("SignatureNonceUsed", Kind::Busy),
        ("SignatureDoesNotMatch", Kind::Unauthorized),
        ("InvalidSecurityToken.Expired", Kind::Expired),
    ] {
        assert_eq!(told(400, code).kind, kind, "{code}");
    }
}
