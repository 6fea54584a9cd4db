//! Whether endpoint services ask for an approval: asked once for all who wonder at the same time.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::ids::ServiceId;
use super::objects::Approval;
use crate::http::error::Failure;
use crate::operation::{Operation, monotonic};

/// How long an answer holds: its owner may change it at any time.
const HOLDS: Duration = Duration::from_secs(5);

/// What is known of the services of one account in one region.
#[derive(Debug, Default)]
pub(super) struct Approvals {
    known: Mutex<HashMap<ServiceId, (Instant, Approval)>>,
}

impl Approvals {
    /// Whether `service` asks for one; `None` where nobody can say. `call` asks the cloud.
    pub(super) async fn of(
        &self,
        operation: &Operation,
        service: &ServiceId,
        call: impl Future<Output = Result<Option<Approval>, Failure>>,
    ) -> Option<Approval> {
        let ask = async {
            let mut known = self.known.lock().await;
            if let Some((at, approval)) = known.get(service)
                && at.elapsed() < HOLDS
            {
                return Some(*approval);
            }
            let at = monotonic();
            // Who was interrupted, or not answered, learns nothing for the others.
            let approval = call.await.ok().flatten()?;
            known.insert(service.clone(), (at, approval));
            Some(approval)
        };
        // Whoever waits for another one's question keeps to its own limits.
        operation.run(ask).await.ok().flatten()
    }
}
