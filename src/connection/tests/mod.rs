//! What the tests of several files here share.

pub(super) mod played;
pub(super) mod simulated;
