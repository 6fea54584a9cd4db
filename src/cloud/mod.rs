//! The clouds: one folder each, with the same files in it, beside what all of them are made of.

pub mod account;
pub mod account_error;
pub mod alicloud;
pub mod caller;
pub mod config;
pub mod credential;
mod digest;
pub mod huaweicloud;
mod random;
pub mod settings;
