//! Core's rules for what a provider may answer, as functions that return what is wrong.
//!
//! Written after `internal/plans/objchange` of hashicorp/terraform, for attributes and nested
//! attributes. `self_test` proves that they find faults.

pub(crate) mod apply;
pub(crate) mod plan;
pub(crate) mod propose;
mod self_test;
