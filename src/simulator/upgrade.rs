//! Reads what a state file of version 1 has, where each cloud kept its objects in a form of its own.

use serde_json::{Map, Value, json};

use super::object::{Connection, Service};
use super::objects::Objects;

/// A file, as far as it has not been read.
pub(crate) type File = Map<String, Value>;

/// What stands under a name; null where nothing does.
pub(crate) fn at<'a>(of: &'a Value, name: &str) -> &'a Value {
    of.get(name).unwrap_or(&Value::Null)
}

/// The objects of a part of the file: it keeps them by their ids.
pub(crate) fn all(part: &Value) -> impl Iterator<Item = &Value> {
    part.as_object().into_iter().flat_map(Map::values)
}

/// What an object had under these names, with the defaults of what it had not.
pub(crate) fn own(old: &Value, fields: Vec<(&'static str, Value)>) -> Value {
    let fields = fields.into_iter();
    let fields = fields.map(|(name, usual)| {
        let value = old.get(name).cloned().unwrap_or(usual);
        (name.to_owned(), value)
    });
    Value::Object(fields.collect())
}

/// Adds a connection: what it had, and what is different in `new`.
pub(crate) fn connection(old: &Value, new: Value, objects: &mut Objects) -> serde_json::Result<()> {
    let mut whole = json!({ "service_id": null, "name": "", "description": "", "expires_at": at(old, "created_at") });
    merge(&mut whole, old.clone());
    merge(&mut whole, new);
    objects.insert(serde_json::from_value::<Connection>(whole)?);
    Ok(())
}

/// Adds a service.
pub(crate) fn service(old: &Value, new: Value, objects: &mut Objects) -> serde_json::Result<()> {
    let mut whole = old.clone();
    merge(&mut whole, new);
    objects.insert_service(serde_json::from_value::<Service>(whole)?);
    Ok(())
}

fn merge(whole: &mut Value, with: Value) {
    if let (Some(whole), Value::Object(with)) = (whole.as_object_mut(), with) {
        whole.extend(with);
    }
}
