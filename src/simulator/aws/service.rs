//! The services, which share one address here: how each is told, and the form of its answers.

use serde_json::{Value, json};

use super::parameters::sent;
use super::{sign, xml};
use crate::simulator::request::Request;

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Ec2,
    Sts,
}

impl Service {
    const ALL: [Self; 2] = [Self::Ec2, Self::Sts];

    /// As signatures name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ec2 => "ec2",
            Self::Sts => "sts",
        }
    }

    fn version(self) -> &'static str {
        match self {
            Self::Ec2 => "2016-11-15",
            Self::Sts => "2011-06-15",
        }
    }

    /// The one that a version means.
    pub(super) fn versioned(request: &Request) -> Option<Self> {
        let version = parameter(request, "Version")?;
        let found = Self::ALL.into_iter().find(|one| one.version() == version);
        found.filter(|_| is_at_root(request))
    }

    /// The one that a request is for; EC2 where it names none.
    pub(super) fn of(request: &Request) -> Self {
        Self::versioned(request).unwrap_or(Self::Ec2)
    }

    /// The document of an answer.
    pub(super) fn answer(self, action: &str, shown: &Value, request_id: &str) -> String {
        let (namespace, inner) = match self {
            Self::Ec2 => (
                "http://ec2.amazonaws.com/doc/2016-11-15/",
                xml::element("requestId", &json!(request_id), "") + &xml::inner(shown, "item"),
            ),
            Self::Sts => (
                "https://sts.amazonaws.com/doc/2011-06-15/",
                xml::element(&format!("{action}Result"), shown, "member")
                    + &xml::element("ResponseMetadata", &json!({ "RequestId": request_id }), ""),
            ),
        };
        format!("<{action}Response xmlns=\"{namespace}\">{inner}</{action}Response>")
    }
}

pub(super) fn parameter(request: &Request, wanted: &str) -> Option<String> {
    let found = sent(request).find(|(name, _)| name == wanted);
    found.map(|(_, value)| value)
}

fn is_at_root(request: &Request) -> bool {
    matches!(request.parts().as_slice(), [] | [""])
}

/// Whether a request is for this cloud, whatever it asks.
pub(super) fn is_addressed(request: &Request) -> bool {
    sign::is_signed(request) || Service::versioned(request).is_some()
}
