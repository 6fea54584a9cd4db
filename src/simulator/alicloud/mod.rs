//! The simulated Alibaba Cloud: VPC peering (VpcPeer 2022-01-01), PrivateLink (2020-04-15) and STS.
//!
//! `routes` (which call; `parameters`, client tokens, dry runs) → `tenant` (the gateway: `sign` and the older `rpc`) →
//! `peering`, `tags`, `privatelink` or `sts`. Every refusal gets its body in `error`, `lives` has the rules. Calls
//! that nobody signs, because they bring keys, are in `sign_in`.

pub mod account;
mod error;
mod handle;
mod lives;
mod old;
mod parameters;
mod peering;
mod privatelink;
mod reply;
mod routes;
pub(crate) mod rpc;
mod seed;
pub(crate) mod sign;
mod sign_in;
mod sts;
mod tags;
mod tenant;

use serde_json::{Map, Value, json};

use super::cloud::{self, Basics, Cloud, Route, SeedPart, Simulated};
use super::context::{Caller, Context};
use super::id::{AccessKey, Region, random_hex};
use super::listed::Listed;
use super::new::New;
use super::object::{Connection, Field, Id, Kind, Owner, Service};
use super::objects::Objects;
use super::refusal::{Refusal, Said, What};
use super::request::{Answer, Request};
use super::rules::Event;
use super::upgrade::File;
use account::{AccountId, number};
use seed::Seed;

const NAME: &str = "alicloud";

/// In the list of clouds.
pub(crate) const LISTED: Listed = Listed {
    name: NAME,
    offers: "VPC peering and PrivateLink of Alibaba Cloud",
    tenants: "Its account on Alibaba Cloud is the CRC-32 of X",
    configuration: r#"  alicloud = {
    default = { region = "cn-hangzhou", access_key = "A", secret_key = "SK-A", endpoints = { vpcpeer = "{url}", privatelink = "{url}/{region}", sts = "{url}" } }
    partner = { region = "cn-hangzhou", access_key = "B", secret_key = "SK-B", endpoints = { vpcpeer = "{url}", privatelink = "{url}/{region}", sts = "{url}" } }
  }
"#,
    open: cloud::open::<Seed>,
};

/// The cloud, by its seed.
type AliCloud = Simulated<Seed>;

impl SeedPart for Seed {
    fn basics(&self) -> Basics {
        let part = &self.privatelink;
        Basics {
            name: NAME,
            title: "Alibaba Cloud",
            default_region: self.default_region.clone(),
            rules: [lives::of_peering(self), lives::of_endpoint(part.quirks)],
            seed: json!(self),
            seeded: New::seeded(
                &self.peerings,
                "privatelink",
                (&part.services, &part.endpoints),
            ),
        }
    }
}

impl Cloud for AliCloud {
    fn basics(&self) -> &Basics {
        &self.basics
    }

    fn upgrade(&self, file: &mut File, context: &mut Context<'_>) -> serde_json::Result<()> {
        old::read(file, context)
    }

    fn owns(&self, request: &Request) -> bool {
        routes::is_addressed(request)
    }

    fn route<'a>(&'a self, request: &Request) -> Option<Route<'a>> {
        routes::of(self, request)
    }

    fn claimed(&self, request: &Request) -> Option<AccessKey> {
        tenant::claimed(request)
    }

    fn admit(&self, request: &Request, context: &mut Context<'_>) -> Result<Caller, Refusal> {
        tenant::admit(request, context)
    }

    fn say(&self, refusal: &Refusal) -> Said {
        error::say(refusal, self.seed.quirks.wrong_side)
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, request_id: &str) -> Answer {
        let mut answer = error::answer(
            &self.say(refusal),
            routes::product(request),
            self.seed.quirks.errors,
            request_id,
        );
        if let Refusal::Throttled(rate) = refusal {
            let millis = rate.per_seconds.saturating_mul(1000);
            let header = ("x-acs-retry-after".to_owned(), millis.to_string());
            answer.headers.push(header);
        }
        answer
    }

    fn owner(&self, key: &AccessKey, _: &Region) -> Owner {
        let account = AccountId::of(key).tenant();
        (account.clone(), account)
    }

    fn new_id(&self, what: What) -> Id {
        let random: String = random_hex().chars().take(17).collect();
        let prefix = match what {
            What::Peering => "pcc",
            What::Endpoint => "ep",
            What::Service => "epsrv",
        };
        Id::from(format!("{prefix}-{random}"))
    }

    fn fields(&self, what: What) -> Vec<Field> {
        match what {
            What::Peering => peering::fields(),
            What::Endpoint => vec![("bandwidth", json!(3072)), ("scales", json!(false))],
            What::Service => vec![("auto_accept", json!(false))],
        }
    }

    fn complete(&self, connection: &mut Connection) -> Result<(), Refusal> {
        if connection.kind == Kind::Peering {
            peering::complete(connection);
        }
        Ok(())
    }

    fn lets_in(&self, service: &Service) -> bool {
        service.own.flag("auto_accept")
    }

    fn allow(&self, new: &Connection, objects: &Objects) -> Result<(), Refusal> {
        peering::allow(new, objects, &self.seed)
    }

    fn check(&self, event: Event, one: &Connection, _: &Objects) -> Result<(), Refusal> {
        let is_locked = one.own.text("biz_status") == "FinancialLocked";
        if event == Event::Modify && is_locked {
            return Err(error::LOCKED.refusal());
        }
        Ok(())
    }

    fn denied(&self, event: Event, one: &Connection) -> Refusal {
        match one.kind {
            Kind::Peering if one.status == lives::DELETED => {
                Refusal::NotFound(What::Peering, one.id.clone())
            }
            Kind::Peering => Refusal::Status(one.id.clone(), one.status.clone(), event),
            Kind::Endpoint => error::CONNECTION_DENIED.of(&one.id),
        }
    }

    /// Its connections are shown for as long as those who ask keep them.
    fn drop_service(&self, id: &Id, objects: &mut Objects) -> bool {
        objects.shelf_mut(Kind::Endpoint).retain(NAME, |one| {
            if one.service_id.as_ref() == Some(id) {
                one.settling = None;
                one.status = lives::SERVICE_DELETED.into();
            }
            true
        });
        objects.services.remove(NAME, id).is_some()
    }

    /// Accounts are numbers.
    fn words(&self, shown: &mut Map<String, Value>, place: &str) {
        shown.remove("account");
        if let Some(tenant) = shown.remove("tenant") {
            let account = number(tenant.as_str().unwrap_or_default());
            shown.insert(place.to_owned(), json!(account));
        }
    }
}
