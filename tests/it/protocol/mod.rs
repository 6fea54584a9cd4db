//! Our own Terraform plays with the real binary: the real handshake, gRPC on its socket, and Core's
//! rules held against every answer, while the simulated cloud runs in this process.
//!
//! ```text
//! certificate ─► tls ─┐
//! process ────────────┴► client ─► host ─► resource, apply ─► stage (host + cloud)
//! cty ─► wire, schema, identity, rules ┘
//! ```
//! - `handshake socket strangers lifetime debug` test the process and its socket;
//! - `calls` the table of RPCs; `configuration` the provider's block;
//! - `life` each resource from create to destroy; `log canaries` what must not be said; `crash` panics;
//! - `actions` what decides once, without a state;
//! - `lists` what is there, as far as somebody reads on;
//! - `wrong_answers` a status that says something else than the body;
//! - `handed_on` what a plan hands on to the apply, on hosts that store it;
//! - `identities` what an object is, in every answer, and imports by it;
//! - `moves` the other side moves in between: a table, played on the `ring`, where host, provider and
//!   cloud share one runtime and its virtual time.

mod actions;
mod apply;
mod calls;
mod canaries;
mod certificate;
mod client;
mod configuration;
mod crash;
mod cty;
pub(crate) mod debug;
mod environment;
mod handed_on;
mod handshake;
mod host;
mod identities;
mod identity;
mod life;
mod lifetime;
mod lists;
mod log;
mod long_runs;
mod moved;
mod moves;
pub(crate) mod process;
mod resource;
mod ring;
mod rules;
mod schema;
mod socket;
mod stage;
mod strangers;
mod tls;
mod told;
mod wire;
pub(crate) mod wrong_answers;

use std::time::Duration;

/// How long anything may take by the machine's clock.
const PATIENCE: Duration = Duration::from_secs(15);

/// Waits for what must come.
async fn soon<T>(what: &str, work: impl Future<Output = T>) -> T {
    within(PATIENCE, what, work).await
}

/// Waits for what must come within `limit`. A test that hangs is a test that fails.
async fn within<T>(limit: Duration, what: &str, work: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(limit, work).await;
    done.unwrap_or_else(|_| panic!("{what} did not come within {limit:?}"))
}
