//! What comes over from a resource of another provider by a `moved` block: its state as it is stored, which is trusted no
//! further than each attribute's type.

use serde_json::{Map, Value as Json};

use super::diagnostics::Diagnostic;
use super::value::Number;

/// Our mark on an object that came over, until it has been read once: nobody but the plan knows the account that reaches
/// it.
pub const MOVED: &str = "moved";

/// A stored object of another resource.
#[derive(Clone, Debug)]
pub struct Source {
    /// The type of the resource.
    pub type_name: String,
    /// The version of its schema.
    pub version: i64,
    attributes: Map<String, Json>,
}

/// An object that came over.
#[derive(Debug)]
pub struct Moved<S> {
    /// Its state.
    pub state: S,
    /// What means something else from now on.
    pub warning: Option<Diagnostic>,
}

impl Source {
    /// Reads the JSON of a state.
    ///
    /// # Errors
    /// What the user is told when it is none.
    pub fn new(type_name: &str, version: i64, json: &[u8]) -> Result<Self, Diagnostic> {
        match serde_json::from_slice(json) {
            Ok(Json::Object(attributes)) => Ok(Self {
                type_name: type_name.to_owned(),
                version,
                attributes,
            }),
            _ => Err(unreadable(type_name, "It is no object.")),
        }
    }

    /// An object within it.
    fn inner(&self, attributes: &Map<String, Json>) -> Self {
        Self {
            type_name: self.type_name.clone(),
            version: self.version,
            attributes: attributes.clone(),
        }
    }

    fn wrong(&self, name: &str) -> Diagnostic {
        unreadable(
            &self.type_name,
            &format!("{name} is of another type than expected."),
        )
    }

    /// A text or a number, as text: `""` and null say nothing. A number keeps each of its digits.
    ///
    /// # Errors
    /// What the user is told of another type.
    pub fn text(&self, name: &str) -> Result<Option<String>, Diagnostic> {
        match self.attributes.get(name) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(text)) if text.is_empty() => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.clone())),
            Some(Json::Number(number)) if !number.is_f64() => Ok(Some(number.to_string())),
            Some(_) => Err(self.wrong(name)),
        }
    }

    /// A text that has to be there.
    ///
    /// # Errors
    /// What the user is told when it is not.
    pub fn required(&self, name: &str) -> Result<String, Diagnostic> {
        let missing = || unreadable(&self.type_name, &format!("{name} is missing."));
        self.text(name)?.ok_or_else(missing)
    }

    /// A number.
    ///
    /// # Errors
    /// What the user is told of another type.
    pub fn number(&self, name: &str) -> Result<Option<Number>, Diagnostic> {
        let text = self.text(name)?;
        text.map(|text| Number::parse(&text).ok_or_else(|| self.wrong(name)))
            .transpose()
    }

    /// Whether a flag is set.
    ///
    /// # Errors
    /// What the user is told of another type.
    pub fn flag(&self, name: &str) -> Result<bool, Diagnostic> {
        match self.attributes.get(name) {
            None | Some(Json::Null) => Ok(false),
            Some(Json::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.wrong(name)),
        }
    }

    /// Texts by keys.
    ///
    /// # Errors
    /// What the user is told of another type.
    pub fn texts(&self, name: &str) -> Result<Vec<(String, String)>, Diagnostic> {
        let entries = match self.attributes.get(name) {
            None | Some(Json::Null) => return Ok(Vec::new()),
            Some(Json::Object(entries)) => self.inner(entries),
            Some(_) => return Err(self.wrong(name)),
        };
        let mut texts = Vec::new();
        for (key, value) in &entries.attributes {
            match value {
                Json::Null => {}
                Json::String(text) => texts.push((key.clone(), text.clone())),
                _ => return Err(self.wrong(name)),
            }
        }
        Ok(texts)
    }

    /// Texts in order.
    ///
    /// # Errors
    /// What the user is told of another type.
    pub fn list(&self, name: &str) -> Result<Vec<String>, Diagnostic> {
        let items = self.items(name)?.iter();
        let text = |item: &Json| item.as_str().map(str::to_owned);
        items
            .map(|item| text(item).ok_or_else(|| self.wrong(name)))
            .collect()
    }

    /// Objects in order.
    ///
    /// # Errors
    /// What the user is told of another type.
    pub fn objects(&self, name: &str) -> Result<Vec<Self>, Diagnostic> {
        let items = self.items(name)?.iter();
        items
            .map(|item| match item {
                Json::Object(entries) => Ok(self.inner(entries)),
                _ => Err(self.wrong(name)),
            })
            .collect()
    }

    fn items(&self, name: &str) -> Result<&[Json], Diagnostic> {
        match self.attributes.get(name) {
            None | Some(Json::Null) => Ok(&[]),
            Some(Json::Array(items)) => Ok(items),
            Some(_) => Err(self.wrong(name)),
        }
    }
}

fn unreadable(type_name: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        format!("The state of {type_name} cannot be taken over"),
        format!(
            "{why} Nothing was changed. Let the other provider refresh it first (`terraform apply -refresh-only`), \
             or use a `removed` block for it and import the object here."
        ),
    )
}
