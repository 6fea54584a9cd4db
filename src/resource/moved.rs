//! What comes over by a `moved` block from the resources of other providers: which they are, and what their states mean
//! here. Whose provider it is by its address decides nothing: registries and namespaces differ, the types do not.

use super::keys::{ANSWER, DECISION, ENDPOINT_ID, ID, PEERING_ID, SERVICE_ID, STATUS, TAGS, Tags};
use crate::connection::status::Statuses;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::moved::{Moved, Source};
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;

/// Takes over what a state says; a warning where something means something else from now on.
type Take = fn(&Source, &mut Object) -> Result<Option<Diagnostic>, Diagnostic>;

/// Types of resources whose states have one shape.
#[derive(Clone, Copy, Debug)]
pub struct SourceTypes {
    /// Their names: the type and its aliases.
    pub names: &'static [&'static str],
    /// What their states mean.
    pub take: Take,
}

/// The object of a state that comes over, if it is of one of `types`.
///
/// # Errors
/// What the user is told of a type or a version that is not known, or of a state that says too little.
pub fn moved(
    types: &[SourceTypes],
    schema: &Schema,
    source: &Source,
) -> Result<Moved<Object>, Diagnostic> {
    let name = source.type_name.as_str();
    let known = types.iter().find(|one| one.names.contains(&name));
    let Some(known) = known else {
        let names: Vec<_> = types.iter().flat_map(|one| one.names).copied().collect();
        return Err(Diagnostic::error(
            format!("{name} cannot be moved here"),
            format!(
                "The resource can take over {}. Anything else is taken over by an `import` block, and left by the \
                 other provider with a `removed` block.",
                names.join(", ")
            ),
        ));
    };
    if source.version != 0 {
        return Err(Diagnostic::error(
            format!("A state of {name} of this version is not known"),
            format!(
                "It has schema version {}, and this provider knows version 0 of {}.",
                source.version,
                known.names.join(", ")
            ),
        ));
    }
    let mut state = Object::empty(schema);
    let warning = (known.take)(source, &mut state)?;
    Ok(Moved { state, warning })
}

/// Takes over texts by the names that they have there.
///
/// # Errors
/// What the user is told of one that is none.
pub fn texts(
    source: &Source,
    state: &mut Object,
    names: &[(Key<String>, &str)],
) -> Result<(), Diagnostic> {
    for (key, name) in names {
        state.set(*key, source.text(name)?);
    }
    Ok(())
}

/// Takes over tags.
///
/// # Errors
/// What the user is told of what are none.
pub fn tags(source: &Source, state: &mut Object) -> Result<(), Diagnostic> {
    let tags = source.texts("tags")?.into_iter();
    let tags: Tags = tags.map(|(key, tag)| (key, Field::Known(tag))).collect();
    if !tags.is_empty() {
        state.set(TAGS, tags);
    }
    Ok(())
}

/// The peering of a state, by its id.
pub fn peering(state: &mut Object, id: &str) {
    state.set(ID, id);
    state.set(PEERING_ID, id);
}

/// The endpoint of a state, by its two parts, which the id has with `between` where their own attributes are not set.
///
/// # Errors
/// What the user is told of a part that stands nowhere.
pub fn endpoint(
    source: &Source,
    state: &mut Object,
    between: char,
    names: [&str; 2],
) -> Result<(), Diagnostic> {
    let id = source.required("id")?;
    let (service, endpoint) = id.split_once(between).unwrap_or((&id, ""));
    let part = |name, part: &str| match source.text(name)? {
        Some(text) => Ok(text),
        None if part.is_empty() => source.required(name),
        None => Ok(part.to_owned()),
    };
    let [service_id, endpoint_id] = names;
    let (service, endpoint) = (part(service_id, service)?, part(endpoint_id, endpoint)?);
    state.set(ID, format!("{service}/{endpoint}"));
    state.set(SERVICE_ID, service);
    state.set(ENDPOINT_ID, endpoint);
    Ok(())
}

/// Where it stands, and what was decided: what the status says, never what was configured there.
pub fn status(state: &mut Object, statuses: Statuses, word: Option<String>) {
    if let Some(word) = word {
        let standing = statuses.state(&word);
        state.set(ANSWER, standing.answer().as_str());
        state.set(DECISION, standing.decision());
        state.set(STATUS, word);
    }
}
