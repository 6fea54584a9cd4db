//! What tests and the demo see of this cloud without a call.

use super::NAME;
use crate::simulator::World;
use crate::simulator::object::{Connection, Kind};

impl World {
    /// Every peering on AWS as it is now, those included that AWS no longer shows one of the sides.
    pub fn aws_peerings(&self) -> Vec<Connection> {
        self.connections_of(NAME, Kind::Peering)
    }
}
