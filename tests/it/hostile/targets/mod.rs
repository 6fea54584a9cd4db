//! What bytes from outside may do: nothing but be refused, or be read as what they are.
//!
//! Each function takes any bytes and panics when a promise is broken. `properties` calls them with
//! bytes from proptest and with the seeds in `fuzz/seeds/`, the crate in `fuzz/` with those that libFuzzer
//! makes of the seeds.

mod alicloud;
mod profiles;

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::OnceLock;

use vpcconnect::cloud::huaweicloud::account::Session;
use vpcconnect::cloud::huaweicloud::endpoint::Connections;
use vpcconnect::cloud::huaweicloud::error::classify;
use vpcconnect::cloud::huaweicloud::peering::{Changes, Draft, Peerings};
use vpcconnect::cloud::huaweicloud::peering_list::Filter;
use vpcconnect::connection::handle::{Decides, Deletes, Modifies};
use vpcconnect::connection::observe::Ask;
use vpcconnect::connection::peering::Party;
use vpcconnect::connection::status::Decision;
use vpcconnect::credential::env::Environment;
use vpcconnect::framework::exchange::Encoded;
use vpcconnect::framework::schema::Type;
use vpcconnect::framework::server::Server;
use vpcconnect::framework::{json, msgpack};
use vpcconnect::http::error::{Failure, Kind};
use vpcconnect::plugin::handshake::{Address, Request};
use vpcconnect::plugin::{log, tls};
use vpcconnect::provider::VpcConnect;
use vpcconnect::resource::import_id::{Form, ImportId};

use super::scripted::{Scripted, answer, operation};

pub(crate) use alicloud::alicloud;
pub(crate) use profiles::profiles;

/// A name, and what it takes.
type Target = (&'static str, fn(&[u8]));

/// All of them, as `fuzz/fuzz_targets/` and `fuzz/seeds/` name them.
pub(crate) const ALL: [Target; 8] = [
    ("alicloud", alicloud),
    ("answers", answers),
    ("environment", environment),
    ("error_body", error_body),
    ("import_id", import_id),
    ("pages", pages),
    ("profiles", profiles),
    ("values", values),
];

/// The most that a diagnostic's cloud part may have, in characters.
const READABLE: usize = 2000;

/// The most calls that one list may take.
const MOST_PAGES: usize = 102;

fn named(name: &str) -> Changes {
    Changes {
        name: Some(name.to_owned()),
        description: None,
    }
}

fn server() -> &'static Server<VpcConnect> {
    static SERVER: OnceLock<Server<VpcConnect>> = OnceLock::new();
    SERVER.get_or_init(|| VpcConnect::server(Environment::empty()))
}

/// Every type that comes over the wire, and one with a number, a set and a map in it.
fn types() -> &'static [Type] {
    static TYPES: OnceLock<Vec<Type>> = OnceLock::new();
    TYPES.get_or_init(|| {
        let boxed = |of| Box::new(of);
        let mixed = Type::Object(
            [
                ("n".to_owned(), Type::Number),
                ("s".to_owned(), Type::Set(boxed(Type::Number))),
                (
                    "m".to_owned(),
                    Type::Map(boxed(Type::List(boxed(Type::Bool)))),
                ),
            ]
            .into(),
        );
        let mut types = vec![mixed, Type::Number, server().provider_schema().wire_type()];
        types.extend(server().resource_schemas().map(|(_, of)| of.wire_type()));
        types
    })
}

#[track_caller]
fn readable(told: &str) {
    assert!(!told.contains(char::is_control), "{told:?}");
    assert!(told.chars().count() < READABLE, "{told:?}");
}

/// Values of the host: what can be read, reads the same after it was written.
pub(crate) fn values(bytes: &[u8]) {
    for of in types() {
        if let Ok(value) = msgpack::decode(bytes, of) {
            let written = msgpack::encode(&value);
            assert_eq!(msgpack::decode(&written, of).as_ref(), Ok(&value));
        }
        if let Ok(value) = json::decode(bytes, of) {
            let written = msgpack::encode(&value);
            assert_eq!(msgpack::decode(&written, of).as_ref(), Ok(&value));
        }
    }
    for sent in [Encoded::Msgpack(bytes), Encoded::Json(bytes)] {
        let _ = server().validate_provider(sent);
        for (name, _) in server().resource_schemas() {
            let _ = server().validate_resource(name, sent);
            let upgraded = server().upgrade(name, 0, sent);
            assert!(upgraded.answer.is_null() || !upgraded.diagnostics.has_errors());
        }
    }
}

