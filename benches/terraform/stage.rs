//! A folder for ours and one for the built-in, beside the simulated cloud.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Options, Seed, Simulator};

use super::report::{Measured, Report};

const BINARY: &str = env!("CARGO_BIN_EXE_terraform-provider-vpcconnect");

/// What every call takes.
pub(super) const LATENCY: Duration = Duration::from_millis(20);

/// How long a cloud takes to carry an answer out, where it takes long.
pub(super) const SETTLE: Duration = Duration::from_millis(500);

/// Terraform's default.
pub(super) const PARALLELISM: u32 = 10;

pub(super) const APPLY: &[&str] = &["apply", "-input=false", "-auto-approve"];
pub(super) const PLAN: &[&str] = &["plan", "-input=false", "-detailed-exitcode"];
pub(super) const DESTROY: &[&str] = &["destroy", "-input=false", "-auto-approve"];

/// The plan without its refresh.
pub(super) const PLAN_STORED: &[&str] = &["plan", "-input=false", "-refresh=false"];

/// What both configurations begin with.
pub(super) const REQUIRED: &str = r#"
terraform {
  required_providers {
    vpcconnect = { source = "vpcconnect/vpcconnect" }
  }
}
"#;

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
            // Not what the user's environment says about clouds and terraform.
            .env_clear()
            .envs(
                ["PATH", "HOME", "TMPDIR"]
                    .iter()
                    .filter_map(|name| Some((name, std::env::var_os(name)?))),
            )
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

/// A folder for ours and one for the built-in, and the cloud.
pub(super) struct Stage {
    pub(super) simulator: Simulator,
    _directory: tempfile::TempDir,
    config: PathBuf,
    ours: PathBuf,
    builtin: PathBuf,
}

impl Stage {
    /// `count` of the built-in, and what `ours` writes for the cloud's URL. The cloud begins with `seed`.
    pub(super) async fn new(
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
        let ours = format!("{REQUIRED}{}", ours(&simulator.url()));
        let [ours, builtin] = [("ours", ours), ("builtin", builtin(count))].map(|(name, text)| {
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

    /// A step of ours beside the same of the built-in.
    pub(super) async fn measure(&self, arguments: &'static [&'static str]) -> Measured {
        let beside = terraform(&self.builtin, &self.config, arguments).await;
        self.ours(arguments, beside).await
    }

    /// A plan of ours beside the same plan without its refresh.
    pub(super) async fn measure_refresh(&self) -> Measured {
        let beside = terraform(&self.ours, &self.config, PLAN_STORED).await;
        self.ours(PLAN, beside).await
    }

    /// An apply and a destroy of `count`, as rows of a table that shows how they grow. Eight of Terraform's ten
    /// workers share a look-up of an apply, nine of a destroy; a list that does not fit into one `page` takes more.
    pub(super) async fn grows(&self, of: &str, count: usize, page: usize, report: &mut Report) {
        let pages = count.div_ceil(page);
        for (name, step, together) in [("apply", APPLY, 8), ("destroy", DESTROY, 9)] {
            let done = self.measure(step).await;
            let read = (0..pages).map(|at| (count - at * page).div_ceil(together));
            let looks = read.sum::<usize>().min(count) + 10 * pages;
            let calls = done.total();
            if calls > count + looks {
                let allowed = count + looks;
                report.over.push(format!(
                    "{name} ({of}) {count}: {allowed} calls were allowed, {calls} made"
                ));
            }
            report.row(&format!("{name} ({of})"), count, &[done], None);
        }
    }

    async fn ours(&self, arguments: &'static [&'static str], beside: Duration) -> Measured {
        self.simulator.world().clear_calls();
        let ours = terraform(&self.ours, &self.config, arguments).await;
        let mut calls: BTreeMap<String, usize> = BTreeMap::new();
        for call in self.simulator.calls() {
            *calls.entry(call.api.unwrap_or(call.path)).or_default() += 1;
        }
        Measured {
            ours,
            beside,
            calls,
        }
    }
}

/// An apply, plans and a destroy, each often enough for a middle one.
#[derive(Default)]
pub(super) struct Life {
    pub(super) applies: Vec<Measured>,
    pub(super) plans: Vec<Measured>,
    pub(super) destroys: Vec<Measured>,
}

impl Life {
    /// Three of each. More than a hundred are applied once, to be planned.
    pub(super) async fn of(stage: &Stage, count: usize) -> Self {
        let mut life = Self::default();
        let rounds = if count > 100 { 1 } else { 3 };
        for _ in 0..rounds {
            life.applies.push(stage.measure(APPLY).await);
            for _ in 0..(3 / rounds) {
                life.plans.push(stage.measure(PLAN).await);
            }
            life.destroys.push(stage.measure(DESTROY).await);
        }
        life
    }
}
