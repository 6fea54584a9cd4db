//! Where the time of an empty plan of 1,000 peerings goes: in processor time, which does not depend on
//! who else is busy.
//!
//! `cargo bench --bench profile` prints shares: Terraform's own (its process), and of the provider's
//! process the part of msgpack and JSON, of our rules and looks (both measured here, in one thread,
//! without a plugin), and what is left: gRPC, TLS, HTTP and the start.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a bench"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use vpcconnect::credential::env::Environment;
use vpcconnect::framework::exchange::{Before, Encoded};
use vpcconnect::framework::schema::{Attribute, Kind, Schema};
use vpcconnect::framework::server::{Import, Server};
use vpcconnect::framework::value::Value;
use vpcconnect::framework::{json, msgpack};
use vpcconnect::operation::monotonic;
use vpcconnect::provider::VpcConnect;
use vpcconnect::simulator::{Options, Seed, Simulator, World};

const BINARY: &str = env!("CARGO_BIN_EXE_terraform-provider-vpcconnect");
const PEERING: &str = "vpcconnect_huaweicloud_peering";
const COUNT: usize = 1000;
/// A tick of `/proc/…/stat`.
const TICK: Duration = Duration::from_millis(10);

fn config(url: &str) -> String {
    format!(
        r#"
terraform {{
  required_providers {{
    vpcconnect = {{ source = "vpcconnect/vpcconnect" }}
  }}
}}
provider "vpcconnect" {{
  huaweicloud = {{
    default = {{
      region     = "cn-north-4"
      access_key = "BENCH"
      secret_key = "SK-BENCH"
      endpoints  = {{ vpc = "{url}", iam = "{url}" }}
    }}
  }}
}}
resource "{PEERING}" "one" {{
  count            = {COUNT}
  name             = "n-${{count.index}}"
  requester_vpc_id = "vpc-a-${{count.index}}"
  accepter_vpc_id  = "vpc-b-${{count.index}}"
}}
"#
    )
}

/// The processor time of a process so far, and its name.
fn spent(process: &str) -> Option<(String, Duration)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (before, after) = stat.rsplit_once(')')?;
    let name = before.split_once('(')?.1.to_owned();
    let fields: Vec<_> = after.split_whitespace().collect();
    let ticks: u32 = fields[11].parse::<u32>().ok()? + fields[12].parse::<u32>().ok()?;
    Some((name, TICK * ticks))
}

/// Every process below `root`, and itself, by what it is and what it has spent.
fn below(root: u32) -> BTreeMap<String, (String, Duration)> {
    let mut found = BTreeMap::new();
    let mut todo = vec![root.to_string()];
    while let Some(process) = todo.pop() {
        let children = format!("/proc/{process}/task");
        for task in fs::read_dir(children).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            todo.extend(children.split_whitespace().map(str::to_owned));
        }
        if let Some(spent) = spent(&process) {
            found.insert(process, spent);
        }
    }
    found
}