/// Import ids: what is taken apart makes the same text again, and names one object.
pub(crate) fn import_id(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let known = ["default", "partner"];
    match ImportId::parse(&text, Form::ONE, |account| known.contains(&account)) {
        Ok(parts) => {
            let account = parts.account.map_or(String::new(), |one| format!("{one}:"));
            let region = parts.region.map_or(String::new(), |one| format!("@{one}"));
            let id = parts.id;
            assert_eq!(format!("{account}{id}{region}"), text);
            assert!(!matches!(id.as_str(), "" | "." | ".."), "{text:?}");
            assert!(!id.contains(['/', '\n', '\0', ' ']), "{text:?}");
            assert!(!region.contains(['.', '/', ':', '?', '#']), "{text:?}");
        }
        Err(told) => assert!(told.detail.contains("[account:]id[@region]")),
    }
}

/// Error bodies: told in a few words, and never taken for more than they are. The first two bytes are
/// the status.
pub(crate) fn error_body(bytes: &[u8]) {
    let Some(([high, low], body)) = bytes.split_first_chunk::<2>() else {
        return;
    };
    let status = 100 + u16::from_be_bytes([*high, *low]) % 500;
    let error = classify(&answer(status, body));
    readable(&error.to_string());
    assert_eq!(
        (error.status, error.request_id.as_deref()),
        (status, Some("req-1"))
    );
    let gone = error.kind == Kind::NotFound;
    assert!(!gone || matches!(status, 400 | 404), "{error:?}");
    let unauthorized = matches!(
        error.kind,
        Kind::Unauthorized | Kind::Expired | Kind::Throttled
    );
    assert!(status != 401 || unauthorized, "{error:?}");
}

/// Bodies of answers, each ended by a line break and sent in turn, to every call there is.
pub(crate) fn answers(bytes: &[u8]) {
    let bodies: Vec<_> = bytes.split(|byte| *byte == b'\n').collect();
    let bodies: Vec<Vec<u8>> = bodies.into_iter().map(<[u8]>::to_vec).collect();
    run(async {
        let cloud = Scripted::new(move |number, _| {
            answer(200, bodies.get(number % bodies.len()).unwrap().clone())
        });
        let mut told = Vec::new();
        if let Err(error) = cloud.session(None).await {
            told.push(error.to_string());
        }
        let session = cloud.session(Some("project")).await.unwrap();
        let peerings = Peerings(&session);
        let id = "peering-1".into();
        let draft = Draft {
            name: "name".to_owned(),
            description: None,
            requester_vpc: "vpc-1".into(),
            accepter: Party {
                vpc: "vpc-2".into(),
                tenant: None,
                region: None,
            },
        };
        let mut failed = |failure: Failure| told.push(failure.to_string());
        // The second one is likely to come from a list.
        for ask in [Ask::Now, Ask::Recent("one"), Ask::Written] {
            match peerings.one(&id).read(&operation(), ask).await {
                Ok(seen) => assert!(seen.there().is_none_or(|shown| shown.id == id)),
                Err(failure) => failed(failure),
            }
        }
        match peerings.create(&operation(), &draft).await {
            Ok(made) => assert!(!made.id.as_str().is_empty()),
            Err(failure) => failed(failure),
        }
        for decision in [Decision::Accept, Decision::Reject] {
            match Decides::decide(&session, &operation(), &id, decision, &(), &()).await {
                Ok(decided) => assert_eq!(decided.unwrap().id, id),
                Err(failure) => failed(failure),
            }
        }
        match Modifies::modify(&session, &operation(), &id, &named("name"), &()).await {
            Ok(updated) => assert_eq!(updated.unwrap().id, id),
            Err(failure) => failed(failure),
        }
        if let Err(failure) = Deletes::delete(&session, &operation(), &id, &(), &()).await {
            failed(failure);
        }
        let before = cloud.asked();
        if let Err(failure) = peerings.list(&operation(), &Filter::default()).await {
            failed(failure);
        }
        assert!(
            cloud.asked() - before <= MOST_PAGES,
            "the pages have no end"
        );
        endpoints(&session, &mut failed).await;
        for told in told {
            readable(&told);
        }
    });
}

