//! The real CLI, the real binary, the simulated clouds: what a user does, and what comes of it.
//!
//! They run with `TF_ACC` set. [`cli`] finds and runs the CLI, [`run`] reads what it said, [`scene`]
//! is one simulator with folders for configurations, [`cloud`] plays the other side, [`hcl`] writes blocks, [`lifecycle`] is
//! the life that every resource lives, [`browser`] is a headless one, [`process`] finds the provider's processes, [`chance`] is
//! randomness that can be repeated. The other files are the contract, one topic each.
//!
//! Time is real here, so nothing sleeps: a test that needs a moment waits for a call to arrive.

mod accounts;
mod actions;
mod adoption;
mod alicloud;
mod alicloud_endpoints;
mod alicloud_sign_in;
mod answers;
mod aws;
mod aws_endpoints;
mod aws_sign_in;
mod bad_answers;
mod bad_configurations;
mod browser;
mod calls;
mod chance;
mod cli;
mod cloud;
mod clusters;
mod credentials;
mod data_sources;
mod decisions;
mod destroys;
mod doubts;
mod endpoint_kills;
mod endpoints;
mod ephemeral;
mod examples;
mod forms;
mod generated_configuration;
mod guards;
mod hcl;
mod hosts;
mod identities;
mod imports;
pub(crate) mod interop;
mod interruptions;
mod kills;
mod late_values;
mod lifecycle;
mod modules;
mod moments;
mod moved;
mod page;
mod partner_clouds;
mod peering_data;
mod peerings;
mod planned;
mod ports;
mod process;
mod queries;
mod refused;
mod renames;
mod run;
mod scale;
mod scene;
mod secrets;
mod sides;
mod sign_in;
mod tenants;
mod throttling;
mod together;
mod unknowns;
mod updates;
mod waiting;
mod wrong_statuses;
