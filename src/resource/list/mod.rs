//! The list resources, for `terraform query`: what an account sent or received, pending ones first, on all clouds.
//!
//! `walk` reads a list page by page and says in which order; `peering` and `endpoint` say what is listed and what people
//! call it, and `item` what both have in common.

pub mod endpoint;
mod item;
pub mod peering;
mod walk;
