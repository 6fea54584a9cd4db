//! The real CLI on 1 and 100 peerings, beside the same number of the built-in `terraform_data`, in
//! one run: ratios count, absolute times on a shared machine are noise. Calls are exact.
//!
//! `cargo bench --bench terraform` prints the table and fails when the calls are past the budget.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Options, Seed, Simulator};

const BINARY: &str = env!("CARGO_BIN_EXE_terraform-provider-vpcconnect");
const LATENCY: Duration = Duration::from_millis(20);

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

const STEPS: [(&str, &[&str]); 3] = [
    ("apply", &["apply", "-input=false", "-auto-approve"]),
    (
        "empty plan",
        &["plan", "-input=false", "-detailed-exitcode"],
    ),
    ("destroy", &["destroy", "-input=false", "-auto-approve"]),
];

async fn measure(count: usize) -> Vec<String> {
    let seed: Seed =
        serde_json::from_value(serde_json::json!({ "huaweicloud": { "quota": 10_000 } })).unwrap();
    let options = Options {
        listen: ([127, 0, 0, 1], 0).into(),
        latency: LATENCY,
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
    let folders = ["ours", "builtin"].map(|name| directory.path().join(name));
    for (folder, text) in folders
        .iter()
        .zip([ours(count, &simulator.url()), builtin(count)])
    {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("main.tf"), text).unwrap();
    }
    terraform(&folders[1], &config, &["init"]).await;
    let mut over = Vec::new();
    for (step, arguments) in STEPS {
        let theirs = terraform(&folders[1], &config, arguments).await;
        simulator.world().clear_calls();
        let time = terraform(&folders[0], &config, arguments).await;
        let mut calls: BTreeMap<String, usize> = BTreeMap::new();
        for call in simulator.calls() {
            *calls.entry(call.api.unwrap_or(call.path)).or_default() += 1;
        }
        let total: usize = calls.values().sum();
        println!(
            "{step:10} {count:>5}  {:>6.2} s  {:>6.2} s  {:>5.2}  {total:>5}  {calls:?}",
            time.as_secs_f64(),
            theirs.as_secs_f64(),
            time.as_secs_f64() / theirs.as_secs_f64(),
        );
        // A process of its own plans, another applies: each looks the project up when it calls.
        let creates = calls.get("CreateVpcPeering").copied().unwrap_or_default();
        let projects = calls
            .get("KeystoneListProjects")
            .copied()
            .unwrap_or_default();
        if step == "apply" && (creates != count || projects > 1 || total != creates + projects) {
            over.push(format!(
                "apply {count}: {count} creates and one project look-up were allowed, {calls:?}"
            ));
        }
    }
    simulator.stop().await;
    over
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    println!(
        "{:10} {:>5}  {:>8}  {:>8}  {:>5}  {:>5}",
        "", "count", "ours", "builtin", "ratio", "calls"
    );
    let over: Vec<_> = [1, 100]
        .into_iter()
        .flat_map(|count| runtime.block_on(measure(count)))
        .collect();
    for problem in &over {
        println!("OVER: {problem}");
    }
    if over.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
