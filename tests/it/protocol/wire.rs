//! Values on the wire, as cty packs them and as strictly as cty reads them.
//!
//! Source: docs/plugin-protocol/object-wire-format.md of hashicorp/terraform; cty/msgpack of
//! zclconf/go-cty.

use std::collections::BTreeMap;

use rmpv::Value as Raw;
use vpcconnect::plugin::proto::tfplugin6::DynamicValue;

use super::cty::{Cty, Type};

/// How the host says "unknown".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknowns {
    /// As an extension of type 0.
    Plain,
    /// As hosts since 1.6 do when they know something of the value: extension 12.
    Refined,
}

/// Packs a value as the host does. Every message carries msgpack, also for null.
pub(crate) fn pack(value: &Cty, of: &Type, unknowns: Unknowns) -> DynamicValue {
    let mut msgpack = Vec::new();
    rmpv::encode::write_value(&mut msgpack, &raw(value, of, unknowns)).unwrap();
    DynamicValue {
        msgpack,
        json: Vec::new(),
    }
}

fn raw(value: &Cty, of: &Type, unknowns: Unknowns) -> Raw {
    match (value, of) {
        (Cty::Null, _) => Raw::Nil,
        (Cty::Unknown, of) => unknown(of, unknowns),
        (Cty::Bool(flag), Type::Bool) => Raw::from(*flag),
        (Cty::Text(text), Type::String) => Raw::from(text.as_str()),
        (Cty::Number(number), Type::Number) => packed_number(number),
        (Cty::List(items), Type::List(element) | Type::Set(element)) => Raw::Array(
            items
                .iter()
                .map(|item| raw(item, element, unknowns))
                .collect(),
        ),
        (Cty::Map(entries), Type::Map(element)) => Raw::Map(
            entries
                .iter()
                .map(|(key, value)| (Raw::from(key.as_str()), raw(value, element, unknowns)))
                .collect(),
        ),
        (Cty::Map(entries), Type::Object(attributes)) => {
            let names = entries.keys().eq(attributes.keys());
            assert!(names, "{value} has other attributes than {attributes:?}");
            let entries = entries.iter().zip(attributes.values());
            Raw::Map(
                entries
                    .map(|((name, value), of)| (Raw::from(name.as_str()), raw(value, of, unknowns)))
                    .collect(),
            )
        }
        (value, of) => panic!("{value} is no {of:?}"),
    }
}

fn unknown(of: &Type, unknowns: Unknowns) -> Raw {
    let not_null = (Raw::from(1), Raw::from(false));
    let refinements = match (unknowns, of) {
        (Unknowns::Plain, _) => return Raw::Ext(0, vec![0]),
        (_, Type::String) => vec![not_null, (Raw::from(2), Raw::from("pre-"))],
        (_, Type::List(_) | Type::Set(_) | Type::Map(_)) => {
            vec![not_null, (Raw::from(5), Raw::from(1))]
        }
        _ => vec![not_null],
    };
    let mut payload = Vec::new();
    rmpv::encode::write_value(&mut payload, &Raw::Map(refinements)).unwrap();
    Raw::Ext(12, payload)
}

/// An integer where it is one, a float where it is exact (few fractions are), else text: 0.1 too.
fn packed_number(number: &str) -> Raw {
    let exact = |float: &f64| float.fract() != 0.0 && (float * 1024.0).fract() == 0.0;
    match (number.parse::<i64>(), number.parse::<f64>()) {
        (Ok(whole), _) => Raw::from(whole),
        (_, Ok(float)) if exact(&float) => Raw::from(float),
        _ => Raw::from(number),
    }
}

/// Reads what the provider sent as a value of type `of`.
pub(crate) fn unpack(value: Option<&DynamicValue>, of: &Type) -> Result<Cty, String> {
    let Some(value) = value else {
        return Ok(Cty::Null);
    };
    let mut bytes = value.msgpack.as_slice();
    if bytes.is_empty() {
        if value.json.is_empty() {
            return Ok(Cty::Null);
        }
        return Err("the value is JSON, which this test does not read".to_owned());
    }
    let raw = rmpv::decode::read_value(&mut bytes).map_err(|error| error.to_string())?;
    if !bytes.is_empty() {
        return Err("there are bytes after the value".to_owned());
    }
    cooked(&raw, of, "")
}

