//! What the demo shows, in this order.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::cli::Cli;
use super::error::{Error, io};
use crate::installation::{self, Methods};
use crate::operation::monotonic;
use crate::simulator::{Connection, NewEndpoint, NewService, Options, Service, Simulator};

const QUICKSTART: &str = include_str!("../../examples/quickstart/main.tf");

const HEADING: Style = Style::new()
    .bold()
    .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
const GOOD: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));

/// One demo.
struct Stage<'a> {
    cli: &'a Cli,
    simulator: Simulator,
    directory: TempDir,
    /// By which the CLI finds this very program.
    config: PathBuf,
    times: Vec<(String, Duration, usize)>,
}

pub(super) async fn tell(cli: &Cli) -> Result<(), Error> {
    let options = Options {
        listen: ([127, 0, 0, 1], 0).into(),
        ..Options::default()
    };
    let simulator = Simulator::start(options).await?;
    let directory = tempfile::Builder::new()
        .prefix("vpcconnect-demo-")
        .tempdir()
        .map_err(io("no temporary directory"))?;
    let config = installation::write(directory.path(), Methods::MirrorAlone)
        .map_err(io("the demo cannot be set up"))?;
    let mut stage = Stage {
        cli,
        directory,
        config,
        simulator,
        times: Vec::new(),
    };
    stage.set_up()?;
    heading(&format!(
        "A simulated Huawei Cloud and a simulated Alibaba Cloud listen at {}",
        stage.simulator.url()
    ));
    anstream::println!("Each has two tenants, A and B, and checks the signature of every call.");

    heading("Terraform finds the provider");
    stage.step("init", &["init", "-input=false"], 0).await?;

    heading("On both, A requests two peerings, and two endpoint connections to a service of B");
    anstream::println!("B accepts one of each and rejects the other.\n");
    stage
        .step("apply", &["apply", "-input=false", "-auto-approve"], 0)
        .await?;
    stage.show_cloud();
    stage.expect(&[
        ("Alibaba Cloud: unwelcome", "Rejected"),
        ("Alibaba Cloud: welcome", "Activated"),
        ("Huawei Cloud: unwelcome", "REJECTED"),
        ("Huawei Cloud: welcome", "ACTIVE"),
    ])?;
    stage.expect_endpoints(&[
        ("Alibaba Cloud: unwelcome", "Disconnected"),
        ("Alibaba Cloud: welcome", "Connected"),
        ("Huawei Cloud: unwelcome", "rejected"),
        ("Huawei Cloud: welcome", "accepted"),
    ])?;

    heading("A second plan finds nothing to do");
    // The exit code is 0 for "no changes", 2 for "changes".
    let plan = ["plan", "-input=false", "-detailed-exitcode"];
    stage.step("second plan", &plan, 0).await?;

    heading("Everything is destroyed");
    stage
        .step("destroy", &["destroy", "-input=false", "-auto-approve"], 0)
        .await?;
    stage.expect(&[])?;
    stage.expect_endpoints(&[
        ("Alibaba Cloud: unwelcome", "Disconnected"),
        ("Alibaba Cloud: welcome", "Disconnected"),
        ("Huawei Cloud: unwelcome", "rejected"),
        ("Huawei Cloud: welcome", "rejected"),
    ])?;
    anstream::println!(
        "{GOOD}No peering is left, and A's endpoints are no longer accepted.{GOOD:#}"
    );

    stage.show_times();
    let Stage {
        simulator,
        directory,
        ..
    } = stage;
    simulator.stop().await;
    directory
        .close()
        .map_err(io("the temporary directory stays"))?;
    anstream::println!(
        "\n{GOOD}Done.{GOOD:#} No file, socket or process is left. Try it yourself: README.md."
    );
    Ok(())
}

