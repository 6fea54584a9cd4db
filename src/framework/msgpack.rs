//! Values to and from msgpack, as cty lays them out.
//!
//! Reading is led by the type: what the type does not foresee is an error that names the path, depth
//! is the type's depth, and nothing is allocated because a length was declared.
//! Source: docs/plugin-protocol/object-wire-format.md of hashicorp/terraform; cty/msgpack of
//! zclconf/go-cty.

use std::collections::BTreeMap;

use rmp::Marker;
use rmp::encode;

use super::path::{At, Path};
use super::schema::Type;
use super::value::{Number, Value};

/// Why bytes are no value of their type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", if path.steps().is_empty() { String::new() } else { format!("{path}: ") })]
pub struct Error {
    /// Where in the value.
    pub path: Path,
    /// What is wrong there.
    pub problem: String,
}

/// Reads one value of type `of`.
///
/// # Errors
/// [`Error`] when the bytes are cut short, go on after the value, or are of another type.
pub fn decode(bytes: &[u8], of: &Type) -> Result<Value, Error> {
    let mut reader = Reader { rest: bytes };
    let value = reader.value(of, &At::Root)?;
    if !reader.rest.is_empty() {
        return Err(fail(&At::Root, "there are bytes after the value"));
    }
    Ok(value)
}

