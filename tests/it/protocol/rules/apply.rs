//! What an apply may return for what was planned, and the second plan for the first.

use std::collections::BTreeSet;

use crate::protocol::cty::{Cty, Type};

/// What of `planned` does not come true in `actual`: what is known may not change, what is unknown
/// may become anything of its type.
pub(crate) fn problems(of: &Type, planned: &Cty, actual: &Cty) -> Vec<String> {
    let mut problems = Vec::new();
    compare(of, planned, actual, "", &mut problems);
    problems
}

fn compare(of: &Type, planned: &Cty, actual: &Cty, at: &str, problems: &mut Vec<String>) {
    if planned.is_unknown() || (planned.is_null() && actual.is_null()) {
        return;
    }
    if planned.is_null() || actual.is_null() || actual.is_unknown() {
        problems.push(format!("{at}: was {planned}, but now {actual}"));
        return;
    }
    match (of, planned, actual) {
        (Type::Object(attributes), _, _) => {
            for (name, of) in attributes {
                let at = format!("{at}.{name}");
                compare(of, planned.get(name), actual.get(name), &at, problems);
            }
        }
        (Type::Map(element), Cty::Map(before), Cty::Map(after)) => {
            let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
            for key in keys {
                let at = format!("{at}[{key:?}]");
                match (before.get(key), after.get(key)) {
                    (Some(before), Some(after)) => compare(element, before, after, &at, problems),
                    (Some(_), None) => problems.push(format!("{at}: it has vanished")),
                    (None, _) => problems.push(format!("{at}: it has appeared")),
                }
            }
        }
        (Type::List(element), Cty::List(before), Cty::List(after)) => {
            if before.len() != after.len() {
                let (before, after) = (before.len(), after.len());
                problems.push(format!("{at}: the length changed from {before} to {after}"));
                return;
            }
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                compare(element, before, after, &format!("{at}[{index}]"), problems);
            }
        }
        (Type::Set(element), Cty::List(before), Cty::List(after)) => {
            let fits =
                |before: &Cty, after: &Cty| self::problems(element, before, after).is_empty();
            let lost = before
                .iter()
                .find(|one| !after.iter().any(|two| fits(one, two)));
            let new = after
                .iter()
                .find(|two| !before.iter().any(|one| fits(one, two)));
            if let Some(one) = lost.or(new) {
                problems.push(format!("{at}: {one} is on one side only"));
            }
            if after.len() > before.len() {
                problems.push(format!("{at}: the set has grown"));
            }
        }
        _ if planned != actual => {
            problems.push(format!("{at}: was {planned}, but now {actual}"));
        }
        _ => {}
    }
}