/// The same, of the calls about endpoints.
async fn endpoints(session: &Session, failed: &mut impl FnMut(Failure)) {
    let (service, id) = ("service-1".into(), "endpoint-1".into());
    let connections = Connections {
        session,
        service: &service,
    };
    for ask in [Ask::Now, Ask::Recent("one"), Ask::Written] {
        match connections.one(&id).read(&operation(), ask).await {
            Ok(seen) => assert!(seen.there().is_none_or(|shown| shown.id == id)),
            Err(failure) => failed(failure),
        }
    }
    let one = connections.one(&id);
    for decision in [Decision::Accept, Decision::Reject] {
        let decided = Decides::decide(one.source(), &operation(), &id, decision, &None, &()).await;
        match decided {
            Ok(decided) => assert_eq!(decided.unwrap().id, id),
            Err(failure) => failed(failure),
        }
    }
    let text = "text".to_owned();
    match Modifies::modify(one.source(), &operation(), &id, &text, &()).await {
        Ok(described) => assert_eq!(described.unwrap().id, id),
        Err(failure) => failed(failure),
    }
    if let Err(failure) = connections.approval(&operation()).await {
        failed(failure);
    }
}

/// Pages of a list, by what matters in them: each byte is the id of one peering, a zero ends the page,
/// and each page says that there is one more. They begin anew after the last one.
pub(crate) fn pages(bytes: &[u8]) {
    let page = |ids: &[u8]| {
        let peering = |id| serde_json::json!({ "id": format!("p{id}"), "status": "ACTIVE" });
        let peerings: Vec<_> = ids.iter().map(peering).collect();
        serde_json::json!({ "peerings": peerings, "peerings_links": [{ "rel": "next" }] })
    };
    let bodies: Vec<_> = bytes.split(|byte| *byte == 0).map(page).collect();
    let empty = bytes.split(|byte| *byte == 0).position(<[u8]>::is_empty);
    run(async {
        let count = bodies.len();
        let cloud = Scripted::new(move |number, _| {
            answer(200, bodies.get(number % count).unwrap().to_string())
        });
        let session = cloud.session(Some("project")).await.unwrap();
        let listed = Peerings(&session)
            .list(&operation(), &Filter::default())
            .await;
        match (listed, empty) {
            // An empty page is an end, when nothing went round before it.
            (Ok(_), empty) => assert_eq!(cloud.asked(), empty.unwrap() + 1),
            (Err(failure), _) => {
                let told = failure.to_string();
                assert!(told.contains("req-1") && told.contains("200"), "{told}");
                assert!(cloud.asked() <= MOST_PAGES, "{told}");
                readable(&told);
            }
        }
    });
}

/// The variables that a host sets, each ended by a zero: certificate, directory, multiplexing, level.
pub(crate) fn environment(bytes: &[u8]) {
    let mut values = bytes.split(|byte| *byte == 0);
    let mut next = || values.next().unwrap_or_default();
    let (certificate, directory, multiplexing, level) = (next(), next(), next(), next());
    let env = |name: &str| {
        let value = match name {
            "TF_PLUGIN_MAGIC_COOKIE" => {
                b"d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
            }
            "PLUGIN_CLIENT_CERT" => certificate,
            "PLUGIN_UNIX_SOCKET_DIR" => directory,
            "PLUGIN_MULTIPLEX_GRPC" => multiplexing,
            _ => return None,
        };
        Some(OsStr::from_bytes(value).to_owned())
    };
    let request = Request::from_env(env).expect("the cookie is right");
    // Whoever sets a certificate, whatever it is, is never served without one.
    let pinned = request.client_certificate.as_deref();
    assert_eq!(pinned.unwrap_or_default(), certificate);
    assert_eq!(pinned.is_none(), certificate.is_empty());
    if let Some(pinned) = pinned {
        let _ = tls::Identity::new(pinned);
    }
    let path = Path::new(OsStr::from_bytes(directory));
    if let Ok(line) = request.line(&Address::Unix(path.into()), "CERT") {
        let fields: Vec<_> = line.split('|').collect();
        assert_eq!(
            fields.len(),
            if multiplexing.is_empty() { 6 } else { 7 },
            "{line}"
        );
        assert_eq!(fields.get(3).map(|path| path.as_bytes()), Some(directory));
        assert_eq!(line.lines().count(), 1, "{line}");
    }
    let _ = log::level(|_| Some(String::from_utf8_lossy(level).into_owned()));
}

/// Runs `work` where waiting takes no time.
fn run(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(work);
}
