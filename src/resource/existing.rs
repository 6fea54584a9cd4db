//! What a create is told of a peering that is there already: two VPCs have one at a time. The same on all
//! clouds, and no VPC is named, because its id may come from a sensitive variable.

use jiff::Timestamp;

use super::accounts::DEFAULT;
use super::cloud::{AccountRef, Cloud};
use super::context::Cx;
use super::import_id::ToImport;

/// Why a create may meet an object of its own configuration. It cannot know: the host does not say what a
/// create replaces, and the object may stand in the state of another process.
pub const REPLACED_OR_RENAMED: &str = "If it is the one that this apply replaces (-replace, or an argument that \
    forces it) under create_before_destroy: remove create_before_destroy, so that the old one goes first, from \
    this block and from those that refer to it, which pass it on. If another block of the configuration holds \
    it, perhaps this one under its former name: write a `moved` block, or keep only one of the two.";

/// Who asked for the peering that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// This side, as the create does.
    ThisSide,
    /// The other side: what is left to do is to answer.
    OtherSide,
}

/// The resources of a cloud that hold one side of a peering each.
#[derive(Clone, Copy, Debug)]
pub struct ResourceNames {
    /// The requester's.
    pub requester: &'static str,
    /// The accepter's.
    pub accepter: &'static str,
    /// Whether users write the accepter's region.
    pub accepter_region: AccepterRegion,
}

/// Where the region of an accepter comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccepterRegion {
    /// Users write it.
    Written,
    /// The cloud shows it.
    Computed,
}

/// A peering that is there, as the account of the create sees it.
#[derive(Clone, Debug)]
pub struct Existing<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its status, the cloud's word.
    pub status: &'a str,
    /// Who asked.
    pub asked: Asked,
    /// The tenant that asked, such as `project 1`, where the cloud shows it.
    pub requester: Option<String>,
    /// When.
    pub created_at: Option<Timestamp>,
}

/// The account of the create.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// The account's name.
    pub account: &'a str,
    /// The region, where it is not the account's own.
    pub region: Option<&'a str>,
}

impl<'a> Caller<'a> {
    /// From the account of a plan.
    pub fn of<C: Cloud>(cx: &Cx<'_>, account: AccountRef<'a, C>) -> Self {
        Self {
            account: account.name(),
            region: account.elsewhere(cx),
        }
    }
}

