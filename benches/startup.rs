//! What a process start costs. Terraform starts the provider three to five times a command.
//!
//! `cargo bench --bench startup` prints the figures and fails past the budgets: 3 ms to the handshake
//! line (more than a binary that does nothing takes), 10 MB resident then, 10 MB on disk.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench"
)]

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use vpcconnect::operation::monotonic;

const BINARY: &str = env!("CARGO_BIN_EXE_terraform-provider-vpcconnect");
const COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
const RUNS: usize = 51;

/// Any certificate does: the handshake pins it, and nobody connects.
fn certificate() -> String {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let parameters = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    let text = STANDARD.encode(certificate.der());
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
}

/// Time to the handshake line, and kB resident then.
fn handshake(certificate: &str) -> (Duration, u64) {
    let begun = monotonic();
    let mut child = Command::new(BINARY)
        .env("TF_PLUGIN_MAGIC_COOKIE", COOKIE)
        .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
        .env("PLUGIN_CLIENT_CERT", certificate)
        .env_remove("TF_LOG")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let took = begun.elapsed();
    assert!(line.starts_with("1|6|unix|"), "{line:?}");
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let resident = status
        .lines()
        .find_map(|line| {
            line.strip_prefix("VmRSS:")?
                .trim()
                .strip_suffix(" kB")?
                .trim()
                .parse()
                .ok()
        })
        .unwrap_or_default();
    // SIGTERM lets it remove its socket.
    rustix::process::kill_process(
        rustix::process::Pid::from_child(&child),
        rustix::process::Signal::TERM,
    )
    .unwrap();
    child.wait().unwrap();
    (took, resident)
}

/// Time to the end of the output of a process that does nothing, measured in the same way.
fn nothing() -> Duration {
    let begun = monotonic();
    let mut child = Command::new("true").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let took = begun.elapsed();
    child.wait().unwrap();
    took
}

fn median<T: Ord + Copy>(mut all: Vec<T>) -> T {
    all.sort_unstable();
    all[all.len() / 2]
}

fn main() -> ExitCode {
    let certificate = certificate();
    let runs: Vec<_> = (0..RUNS).map(|_| handshake(&certificate)).collect();
    let idle = median((0..RUNS).map(|_| nothing()).collect());
    let start = median(runs.iter().map(|run| run.0).collect());
    let resident = median(runs.iter().map(|run| run.1).collect());
    let ours = start.saturating_sub(idle);
    let size = std::fs::metadata(BINARY).unwrap().len();
    let rows = [
        ("start to handshake line, ms", ours.as_secs_f64() * 1e3, 3.0),
        (
            "resident then, MB",
            f64::from(u32::try_from(resident).unwrap()) / 1e3,
            10.0,
        ),
        (
            "binary, MB",
            f64::from(u32::try_from(size).unwrap()) / 1e6,
            10.0,
        ),
    ];
    let mut failed = false;
    println!("{:32} {:>8} {:>8}", "", "median", "budget");
    for (what, found, budget) in rows {
        let over = found > budget;
        failed |= over;
        println!(
            "{what:32} {found:>8.2} {budget:>8.1}{}",
            if over { "  OVER" } else { "" }
        );
    }
    println!(
        "(a process that does nothing: {:.2} ms, taken off)",
        idle.as_secs_f64() * 1e3
    );
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
