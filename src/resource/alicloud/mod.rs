//! The resources of Alibaba Cloud: one file for each, beside what they share.

mod accepter_own;
mod accepter_plan;
mod accepter_schema;
pub mod account;
mod account_error;
pub mod account_schema;
mod destroy;
mod guard;
mod own;
pub mod peering;
pub mod peering_accepter;
pub mod peering_data;
mod peering_item;
mod peering_plan;
mod peering_schema;
pub mod peerings_data;
mod preflight;
mod reach;
mod request;
mod shown;
mod side;
mod update;
mod warn;
