//! Decisions about what somebody else requests: VPC peerings from the accepter's side, and connections of endpoint services from
//! their owner's. What rules both stands here once.
//!
//! `kind` is what a kind of connection says of itself; the kinds are [`super::accepter`] and [`super::endpoint::connection`].
//! `resource` has the resource's events, with `plan` for what its plans say, `answer` is the action, which decides once, and
//! `messages` has what is said of a decision that did not come about.

pub mod answer;
mod apply;
pub mod kind;
pub mod messages;
mod plan;
pub mod resource;
