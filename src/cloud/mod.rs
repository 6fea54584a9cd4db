//! The clouds: one folder each, with the same files in it, beside what all of them are made of.

pub mod account_error;
pub mod alicloud;
mod digest;
pub mod huaweicloud;
mod random;
pub mod settings;
mod word;