/// What terraform and the provider's processes spend on one command.
fn terraform(folder: &Path, cli: &Path, arguments: &[&str]) -> (Duration, Duration) {
    let program = std::env::var_os("TF_ACC_TERRAFORM_PATH").unwrap_or_else(|| "terraform".into());
    let mut child = Command::new(program)
        .current_dir(folder)
        .args(arguments)
        // Not what the user's environment says about clouds and terraform.
        .env_clear()
        .envs(
            ["PATH", "HOME", "TMPDIR"]
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .env("TF_CLI_CONFIG_FILE", cli)
        .env("CHECKPOINT_DISABLE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut seen = BTreeMap::new();
    let status = loop {
        seen.extend(below(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(status.success());
    let (mut own, mut provider) = (Duration::ZERO, Duration::ZERO);
    for (name, spent) in seen.into_values() {
        if name.starts_with("terraform-prov") {
            provider += spent;
        } else {
            own += spent;
        }
    }
    (own, provider)
}

/// An object of `schema` in which only `set` is set.
fn object<const N: usize>(schema: &Schema, set: [(&str, Value); N]) -> Value {
    let mut object = nulls(&schema.attributes);
    for (name, value) in set {
        object.set(name, value);
    }
    object
}

fn nulls(attributes: &[Attribute]) -> Value {
    let names = attributes
        .iter()
        .map(|one| (one.name.to_owned(), Value::Null));
    Value::Map(names.collect())
}

fn inner(schema: &Schema, name: &str) -> Vec<Attribute> {
    schema.attribute(name).unwrap().inner().to_vec()
}

/// The provider without a plugin, configured for the simulator.
fn server(url: &str) -> Server<VpcConnect> {
    let server = VpcConnect::server(Environment::empty());
    let schema = server.provider_schema();
    let accounts = inner(&schema, "huaweicloud");
    let mut account = nulls(&accounts);
    let endpoints = accounts.iter().find(|one| one.name == "endpoints").unwrap();
    let Kind::Nested(_, endpoints) = &endpoints.kind else {
        unreachable!("endpoints are nested");
    };
    let mut hosts = nulls(endpoints);
    hosts.set("vpc", Value::text(url));
    hosts.set("iam", Value::text(url));
    account.set("region", Value::text("cn-north-4"));
    account.set("access_key", Value::text("BENCH"));
    account.set("secret_key", Value::text("SK-BENCH"));
    account.set("endpoints", hosts);
    let accounts = Value::Map([("default".to_owned(), account)].into());
    let config = object(&schema, [("huaweicloud", accounts)]);
    let told = server.configure(Encoded::Msgpack(&msgpack::encode(&config)));
    assert!(!told.has_errors());
    server
}

/// One peering as Terraform has it: its state in both forms, its configuration.
struct Stored {
    state: Vec<u8>,
    json: Vec<u8>,
    config: Vec<u8>,
    private: Vec<u8>,
}

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Map(entries) => entries
            .iter()
            .map(|(name, value)| (name.clone(), to_json(value)))
            .collect(),
        value => value.as_text().map_or(serde_json::Value::Null, Into::into),
    }
}

/// What is there, as an import and a read show it.
async fn stored(server: &Server<VpcConnect>, schema: &Schema, id: &str, number: usize) -> Stored {
    let imported = server.import(PEERING, Import::Id(id)).await.answer;
    let state = msgpack::encode(&imported.state);
    let read = server
        .read(
            PEERING,
            Encoded::Msgpack(&state),
            &imported.private,
            Encoded::Absent,
        )
        .await;
    assert!(!read.diagnostics.has_errors());
    let config = object(
        schema,
        [
            ("name", Value::text(format!("n-{number}"))),
            ("requester_vpc_id", Value::text(format!("vpc-a-{number}"))),
            ("accepter_vpc_id", Value::text(format!("vpc-b-{number}"))),
        ],
    );
    Stored {
        state: msgpack::encode(&read.answer.state),
        json: to_json(&read.answer.state).to_string().into_bytes(),
        config: msgpack::encode(&config),
        private: read.answer.private,
    }
}

/// Upgrades, reads and plans all: what the provider does for an empty plan.
async fn plan(server: &Server<VpcConnect>, all: &[Stored]) -> Duration {
    let begun = monotonic();
    let one = async |stored: &Stored| {
        let upgraded = server.upgrade(PEERING, 0, Encoded::Json(&stored.json));
        let state = msgpack::encode(&upgraded.answer);
        let read = server
            .read(
                PEERING,
                Encoded::Msgpack(&state),
                &stored.private,
                Encoded::Absent,
            )
            .await;
        let state = msgpack::encode(&read.answer.state);
        let planned = server
            .plan(
                PEERING,
                Encoded::Msgpack(&state),
                Encoded::Msgpack(&state),
                Encoded::Msgpack(&stored.config),
                Before {
                    prior: &read.answer.private,
                    earlier: None,
                },
                Encoded::Absent,
            )
            .await;
        assert!(!planned.diagnostics.has_errors());
        assert_eq!(msgpack::encode(&planned.answer.stored.state), stored.state);
    };
    for stored in all {
        one(stored).await;
    }
    begun.elapsed()
}

/// The coding of the same, alone.
fn coding(schema: &Schema, all: &[Stored]) -> Duration {
    let of = schema.wire_type();
    let begun = monotonic();
    for stored in all {
        let state = json::decode(&stored.json, &of).unwrap();
        let mut bytes = msgpack::encode(&state);
        for _ in 0..2 {
            // The read, and the plan's prior state and proposal.
            bytes = msgpack::encode(&msgpack::decode(&bytes, &of).unwrap());
        }
        msgpack::decode(&bytes, &of).unwrap();
        msgpack::decode(&stored.config, &of).unwrap();
    }
    begun.elapsed()
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap()
}

/// The simulator in a thread of its own, for as long as the process lives: where it is, and its world.
fn simulator() -> (String, World) {
    let seed: Seed = serde_json::from_str(r#"{ "huaweicloud": { "quota": 10000 } }"#).unwrap();
    let options = Options {
        listen: ([127, 0, 0, 1], 0).into(),
        seed: Some(seed),
        ..Options::default()
    };
    let (started, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        runtime().block_on(async {
            let simulator = Simulator::start(options).await.unwrap();
            started
                .send((simulator.url(), simulator.world().clone()))
                .unwrap();
            std::future::pending::<()>().await;
        });
    });
    told.recv().unwrap()
}

fn main() {
    let (url, world) = simulator();
    let directory = tempfile::tempdir().unwrap();
    let cli = directory.path().join("terraform.rc");
    let own = Path::new(BINARY).parent().unwrap().display().to_string();
    fs::write(
        &cli,
        format!("provider_installation {{\n  dev_overrides {{ \"vpcconnect/vpcconnect\" = {own:?} }}\n  direct {{}}\n}}\n"),
    )
    .unwrap();
    fs::write(directory.path().join("main.tf"), config(&url)).unwrap();
    terraform(
        directory.path(),
        &cli,
        &["apply", "-auto-approve", "-parallelism=50"],
    );
    let (terraform, provider) = terraform(directory.path(), &cli, &["plan", "-detailed-exitcode"]);

    let server = server(&url);
    let schemas: BTreeMap<_, _> = server.resource_schemas().collect();
    let schema = &schemas[PEERING];
    let (inside, coding) = runtime().block_on(async {
        let mut all = Vec::new();
        for peering in world.peerings() {
            let number = peering.name.trim_start_matches("n-").parse().unwrap();
            all.push(stored(&server, schema, peering.id.as_str(), number).await);
        }
        let inside = plan(&server, &all).await;
        (inside, coding(schema, &all))
    });
    assert_eq!(world.peerings().len(), COUNT);

    let all = terraform + provider;
    let rows = [
        ("terraform", terraform),
        (
            "provider: gRPC, TLS, HTTP, starts",
            provider.saturating_sub(inside),
        ),
        ("provider: msgpack and JSON", coding),
        (
            "provider: our rules and looks",
            inside.saturating_sub(coding),
        ),
    ];
    println!("empty plan of {COUNT}, processor time");
    for (what, spent) in rows {
        let share = spent.as_secs_f64() / all.as_secs_f64() * 100.0;
        println!("{what:36} {:>7.3} s  {share:>5.1} %", spent.as_secs_f64());
    }
    println!("{:36} {:>7.3} s", "all", all.as_secs_f64());
}
