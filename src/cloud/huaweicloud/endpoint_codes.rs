//! What the codes of VPC Endpoint mean. Its documents write them `EndPoint.` and, some, `Endpoint.`;
//! "there is no such thing" comes with 400 as well as 404.
//!
//! Source: VPC Endpoint API reference, "Error Codes". The table warns that code and words need not
//! belong together, so nothing hangs on the words.

use crate::http::error::Kind;

/// The number of a code of this service.
fn number(code: &str) -> Option<&str> {
    const PREFIX: &str = "endpoint.";
    let prefix = code.get(..PREFIX.len())?;
    prefix
        .eq_ignore_ascii_case(PREFIX)
        .then(|| code.get(PREFIX.len()..))?
}

/// What a code means, where it says more than the HTTP status, which it has to fit.
pub(super) fn kind(code: &str) -> Option<Kind> {
    Some(match number(code)? {
        "0003" => Kind::Unauthorized,
        "0004" => Kind::Forbidden,
        // The service or the endpoint is not there, was deleted, or they do not belong together.
        "0005" | "2003" | "2006" | "2007" | "2008" | "2013" | "3062" => Kind::NotFound,
        "0022" => Kind::Throttled,
        "0001" | "0013" => Kind::Server,
        // Connected already, being deleted, being created, switching: what is there decides, or time.
        "2014" | "2018" | "2019" | "2051" => Kind::Conflict,
        // What time does not mend.
        "0019" | "2004" | "2012" | "2015" | "2047" | "2050" | "3045" => Kind::Invalid,
        _ => return None,
    })
}

/// What the user can do.
pub(super) fn advice(code: &str) -> Option<&'static str> {
    Some(match number(code)? {
        "0005" | "2006" | "2007" | "2008" => {
            "The endpoint does not exist: its owner may have deleted it. Check endpoint_id, account and \
             region; if it is gone, remove this resource."
        }
        "2003" | "3062" => {
            "The endpoint service does not exist, or belongs to another project: check service_id, account \
             and region. It is the service's id, not its name."
        }
        "2004" => {
            "The endpoint service is not available: wait until its status is \"available\", or fix it, and \
             apply again."
        }
        "2012" => {
            "The requester's account is not on the service's whitelist: add iam:domain::<its account id> \
             there, and apply again."
        }
        "2013" => {
            "The endpoint belongs to another service: check that service_id and endpoint_id belong together."
        }
        "2015" => {
            "The endpoint is frozen, usually because its owner's account is in arrears: its owner has to \
             settle that. Then apply again."
        }
        "2018" => "Its owner is deleting the endpoint: remove this resource.",
        "2019" | "2051" => "The cloud is still processing the endpoint: apply again in a minute.",
        "2047" => {
            "The endpoint failed and cannot be decided any more: its owner has to delete it and create a new \
             one, which has a new id."
        }
        "2050" => "The endpoint is disabled: its owner has to enable it. Then apply again.",
        "1018" | "3049" => {
            "A quota is used up: ask for a higher one, or delete what is not needed."
        }
        "3045" => {
            "The endpoint service's settings do not allow it: check its approval_enabled, which has to be \
             true for a reject to last."
        }
        "0014" => "Check project_id of the account: it has to be one of this region.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_any_case_of_letters() {
        for code in ["EndPoint.2013", "Endpoint.2013", "ENDPOINT.2013"] {
            assert_eq!(kind(code), Some(Kind::NotFound), "{code}");
            assert!(advice(code).unwrap().contains("service_id"), "{code}");
        }
        for other in [
            "",
            "EndPoint",
            "APIGW.2013",
            "VPC.0001",
            "EndPoint.9999",
            "Éndpoint.2013",
        ] {
            assert_eq!(kind(other), None, "{other}");
            assert_eq!(advice(other), None, "{other}");
        }
    }

    #[test]
    fn gone_has_many_names_and_the_rate_limit_comes_with_400() {
        for code in ["2003", "2006", "2007", "2008", "2013", "0005"] {
            let code = format!("EndPoint.{code}");
            assert_eq!(kind(&code), Some(Kind::NotFound), "{code}");
        }
        assert_eq!(kind("EndPoint.0022"), Some(Kind::Throttled));
        assert_eq!(kind("EndPoint.2014"), Some(Kind::Conflict));
    }
}
