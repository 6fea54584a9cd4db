//! Checks a configuration against its schema: what Core leaves to providers.

use super::diagnostics::{Diagnostic, Diagnostics};
use super::path::At;
use super::schema::{Attribute, Kind, Mode, Nesting};
use super::value::Value;

/// Refuses a null (or `""`) for a required attribute and whatever breaks a rule. Unknown values are
/// checked when they are known.
pub fn validate(attributes: &[Attribute], config: &Value, at: &At<'_>, told: &mut Diagnostics) {
    for attribute in attributes {
        let value = config.attribute(attribute.name);
        let here = At::Attribute(at, attribute.name);
        if attribute.mode == Mode::Required && value.is_empty() {
            told.push(
                Diagnostic::error(
                    format!("Missing value for {:?}", attribute.name),
                    format!(
                        "The attribute {:?} is required but was given {}. {}",
                        attribute.name,
                        if value.is_null() { "null" } else { "nothing" },
                        sentences(attribute),
                    ),
                )
                .at(here.path()),
            );
            continue;
        }
        match (&attribute.kind, value) {
            // `""` means the same as null, so no rule applies to it.
            (Kind::Of(_), Value::String(text)) if !text.is_empty() => {
                check_text(attribute, text, &here, told);
            }
            (Kind::Of(_), Value::Number(number)) => {
                for why in attribute
                    .rules
                    .iter()
                    .filter_map(|rule| rule.check_number(number).err())
                {
                    told.push(invalid(attribute, why, &here));
                }
            }
            (Kind::Of(_), Value::List(items)) => {
                for text in items.iter().filter_map(Value::as_text) {
                    check_text(attribute, text, &here, told);
                }
            }
            (Kind::Nested(Nesting::Single, inner), Value::Map(_)) => {
                validate(inner, value, &here, told);
            }
            (Kind::Nested(Nesting::List, inner), Value::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    if !item.is_null() {
                        validate(inner, item, &At::Index(&here, index), told);
                    }
                }
            }
            // The elements of a set have no address: what is wrong in one is told at the set.
            (Kind::Nested(Nesting::Set, inner), Value::List(items)) => {
                for item in items.iter().filter(|item| !item.is_null()) {
                    validate(inner, item, &here, told);
                }
            }
            (Kind::Nested(Nesting::Map, inner), Value::Map(entries)) => {
                for (key, entry) in entries {
                    if !entry.is_null() {
                        validate(inner, entry, &At::Key(&here, key), told);
                    }
                }
            }
            _ => {}
        }
    }
}

fn check_text(attribute: &Attribute, text: &str, here: &At<'_>, told: &mut Diagnostics) {
    for rule in &attribute.rules {
        if let Err(why) = rule.check(text) {
            // A secret's rules are no reason to repeat the secret.
            let why = if attribute.sensitive {
                "Its value does not have the right form.".to_owned()
            } else {
                why
            };
            told.push(invalid(attribute, why, here));
        }
    }
}

fn invalid(attribute: &Attribute, why: String, here: &At<'_>) -> Diagnostic {
    Diagnostic::error(format!("Invalid value for {:?}", attribute.name), why).at(here.path())
}

/// What the attribute is for, and what it may be.
fn sentences(attribute: &Attribute) -> String {
    let rules = attribute
        .rules
        .iter()
        .filter_map(super::rule::Rule::describe);
    let mut all = vec![attribute.description.clone().into_owned()];
    all.extend(rules.map(|rule| rule.replace('`', "")));
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::rule::Rule;
    use super::*;

    fn told(value: Value) -> Vec<String> {
        let attributes = [Attribute::string("decision", "What to answer.")
            .required()
            .rule(Rule::OneOf(&["accept", "reject"]))];
        let config = Value::Map([("decision".to_owned(), value)].into());
        let mut diagnostics = Diagnostics::default();
        validate(&attributes, &config, &At::Root, &mut diagnostics);
        diagnostics
            .iter()
            .map(|one| format!("{} at {}: {}", one.summary, one.path, one.detail))
            .collect()
    }

    #[test]
    fn null_and_other_words_are_refused_at_the_attribute() {
        for nothing in [Value::Null, Value::text("")] {
            let told = told(nothing).join("\n");
            assert!(
                told.starts_with("Missing value for \"decision\" at decision:"),
                "{told}"
            );
            assert!(told.contains("Exactly \"accept\" or \"reject\"."), "{told}");
        }
        assert_eq!(told(Value::text("yes")).len(), 1);
        assert_eq!(told(Value::text("accept")), [""; 0]);
        assert_eq!(told(Value::Unknown), [""; 0]);
    }

    #[test]
    fn nested_attributes_are_checked_where_they_are() {
        let line = |text| Value::Map([("text".to_owned(), text)].into());
        let lines = Value::List(vec![line(Value::text("a")), line(Value::Null), Value::Null]);
        let config = Value::Map([("lines".to_owned(), lines)].into());
        for (nesting, place) in [
            (Nesting::List, "lines[1].text"),
            (Nesting::Set, "lines.text"),
        ] {
            let text = Attribute::string("text", "What it says.").required();
            let attributes = [Attribute::nested(
                "lines",
                nesting,
                vec![text],
                "What is in it.",
            )];
            let mut told = Diagnostics::default();
            validate(&attributes, &config, &At::Root, &mut told);
            let places: Vec<_> = told.iter().map(|one| one.path.to_string()).collect();
            assert_eq!(places, [place]);
        }
    }
}
