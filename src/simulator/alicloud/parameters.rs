//! The parameters of a call, each where the vendor's SDKs put it: in the query or in the form.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::super::request::Request;
use super::Api;
use super::error::Refusal;

/// What a call takes in its form, and what in its query. `N` stands for a number.
fn places(api: Api) -> (&'static [&'static str], &'static [&'static str]) {
    const TAG: [&str; 2] = ["Tag.N.Key", "Tag.N.Value"];
    const OIDC: [&str; 6] = [
        "OIDCProviderArn",
        "OIDCToken",
        "RoleArn",
        "RoleSessionName",
        "DurationSeconds",
        "Policy",
    ];
    match api {
        Api::Create => (
            &[
                "RegionId",
                "VpcId",
                "AcceptingAliUid",
                "AcceptingRegionId",
                "AcceptingVpcId",
                "Name",
                "Description",
                "Bandwidth",
                "DryRun",
                "ClientToken",
                "ResourceGroupId",
            ],
            &["LinkType", "Tag.N.Key", "Tag.N.Value"],
        ),
        Api::Accept => (
            &[
                "InstanceId",
                "DryRun",
                "ClientToken",
                "ResourceGroupId",
                "ResourceOwnerAccount",
            ],
            &TAG,
        ),
        Api::Reject => (
            &[
                "InstanceId",
                "DryRun",
                "ClientToken",
                "ResourceOwnerAccount",
            ],
            &[],
        ),
        Api::Delete => (&["InstanceId", "Force", "DryRun", "ClientToken"], &[]),
        Api::Modify => (
            &[
                "InstanceId",
                "Name",
                "Description",
                "Bandwidth",
                "DryRun",
                "ClientToken",
            ],
            &["LinkType"],
        ),
        Api::Get => (&["InstanceId", "ResourceOwnerAccount"], &[]),
        Api::List => (
            &[
                "RegionId",
                "InstanceId",
                "VpcId",
                "Name",
                "MaxResults",
                "NextToken",
            ],
            &["ResourceGroupId", "Tags.N.Key", "Tags.N.Value"],
        ),
        Api::Tag => (
            &[],
            &[
                "RegionId",
                "ResourceType",
                "ResourceId.N",
                "Tag.N.Key",
                "Tag.N.Value",
                "ClientToken",
            ],
        ),
        Api::Untag => (
            &[],
            &[
                "RegionId",
                "ResourceType",
                "ResourceId.N",
                "TagKey.N",
                "All",
                "ClientToken",
            ],
        ),
        Api::ListTags => (
            &[],
            &[
                "RegionId",
                "ResourceType",
                "ResourceId.N",
                "Tag.N.Key",
                "Tag.N.Value",
                "MaxResults",
                "NextToken",
                "Category",
            ],
        ),
        Api::MoveResourceGroup => (
            &[],
            &[
                "ResourceId",
                "ResourceType",
                "NewResourceGroupId",
                "RegionId",
            ],
        ),
        Api::SignIn(_) => (
            &OIDC,
            &[
                "Action",
                "Format",
                "SignatureNonce",
                "Timestamp",
                "Version",
                "OIDCProviderArn",
                "OIDCToken",
                "RoleArn",
                "RoleSessionName",
                "DurationSeconds",
                "Policy",
            ],
        ),
        Api::Disable => (
            &[],
            &[
                "RegionId",
                "ServiceId",
                "EndpointId",
                "DryRun",
                "ClientToken",
            ],
        ),
        Api::Enable | Api::UpdateConnection => (
            &[],
            &[
                "RegionId",
                "ServiceId",
                "EndpointId",
                "Bandwidth",
                "TrafficControlMode",
                "DryRun",
                "ClientToken",
            ],
        ),
        Api::ListConnections => (
            &[],
            &[
                "RegionId",
                "ServiceId",
                "EndpointId",
                "EndpointOwnerId",
                "ConnectionStatus",
                "ResourceId",
                "EniId",
                "ReplacedResourceId",
                "ResourceGroupId",
                "MaxResults",
                "NextToken",
            ],
        ),
        Api::CallerIdentity => (&[], &[]),
        Api::AssumeRole => (
            &[],
            &[
                "RoleArn",
                "RoleSessionName",
                "DurationSeconds",
                "Policy",
                "ExternalId",
            ],
        ),
    }
}

/// All parameters of a call.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads them, as strictly as it needs to be to find a client's mistakes: an unknown one, or one
    /// in the wrong place, is refused.
    pub(super) fn read(api: Api, request: &Request) -> Result<Self, Refusal> {
        let (form, query) = places(api);
        let mut all = BTreeMap::new();
        for (key, value) in decoded(&request.query) {
            take(&mut all, query, key, value, "query")?;
        }
        let body = String::from_utf8_lossy(&request.body);
        for (key, value) in decoded(&body) {
            take(&mut all, form, key, value, "form")?;
        }
        Ok(Self(all))
    }

    pub(super) fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// A text; an empty one is as if it had not been sent.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, name: &'static str) -> Result<&str, Refusal> {
        self.text(name).ok_or(Refusal::Missing(name))
    }

    /// A flag: the Python SDK writes `True`, the documents `true`.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.text(name) {
            None => Ok(false),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            Some(_) => Err(invalid(name, "true or false is wanted")),
        }
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let number = text.parse();
        number
            .map(Some)
            .map_err(|_| invalid(name, "a whole number is wanted"))
    }

    /// `Name.1`, `Name.2`, … as far as they go.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let numbered = (1..).map_while(|number| self.0.get(&format!("{name}.{number}")));
        numbered.cloned().collect()
    }

    /// `Name.1.Key` and `Name.1.Value`, …
    pub(super) fn tags(&self, name: &str) -> Result<BTreeMap<String, String>, Refusal> {
        let mut tags = BTreeMap::new();
        for number in 1.. {
            let key = self.0.get(&format!("{name}.{number}.Key"));
            let value = self.0.get(&format!("{name}.{number}.Value"));
            let key = match (key, value) {
                (Some(key), _) if !key.is_empty() => key,
                (None, None) => break,
                _ => return Err(invalid(name, "a tag has no key")),
            };
            if key.starts_with("acs:") || key.starts_with("aliyun") {
                return Err(Refusal::TagKey(key.clone()));
            }
            tags.insert(key.clone(), value.cloned().unwrap_or_default());
        }
        if tags.len() > 20 {
            return Err(Refusal::TooManyTags);
        }
        Ok(tags)
    }
}

/// The decoded pairs of a query or a form. A `+` is a space in both: the vendor's Python SDK sends it so.
pub(super) fn decoded(text: &str) -> Vec<(String, String)> {
    let plain = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    text.split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(key, value)| (plain(key), plain(value)))
        .collect()
}

fn take(
    all: &mut BTreeMap<String, String>,
    allowed: &[&str],
    key: String,
    value: String,
    place: &str,
) -> Result<(), Refusal> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let shape: Vec<_> = key
        .split('.')
        .map(|part| if is_number(part) { "N" } else { part })
        .collect();
    if !allowed.contains(&shape.join(".").as_str()) {
        return Err(invalid(
            &key,
            &format!("it is none of this action's {place}"),
        ));
    }
    all.insert(key, value);
    Ok(())
}

pub(super) fn invalid(name: &str, why: &str) -> Refusal {
    Refusal::Invalid(name.to_owned(), why.to_owned())
}
