use proptest::prelude::*;

use super::*;

fn object(attributes: &[(&str, Type)]) -> Type {
    Type::Object(
        attributes
            .iter()
            .map(|(name, of)| ((*name).to_owned(), of.clone()))
            .collect(),
    )
}

#[test]
fn numbers_arrive_in_every_form() {
    // As cty sends them: 3, 1.5, "0.1", a number past 2^64, and the widest integers.
    let cases: [(&[u8], &str); 7] = [
        (&[0x03], "3"),
        (&[0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], "1.5"),
        (b"\xa30.1", "0.1"),
        (b"\xb9123456789012345678901.5", ""),
        (
            b"\xbe123456789012345678901234567890",
            "123456789012345678901234567890",
        ),
        (
            &[0xcf, 255, 255, 255, 255, 255, 255, 255, 255],
            "18446744073709551615",
        ),
        (&[0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0], "-9223372036854775808"),
    ];
    for (bytes, expected) in cases {
        match decode(bytes, &Type::Number) {
            Ok(Value::Number(number)) => assert_eq!(number.as_str(), expected),
            other => assert!(expected.is_empty(), "{other:?}"),
        }
    }
}

#[test]
fn unknowns_of_every_form_are_unknown() {
    for bytes in [
        &[0xd4, 0, 0][..],
        &[0xc7, 0, 0],
        // Refined: extension 12, "not null".
        &[0xc7, 3, 12, 0x81, 1, 0xc2],
    ] {
        assert_eq!(decode(bytes, &Type::String), Ok(Value::Unknown));
    }
}

#[test]
fn objects_have_exactly_their_attributes() {
    let of = object(&[("a", Type::String), ("b", Type::Bool)]);
    let told = |bytes: &[u8]| decode(bytes, &of).unwrap_err().to_string();
    assert_eq!(told(b"\x81\xa1a\xa1x"), "the attribute \"b\" is missing");
    assert_eq!(told(b"\x81\xa1c\xa1x"), "there is no attribute \"c\"");
    assert_eq!(
        told(b"\x82\xa1a\xa1x\xa1b\xa1x"),
        "b: a bool was expected, not FixStr(1)"
    );
    assert_eq!(told(b"\x82\xa1a\xa1x"), "the value is cut short");
}

#[test]
fn declared_lengths_allocate_nothing() {
    let list = Type::List(Box::new(Type::String));
    assert!(decode(&[0xdd, 0xff, 0xff, 0xff, 0xff], &list).is_err());
    assert!(decode(&[0xdb, 0xff, 0xff, 0xff, 0xff], &Type::String).is_err());
    assert!(decode(&[0xc9, 0xff, 0xff, 0xff, 0xff, 0], &Type::String).is_err());
    let map = Type::Map(Box::new(Type::String));
    assert!(decode(&[0xdf, 0xff, 0xff, 0xff, 0xff], &map).is_err());
}

fn typed() -> impl Strategy<Value = (Type, Value)> {
    let leaf = prop_oneof![
        ".{0,8}".prop_map(|text| (Type::String, Value::String(text))),
        any::<bool>().prop_map(|flag| (Type::Bool, Value::Bool(flag))),
        any::<i64>().prop_map(|number| (Type::Number, Value::Number(number.into()))),
        (any::<i64>(), 1..1_000_000u32).prop_map(|(whole, part)| {
            let number = Number::parse(&format!("{whole}.{part}")).unwrap();
            (Type::Number, Value::Number(number))
        }),
        Just((Type::String, Value::Null)),
        Just((Type::Number, Value::Unknown)),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            (inner.clone(), 0..4usize).prop_map(|((of, value), count)| {
                (Type::List(Box::new(of)), Value::List(vec![value; count]))
            }),
            (inner.clone(), ".{0,4}").prop_map(|((of, value), key)| {
                (Type::Map(Box::new(of)), Value::Map([(key, value)].into()))
            }),
            (inner.clone(), inner).prop_map(|((of_a, a), (of_b, b))| {
                (
                    object(&[("a", of_a), ("b", of_b)]),
                    Value::Map([("a".to_owned(), a), ("b".to_owned(), b)].into()),
                )
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back((of, value) in typed()) {
        prop_assert_eq!(decode(&encode(&value), &of), Ok(value));
    }

    #[test]
    fn garbage_never_panics((of, _) in typed(), bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = decode(&bytes, &of);
    }
}