impl Existing<'_> {
    /// What it is, and what the user can do about it.
    pub fn in_the_way(&self, names: ResourceNames, caller: Caller<'_>) -> String {
        match self.asked {
            Asked::ThisSide => self.requested(names, caller),
            Asked::OtherSide => self.to_answer(names, caller),
        }
    }

    /// What may be in the way, of a peering that came to nothing.
    pub fn maybe_in_the_way(&self) -> String {
        format!(
            "One between these VPCs that came to nothing still exists: {}. If it is in the way, delete it \
             first.",
            self.shown()
        )
    }

    fn requested(&self, names: ResourceNames, caller: Caller<'_>) -> String {
        let import = self.to_import(names.requester, caller).how();
        format!(
            "There is already one between these VPCs, requested in the same direction: {}. Two VPCs have one \
             peering at a time.\n\n{REPLACED_OR_RENAMED}\n\nIf it is yours, from an apply that was \
             interrupted, {import}\n\nOtherwise delete it, or leave this resource out.",
            self.shown()
        )
    }

    fn to_answer(&self, names: ResourceNames, caller: Caller<'_>) -> String {
        let import = self.to_import(names.accepter, caller);
        let mut lines = Vec::new();
        if caller.account != DEFAULT {
            lines.push(("account", caller.account));
        }
        if let (Some(region), AccepterRegion::Written) = (caller.region, names.accepter_region) {
            lines.push(("region", region));
        }
        lines.extend([("peering_id", self.id), ("decision", "accept")]);
        let lines: Vec<_> = lines
            .iter()
            .map(|(name, value)| format!("    {name:10} = \"{value}\"\n"))
            .collect();
        format!(
            "The other side has sent a request first: {} is a request to this account, between the same \
             VPCs, and two VPCs have one peering at a time. So answer that request instead of sending one: \
             write the accepter's resource instead of this one:\n\n  resource \"{}\" \"NAME\" {{\n{}  \
             }}\n\nIts apply accepts the request, or finds it accepted. To see it in the state before \
             anything is decided, {}",
            self.shown(),
            names.accepter,
            lines.concat(),
            import.how()
        )
    }

    fn to_import<'a>(&'a self, resource: &'a str, caller: Caller<'a>) -> ToImport<'a> {
        ToImport {
            resource,
            account: caller.account,
            id: self.id,
            region: caller.region,
        }
    }

    /// The id, the status, who asked and when.
    fn shown(&self) -> String {
        let by = match &self.requester {
            Some(requester) => format!(", requested by {requester}"),
            None => String::new(),
        };
        let at = match (self.created_at, by.as_str()) {
            (Some(at), "") => format!(", requested at {at}"),
            (Some(at), _) => format!(" at {at}"),
            (None, _) => String::new(),
        };
        format!("{} (status {}{by}{at})", self.id, self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: ResourceNames = ResourceNames {
        requester: "vpcconnect_x_peering",
        accepter: "vpcconnect_x_peering_accepter",
        accepter_region: AccepterRegion::Written,
    };

    fn existing(asked: Asked) -> Existing<'static> {
        Existing {
            id: "p-1",
            status: "PENDING",
            asked,
            requester: Some("project 1".to_owned()),
            created_at: Some(Timestamp::UNIX_EPOCH),
        }
    }

    const PARTNER: Caller<'_> = Caller {
        account: "partner",
        region: Some("eu-de"),
    };

    #[test]
    fn ones_own_request_is_imported_replaced_or_moved() {
        let told = existing(Asked::ThisSide).in_the_way(NAMES, PARTNER);
        for wanted in [
            "p-1 (status PENDING, requested by project 1 at 1970-01-01T00:00:00Z)",
            "to = vpcconnect_x_peering.NAME\n    id = \"partner:p-1@eu-de\"",
            "\n  terraform import vpcconnect_x_peering.NAME partner:p-1@eu-de",
            "create_before_destroy",
            "`moved`",
        ] {
            assert!(told.contains(wanted), "{wanted}: {told}");
        }
    }

    #[test]
    fn the_other_sides_request_is_answered() {
        let told = existing(Asked::OtherSide).in_the_way(NAMES, PARTNER);
        for wanted in [
            "The other side has sent a request first: p-1",
            "requested by project 1",
            "  resource \"vpcconnect_x_peering_accepter\" \"NAME\" {\n    account    = \"partner\"\n    \
             region     = \"eu-de\"\n    peering_id = \"p-1\"\n    decision   = \"accept\"\n  }",
            "to = vpcconnect_x_peering_accepter.NAME\n    id = \"partner:p-1@eu-de\"",
        ] {
            assert!(told.contains(wanted), "{wanted}: {told}");
        }
        assert!(!told.contains("delete"), "{told}");
    }

    #[test]
    fn what_is_the_default_is_not_written() {
        let default = Caller {
            account: DEFAULT,
            region: None,
        };
        let told = existing(Asked::OtherSide).in_the_way(NAMES, default);
        let block = "\"NAME\" {\n    peering_id = \"p-1\"\n    decision   = \"accept\"\n  }";
        assert!(
            told.contains(block) && told.contains("id = \"p-1\"\n"),
            "{told}"
        );
        let computed = ResourceNames {
            accepter_region: AccepterRegion::Computed,
            ..NAMES
        };
        let told = existing(Asked::OtherSide).in_the_way(computed, PARTNER);
        assert!(!told.contains("region     ="), "{told}");
    }
}
