//! Private state: what a provider stores with an object and Terraform shows to nobody.

use serde_json::{Map, Value as Json};

/// The key of our own entry, so that what another provider stored is told apart.
const OWN: &str = "vpcconnect";

/// Our marks on one object. What another provider left there (after `moved`) is carried along.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Private {
    all: Map<String, Json>,
}

impl Private {
    /// Reads what is stored. Bytes that we did not write are no error: they say nothing to us.
    pub fn decode(bytes: &[u8]) -> Self {
        Self {
            all: serde_json::from_slice(bytes).unwrap_or_default(),
        }
    }

    /// The bytes to store; empty when there is nothing to say.
    pub fn encode(&self) -> Vec<u8> {
        if self.all.is_empty() {
            return Vec::new();
        }
        serde_json::to_vec(&self.all).unwrap_or_default()
    }

    /// Whether `mark` was set.
    pub fn has(&self, mark: &str) -> bool {
        self.get(mark) == Some(&Json::Bool(true))
    }

    /// Sets `mark`.
    pub fn set(&mut self, mark: &str) {
        self.put(mark, Json::Bool(true));
    }

    /// Keeps a value under `name`.
    pub(super) fn put(&mut self, name: &str, value: Json) {
        let own = self
            .all
            .entry(OWN)
            .or_insert_with(|| Json::Object(Map::new()));
        if let Json::Object(own) = own {
            own.insert(name.to_owned(), value);
        }
    }

    /// What is kept under `name`.
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        self.all.get(OWN)?.get(name)
    }

    /// The text kept under `name`.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Keeps a text under `name`.
    pub fn keep(&mut self, name: &str, text: &str) {
        self.put(name, Json::from(text));
    }

    /// Takes out the notes of a plan, whose names begin so.
    pub(super) fn take_notes(&mut self) -> Self {
        let mut notes = Self::default();
        if let Some(Json::Object(own)) = self.all.remove(OWN) {
            for (name, value) in own {
                let whose = if name.starts_with("plan.") {
                    &mut notes
                } else {
                    &mut *self
                };
                whose.put(&name, value);
            }
        }
        notes
    }

    /// Adds what another one has of ours.
    pub(super) fn extend(&mut self, other: &Self) {
        let ours = other.all.get(OWN).and_then(Json::as_object);
        for (name, value) in ours.into_iter().flatten() {
            self.put(name, value.clone());
        }
    }

    /// Takes a mark or a text away.
    pub fn clear(&mut self, mark: &str) {
        if let Some(Json::Object(own)) = self.all.get_mut(OWN) {
            own.remove(mark);
            if own.is_empty() {
                self.all.remove(OWN);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_and_go() {
        let mut private = Private::decode(b"");
        private.set("imported");
        let mut back = Private::decode(&private.encode());
        assert!(back.has("imported"));
        back.clear("imported");
        assert_eq!(back.encode(), b"");
    }

    #[test]
    fn foreign_bytes_are_carried() {
        // SDKv2 and the Go framework store JSON of their own; garbage may be there, too.
        let mut private = Private::decode(br#"{"schema_version":"1"}"#);
        assert!(!private.has("imported"));
        private.set("imported");
        assert!(String::from_utf8_lossy(&private.encode()).contains("schema_version"));
        assert_eq!(Private::decode(&[0xff, 0]), Private::default());
    }
}
