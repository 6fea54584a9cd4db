//! The functions that are fuzzed, with random bytes and with bytes that are nearly right.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;

use super::targets;

/// Any bytes, or words of the format in any order.
fn bytes(words: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(words);
    prop_oneof![
        1 => vec(any::<u8>(), 0..64),
        3 => vec(word, 0..16).prop_map(|words| words.concat()),
    ]
}

const MSGPACK: &[&[u8]] = &[
    b"\x80",
    b"\x81",
    b"\x83",
    b"\x91",
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xff",
    b"\xc0",
    b"\xc2",
    b"\xc3",
    b"\xd4\0\0",
    b"\xc7\x03\x0c\x81\x01\xc2",
    b"\xc9\xff\xff\xff\xff",
    b"\x00",
    b"\xff",
    b"\xd3\x80\0\0\0\0\0\0\0",
    b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xcb\x7f\xf0\0\0\0\0\0\0",
    b"\xcb\x7f\xf8\0\0\0\0\0\0",
    b"\xcb\x7f\xef\xff\xff\xff\xff\xff\xff",
    b"\xcb\0\0\0\0\0\0\0\x01",
    b"\xca\xff\x80\0\0",
    b"\xa30.1",
    b"\xa41e99",
    b"\xa2\xff\xfe",
    b"\xa1n",
    b"\xa1s",
    b"\xa1m",
    b"\xabhuaweicloud",
    b"\xa0",
];

const JSON: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"true",
    b"1e999",
    b"-0",
    b"1e308",
    b"0.1",
    b"123456789012345678901234567890",
    b"\"\\ud800\"",
    b"\"\xff\"",
    b"\"n\"",
    b"\"s\"",
    b"\"m\"",
    b"\"id\"",
    b"\"name\"",
    b"\"timeouts\"",
    b"\"create\"",
    b"\"99999999999999h\"",
    b"{\"n\":1,\"m\":{}}",
];

const IDS: &[&[u8]] = &[
    b"default",
    b"partner",
    b":",
    b"@",
    b"/",
    b".",
    b"..",
    b"x",
    b"eu-de",
    b" ",
    b"\n",
    b"\xff",
    b"?",
    b"#",
    "对".as_bytes(),
    b"22b76469-08e3-4937-8c1d-7aad34892be1",
];

const ERRORS: &[&[u8]] = &[
    b"\x01\x2d",
    b"\x01\x30",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\"error_code\"",
    b"\"error_msg\"",
    b"\"code\"",
    b"\"message\"",
    b"\"type\"",
    b"\"NeutronError\"",
    b"\"request_id\"",
    b"\"APIGW.0308\"",
    b"\"VpcPeeringNotFound\"",
    b"1",
    b"null",
    b"\"\\u001b[2J\"",
    b"\"over ratelimit,limit:5,time:99999999999999999999 hour\"",
    b"<html>",
    b"\x1b[2J",
    b"\xe2\x80\xae",
];

const ANSWERS: &[&[u8]] = &[
    b"\n",
    b"{\"peering\":",
    b"}",
    b"{\"id\":\"peering-1\",\"status\":\"ACTIVE\"}",
    b"{\"id\":\"\",\"status\":\"ACTIVE\"}",
    b"{\"id\":\"..\",\"status\":\"ACTIVE\"}",
    b"{\"id\":\"other\",\"status\":\"\\u001b[2J\"}",
    b"{\"status\":\"ACTIVE\"}",
    b"{\"id\":1,\"status\":2}",
    b"{\"peerings\":[",
    b"]}",
    b"],\"peerings_links\":[{\"rel\":\"next\"}]}",
    b",",
    b"{\"error_code\":\"X.1\",\"error_msg\":\"no\"}",
    b"{\"projects\":[{\"id\":\"\",\"name\":\"cn-north-4\"}]}",
    b"{\"projects\":[{\"id\":\"a b\"}]}",
    b"null",
    b"[[[[",
    b"\xff",
    b"<html>",
];

const ALICLOUD: &[&[u8]] = &[
    b"\0\0",
    b"\x01\x2c",
    b"\x01\x2d",
    b"\x01\x90",
    b"\n",
    b"{\"RequestId\":\"r\"",
    b",\"InstanceId\":\"pcc-1\"",
    b",\"InstanceId\":1",
    b",\"Status\":\"Activated\"",
    b",\"OwnerId\":253460731706911258",
    b",\"VpcPeerConnects\":[{\"InstanceId\":\"pcc-1\"}]",
    b",\"Connections\":[{\"EndpointId\":\"ep-1\",\"ConnectionStatus\":\"Connected\"}]",
    b",\"NextToken\":\"t\"",
    b",\"TotalCount\":\"99999999999999999999\"",
    b",\"Code\":\"Throttling.User\"",
    b",\"Code\":\"InternalError\"",
    b",\"Message\":\"\\u001b[2J\"",
    b"}",
    b"<Error><Code>Conflict.Operation</Code>",
    b"\xff",
];

