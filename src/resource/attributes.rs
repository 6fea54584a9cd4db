//! The attributes that every resource has, so that they read the same everywhere.

use crate::framework::rule::Rule;
use crate::framework::schema::Attribute;

/// `account`
pub fn account() -> Attribute {
    Attribute::string(
        "account",
        "The account of the provider configuration to act as, by its name. Default: `\"default\"`. \
         It says how to reach the object, not what it is: a change of it changes nothing in the \
         cloud, and is refused unless the new account finds the same object on the same side.",
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
        "The account of the provider configuration to look as, by its name. Default: `\"default\"`.",
    )
}

/// `region` of a data source
pub fn data_region() -> Attribute {
    Attribute::string("region", "The region. Default: the account's own.")
        .or_computed()
        .rule(Rule::Check(plain_region))
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

/// `wait_for_answer`
pub fn wait_for_answer() -> Attribute {
    Attribute::bool(
        "wait_for_answer",
        "Whether every apply that makes the request or finds it pending waits for the other side. \
         When no answer comes in time, a create warns and an update fails; neither taints. Do not \
         use it with the accepter in the same configuration, which could only start afterwards. \
         Default: `false`.",
    )
}

/// `replace_refused`
pub fn replace_refused() -> Attribute {
    Attribute::bool(
        "replace_refused",
        "Whether a request that was rejected or has expired is planned for replacement: the old one \
         is deleted, a new one made, at most one in an apply. Default: `false`, the request stays \
         and the plan warns.",
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

/// A rule for regions, which become a part of a host's name: anything else in them would send signed
/// requests to another host.
///
/// # Errors
/// A sentence for the user.
pub fn plain_region(region: &str) -> Result<(), String> {
    let allowed = |one: char| one.is_ascii_alphanumeric() || one == '-' || one == '_';
    if region.chars().all(allowed) {
        return Ok(());
    }
    Err("A region has only letters, digits, \"-\" and \"_\", as in \"cn-north-4\".".to_owned())
}

/// A rule for ids that go into a path: `.` and `..` would name another one.
///
/// # Errors
/// A sentence for the user.
pub fn plain_id(id: &str) -> Result<(), String> {
    if id == "." || id == ".." || id.contains(char::is_control) {
        return Err(
            "\".\" and \"..\" are no ids, and no id has a control character in it.".to_owned(),
        );
    }
    Ok(())
}

/// A rule for what is sent in a header or signs: a line break in it came with a file. The text may be
/// a secret, so it is not repeated.
///
/// # Errors
/// A sentence for the user.
pub fn plain_credential(text: &str) -> Result<(), String> {
    if text.trim() == text && !text.contains(char::is_control) {
        return Ok(());
    }
    Err(
        "It contains a line break or another control character, or begins or ends with a blank, as \
         what is read from a file does: trimspace() takes that away."
            .to_owned(),
    )
}
