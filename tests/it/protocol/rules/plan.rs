//! What a plan may say, and what Core makes of it.

use vpcconnect::plugin::proto::tfplugin6::AttributePath;
use vpcconnect::plugin::proto::tfplugin6::attribute_path::step::Selector;

use crate::protocol::cty::Cty;
use crate::protocol::schema::{Attribute, Attributes, Kind, Nesting};

/// What Core does with a planned change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Nothing: the provider is not called.
    NoOp,
    /// A create.
    Create,
    /// An update in place.
    Update,
    /// A destroy, then a create.
    Replace,
    /// A destroy.
    Delete,
}

/// What is wrong with a plan ("Provider produced invalid plan").
pub(crate) fn problems(
    attributes: &Attributes,
    prior: &Cty,
    config: &Cty,
    planned: &Cty,
) -> Vec<String> {
    let mut problems = Vec::new();
    match (config.is_null(), planned) {
        (true, Cty::Null) => {}
        (true, _) => problems.push("planned for existence, but config wants absence".to_owned()),
        (false, Cty::Null) => {
            problems.push("planned for absence, but config wants existence".to_owned());
        }
        (false, Cty::Unknown) => problems.push("the whole object is unknown".to_owned()),
        (false, _) => inside(attributes, prior, config, planned, "", &mut problems),
    }
    problems
}

fn inside(
    attributes: &Attributes,
    prior: &Cty,
    config: &Cty,
    planned: &Cty,
    at: &str,
    problems: &mut Vec<String>,
) {
    for (name, attribute) in attributes {
        let values = [prior.get(name), config.get(name), planned.get(name)];
        one(attribute, values, &format!("{at}.{name}"), problems);
    }
}

fn one(attribute: &Attribute, values: [&Cty; 3], at: &str, problems: &mut Vec<String>) {
    let [prior, config, planned] = values;
    if attribute.write_only {
        if !planned.is_null() {
            problems.push(format!("{at}: planned value for a write-only attribute"));
        }
        return;
    }
    // Unchanged, or kept although the configuration is written differently.
    let kept = planned == prior && !prior.is_null() && !config.is_null();
    if planned == config || kept {
        return;
    }
    let only_computed = attribute.computed && !attribute.optional;
    if only_computed || (attribute.computed && config.is_null()) {
        return;
    }
    if config.is_null() {
        problems.push(format!(
            "{at}: planned value {planned} for a non-computed attribute"
        ));
        return;
    }
    match &attribute.kind {
        Kind::Nested(nesting, inner) => nested(*nesting, inner, values, at, problems),
        Kind::Plain(_) => problems.push(format!(
            "{at}: planned value {planned} matches neither config value {config} nor prior value {prior}"
        )),
    }
}

fn nested(
    nesting: Nesting,
    inner: &Attributes,
    values: [&Cty; 3],
    at: &str,
    problems: &mut Vec<String>,
) {
    let [prior, config, planned] = values;
    if planned.is_null() {
        problems.push(format!(
            "{at}: planned for absence, but config wants existence"
        ));
        return;
    }
    if planned.is_unknown() || config.is_unknown() {
        problems.push(format!(
            "{at}: planned {planned} for the configured value {config}"
        ));
        return;
    }
    if nesting == Nesting::Single {
        inside(inner, prior, config, planned, at, problems);
        return;
    }
    let counts = [planned, config].map(|value| value.items().len().max(value.entries().count()));
    if counts[0] != counts[1] {
        problems.push(format!(
            "{at}: {} in the plan, {} in config",
            counts[0], counts[1]
        ));
        return;
    }
    // Elements of a set cannot be told from one another, so Core trusts the provider with them.
    let before = prior.items().iter().chain(std::iter::repeat(&Cty::Null));
    for (index, (planned, prior)) in planned.items().iter().zip(before).enumerate() {
        if nesting == Nesting::List {
            let at = format!("{at}[{index}]");
            inside(inner, prior, &config.items()[index], planned, &at, problems);
        }
    }
    for (key, planned) in planned.entries() {
        match config.entries().find(|(name, _)| *name == key) {
            Some((_, config)) => {
                let at = format!("{at}[{key:?}]");
                inside(inner, prior.get(key), config, planned, &at, problems);
            }
            None => problems.push(format!("{at}: key {key:?} is not in config")),
        }
    }
}

/// What Core does with a plan.
pub(crate) fn action(
    prior: &Cty,
    planned: &Cty,
    replace: &[AttributePath],
) -> Result<Action, String> {
    if prior.is_null() {
        // Paths that would replace mean nothing here.
        return Ok(Action::Create);
    }
    if planned.is_null() {
        return Ok(Action::Delete);
    }
    let mut replaces = false;
    for path in replace {
        let (before, after) = (follow(prior, path), follow(planned, path));
        if before.is_none() && after.is_none() {
            return Err(format!("{path:?} requires replacement and does not exist"));
        }
        let [before, after] = [before, after].map(|value| value.unwrap_or(&Cty::Null));
        replaces |= before != after || !after.is_wholly_known();
    }
    Ok(match (planned == prior, replaces) {
        (true, _) => Action::NoOp,
        (false, true) => Action::Replace,
        (false, false) => Action::Update,
    })
}

/// The value at a path, if there is one.
fn follow<'a>(value: &'a Cty, path: &AttributePath) -> Option<&'a Cty> {
    path.steps.iter().try_fold(value, |value, step| {
        match (value, step.selector.as_ref()?) {
            (Cty::Unknown, _) => Some(value),
            (
                Cty::Map(entries),
                Selector::AttributeName(name) | Selector::ElementKeyString(name),
            ) => entries.get(name),
            (Cty::List(items), Selector::ElementKeyInt(index)) => {
                items.get(usize::try_from(*index).ok()?)
            }
            _ => None,
        }
    })
}