fn cooked(raw: &Raw, of: &Type, at: &str) -> Result<Cty, String> {
    let wrong = || format!("{at}: {raw} is no {of:?}");
    Ok(match (raw, of) {
        (Raw::Nil, _) => Cty::Null,
        // Refinements bind the provider, and this test does not hold it to them.
        (Raw::Ext(12, _), _) => return Err(format!("{at}: a refined unknown")),
        (Raw::Ext(_, payload), _) if payload.len() <= 1 => Cty::Unknown,
        (Raw::Boolean(flag), Type::Bool) => Cty::Bool(*flag),
        (Raw::String(text), Type::String) => Cty::Text(text.as_str().ok_or_else(wrong)?.to_owned()),
        (Raw::Integer(number), Type::Number) => Cty::Number(number.to_string()),
        (Raw::F64(number), Type::Number) if number.is_finite() => Cty::Number(number.to_string()),
        (Raw::String(text), Type::Number) => {
            let number: f64 = text
                .as_str()
                .and_then(|one| one.parse().ok())
                .ok_or_else(wrong)?;
            Cty::Number(number.to_string())
        }
        (Raw::Array(items), Type::List(element) | Type::Set(element)) => {
            let items = items.iter().enumerate();
            let mut items: Vec<_> = items
                .map(|(index, item)| cooked(item, element, &format!("{at}[{index}]")))
                .collect::<Result<_, _>>()?;
            if matches!(of, Type::Set(_)) {
                items.sort_by_key(ToString::to_string);
                items.dedup();
            }
            Cty::List(items)
        }
        (Raw::Map(entries), Type::Map(element)) => {
            let mut map = BTreeMap::new();
            for (key, value) in entries {
                let key = key.as_str().ok_or_else(wrong)?;
                map.insert(
                    key.to_owned(),
                    cooked(value, element, &format!("{at}[{key:?}]"))?,
                );
            }
            Cty::Map(map)
        }
        (Raw::Map(entries), Type::Object(attributes)) => {
            let mut object = BTreeMap::new();
            for (name, value) in entries {
                let name = name.as_str().ok_or_else(wrong)?;
                let unsupported = || format!("{at}: unsupported attribute {name:?}");
                let of = attributes.get(name).ok_or_else(unsupported)?;
                object.insert(name.to_owned(), cooked(value, of, &format!("{at}.{name}"))?);
            }
            if let Some(name) = attributes.keys().find(|name| !object.contains_key(*name)) {
                return Err(format!("{at}: missing attribute {name:?}"));
            }
            Cty::Map(object)
        }
        _ => return Err(wrong()),
    })
}

#[test]
fn values_that_do_not_fit_their_type_are_refused() {
    let of = Type::Object([("a".to_owned(), Type::String)].into());
    let sent = |raw: Raw| {
        let mut msgpack = Vec::new();
        rmpv::encode::write_value(&mut msgpack, &raw).unwrap();
        unpack(
            Some(&DynamicValue {
                msgpack,
                json: Vec::new(),
            }),
            &of,
        )
    };
    let pair = |name: &str, value: Raw| (Raw::from(name), value);
    let good = sent(Raw::Map(vec![pair("a", Raw::from("x"))]));
    assert_eq!(good.unwrap().get("a").as_text(), "x");
    let unknown = sent(Raw::Map(vec![pair("a", Raw::Ext(0, vec![]))]));
    assert!(unknown.unwrap().get("a").is_unknown());
    for (wrong, why) in [
        (vec![], "missing attribute"),
        (
            vec![pair("a", Raw::Nil), pair("b", Raw::Nil)],
            "unsupported attribute",
        ),
        (vec![pair("a", Raw::from(1))], "is no String"),
        (vec![pair("a", Raw::Ext(12, vec![0x80]))], "refined"),
    ] {
        let told = sent(Raw::Map(wrong)).unwrap_err();
        assert!(told.contains(why), "{told}");
    }
}
