//! The real CLI on 1, 100 and 1,000 peerings, beside the same number of the built-in `terraform_data`,
//! in one run: ratios count, absolute times on a shared machine are noise. Each time is the middle one
//! of three. Calls are exact.
//!
//! `cargo bench --bench terraform` prints the table and fails past a budget.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Match, Options, Reply, Rule, Seed, Simulator};

const BINARY: &str = env!("CARGO_BIN_EXE_terraform-provider-vpcconnect");
const LATENCY: Duration = Duration::from_millis(20);

/// How many endpoints ask, and how long the cloud takes to connect one.
const ENDPOINTS: usize = 50;
const SETTLE: Duration = Duration::from_millis(500);

fn ours(count: usize, url: &str) -> String {
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
resource "vpcconnect_huaweicloud_peering" "one" {{
  count            = {count}
  name             = "n-${{count.index}}"
  requester_vpc_id = "vpc-a-${{count.index}}"
  accepter_vpc_id  = "vpc-b-${{count.index}}"
}}
"#
    )
}

/// Fifty endpoints that ask one service.
fn endpoints(url: &str) -> String {
    let provider = ours(0, url).replace(
        "endpoints  = { vpc",
        "project_id = \"project-BENCH\"\n      endpoints  = { vpcep = \"URL\", vpc",
    );
    let provider = provider.replace("URL", url);
    let (provider, _) = provider.split_once("resource ").unwrap();
    format!(
        r#"{provider}
resource "vpcconnect_huaweicloud_endpoint_connection" "one" {{
  count       = {ENDPOINTS}
  service_id  = "svc"
  endpoint_id = "e-${{count.index}}"
  decision    = "accept"
}}
"#
    )
}

fn builtin(count: usize) -> String {
    format!(
        "resource \"terraform_data\" \"one\" {{\n  count = {count}\n  input = \"n-${{count.index}}\"\n}}\n"
    )
}

/// Runs terraform off the runtime's thread, which serves the simulator meanwhile.
async fn terraform(folder: &Path, config: &Path, arguments: &'static [&'static str]) -> Duration {
    let (folder, config) = (folder.to_owned(), config.to_owned());
    tokio::task::spawn_blocking(move || {
        let program =
            std::env::var_os("TF_ACC_TERRAFORM_PATH").unwrap_or_else(|| "terraform".into());
        let begun = monotonic();
        let output = Command::new(program)
            .current_dir(folder)
            .args(arguments)
            .env("TF_CLI_CONFIG_FILE", config)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .stdin(Stdio::null())
            .output()
            .expect("the bench needs terraform on the PATH");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        begun.elapsed()
    })
    .await
    .unwrap()
}

const APPLY: &[&str] = &["apply", "-input=false", "-auto-approve"];
const PLAN: &[&str] = &["plan", "-input=false", "-detailed-exitcode"];
const DESTROY: &[&str] = &["destroy", "-input=false", "-auto-approve"];

/// Terraform's default.
const PARALLELISM: u32 = 10;

/// A folder for ours and one for the built-in, and the cloud.
struct Stage {
    simulator: Simulator,
    _directory: tempfile::TempDir,
    config: PathBuf,
    ours: PathBuf,
    builtin: PathBuf,
}

/// What one step took.
struct Measured {
    ours: Duration,
    builtin: Duration,
    calls: BTreeMap<String, usize>,
}

impl Measured {
    fn total(&self) -> usize {
        self.calls.values().sum()
    }
}

impl Stage {
    async fn set(count: usize) -> Self {
        let seed = serde_json::json!({ "huaweicloud": { "quota": 10_000 } });
        Self::with(&seed, Duration::ZERO, count, |url| self::ours(count, url)).await
    }

