//! Our own Terraform plays with the real binary: the real handshake, gRPC on its socket, and Core's
//! rules held against every answer, while the simulated cloud runs in this process.
//!
//! ```text
//! certificate ─► tls ─┐
//! process ────────────┴► client ─► host ─► resource, apply ─► stage (host + cloud)
//! cty ─► wire, schema, rules ──────┘
//! ```
//! - `handshake socket strangers lifetime debug` test the process and its socket;
//! - `calls` the table of RPCs; `configuration` the provider's block;
//! - `life` each resource from create to destroy; `log canaries` what must not be said; `crash` panics.

mod apply;
mod calls;
mod canaries;
mod certificate;
mod client;
mod configuration;
mod crash;
mod cty;
pub(crate) mod debug;
mod handshake;
mod host;
mod life;
mod lifetime;
mod log;
mod long_runs;
pub(crate) mod process;
mod resource;
mod rules;
mod schema;
mod socket;
mod stage;
mod strangers;
mod tls;
mod told;
mod wire;

use std::time::Duration;

/// Waits for what must come. A test that hangs is a test that fails.
async fn soon<T>(what: &str, work: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(15);
    let done = tokio::time::timeout(limit, work).await;
    done.unwrap_or_else(|_| panic!("{what} did not come within {limit:?}"))
}
