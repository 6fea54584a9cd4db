//! Reading request bodies as strictly as the service does: wrapped, known fields only, right types,
//! lengths counted in characters.

use serde_json::{Map, Value};

use super::error::Refusal;

/// The longest name, in characters.
const NAME: usize = 64;
/// The longest description, in characters.
const DESCRIPTION: usize = 255;

/// The object that the body is.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|_| Refusal::Body("The request body is not JSON".into()))?;
    match body {
        Value::Object(object) => Ok(object),
        _ => Err(Refusal::Body("The request body is not an object".into())),
    }
}

/// The object under `peering`.
pub(super) fn unwrap(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let mut outer = object(body)?;
    let inner = outer.remove("peering");
    known(&outer, &[])?;
    match inner {
        Some(Value::Object(inner)) => Ok(inner),
        _ => Err(Refusal::Body(
            "Unable to find 'peering' in request body".into(),
        )),
    }
}

/// Refuses every field that is not in `names`.
pub(super) fn known(object: &Map<String, Value>, names: &[&str]) -> Result<(), Refusal> {
    match object.keys().find(|key| !names.contains(&key.as_str())) {
        None => Ok(()),
        Some(other) => Err(Refusal::Body(format!(
            "Unrecognized attribute(s) '{other}'"
        ))),
    }
}

/// A text, or none when the field is not there. `null` is no text.
pub(super) fn text(object: &Map<String, Value>, field: &str) -> Result<Option<String>, Refusal> {
    match object.get(field) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(other) => Err(Refusal::Input(format!(
            "Invalid input for {field}. Reason: '{other}' is not a valid string"
        ))),
    }
}

/// The `name`, checked.
pub(super) fn name(object: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    let name = text(object, "name")?;
    if let Some(name) = &name {
        check_name(name)?;
    }
    Ok(name)
}

/// 1 to 64 characters.
pub(super) fn check_name(name: &str) -> Result<(), Refusal> {
    match name.chars().count() {
        1..=NAME => Ok(()),
        length => Err(Refusal::Input(format!(
            "Invalid input for name. Reason: it has {length} characters, 1 to {NAME} are allowed"
        ))),
    }
}

/// The `description`, checked: at most 255 characters, no angle brackets.
pub(super) fn description(object: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    let description = text(object, "description")?;
    if let Some(description) = &description {
        check_description(description)?;
    }
    Ok(description)
}

pub(super) fn check_description(description: &str) -> Result<(), Refusal> {
    let length = description.chars().count();
    if length > DESCRIPTION {
        return Err(Refusal::Input(format!(
            "Invalid input for description. Reason: it has {length} characters, at most {DESCRIPTION} are allowed"
        )));
    }
    if description.contains(['<', '>']) {
        return Err(Refusal::Input(
            "Invalid input for description. Reason: angle brackets are not allowed".into(),
        ));
    }
    Ok(())
}

/// The two fields of a `vpc_info`: the VPC, and its project when given.
pub(super) fn vpc_info(
    object: &Map<String, Value>,
    field: &str,
) -> Result<(String, Option<String>), Refusal> {
    let Some(Value::Object(info)) = object.get(field) else {
        return Err(Refusal::Body(format!(
            "Failed to parse request. Required attribute '{field}' not specified"
        )));
    };
    known(info, &["vpc_id", "tenant_id"])?;
    let vpc = text(info, "vpc_id")?.filter(|id| !id.is_empty());
    let vpc = vpc.ok_or_else(|| Refusal::Input(format!("{field}.vpc_id is required")))?;
    let tenant = text(info, "tenant_id")?.filter(|id| !id.is_empty());
    Ok((vpc, tenant))
}
