//! From a documented call to an answer: limit, sign, send, retry. No vendor here.

pub mod client;
pub mod endpoint;
pub mod error;
pub mod gate;
pub mod limit;
pub mod transport;
