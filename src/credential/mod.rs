//! Who calls: secrets that cannot be printed, and the environment they may come from.

pub mod env;
pub mod keys;
