//! The attributes that every resource has, so that they read the same everywhere.

use crate::connection::status::Decision;
pub use crate::credential::rule::{plain_credential, plain_region, plain_text};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::{Field, ValueType};
use crate::framework::path::Path;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Change, Mode};
use crate::framework::timeouts;
use crate::framework::value::Value;

/// `account`
pub fn account() -> Attribute {
    Attribute::string(
        "account",
        "The name of the account in the provider configuration to act as. Default: `\"default\"`. It says \
         how to reach the object, not what it is: changing it changes nothing in the cloud, and is refused \
         unless the new account finds the same object on the same side.",
    )
}

/// `region`
pub fn region() -> Attribute {
    Attribute::string(
        "region",
        "The region. Default: the account's own, at the time of the create; a later change of that \
         default moves nothing.",
    )
    .or_computed()
    .replaces()
    .rule(Rule::Check(plain_region))
}

/// `account` of a data source
pub fn data_account() -> Attribute {
    Attribute::string(
        "account",
        "The name of the account in the provider configuration to read as. Default: `\"default\"`.",
    )
}

/// What `region` of most data sources is.
pub const REGION_OF_DATA: &str = "The region. Default: the account's own.";

/// `region` of a data source that is not like most
pub fn region_to_look(text: &'static str) -> Attribute {
    Attribute::string("region", text)
        .or_computed()
        .rule(Rule::Check(plain_region))
}

/// `region` of a data source
pub fn data_region() -> Attribute {
    region_to_look(REGION_OF_DATA)
}

/// The same attribute where nothing is stored: nothing is computed, and there is nothing to replace.
pub fn stateless(mut attribute: Attribute) -> Attribute {
    if attribute.mode == Mode::OptionalComputed {
        attribute.mode = Mode::Optional;
    }
    attribute.change = Change::Updates;
    attribute
}

/// `answer`
pub fn answer() -> Attribute {
    Attribute::string(
        "answer",
        "Where the request stands, in the same words on all clouds: `pending`, `accepted`, \
         `rejected`, `expired`, `failed` or `unknown`.",
    )
    .computed()
}

/// `created_at`
pub fn created_at() -> Attribute {
    Attribute::string("created_at", "When it was requested, RFC 3339 in UTC.").computed()
}

/// `updated_at`
pub fn updated_at() -> Attribute {
    Attribute::string("updated_at", "When it last changed, RFC 3339 in UTC.").computed()
}

/// The attributes of a request: its `arguments` and what is `shown` on one cloud alone, and what all clouds have.
pub fn of_request(
    status: &'static str,
    arguments: Vec<Attribute>,
    shown: Vec<Attribute>,
) -> Vec<Attribute> {
    let mut all = arguments;
    all.extend([
        wait_for_answer(),
        replace_refused(),
        account(),
        region(),
        timeouts::attribute(),
        Attribute::string("id", "The id of the peering, the same for both sides.").computed(),
        Attribute::string("status", status).computed(),
        answer(),
        request_active_id(),
    ]);
    all.extend(shown);
    all
}

/// The same of a decision.
pub fn of_decision(
    status: &'static str,
    arguments: Vec<Attribute>,
    shown: Vec<Attribute>,
) -> Vec<Attribute> {
    let mut all = arguments;
    all.extend([
        asking_vpc(),
        account(),
        timeouts::attribute(),
        Attribute::string("id", "The same as `peering_id`.").computed(),
        Attribute::string("status", status).computed(),
        answer(),
        active_id(),
    ]);
    all.extend(shown);
    all
}

/// `wait_for_answer`
pub fn wait_for_answer() -> Attribute {
    Attribute::bool(
        "wait_for_answer",
        "Whether every apply that creates the request or finds it pending waits for the other side. When no \
         answer comes in time, a create warns and an update fails; neither taints. Do not use it with the \
         accepter in the same configuration, which could only start afterwards. Default: `false`.",
    )
}

