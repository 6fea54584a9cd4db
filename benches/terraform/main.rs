//! The real CLI beside the same number of the built-in `terraform_data`, on all clouds, in one run: ratios count, absolute times on a shared
//! machine are noise. Each time is the middle one of three. Calls are exact.
//!
//! `cargo bench --bench terraform` prints the table and fails past a budget; with the names of scenes after `--`
//! it plays those alone.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench"
)]

mod alicloud;
mod aws;
mod huaweicloud;
mod report;
mod stage;

use std::process::ExitCode;

use report::Report;

/// The scenes, by the names under which one is run alone.
const SCENES: &[&str] = &[
    "peerings-1",
    "peerings-100",
    "peerings-1000",
    "endpoints",
    "endpoints-1000",
    "alicloud-peerings",
    "alicloud-refresh",
    "alicloud-rate",
    "alicloud-enable",
    "aws-peerings",
    "aws-plan",
    "aws-endpoints",
    "growth",
    "alicloud-growth",
];

/// Scenes that are played when they are named.
const ON_DEMAND: &[&str] = &["growth-3000", "alicloud-growth-1000"];

async fn play(scene: &str, report: &mut Report) {
    match scene {
        "peerings-1" => huaweicloud::peerings(1, report).await,
        "peerings-100" => huaweicloud::peerings(100, report).await,
        "peerings-1000" => huaweicloud::peerings(1000, report).await,
        "endpoints" => huaweicloud::endpoints(report).await,
        "endpoints-1000" => huaweicloud::many_endpoints(report).await,
        "alicloud-peerings" => alicloud::peerings(report).await,
        "alicloud-refresh" => alicloud::refresh(report).await,
        "alicloud-rate" => alicloud::rate(report).await,
        "alicloud-enable" => alicloud::enable(report).await,
        "aws-peerings" => aws::peerings(report).await,
        "aws-plan" => aws::plan(report).await,
        "aws-endpoints" => {
            aws::endpoints(1, report).await;
            aws::endpoints(3, report).await;
        }
        "growth" => huaweicloud::growth(&[100, 350, 1000], report).await,
        "growth-3000" => huaweicloud::growth(&[3000], report).await,
        "alicloud-growth" => alicloud::growth(&[100, 350], report).await,
        "alicloud-growth-1000" => alicloud::growth(&[1000], report).await,
        other => report.over.push(format!(
            "there is no scene {other:?}: {SCENES:?}, {ON_DEMAND:?}"
        )),
    }
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let mut report = Report::begin();
    if named.is_empty() {
        for scene in SCENES {
            runtime.block_on(play(scene, &mut report));
        }
    }
    for scene in &named {
        runtime.block_on(play(scene, &mut report));
    }
    for problem in &report.over {
        println!("OVER: {problem}");
    }
    if report.over.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
