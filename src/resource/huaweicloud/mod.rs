//! Huawei Cloud's resources: one file for each, beside what they share.

mod accepter_plan;
pub mod account;
mod destroy;
mod guard;
pub mod peering;
pub mod peering_accepter;
mod peering_plan;
mod reach;
mod request;
mod shown;
mod side;
mod warn;
