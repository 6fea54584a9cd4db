//! Alibaba Cloud.

pub mod sign;
