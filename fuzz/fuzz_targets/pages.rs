//! See `targets::pages`.
#![no_main]
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "shared with the tests"
)]

#[path = "../../tests/it/hostile/scripted.rs"]
mod scripted;
#[path = "../../tests/it/hostile/targets/mod.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::pages(bytes));
