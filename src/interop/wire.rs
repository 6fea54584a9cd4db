//! Values as serde reads and writes them for tf-provider's types: msgpack, in the form that those understand.

use rmp::encode;
use serde::{Deserialize, Serialize};

use crate::framework::diagnostics::Diagnostic;
use crate::framework::msgpack;
use crate::framework::schema::Type;
use crate::framework::value::{Number, Value};

/// A null.
pub(super) const NULL: [u8; 1] = [0xc0];

/// A value, packed.
pub(super) fn packed(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    pack(&mut bytes, value);
    bytes
}

/// Differs from what the host is sent in numbers alone: `Value<f64>` does not read text, which 0.1 is on the wire.
fn pack(to: &mut Vec<u8>, value: &Value) {
    // Writing to a `Vec` cannot fail.
    match value {
        Value::Number(number) => pack_number(to, number),
        Value::List(items) => {
            let _ = encode::write_array_len(to, length(items.len()));
            for item in items {
                pack(to, item);
            }
        }
        Value::Map(entries) => {
            let _ = encode::write_map_len(to, length(entries.len()));
            for (key, item) in entries {
                let _ = encode::write_str(to, key);
                pack(to, item);
            }
        }
        other => to.extend(msgpack::encode(other)),
    }
}

fn pack_number(to: &mut Vec<u8>, number: &Number) {
    if let Some(whole) = number.as_i64() {
        let _ = encode::write_sint(to, whole);
        return;
    }
    // A float that is written differently is another number.
    let float = number.as_f64().filter(|float| {
        Number::from_f64(*float).is_some_and(|back| back.as_str() == number.as_str())
    });
    let _ = match float {
        Some(float) => encode::write_f64(to, float).map_err(drop),
        None => encode::write_str(to, number.as_str()).map_err(drop),
    };
}

fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// What a resource takes. `what` is named when it does not take it.
pub(super) fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8], what: &str) -> Result<T, Diagnostic> {
    rmp_serde::from_slice(bytes).map_err(|error| {
        Diagnostic::error(
            format!("The {what} does not fit its Rust type"),
            format!("{error}. The type and the schema of the resource have to say the same."),
        )
    })
}

/// What a resource gives, packed.
pub(super) fn written<T: Serialize>(given: &T, what: &str) -> Result<Vec<u8>, Diagnostic> {
    rmp_serde::to_vec_named(given).map_err(|error| unwritable(what, &error.to_string()))
}

/// What a resource gives, of this type.
pub(super) fn value<T: Serialize>(given: &T, of: &Type, what: &str) -> Result<Value, Diagnostic> {
    let bytes = written(given, what)?;
    msgpack::decode(&bytes, of).map_err(|error| unwritable(what, &error.to_string()))
}

fn unwritable(what: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        format!("The {what} that the resource returned does not fit its schema"),
        format!("{why}. The type and the schema of the resource have to say the same."),
    )
}