    async fn with(
        seed: &serde_json::Value,
        settle: Duration,
        count: usize,
        ours: impl Fn(&str) -> String,
    ) -> Self {
        let seed: Seed = serde_json::from_value(seed.clone()).unwrap();
        let options = Options {
            listen: ([127, 0, 0, 1], 0).into(),
            latency: LATENCY,
            settle,
            seed: Some(seed),
            ..Options::default()
        };
        let simulator = Simulator::start(options).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let config = directory.path().join("terraform.rc");
        let own = Path::new(BINARY).parent().unwrap().display().to_string();
        let text = format!(
            "provider_installation {{\n  dev_overrides {{ \"vpcconnect/vpcconnect\" = {own:?} }}\n  direct {{}}\n}}\n"
        );
        fs::write(&config, text).unwrap();
        let [ours, builtin] = [
            ("ours", ours(&simulator.url())),
            ("builtin", self::builtin(count)),
        ]
        .map(|(name, text)| {
            let folder = directory.path().join(name);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("main.tf"), text).unwrap();
            folder
        });
        terraform(&builtin, &config, &["init"]).await;
        Self {
            simulator,
            _directory: directory,
            config,
            ours,
            builtin,
        }
    }

    async fn measure(&self, arguments: &'static [&'static str]) -> Measured {
        let builtin = terraform(&self.builtin, &self.config, arguments).await;
        self.simulator.world().clear_calls();
        let ours = terraform(&self.ours, &self.config, arguments).await;
        let mut calls: BTreeMap<String, usize> = BTreeMap::new();
        for call in self.simulator.calls() {
            *calls.entry(call.api.unwrap_or(call.path)).or_default() += 1;
        }
        Measured {
            ours,
            builtin,
            calls,
        }
    }

    /// For a second, the cloud takes no create.
    fn throttle(&self) {
        self.simulator.world().add_fault(Rule {
            on: Match {
                api: Some("CreateVpcPeering".to_owned()),
                ..Match::default()
            },
            times: Some(u64::from(PARALLELISM)),
            effect: Some(Effect::Answer(Reply {
                status: 429,
                body: Some(serde_json::json!({
                    "error_code": "APIGW.0308",
                    "error_msg": "policy user over ratelimit,limit:10,time:1 second",
                })),
                headers: BTreeMap::new(),
            })),
            ..Rule::default()
        });
    }
}

/// The middle one.
fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The table and what is past its budget.
#[derive(Default)]
struct Report {
    over: Vec<String>,
}

impl Report {
    /// One line. Without a budget it only informs.
    fn row(&mut self, step: &str, count: usize, all: &[Measured], budget: Option<&Budget>) {
        let ours = middle(all.iter().map(|one| one.ours).collect());
        let builtin = middle(all.iter().map(|one| one.builtin).collect());
        let allowed = budget.map(|budget| (builtin + budget.latency).mul_f64(budget.times));
        let last = &all[all.len() - 1];
        println!(
            "{step:10} {count:>5}  {:>6.2} s  {:>6.2} s  {:>5.2}  {:>8}  {:>5}  {:?}",
            ours.as_secs_f64(),
            builtin.as_secs_f64(),
            ours.as_secs_f64() / builtin.as_secs_f64(),
            allowed.map_or("-".to_owned(), |allowed| format!(
                "{:.2} s",
                allowed.as_secs_f64()
            )),
            last.total(),
            last.calls,
        );
        let Some((budget, allowed)) = budget.zip(allowed) else {
            return;
        };
        if ours > allowed {
            self.over.push(format!(
                "{step} {count} took {:.2} s, {:.2} s were allowed",
                ours.as_secs_f64(),
                allowed.as_secs_f64()
            ));
        }
        for one in all.iter().filter(|one| one.total() > budget.calls) {
            self.over.push(format!(
                "{step} {count}: {} calls were allowed, {:?}",
                budget.calls, one.calls
            ));
        }
    }
}

/// What a step may take.
struct Budget {
    /// What the calls themselves take.
    latency: Duration,
    /// So many times as long as that and the built-in.
    times: f64,
    /// So many calls.
    calls: usize,
}

