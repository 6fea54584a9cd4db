//! What an object is, whichever configuration reaches it.
//!
//! Hosts since Terraform 1.12 and OpenTofu 1.12 store an identity with each object, and import by one. It is stored whole
//! or not at all, and never changes while the object lives. All of its attributes are text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::diagnostics::Diagnostic;
use super::schema::Type;
use super::value::Value;

/// Whether an import has to name an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtImport {
    /// It has to.
    Required,
    /// It may.
    Optional,
}

/// One attribute of an identity.
#[derive(Clone, Debug)]
pub struct IdentityAttribute {
    /// Its name.
    pub name: &'static str,
    /// Sentences for the documentation.
    pub description: Cow<'static, str>,
    /// Whether an import has to name it.
    pub at_import: AtImport,
}

/// The attributes of a resource's identity, in the order of the documentation.
#[derive(Clone, Debug)]
pub struct IdentitySchema {
    /// Rises when a stored identity would no longer fit.
    pub version: i64,
    /// The attributes.
    pub attributes: Vec<IdentityAttribute>,
    wire: Type,
}

impl IdentitySchema {
    /// A schema, version 0.
    pub fn new(attributes: Vec<IdentityAttribute>) -> Self {
        let types = attributes.iter();
        let types = types.map(|one| (one.name.to_owned(), Type::String));
        Self {
            version: 0,
            wire: Type::Object(types.collect()),
            attributes,
        }
    }

    /// That of a resource whose objects have no identity: the host is told of none.
    pub fn none() -> Self {
        Self::new(Vec::new())
    }

    /// The type of a whole identity.
    pub fn wire_type(&self) -> &Type {
        &self.wire
    }

    /// Whether an identity says all that there is to say.
    fn is_whole(&self, identity: &Identity) -> bool {
        let mut attributes = self.attributes.iter();
        attributes.all(|one| identity.text(one.name).is_some())
    }

    /// The identity as it is sent, which names every attribute.
    pub fn to_value(&self, identity: &Identity) -> Value {
        let attributes = self.attributes.iter();
        let value = |name| identity.text(name).map_or(Value::Null, Value::text);
        Value::Map(
            attributes
                .map(|one| (one.name.to_owned(), value(one.name)))
                .collect(),
        )
    }
}

/// The values of an identity, as far as they are known. `""` says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity(BTreeMap<String, String>);

impl Identity {
    /// What a host sent; nothing where it sent none.
    pub fn from_value(value: &Value) -> Option<Self> {
        let Value::Map(entries) = value else {
            return None;
        };
        let mut identity = Self::default();
        for (name, value) in entries {
            identity.set(name, value.as_text());
        }
        Some(identity)
    }

    /// Names an attribute, where its value is known.
    pub fn set(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.0.insert(name.to_owned(), text.to_owned());
        }
    }

    /// The value of an attribute.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// What is not so of the object whose identity is `whole`, in a clause for each attribute.
    fn contradictions(&self, whole: &Self) -> Vec<String> {
        let differs = |(name, own): (&String, &String)| {
            let found = whole.text(name).filter(|found| found != own)?;
            Some(format!("its {name} is {found:?}, not {own:?}"))
        };
        self.0.iter().filter_map(differs).collect()
    }
}

/// The identity to store. Once it is whole it stays, whatever is `now` known of the object.
pub fn settled(
    schema: &IdentitySchema,
    before: Option<&Identity>,
    now: impl FnOnce() -> Option<Identity>,
) -> Option<Identity> {
    let stays = before.is_some_and(|it| schema.is_whole(it));
    let now = if stays { None } else { now() };
    now.filter(|now| schema.is_whole(now))
        .or_else(|| before.cloned())
}

/// Checks that an object is the one that a user named to import it.
///
/// # Errors
/// What the user is told of another one.
pub fn is_the_one(named: &Identity, found: &Identity) -> Result<(), Diagnostic> {
    let wrong = named.contradictions(found);
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Diagnostic::error(
        "The object is not the one that the identity names",
        format!(
            "An object with this id was found, but {}. Correct the identity in the import.",
            wrong.join(", and ")
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> IdentitySchema {
        let attribute = |name| IdentityAttribute {
            name,
            description: "A part of it.".into(),
            at_import: AtImport::Optional,
        };
        IdentitySchema::new(vec![attribute("region"), attribute("id")])
    }

    fn identity(entries: &[(&str, &str)]) -> Identity {
        let mut identity = Identity::default();
        for (name, text) in entries {
            identity.set(name, Some(text));
        }
        identity
    }

    #[test]
    fn it_is_stored_whole_or_not_at_all_and_stays() {
        let whole = identity(&[("region", "eu-de"), ("id", "1")]);
        let other = identity(&[("region", "eu-nl"), ("id", "1")]);
        let part = identity(&[("region", ""), ("id", "1")]);
        let settled = |before: Option<&Identity>, now: &Identity| {
            settled(&schema(), before, || Some(now.clone()))
        };
        assert_eq!(settled(None, &whole), Some(whole.clone()));
        assert_eq!(settled(None, &part), None);
        assert_eq!(settled(Some(&part), &whole), Some(whole.clone()));
        assert_eq!(settled(Some(&whole), &part), Some(whole.clone()));
        assert_eq!(settled(Some(&whole), &other), Some(whole.clone()));
    }

    #[test]
    fn what_was_named_has_to_be_what_was_found() {
        let found = identity(&[("region", "eu-de"), ("id", "1")]);
        assert_eq!(is_the_one(&identity(&[("id", "1")]), &found), Ok(()));
        let named = identity(&[("region", "eu-nl"), ("id", "1")]);
        let told = is_the_one(&named, &found).unwrap_err();
        assert!(
            told.detail
                .contains("its region is \"eu-de\", not \"eu-nl\""),
            "{}",
            told.detail
        );
        assert!(!told.detail.contains("its id"), "{}", told.detail);
    }

    #[test]
    fn what_is_sent_names_every_attribute() {
        let part = identity(&[("id", "1")]);
        let sent = schema().to_value(&part);
        assert!(sent.attribute("region").is_null());
        assert_eq!(Identity::from_value(&sent), Some(part));
        assert_eq!(Identity::from_value(&Value::Null), None);
    }
}