/// `replace_refused`
pub fn replace_refused() -> Attribute {
    Attribute::bool(
        "replace_refused",
        "Whether a request that was rejected or has expired is planned for replacement: the old one is \
         deleted and a new one created, at most one in an apply. Default: `false`: the request stays and the \
         plan warns.",
    )
}

/// `decision`
pub fn decision() -> Attribute {
    Attribute::string(
        "decision",
        "What to answer. There is no default: nothing is rejected because a line was forgotten.",
    )
    .required()
    .rule(Rule::OneOf(&["accept", "reject"]))
}

/// `peering_id` of an accepter
pub fn peering_id() -> Attribute {
    Attribute::string(
        "peering_id",
        "The id of the peering, as the requester knows it.",
    )
    .required()
    .replaces()
    .rule(Rule::Check(plain_id))
}

/// How a block goes and nothing else does, whatever `on_destroy` says: the end of that attribute's text
pub const REMOVED: &str = " To remove the block and change nothing in the cloud, whatever the value, put a `removed` block \
     with `lifecycle { destroy = false }` in its place (Terraform 1.7, OpenTofu 1.10 or newer).";

/// `on_destroy` of an accepter
pub fn on_destroy() -> Attribute {
    Attribute::string(
        "on_destroy",
        "What a destroy does with the peering: `\"keep\"` (default) leaves it as it is, `\"delete\"` deletes \
         it for both sides. The value last applied counts."
            .to_owned()
            + REMOVED,
    )
    .rule(Rule::OneOf(&["keep", "delete"]))
}

/// `requester_vpc_id` of a request
pub fn own_vpc() -> Attribute {
    Attribute::string("requester_vpc_id", "The requester's VPC.")
        .required()
        .replaces()
}

/// `requester_vpc_id` of an accepter
pub fn asking_vpc() -> Attribute {
    Attribute::string(
        "requester_vpc_id",
        "The requester's VPC. When set, a request from another one is neither accepted nor rejected.",
    )
    .or_computed()
}

/// `active_id` of a request
pub fn request_active_id() -> Attribute {
    Attribute::string(
        "active_id",
        "The id for routes: null until the peering has been active, then the same as `id`. With both sides in \
         one configuration, routes refer to the accepter's.",
    )
    .computed()
}

/// `active_id` of an accepter
pub fn active_id() -> Attribute {
    Attribute::string(
        "active_id",
        "The id for routes: null until the peering has been active, then the same as `id`.",
    )
    .computed()
}

/// A decision is one from the edge on. A word that is none is no decision: whoever needs one asks [`decided`].
impl ValueType for Decision {
    fn from_value(value: &Value) -> Option<Self> {
        Self::parse(value.as_text()?)
    }

    fn into_value(self) -> Value {
        Value::text(self.as_str())
    }
}

/// The decision that an apply carries out. None is ever made up for want of one.
///
/// # Errors
/// What the user is told when there is none.
pub fn decided(decision: &Field<Decision>) -> Result<Decision, Diagnostic> {
    decision.known().copied().ok_or_else(|| {
        Diagnostic::error(
            "There is no decision to carry out",
            "decision must be \"accept\" or \"reject\". Nothing was sent to the cloud.",
        )
        .at(Path::to("decision"))
    })
}

/// A rule for ids that go into a path: `.`, `..` and a slash would name another one.
///
/// # Errors
/// A sentence for the user.
pub fn plain_id(id: &str) -> Result<(), String> {
    if id == "." || id == ".." || id.contains('/') || id.contains(char::is_control) {
        return Err(
            "\".\" and \"..\" are not valid ids, and an id contains no slash and no control character."
                .to_owned(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_to_no_other_path() {
        for good in ["", "peering-1", "3c2f…", "a.b", "...", "a%2Fb"] {
            assert_eq!(plain_id(good), Ok(()), "{good}");
        }
        for bad in [".", "..", "x/accept", "/", "../x", "a\nb"] {
            assert!(plain_id(bad).is_err(), "{bad}");
        }
    }
}
