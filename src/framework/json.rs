//! Values from the JSON of a state file.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::msgpack::Error;
use super::path::{At, Path};
use super::schema::Type;
use super::value::{Number, Value};

/// Reads a stored object of type `of`. What the schema has gained since is null; what it has lost
/// is left out.
///
/// # Errors
/// [`Error`] when it is no JSON or a value is of another type.
pub fn decode(bytes: &[u8], of: &Type) -> Result<Value, Error> {
    let json: Json = serde_json::from_slice(bytes).map_err(|error| Error {
        path: Path::root(),
        problem: format!("it is not JSON: {error}"),
    })?;
    convert(json, of, &At::Root)
}

fn convert(json: Json, of: &Type, at: &At<'_>) -> Result<Value, Error> {
    Ok(match (json, of) {
        (Json::Null, _) => Value::Null,
        (Json::Bool(flag), Type::Bool) => Value::Bool(flag),
        (Json::String(text), Type::String) => Value::String(text),
        (Json::Number(number), Type::Number) => {
            let number = Number::parse(&number.to_string())
                .or_else(|| number.as_f64().and_then(Number::from_f64));
            match number {
                Some(number) => Value::Number(number),
                None => return Err(mismatch(at)),
            }
        }
        (Json::String(text), Type::Number) => match Number::parse(&text) {
            Some(number) => Value::Number(number),
            None => return Err(mismatch(at)),
        },
        (Json::Array(items), Type::List(element) | Type::Set(element)) => {
            let items = items.into_iter().enumerate();
            let items: Result<_, _> = items
                .map(|(index, item)| convert(item, element, &At::Index(at, index)))
                .collect();
            Value::List(items?)
        }
        (Json::Object(entries), Type::Map(element)) => {
            let entries: Result<_, _> = entries
                .into_iter()
                .map(|(key, item)| {
                    let item = convert(item, element, &At::Key(at, &key))?;
                    Ok((key, item))
                })
                .collect();
            Value::Map(entries?)
        }
        (Json::Object(mut entries), Type::Object(attributes)) => {
            let mut object = BTreeMap::new();
            for (name, of) in attributes {
                let item = entries.remove(name).unwrap_or(Json::Null);
                let item = convert(item, of, &At::Attribute(at, name))?;
                object.insert(name.clone(), item);
            }
            Value::Map(object)
        }
        _ => return Err(mismatch(at)),
    })
}

fn mismatch(at: &At<'_>) -> Error {
    Error {
        path: at.path(),
        problem: "the stored value has another type".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_states_fit() {
        let of = Type::Object(
            [
                ("id".to_owned(), Type::String),
                ("new".to_owned(), Type::Bool),
                ("size".to_owned(), Type::Number),
            ]
            .into(),
        );
        let state = decode(br#"{"id":"x","lost":[1],"size":1e2}"#, &of).unwrap();
        assert_eq!(state.attribute("id").as_text(), Some("x"));
        assert!(state.attribute("new").is_null());
        assert_eq!(state.attribute("size"), &Value::Number(100_i64.into()));
        let told = decode(br#"{"id":{}}"#, &of).unwrap_err().to_string();
        assert_eq!(told, "id: the stored value has another type");
        assert!(decode(b"{", &of).is_err());
    }
}
