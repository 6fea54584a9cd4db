//! All integration tests, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod acceptance;
mod calls;
mod conformance;
mod cycles;
mod demo;
mod docs;
mod hostile;
mod layering;
mod protocol;
mod release;
mod schemas;
mod signals;
mod simulate;
mod tls;
mod typed;
mod vectors;
