//! The clouds: one folder each, with the same files in it, beside what all of them are made of.
//!
//! An account is the same everywhere: `settings` is what the user wrote, `config` what that comes to with variables and files,
//! `credential` how it signs in, `role` how it becomes somebody else, `caller` how it calls, `account` all of that together, and
//! `account_error` what keeps it from calling; `identity` is whose its calls are, where that is asked, and `session` an account in
//! one region.
//!
//! So is a call: `signed` makes a request of it, or `plain` where nobody signs, `write` is one that changes something, `shown` is what is read of an error.
//! `peering`, `endpoint` and `every_service` are what a cloud can be asked about connections.
//!
//! A cloud's folder says what is its own: its ways to sign in and its roles, its services, how its calls are signed, its documented
//! calls and their bodies, and whose an account is.

pub mod account;
pub mod account_error;
pub mod alicloud;
pub mod aws;
pub mod caller;
pub mod config;
pub mod credential;
mod digest;
pub mod endpoint;
pub mod every_service;
pub mod huaweicloud;
mod identity;
pub mod peering;
mod plain;
mod random;
pub mod role;
mod session;
pub mod settings;
mod shown;
pub mod signed;
pub mod write;
