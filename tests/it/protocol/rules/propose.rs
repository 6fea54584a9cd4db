//! The proposal: what Core makes of the prior state and the configuration before it asks.

use std::collections::BTreeMap;

use crate::protocol::cty::Cty;
use crate::protocol::schema::{Attribute, Attributes, Kind, Nesting};

/// Merges a configuration into a prior state. Core never marks anything unknown.
pub(crate) fn proposed(attributes: &Attributes, prior: &Cty, config: &Cty) -> Cty {
    let attributes = attributes.iter();
    Cty::Map(
        attributes
            .map(|(name, attribute)| {
                let value = merged(attribute, prior.get(name), config.get(name));
                (name.clone(), value)
            })
            .collect(),
    )
}

fn merged(attribute: &Attribute, prior: &Cty, config: &Cty) -> Cty {
    if attribute.computed && config.is_null() {
        // What the configuration once set is not kept as if it had been computed.
        let configured = attribute.optional && holds_configured(attribute, prior);
        return if configured { Cty::Null } else { prior.clone() };
    }
    match &attribute.kind {
        Kind::Nested(nesting, inner) if !config.is_null() && !config.is_unknown() => {
            nested(*nesting, inner, prior, config)
        }
        _ => config.clone(),
    }
}

fn nested(nesting: Nesting, inner: &Attributes, prior: &Cty, config: &Cty) -> Cty {
    let merge = |prior: &Cty, config: &Cty| match config {
        Cty::Null | Cty::Unknown => config.clone(),
        config => proposed(inner, prior, config),
    };
    match nesting {
        Nesting::Single => merge(prior, config),
        Nesting::Map => {
            let entries: BTreeMap<_, _> = config
                .entries()
                .map(|(key, entry)| (key.clone(), merge(prior.get(key), entry)))
                .collect();
            Cty::Map(entries)
        }
        Nesting::List => {
            let before = prior.items().iter().chain(std::iter::repeat(&Cty::Null));
            let pairs = before.zip(config.items());
            Cty::List(pairs.map(|(prior, config)| merge(prior, config)).collect())
        }
        Nesting::Set => {
            let mut before: Vec<_> = prior.items().iter().collect();
            let elements = config.items().iter().map(|element| {
                let found = before.iter().position(|one| came_from(inner, one, element));
                let prior = found.map_or(&Cty::Null, |found| before.remove(found));
                merge(prior, element)
            });
            Cty::List(elements.collect())
        }
    }
}

/// Whether a prior element of a set may have been made from this configured one.
fn came_from(attributes: &Attributes, prior: &Cty, config: &Cty) -> bool {
    attributes.iter().all(|(name, attribute)| {
        let (prior, config) = (prior.get(name), config.get(name));
        prior == config || (attribute.computed && config.is_null())
    })
}

/// Whether a nested value holds something that only a configuration can have set.
fn holds_configured(attribute: &Attribute, value: &Cty) -> bool {
    let Kind::Nested(nesting, inner) = &attribute.kind else {
        return false;
    };
    let holds = |object: &Cty| {
        inner.iter().any(|(name, attribute)| {
            let value = object.get(name);
            !value.is_null() && (!attribute.computed || holds_configured(attribute, value))
        })
    };
    match nesting {
        Nesting::Single => !value.is_null() && holds(value),
        Nesting::Map => value.entries().any(|(_, entry)| holds(entry)),
        Nesting::List | Nesting::Set => value.items().iter().any(holds),
    }
}
