//! One endpoint service: what its owner offers to other accounts.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::super::clock;
use super::super::super::id::{Region, name};
use super::super::peering::{ProjectId, VpcId};
use super::endpoint::stamp;
use super::seed::Doubts;

name! {
    /// An endpoint service.
    ServiceId
}

/// The documented statuses of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceStatus {
    /// Being made.
    Creating,
    /// In use.
    #[default]
    Available,
    /// It could not be made.
    Failed,
    /// Going.
    Deleting,
}

/// An endpoint service, as the control API and the state file show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Where it is.
    pub region: Region,
    /// Who owns it.
    pub project_id: ProjectId,
    /// The account of the owner.
    pub domain_id: String,
    /// The name that the owner gave; `{region}.{name}.{id}` is shown.
    pub name: String,
    /// The owner's VPC.
    pub vpc_id: VpcId,
    /// Whether the owner has to accept.
    pub approval_enabled: bool,
    /// Its status.
    pub status: ServiceStatus,
    /// Who may connect, besides the owner's own account.
    pub permissions: Vec<String>,
    /// When it was made.
    #[serde(with = "clock::rfc3339")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[serde(with = "clock::rfc3339")]
    pub updated_at: Timestamp,
}

impl Service {
    /// Whether an account may connect.
    pub(super) fn permits(&self, domain: &str) -> bool {
        let own = format!("iam:domain::{domain}");
        domain == self.domain_id
            || self
                .permissions
                .iter()
                .any(|one| *one == own || one == "*" || one == "iam:domain::*")
    }

    /// As the API shows it. `connections` counts what is accepted or on its way there.
    pub(super) fn wire(&self, connections: usize, doubts: Doubts) -> Value {
        json!({
            "id": self.id,
            "service_name": format!("{}.{}.{}", self.region, self.name, self.id),
            "server_type": "LB",
            "port_id": format!("port-{}", self.id),
            "vpc_id": self.vpc_id,
            "approval_enabled": self.approval_enabled,
            "status": self.status,
            "service_type": "interface",
            "created_at": stamp(self.created_at, doubts),
            "updated_at": stamp(self.updated_at, doubts),
            "project_id": self.project_id,
            "ports": [{ "client_port": 80, "server_port": 80, "protocol": "TCP" }],
            "tcp_proxy": "close",
            "connection_count": connections,
        })
    }
}