fn fail(at: &At<'_>, problem: impl Into<String>) -> Error {
    Error {
        path: at.path(),
        problem: problem.into(),
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn value(&mut self, of: &Type, at: &At<'_>) -> Result<Value, Error> {
        let marker = self.marker(at)?;
        if let Some(extension) = self.extension_length(marker, at)? {
            // Unknown. A refinement may follow ("not null", "starts with …"); a provider may ignore it.
            self.take(extension, at)?;
            return Ok(Value::Unknown);
        }
        if marker == Marker::Null {
            return Ok(Value::Null);
        }
        match of {
            Type::Bool => match marker {
                Marker::True => Ok(Value::Bool(true)),
                Marker::False => Ok(Value::Bool(false)),
                other => Err(unexpected(at, "a bool", other)),
            },
            Type::String => Ok(Value::String(self.text(marker, at)?)),
            Type::Number => self.number(marker, at).map(Value::Number),
            Type::List(element) | Type::Set(element) => {
                let length = self.array_length(marker, at)?;
                let mut items = Vec::new();
                for index in 0..length {
                    items.push(self.value(element, &At::Index(at, index))?);
                }
                Ok(Value::List(items))
            }
            Type::Map(element) => {
                let length = self.map_length(marker, at)?;
                let mut entries = BTreeMap::new();
                for _ in 0..length {
                    let key = self.key(at)?;
                    let value = self.value(element, &At::Key(at, &key))?;
                    entries.insert(key, value);
                }
                Ok(Value::Map(entries))
            }
            Type::Object(attributes) => self.object(attributes, marker, at),
        }
    }

    fn object(
        &mut self,
        attributes: &BTreeMap<String, Type>,
        marker: Marker,
        at: &At<'_>,
    ) -> Result<Value, Error> {
        let length = self.map_length(marker, at)?;
        let mut entries = BTreeMap::new();
        for _ in 0..length {
            let key = self.key(at)?;
            let of = attributes
                .get(&key)
                .ok_or_else(|| fail(at, format!("there is no attribute {key:?}")))?;
            let value = self.value(of, &At::Attribute(at, &key))?;
            entries.insert(key, value);
        }
        // Each of them is an attribute: only fewer can lack one.
        let missing = if entries.len() < attributes.len() {
            attributes.keys().find(|name| !entries.contains_key(*name))
        } else {
            None
        };
        match missing {
            Some(missing) => Err(fail(at, format!("the attribute {missing:?} is missing"))),
            None => Ok(Value::Map(entries)),
        }
    }

    fn number(&mut self, marker: Marker, at: &At<'_>) -> Result<Number, Error> {
        let no_number = || fail(at, "a finite number was expected");
        Ok(match marker {
            Marker::FixPos(number) => Number::from(u64::from(number)),
            Marker::FixNeg(number) => Number::from(i64::from(number)),
            Marker::U8 => Number::from(u64::from(u8::from_be_bytes(self.array(at)?))),
            Marker::U16 => Number::from(u64::from(u16::from_be_bytes(self.array(at)?))),
            Marker::U32 => Number::from(u64::from(u32::from_be_bytes(self.array(at)?))),
            Marker::U64 => Number::from(u64::from_be_bytes(self.array(at)?)),
            Marker::I8 => Number::from(i64::from(i8::from_be_bytes(self.array(at)?))),
            Marker::I16 => Number::from(i64::from(i16::from_be_bytes(self.array(at)?))),
            Marker::I32 => Number::from(i64::from(i32::from_be_bytes(self.array(at)?))),
            Marker::I64 => Number::from(i64::from_be_bytes(self.array(at)?)),
            Marker::F32 => Number::from_f64(f64::from(f32::from_be_bytes(self.array(at)?)))
                .ok_or_else(no_number)?,
            Marker::F64 => {
                Number::from_f64(f64::from_be_bytes(self.array(at)?)).ok_or_else(no_number)?
            }
            // What no int64 and no float64 holds exactly comes as text, 0.1 among it.
            other => Number::parse(&self.text(other, at)?).ok_or_else(no_number)?,
        })
    }

    fn key(&mut self, at: &At<'_>) -> Result<String, Error> {
        let marker = self.marker(at)?;
        self.text(marker, at)
    }

    fn text(&mut self, marker: Marker, at: &At<'_>) -> Result<String, Error> {
        let length = match marker {
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 => usize::from(u8::from_be_bytes(self.array(at)?)),
            Marker::Str16 => usize::from(u16::from_be_bytes(self.array(at)?)),
            Marker::Str32 => size(u32::from_be_bytes(self.array(at)?)),
            other => return Err(unexpected(at, "text", other)),
        };
        let bytes = self.take(length, at)?;
        std::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| fail(at, "text is not valid UTF-8"))
    }

    fn array_length(&mut self, marker: Marker, at: &At<'_>) -> Result<usize, Error> {
        match marker {
            Marker::FixArray(length) => Ok(usize::from(length)),
            Marker::Array16 => Ok(usize::from(u16::from_be_bytes(self.array(at)?))),
            Marker::Array32 => Ok(size(u32::from_be_bytes(self.array(at)?))),
            other => Err(unexpected(at, "a list", other)),
        }
    }

    fn map_length(&mut self, marker: Marker, at: &At<'_>) -> Result<usize, Error> {
        match marker {
            Marker::FixMap(length) => Ok(usize::from(length)),
            Marker::Map16 => Ok(usize::from(u16::from_be_bytes(self.array(at)?))),
            Marker::Map32 => Ok(size(u32::from_be_bytes(self.array(at)?))),
            other => Err(unexpected(at, "a map or an object", other)),
        }
    }

    /// The length of an extension's type byte and payload, when `marker` begins one.
    fn extension_length(&mut self, marker: Marker, at: &At<'_>) -> Result<Option<usize>, Error> {
        let payload = match marker {
            Marker::FixExt1 => 1,
            Marker::FixExt2 => 2,
            Marker::FixExt4 => 4,
            Marker::FixExt8 => 8,
            Marker::FixExt16 => 16,
            Marker::Ext8 => usize::from(u8::from_be_bytes(self.array(at)?)),
            Marker::Ext16 => usize::from(u16::from_be_bytes(self.array(at)?)),
            Marker::Ext32 => size(u32::from_be_bytes(self.array(at)?)),
            _ => return Ok(None),
        };
        Ok(Some(payload.saturating_add(1)))
    }

    fn marker(&mut self, at: &At<'_>) -> Result<Marker, Error> {
        let [byte] = self.array(at)?;
        Ok(Marker::from_u8(byte))
    }

    fn array<const N: usize>(&mut self, at: &At<'_>) -> Result<[u8; N], Error> {
        let (head, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or_else(|| fail(at, "the value is cut short"))?;
        self.rest = rest;
        Ok(*head)
    }

    fn take(&mut self, length: usize, at: &At<'_>) -> Result<&'a [u8], Error> {
        let (head, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| fail(at, "the value is cut short"))?;
        self.rest = rest;
        Ok(head)
    }
}

fn size(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

fn unexpected(at: &At<'_>, wanted: &str, found: Marker) -> Error {
    fail(at, format!("{wanted} was expected, not {found:?}"))
}

/// Writes one value. Numbers go out as integers where they fit, else as decimal text, which cty
/// reads exactly.
pub fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes, value);
    bytes
}

/// Writing to a `Vec` cannot fail, so the results that `rmp` returns say nothing.
fn write(to: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => {
            let _ = encode::write_nil(to);
        }
        // cty's plain unknown: extension 0 with one zero byte.
        Value::Unknown => to.extend_from_slice(&[0xd4, 0, 0]),
        Value::Bool(flag) => {
            let _ = encode::write_bool(to, *flag);
        }
        Value::Number(number) => {
            let _ = match number.as_i64() {
                Some(number) => encode::write_sint(to, number).map(|_| ()),
                None => encode::write_str(to, number.as_str()),
            };
        }
        Value::String(text) => {
            let _ = encode::write_str(to, text);
        }
        Value::List(items) => {
            let _ = encode::write_array_len(to, length(items.len()));
            for item in items {
                write(to, item);
            }
        }
        Value::Map(entries) => {
            let _ = encode::write_map_len(to, length(entries.len()));
            for (key, item) in entries {
                let _ = encode::write_str(to, key);
                write(to, item);
            }
        }
    }
}

fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "msgpack_tests.rs"]
mod tests;