impl Stage<'_> {
    fn folder(&self) -> PathBuf {
        self.directory.path().join("quickstart")
    }

    /// The example, and what B is to answer.
    fn set_up(&self) -> Result<(), Error> {
        let failed = || io("the demo cannot be set up");
        fs::create_dir(self.folder()).map_err(failed())?;
        fs::write(self.folder().join("main.tf"), QUICKSTART).map_err(failed())?;
        let variables = json!({ "endpoints": self.ask()?, "privatelink": self.ask_privatelink()? });
        let variables = variables.to_string();
        fs::write(self.folder().join("terraform.tfvars.json"), variables).map_err(failed())
    }

    /// B offers an endpoint service and A asks it twice, as both would in the console: what B is to
    /// answer, by name.
    fn ask(&self) -> Result<Value, Error> {
        let world = self.simulator.world();
        let permissions = json!(["iam:domain::domain-TENANT-A"]);
        let service = world.arrange_service(&NewService {
            owner: "TENANT-B".into(),
            id: None,
            region: None,
            own: Map::from_iter([
                ("name".to_owned(), json!("orders")),
                ("permissions".to_owned(), permissions),
            ]),
        });
        ask_twice(service, |name, new| {
            let description = name.to_owned();
            world.arrange_endpoint(&NewEndpoint { description, ..new })
        })
    }

    /// The same on Alibaba Cloud, where endpoints are known by their ids alone.
    fn ask_privatelink(&self) -> Result<Value, Error> {
        let world = self.simulator.world();
        let service = world.arrange_alicloud_service(&NewService {
            owner: "TENANT-B".into(),
            id: None,
            region: Some("cn-beijing".into()),
            own: Map::new(),
        });
        ask_twice(service, |name, new| {
            let id = Some(name.into());
            world.arrange_alicloud_endpoint(&NewEndpoint { id, ..new })
        })
    }

    /// Runs one command and notes its time and calls.
    async fn step(&mut self, name: &str, arguments: &[&str], code: i32) -> Result<(), Error> {
        let command = format!("{} {}", self.cli.name(), arguments.join(" "));
        anstream::println!("$ {command}\n");
        let calls = self.simulator.calls().len();
        let begun = monotonic();
        let url = self.simulator.url();
        let status = self
            .cli
            .run(&self.folder(), &self.config, &url, arguments)
            .await?;
        let calls = self.simulator.calls().len().saturating_sub(calls);
        self.times.push((name.to_owned(), begun.elapsed(), calls));
        if status.code() == Some(code) {
            return Ok(());
        }
        Err(Error::Cli { command, status })
    }

    /// What the clouds hold.
    fn show_cloud(&self) {
        heading("What the clouds hold now");
        let world = self.simulator.world();
        let peerings = world.peerings().into_iter();
        for peering in peerings.chain(world.alicloud_peerings()) {
            anstream::println!(
                "  {:36}  {:10} {:20} {} → {}",
                peering.id,
                peering.name,
                peering.status,
                peering.requester.vpc_id,
                peering.accepter.vpc_id
            );
        }
        for endpoint in world.endpoints() {
            anstream::println!(
                "  {}  {:10} {:20} {} → service {}",
                endpoint.id,
                endpoint.description,
                endpoint.status,
                endpoint.requester.vpc_id,
                service_of(&endpoint)
            );
        }
        for one in world.alicloud_connections() {
            anstream::println!(
                "  {:36}  {:10} {:20} {} → service {}",
                "",
                one.id,
                one.status,
                one.requester.vpc_id,
                service_of(&one)
            );
        }
    }

    /// The promise of the demo, kept or not: exactly these names with these statuses.
    fn expect(&self, wanted: &[(&str, &str)]) -> Result<(), Error> {
        let huaweicloud = self.simulator.peerings().into_iter();
        let huaweicloud = huaweicloud.map(|peering| {
            let name = format!("Huawei Cloud: {}", peering.name);
            (name, peering.status.to_string())
        });
        let alicloud = self.simulator.world().alicloud_peerings().into_iter();
        let alicloud = alicloud.map(|peering| {
            let name = format!("Alibaba Cloud: {}", peering.name);
            (name, peering.status.to_string())
        });
        compare(&huaweicloud.chain(alicloud).collect(), wanted)
    }

    /// The same of the endpoints, which are described by their names or have them for ids.
    fn expect_endpoints(&self, wanted: &[(&str, &str)]) -> Result<(), Error> {
        let world = self.simulator.world();
        let huaweicloud = world.endpoints().into_iter();
        let huaweicloud = huaweicloud.map(|one| {
            let name = format!("Huawei Cloud: {}", one.description);
            (name, one.status.to_string())
        });
        let alicloud = world.alicloud_connections().into_iter();
        let alicloud = alicloud.map(|one| {
            let name = format!("Alibaba Cloud: {}", one.id);
            (name, one.status.to_string())
        });
        compare(&huaweicloud.chain(alicloud).collect(), wanted)
    }

    /// What it cost.
    fn show_times(&self) {
        heading("What it took");
        for (name, time, calls) in &self.times {
            anstream::println!(
                "  {name:12} {:>6.2} s  {calls:>3} API calls",
                time.as_secs_f64()
            );
        }
        let mut by_api: BTreeMap<String, usize> = BTreeMap::new();
        for call in self.simulator.calls() {
            *by_api.entry(call.api.unwrap_or(call.path)).or_default() += 1;
        }
        let by_api: Vec<_> = by_api
            .iter()
            .map(|(api, count)| format!("{count} {api}"))
            .collect();
        anstream::println!("  calls in all: {}", by_api.join(", "));
    }
}

/// A asks this service of B by two endpoints, each of which has its name where `ask` writes it: what B is
/// to answer, by name.
fn ask_twice(
    service: Result<Service, String>,
    ask: impl Fn(&str, NewEndpoint) -> Result<Connection, String>,
) -> Result<Value, Error> {
    let service = service.map_err(Error::Promise)?.id;
    let mut answers = Map::new();
    for (name, decision) in [("welcome", "accept"), ("unwelcome", "reject")] {
        let new = NewEndpoint {
            requester: "TENANT-A".into(),
            service_id: service.clone(),
            vpc_id: None,
            description: String::new(),
            status: None,
            id: None,
            own: Map::new(),
        };
        let endpoint = ask(name, new).map_err(Error::Promise)?.id;
        let answer = json!({
            "service_id": service, "endpoint_id": endpoint, "decision": decision,
        });
        answers.insert(name.to_owned(), answer);
    }
    Ok(answers.into())
}

/// The service that an endpoint asks.
fn service_of(endpoint: &Connection) -> String {
    let id = endpoint.service_id.as_ref();
    id.map_or_else(String::new, ToString::to_string)
}

/// Whether exactly these names have these statuses.
fn compare(found: &BTreeMap<String, String>, wanted: &[(&str, &str)]) -> Result<(), Error> {
    let wanted: BTreeMap<String, String> = wanted
        .iter()
        .map(|(name, status)| ((*name).to_owned(), (*status).to_owned()))
        .collect();
    if *found == wanted {
        return Ok(());
    }
    Err(Error::Promise(format!(
        "the clouds should hold {wanted:?} and hold {found:?}"
    )))
}

fn heading(text: &str) {
    anstream::println!("\n{HEADING}── {text}{HEADING:#}");
}
