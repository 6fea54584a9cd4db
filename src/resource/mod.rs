//! What users write: the provider block, and the resources and data sources, which are the same for all clouds.
//!
//! `requester` is the side of a VPC peering that asks, with its plans in `requester_plan`. What others ask for is decided in
//! `decision`, by a resource, or once by an action: `accepter` and `endpoint::connection` say of what. `data` lists what an account
//! sees and finds one of it, with `filter`; `peering_data` and `endpoint::data` say what. `list` has the list resources. What a cloud says of itself is in `cloud` (its accounts), `peering_api` and `endpoint::cloud`,
//! with a `column` for each attribute, and a folder for each cloud says it. What rules all that is decided shares: `guard` (who
//! may be answered), `place` and `lookup` (reads, and what "not found" proves), `state` (what a state takes over), `messages` and
//! `wish` (what could not be decided), `run` (two resources about one connection), `traffic` (what a destroy stops),
//! `tags` (which of a side's tags are a resource's).

pub mod accepter;
pub mod account;
pub mod account_checks;
mod account_error;
mod account_schema;
pub mod accounts;
pub mod alicloud;
pub mod answer;
pub mod attributes;
pub mod aws;
pub mod cloud;
pub mod column;
pub mod context;
pub mod data;
pub mod decision;
mod delete;
pub mod endpoint;
pub mod existing;
pub mod failure;
pub mod filter;
pub mod guard;
pub mod huaweicloud;
pub mod identity;
pub mod import_id;
pub mod keys;
pub mod list;
pub mod lookup;
mod made_of;
pub mod messages;
pub mod moved;
pub mod pair;
pub mod peering_api;
pub mod peering_data;
mod peering_preflight;
pub mod place;
pub mod preflight;
pub mod provider_config;
mod request;
pub mod requester;
mod requester_plan;
pub mod run;
pub mod settled;
mod shared_tags;
pub mod state;
mod tags;
pub mod traffic;
pub mod wish;
