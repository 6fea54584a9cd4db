//! Reading request bodies as strictly as the services do: known fields only, right types.

use serde_json::{Map, Value};

use crate::simulator::refusal::Refusal;

/// The fields of an object in a body, and how its service refuses wrong ones.
pub(super) struct Fields {
    object: Map<String, Value>,
    refuse: fn(String) -> Refusal,
}

impl Fields {
    /// The object that a body is, with no other fields than the words of `known`.
    pub(super) fn read(
        body: &[u8],
        known: &str,
        refuse: fn(String) -> Refusal,
    ) -> Result<Self, Refusal> {
        let body = serde_json::from_slice(body)
            .map_err(|_| refuse("The request body is not JSON".to_owned()))?;
        Self::of("The request body", body, known, refuse)
    }

    fn of(
        name: &str,
        value: Value,
        known: &str,
        refuse: fn(String) -> Refusal,
    ) -> Result<Self, Refusal> {
        let Value::Object(object) = value else {
            return Err(refuse(format!("{name} is not an object")));
        };
        let is_known = |key: &String| known.split(' ').any(|known| known == key);
        match object.keys().find(|key| !is_known(key)) {
            Some(other) => Err(refuse(format!("Unrecognized attribute(s) '{other}'"))),
            None => Ok(Self { object, refuse }),
        }
    }

    /// The object in a field, which must be there.
    pub(super) fn inner(&mut self, name: &str, known: &str) -> Result<Self, Refusal> {
        let Some(inner) = self.object.remove(name) else {
            return Err((self.refuse)(format!(
                "Required attribute '{name}' not specified"
            )));
        };
        Self::of(name, inner, known, self.refuse)
    }

    /// The objects in a field, which must be there.
    pub(super) fn inners(&mut self, name: &str, known: &str) -> Result<Vec<Self>, Refusal> {
        let Some(Value::Array(items)) = self.object.remove(name) else {
            return Err((self.refuse)(format!("'{name}' is not a list")));
        };
        let items = items.into_iter();
        items
            .map(|item| Self::of(name, item, known, self.refuse))
            .collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.object.is_empty()
    }

    /// What stands in a field, whatever it is.
    pub(super) fn any(&self, name: &str) -> Option<&Value> {
        self.object.get(name)
    }

    /// A text, or none when the field is not there. `null` is not a text.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.object.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err((self.refuse)(format!(
                "Invalid input for {name}. Reason: '{other}' is not a valid string"
            ))),
        }
    }

    /// A text that must be there and say something.
    pub(super) fn required(&self, name: &str) -> Result<String, Refusal> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| (self.refuse)(format!("Required attribute '{name}' not specified")))
    }

    /// A flag, or none when the field is not there.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.object.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err((self.refuse)(format!("'{name}' is neither true nor false"))),
        }
    }

    /// A list of texts that must be there.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let items = self.object.get(name).and_then(Value::as_array);
        let texts = items.map(|items| items.iter().map(|one| one.as_str().map(str::to_owned)));
        let texts = texts.and_then(Iterator::collect::<Option<Vec<_>>>);
        texts.ok_or_else(|| (self.refuse)(format!("'{name}' is not a list of texts")))
    }
}
