//! Reading request bodies: known fields only, right types.

use serde_json::{Map, Value};

use super::error::Refused;

/// The object in a body, with no other fields than `names`.
pub(super) fn object(body: &[u8], names: &[&str]) -> Result<Map<String, Value>, Refused> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|_| Refused::Parameter("the request body is not JSON".into()))?;
    let Value::Object(object) = body else {
        return Err(Refused::Parameter(
            "the request body is not an object".into(),
        ));
    };
    known(&object, names)?;
    Ok(object)
}

/// Refuses every field that is not in `names`.
pub(super) fn known(object: &Map<String, Value>, names: &[&str]) -> Result<(), Refused> {
    match object.keys().find(|key| !names.contains(&key.as_str())) {
        None => Ok(()),
        Some(other) => Err(Refused::Parameter(format!("{other} is no parameter"))),
    }
}

/// A text, or none when the field is not there.
pub(super) fn text(object: &Map<String, Value>, name: &str) -> Result<Option<String>, Refused> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Refused::Parameter(format!("{name} is no text"))),
    }
}

/// A text that must be there and say something.
pub(super) fn required(object: &Map<String, Value>, name: &str) -> Result<String, Refused> {
    let text = text(object, name)?.filter(|text| !text.is_empty());
    text.ok_or_else(|| Refused::Parameter(format!("{name} is missing")))
}

/// A flag, or none when the field is not there.
pub(super) fn flag(object: &Map<String, Value>, name: &str) -> Result<Option<bool>, Refused> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(Refused::Parameter(format!(
            "{name} is neither true nor false"
        ))),
    }
}

/// A list of texts that must be there.
pub(super) fn texts(object: &Map<String, Value>, name: &str) -> Result<Vec<String>, Refused> {
    let wrong = || Refused::Parameter(format!("{name} is no list of texts"));
    let Some(Value::Array(items)) = object.get(name) else {
        return Err(wrong());
    };
    let texts = items.iter().map(|one| one.as_str().map(str::to_owned));
    texts.collect::<Option<Vec<_>>>().ok_or_else(wrong)
}

/// A description: no angle brackets.
pub(super) fn description(text: &str) -> Result<(), Refused> {
    if text.contains(['<', '>']) {
        return Err(Refused::Parameter(
            "description contains angle brackets".into(),
        ));
    }
    Ok(())
}
