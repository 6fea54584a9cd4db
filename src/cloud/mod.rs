//! The clouds: one folder each, with the same files in it, beside what all of them are made of.

pub mod alicloud;
mod digest;
pub mod endpoint;
pub mod huaweicloud;
mod random;
mod word;
