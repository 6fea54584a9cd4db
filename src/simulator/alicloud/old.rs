//! Objects as the state files of version 1 have them.

use serde_json::{Value, json};

use super::{NAME, peering};
use crate::simulator::context::Context;
use crate::simulator::upgrade::{File, all, at, connection, own, service};

/// Takes this cloud's part out of a file. Of tokens, too: a call may be sent again after a restart.
pub(super) fn read(file: &mut File, context: &mut Context<'_>) -> serde_json::Result<()> {
    let Some(part) = file.remove(NAME) else {
        return Ok(());
    };
    let link = at(&part, "privatelink");
    let objects = &mut *context.objects;
    for old in all(at(&part, "peerings")) {
        let side = |side: &str| {
            let mut side = at(old, side).clone();
            let account = json!(at(&side, "account").to_string());
            if let Some(side) = side.as_object_mut() {
                side.insert("tenant".to_owned(), account.clone());
                side.insert("account".to_owned(), account);
            }
            side
        };
        let new = json!({
            "cloud": NAME,
            "kind": "peering",
            "requester": side("requester"),
            "accepter": side("accepter"),
            "own": own(old, peering::fields()),
        });
        connection(old, new, objects)?;
    }
    let party = |account: &Value, of: &Value| {
        let (account, vpc) = (account.to_string(), of.get("vpc_id").cloned());
        let vpc = vpc.unwrap_or_else(|| json!(""));
        json!({ "account": account, "tenant": account, "region": at(of, "region"), "vpc_id": vpc })
    };
    for old in all(at(link, "services")).filter(|one| at(one, "deleted") != true) {
        // No time was kept of services, nor is any shown.
        let time = json!(context.now.to_string());
        let new = json!({
            "cloud": NAME,
            "owner": party(at(old, "owner"), old),
            "created_at": time,
            "updated_at": time,
            "own": { "auto_accept": at(old, "auto_accept") },
        });
        service(old, new, objects)?;
    }
    for old in all(at(link, "connections")) {
        let asked = at(
            at(link, "services"),
            at(old, "service_id").as_str().unwrap_or_default(),
        );
        let new = json!({
            "cloud": NAME,
            "kind": "endpoint",
            "requester": party(at(old, "requester"), old),
            "accepter": party(at(asked, "owner"), asked),
            "own": { "bandwidth": at(old, "bandwidth"), "scales": at(old, "mode") == "Scalability" },
        });
        connection(old, new, objects)?;
    }
    if let Some(tokens) = part.get("tokens") {
        *context.tokens = serde_json::from_value(tokens.clone())?;
    }
    Ok(())
}
