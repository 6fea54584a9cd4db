//! What users write: the provider block and one file for each resource, in a folder for each cloud. What the
//! connections of endpoint services have in common is in `endpoint`.

pub mod accepter;
mod accepter_plan;
pub mod account_checks;
pub mod accounts;
pub mod alicloud;
pub mod attributes;
pub mod below;
pub mod cloud;
pub mod endpoint;
pub mod existing;
pub mod failure;
pub mod filter;
pub mod guard;
pub mod huaweicloud;
pub mod import_id;
pub mod keys;
mod made_of;
pub mod messages;
pub mod pair;
pub mod peering_api;
pub mod peering_data;
pub mod preflight;
pub mod provider_config;
pub mod requester;
mod requester_plan;
pub mod run;
pub mod settled;
pub mod shown;
pub mod side;
pub mod traffic;
