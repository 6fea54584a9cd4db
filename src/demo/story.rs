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
use crate::simulator::{
    Connection, Kind, NewEndpoint, NewService, Options, Service, Simulator, World,
};

const QUICKSTART: &str = include_str!("../../examples/quickstart/main.tf");

/// What B answers, by the name of what asks.
const ANSWERS: [(&str, &str); 2] = [("welcome", "accept"), ("unwelcome", "reject")];

/// A cloud of the quickstart.
struct Cloud {
    /// Its name there and in the simulator.
    name: &'static str,
    title: &'static str,
    /// Where B offers its service.
    region: &'static str,
    offer: fn(&World, &NewService) -> Result<Service, String>,
    ask: fn(&World, &NewEndpoint) -> Result<Connection, String>,
    applied: Statuses,
    destroyed: Statuses,
}

/// Of peerings and of endpoints: a status for each of [`ANSWERS`], or none where nothing is left.
type Statuses = [(Kind, &'static [&'static str]); 2];

const CLOUDS: [Cloud; 3] = [
    Cloud {
        name: "huaweicloud",
        title: "Huawei Cloud",
        region: "cn-north-4",
        offer: World::arrange_service,
        ask: World::arrange_endpoint,
        applied: [
            (Kind::Peering, &["ACTIVE", "REJECTED"]),
            (Kind::Endpoint, &["accepted", "rejected"]),
        ],
        destroyed: [
            (Kind::Peering, &[]),
            (Kind::Endpoint, &["rejected", "rejected"]),
        ],
    },
    Cloud {
        name: "alicloud",
        title: "Alibaba Cloud",
        region: "cn-beijing",
        offer: World::arrange_alicloud_service,
        ask: World::arrange_alicloud_endpoint,
        applied: [
            (Kind::Peering, &["Activated", "Rejected"]),
            (Kind::Endpoint, &["Connected", "Disconnected"]),
        ],
        destroyed: [
            (Kind::Peering, &[]),
            (Kind::Endpoint, &["Disconnected", "Disconnected"]),
        ],
    },
    Cloud {
        name: "aws",
        title: "AWS",
        region: "eu-west-1",
        offer: World::arrange_aws_service,
        ask: World::arrange_aws_endpoint,
        applied: [
            (Kind::Peering, &["active", "rejected"]),
            (Kind::Endpoint, &["available", "rejected"]),
        ],
        destroyed: [
            // What is over is shown for hours, and nobody can delete what was rejected.
            (Kind::Peering, &["deleted", "rejected"]),
            (Kind::Endpoint, &["rejected", "rejected"]),
        ],
    },
];

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
        "A simulated Huawei Cloud, Alibaba Cloud and AWS listen at {}",
        stage.simulator.url()
    ));
    anstream::println!("Each has two tenants, A and B, and checks the signature of every call.");

    heading("Terraform finds the provider");
    stage.step("init", &["init", "-input=false"], 0).await?;

    heading("On each, A requests two peerings, and two endpoint connections to a service of B");
    anstream::println!("B accepts one of each and rejects the other.\n");
    stage
        .step("apply", &["apply", "-input=false", "-auto-approve"], 0)
        .await?;
    stage.show_cloud();
    stage.expect(|cloud| cloud.applied)?;

    heading("A second plan finds nothing to do");
    // The exit code is 0 for "no changes", 2 for "changes".
    let plan = ["plan", "-input=false", "-detailed-exitcode"];
    stage.step("second plan", &plan, 0).await?;

    heading("Everything is destroyed");
    stage
        .step("destroy", &["destroy", "-input=false", "-auto-approve"], 0)
        .await?;
    stage.expect(|cloud| cloud.destroyed)?;
    anstream::println!(
        "{GOOD}No peering connects anything any more, and A's endpoints are no longer accepted.{GOOD:#} \
         (AWS shows for some hours what is over.)"
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
        let mut endpoints = Map::new();
        for cloud in &CLOUDS {
            let answers = self.ask(cloud).map_err(Error::Promise)?;
            endpoints.insert(cloud.name.to_owned(), answers);
        }
        let variables = json!({ "endpoints": endpoints }).to_string();
        fs::write(self.folder().join("terraform.tfvars.json"), variables).map_err(failed())
    }

    /// B offers an endpoint service and A asks it twice, as both would in the console: what B is to
    /// answer, by name.
    fn ask(&self, cloud: &Cloud) -> Result<Value, String> {
        let world = self.simulator.world();
        let service = NewService {
            owner: "TENANT-B".into(),
            id: None,
            region: Some(cloud.region.into()),
            own: Map::new(),
        };
        let service_id = (cloud.offer)(world, &service)?.id;
        let mut answers = Map::new();
        for (name, decision) in ANSWERS {
            let endpoint = NewEndpoint {
                requester: "TENANT-A".into(),
                service_id: service_id.clone(),
                vpc_id: None,
                description: String::new(),
                status: None,
                id: Some(name.into()),
                own: Map::new(),
            };
            let endpoint_id = (cloud.ask)(world, &endpoint)?.id;
            let answer = json!({
                "service_id": service_id, "endpoint_id": endpoint_id, "decision": decision,
            });
            answers.insert(name.to_owned(), answer);
        }
        Ok(answers.into())
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

    fn held(&self) -> Vec<(&'static Cloud, Connection)> {
        let world = self.simulator.world();
        let kinds = [Kind::Peering, Kind::Endpoint];
        let of = |cloud: &'static Cloud| {
            let all = kinds.map(|kind| world.connections_of(cloud.name, kind));
            all.into_iter().flatten().map(move |one| (cloud, one))
        };
        CLOUDS.iter().flat_map(of).collect()
    }

    /// What the clouds hold.
    fn show_cloud(&self) {
        heading("What the clouds hold now");
        for (cloud, one) in self.held() {
            let service = one.service_id.as_ref();
            let asked = service.map_or_else(
                || one.accepter.vpc_id.to_string(),
                |service| format!("service {service}"),
            );
            anstream::println!(
                "  {:13}  {:8}  {:9}  {:12}  {} → {asked}",
                cloud.title,
                word(one.kind),
                name_of(&one),
                one.status,
                one.requester.vpc_id
            );
        }
    }

    /// The promise of the demo, kept or not: exactly this.
    fn expect(&self, of: fn(&Cloud) -> Statuses) -> Result<(), Error> {
        let mut wanted = BTreeMap::new();
        for cloud in &CLOUDS {
            for (kind, statuses) in of(cloud) {
                for ((name, _), status) in ANSWERS.iter().zip(statuses) {
                    let place = format!("{}: {} {name}", cloud.title, word(kind));
                    wanted.insert(place, (*status).to_owned());
                }
            }
        }
        let held = self.held().into_iter().map(|(cloud, one)| {
            let place = format!("{}: {} {}", cloud.title, word(one.kind), name_of(&one));
            (place, one.status.to_string())
        });
        let held: BTreeMap<_, _> = held.collect();
        if held == wanted {
            return Ok(());
        }
        Err(Error::Promise(format!(
            "the clouds should hold {wanted:?} and hold {held:?}"
        )))
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

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Peering => "peering",
        Kind::Endpoint => "endpoint",
    }
}

/// The name that the quickstart gives a peering, on AWS as a tag. Endpoints have theirs for an id.
fn name_of(one: &Connection) -> &str {
    let tag = || one.requester.tags.get("Name").map_or("", String::as_str);
    match one.kind {
        Kind::Peering if one.name.is_empty() => tag(),
        Kind::Peering => &one.name,
        Kind::Endpoint => one.id.as_str(),
    }
}

fn heading(text: &str) {
    anstream::println!("\n{HEADING}── {text}{HEADING:#}");
}
