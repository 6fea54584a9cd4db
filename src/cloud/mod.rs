//! The clouds: one folder each, with the same files in it.

pub mod huaweicloud;
