//! From a documented call to an answer: limit, sign, send, retry. No vendor here.

pub mod authorities;
pub mod call;
pub mod client;
pub mod date;
pub mod endpoint;
pub mod error;
pub mod gate;
pub mod limit;
mod pauses;
pub mod proxy;
pub mod transport;