const PROFILES: &[&[u8]] = &[
    b"{\"current\":\"p\",\"profiles\":[{\"name\":\"p\"",
    b",\"mode\":\"AKSK\"",
    b",\"mode\":\"AK\"",
    b",\"mode\":\"ChainableRamRoleArn\",\"source_profile\":\"p\"",
    b",\"accessKeyId\":\"A\"",
    b",\"secretAccessKey\":\"CANARYSECRET\"",
    b",\"access_key_id\":\"A\"",
    b",\"access_key_secret\":\"CANARYSECRET\"",
    b",\"expired_seconds\":-1",
    b",{\"name\":\"default\"",
    b"}",
    b"]}",
    b"\n[default]",
    b"\n[p]",
    b"\ntype = ",
    b"access_key",
    b"\naccess_key_id = A",
    b"\naccess_key_secret = CANARYSECRET",
    b"https://",
    b"http://",
    b"127.0.0.1",
    b"[::1]",
    b"localhost",
    b":80",
    b"@",
    b"/",
    b"{region}",
    b"\xff",
];

const ENVIRONMENT: &[&[u8]] = &[
    b"\0",
    b"/tmp",
    b"|",
    b"\n",
    b"\xff",
    b"true",
    b"TRACE",
    b"-----BEGIN CERTIFICATE-----\n",
    b"-----END CERTIFICATE-----\n",
    b"AAAA\n",
    b"\xf0\x9f",
];

proptest! {
    #[test]
    fn values_of_msgpack(bytes in bytes(MSGPACK)) {
        targets::values(&bytes);
    }

    #[test]
    fn values_of_json(bytes in bytes(JSON)) {
        targets::values(&bytes);
    }

    #[test]
    fn import_ids(bytes in bytes(IDS)) {
        targets::import_id(&bytes);
    }

    #[test]
    fn error_bodies(bytes in bytes(ERRORS)) {
        targets::error_body(&bytes);
    }

    #[test]
    fn answers(bytes in bytes(ANSWERS)) {
        targets::answers(&bytes);
    }

    #[test]
    fn alicloud(bytes in bytes(ALICLOUD)) {
        targets::alicloud(&bytes);
    }

    #[test]
    fn profiles(bytes in bytes(PROFILES)) {
        targets::profiles(&bytes);
    }

    #[test]
    fn pages(bytes in vec(0..5u8, 0..24)) {
        targets::pages(&bytes);
    }

    #[test]
    fn environments(bytes in bytes(ENVIRONMENT)) {
        targets::environment(&bytes);
    }
}

/// The names in one of the folders of `fuzz/`, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().unwrap();
    let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
    let mut names: Vec<_> = entries.map(|entry| name(&entry.unwrap())).collect();
    names.sort();
    names
}

/// What a fuzzer starts from, and what it has found before.
#[test]
fn every_seed_of_every_target() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let programs = targets::ALL.map(|(name, _)| format!("{name}.rs"));
    assert_eq!(names(&fuzz.join("fuzz_targets")), programs);
    assert_eq!(
        names(&fuzz.join("seeds")),
        targets::ALL.map(|(name, _)| name)
    );
    for (target, run) in targets::ALL {
        let folder = fuzz.join("seeds").join(target);
        let seeds = names(&folder);
        assert!(!seeds.is_empty(), "{target} has no seeds");
        for seed in seeds {
            // Shown when it fails.
            println!("{target}/{seed}");
            run(&fs::read(folder.join(seed)).unwrap());
        }
    }
}

/// What no random bytes come to: the depths and lengths that have brought down other programs.
#[test]
fn the_deepest_and_the_longest() {
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(500_000), close.repeat(500_000));
    for deep in [
        deep("[", "]"),
        deep("{\"a\":", "}"),
        deep("[[{\"peering\":", "}]]"),
    ] {
        targets::values(deep.as_bytes());
        targets::error_body(format!("\u{1}\u{2c}{deep}").as_bytes());
        targets::answers(deep.as_bytes());
    }
    targets::values(&b"\x91".repeat(1_000_000));
    targets::values(&b"\x81\xa1x".repeat(500_000));
    let digits = "9".repeat(100_000);
    targets::values(digits.as_bytes());
    let number = [&[0xda, 0xff, 0xff][..], &digits.as_bytes()[..0xffff]].concat();
    targets::values(&number);
    targets::import_id(&b":@".repeat(100_000));
    targets::environment(&b"|".repeat(100_000));
}