async fn measure(count: usize, report: &mut Report) {
    let stage = Stage::set(count).await;
    // So many creates or deletes, at Terraform's parallelism, take so long in themselves.
    let own = LATENCY * u32::try_from(count).unwrap() / PARALLELISM;
    let [mut applies, mut plans, mut destroys] = [Vec::new(), Vec::new(), Vec::new()];
    // A thousand are applied to be planned: the budget is about plans.
    let rounds = if count > 100 { 1 } else { 3 };
    for _ in 0..rounds {
        applies.push(stage.measure(APPLY).await);
        for _ in 0..(3 / rounds) {
            plans.push(stage.measure(PLAN).await);
        }
        destroys.push(stage.measure(DESTROY).await);
    }
    let budget = |latency, times, calls| Budget {
        latency,
        times,
        calls,
    };
    let (apply, plan, destroy) = match count {
        // The look-up of the project is one call more.
        100 => (
            Some(budget(own, 2.0, 101)),
            Some(budget(LATENCY, 2.5, 3)),
            Some(budget(own, 2.0, 115)),
        ),
        1000 => (None, Some(budget(LATENCY * 3, 2.0, 3)), None),
        _ => (None, None, None),
    };
    report.row("apply", count, &applies, apply.as_ref());
    report.row("empty plan", count, &plans, plan.as_ref());
    report.row("destroy", count, &destroys, destroy.as_ref());
    if count == 100 {
        throttled(&stage, &applies, report).await;
    }
    stage.simulator.stop().await;
}

/// A service's owner accepts fifty, plans again, and is done with them.
async fn answer(report: &mut Report) {
    let ids = 0..ENDPOINTS;
    let ask =
        |id| serde_json::json!({ "requester": "B", "service_id": "svc", "id": format!("e-{id}") });
    let seed = serde_json::json!({ "huaweicloud": { "vpcep": {
        "services": [{ "owner": "BENCH", "id": "svc" }],
        "endpoint_quota": ENDPOINTS,
        "endpoints": ids.map(ask).collect::<Vec<_>>(),
    } } });
    let stage = Stage::with(&seed, SETTLE, ENDPOINTS, endpoints).await;
    let [mut accepts, mut plans, mut rejects] = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..3 {
        accepts.push(stage.measure(APPLY).await);
        plans.push(stage.measure(PLAN).await);
        rejects.push(stage.measure(DESTROY).await);
    }
    let waves = u32::try_from(ENDPOINTS).unwrap() / PARALLELISM;
    let accept = Budget {
        latency: (SETTLE + LATENCY * 3) * waves,
        times: 1.3,
        calls: ENDPOINTS + 20,
    };
    let plan = Budget {
        latency: LATENCY,
        times: 2.5,
        calls: 2,
    };
    report.row("accept", ENDPOINTS, &accepts, Some(&accept));
    report.row("empty plan", ENDPOINTS, &plans, Some(&plan));
    report.row("reject", ENDPOINTS, &rejects, None);
    stage.simulator.stop().await;
}

async fn throttled(stage: &Stage, applies: &[Measured], report: &mut Report) {
    stage.throttle();
    let slow = stage.measure(APPLY).await;
    stage.measure(DESTROY).await;
    let usual = middle(applies.iter().map(|one| one.ours).collect());
    let more = slow.ours.saturating_sub(usual);
    println!(
        "throttled for a second: {:.2} s more, {:?}",
        more.as_secs_f64(),
        slow.calls
    );
    if more > Duration::from_secs(3) {
        report
            .over
            .push("a second of throttling cost more than three".to_owned());
    }
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    println!(
        "{:10} {:>5}  {:>8}  {:>8}  {:>5}  {:>8}  {:>5}",
        "", "count", "ours", "builtin", "ratio", "allowed", "calls"
    );
    let mut report = Report::default();
    for count in [1, 100] {
        runtime.block_on(measure(count, &mut report));
    }
    runtime.block_on(answer(&mut report));
    runtime.block_on(measure(1000, &mut report));
    for problem in &report.over {
        println!("OVER: {problem}");
    }
    if report.over.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
