//! The simulated AWS: VPC peering and PrivateLink (EC2 2016-11-15), STS (2011-06-15) and the portal of IAM Identity Center, which
//! share one address here.
//!
//! `routes` (which call; `service`, `parameters`, dry runs) → `tenant` (the gateway: `sign`) → `peering`, `list`, `endpoint`, `tags`,
//! `sts` or `sso`.
//! `side` is who sees what, `pairs` what several peerings forbid, `lives` has the rules. `wire` and `xml` write
//! answers, `error` refusals.

pub mod account;
mod endpoint;
mod error;
mod filter;
mod handle;
mod list;
mod lives;
mod pairs;
mod parameters;
mod peering;
mod routes;
mod seed;
mod service;
mod side;
pub(crate) mod sign;
mod sso;
mod sts;
mod tags;
mod tenant;
mod wire;
mod xml;

use serde_json::{Map, Value, json};

use super::cloud::{self, Basics, Cloud, Route, SeedPart, Simulated};
use super::context::{Caller, Context};
use super::id::{AccessKey, Region, random_hex};
use super::listed::Listed;
use super::new::New;
use super::object::{self, Connection, Field, Id, Kind, Owner};
use super::objects::Objects;
use super::refusal::{Refusal, Said, What};
use super::request::{Answer, Request};
use super::rules::Event;
use super::upgrade::File;
use account::account_of;
use seed::Seed;
use service::Service;

const NAME: &str = "aws";

/// In the list of clouds.
pub(crate) const LISTED: Listed = Listed {
    name: NAME,
    offers: "VPC peering and PrivateLink of AWS",
    tenants: "Its account on AWS is the CRC-32 of X with 12 digits, zeros in front",
    configuration: r#"  aws = {
    default = { region = "us-east-1", access_key = "A", secret_key = "SK-A", endpoints = { ec2 = "{url}/{region}", sts = "{url}" } }
    partner = { region = "us-east-1", access_key = "B", secret_key = "SK-B", endpoints = { ec2 = "{url}/{region}", sts = "{url}" } }
  }
"#,
    open: cloud::open::<Seed>,
};

/// The cloud, by its seed.
type Aws = Simulated<Seed>;

impl SeedPart for Seed {
    fn basics(&self) -> Basics {
        Basics {
            name: NAME,
            title: "AWS",
            default_region: self.default_region.clone(),
            rules: [lives::of_peering(self), lives::of_endpoint(&self.quirks)],
            seed: json!(self),
            seeded: New::seeded(
                &self.peerings,
                "privatelink",
                (&self.privatelink.services, &self.privatelink.endpoints),
            ),
        }
    }
}

impl Cloud for Aws {
    fn basics(&self) -> &Basics {
        &self.basics
    }

    /// Version 1 of the file is older than this cloud.
    fn upgrade(&self, _: &mut File, _: &mut Context<'_>) -> serde_json::Result<()> {
        Ok(())
    }

    fn owns(&self, request: &Request) -> bool {
        service::is_addressed(request) || sso::is_addressed(request)
    }

    fn route<'a>(&'a self, request: &Request) -> Option<Route<'a>> {
        routes::of(self, request)
    }

    fn claimed(&self, request: &Request) -> Option<AccessKey> {
        tenant::claimed(request)
    }

    fn admit(&self, request: &Request, context: &mut Context<'_>) -> Result<Caller, Refusal> {
        tenant::admit(request, &self.seed.quirks, context)
    }

    fn say(&self, refusal: &Refusal) -> Said {
        error::say(refusal, &self.seed.quirks)
    }

    fn refuse(&self, refusal: &Refusal, request: &Request, request_id: &str) -> Answer {
        let said = match Service::of(request) {
            Service::Ec2 => self.say(refusal),
            Service::Sts => error::say_sts(refusal, &self.seed.quirks),
        };
        let mut answer = (said.form)(&said, request_id);
        if let Refusal::Throttled(rate) = refusal {
            let millis = rate.per_seconds.saturating_mul(1000);
            let header = ("x-amz-retry-after".to_owned(), millis.to_string());
            answer.headers.push(header);
        }
        answer
    }

    fn owner(&self, key: &AccessKey, _: &Region) -> Owner {
        let account = account_of(key);
        (account.clone(), account)
    }

    fn new_id(&self, what: What) -> Id {
        let random: String = random_hex().chars().take(17).collect();
        let prefix = match what {
            What::Peering => "pcx",
            What::Endpoint => "vpce",
            What::Service => "vpce-svc",
        };
        Id::from(format!("{prefix}-{random}"))
    }

    fn fields(&self, what: What) -> Vec<Field> {
        match what {
            What::Peering => peering::fields(),
            What::Endpoint => Vec::new(),
            What::Service => vec![("acceptance_required", json!(true))],
        }
    }

    fn complete(&self, connection: &mut Connection) -> Result<(), Refusal> {
        if connection.kind == Kind::Peering {
            peering::complete(connection, &self.seed);
        }
        Ok(())
    }

    fn lets_in(&self, service: &object::Service) -> bool {
        !service.own.flag("acceptance_required")
    }

    /// Nothing is accepted by itself.
    fn needs_answer(&self, _: &Connection) -> bool {
        true
    }

    fn fails(&self, new: &Connection) -> Option<&'static str> {
        peering::fails(new)
    }

    fn allow(&self, new: &Connection, objects: &Objects) -> Result<(), Refusal> {
        match pairs::same(new, objects) {
            Some(same) => Err(error::EXISTS.of(&same.id)),
            None => pairs::has_room(new, objects, &self.seed),
        }
    }

    fn check(&self, event: Event, one: &Connection, objects: &Objects) -> Result<(), Refusal> {
        match event {
            Event::Accept if one.kind == Kind::Peering => {
                pairs::may_accept(one, objects, &self.seed)
            }
            _ => Ok(()),
        }
    }

    /// `deleting` is shown between regions only.
    fn is_at_once(&self, event: Event, one: &Connection) -> bool {
        event == Event::Delete && one.kind == Kind::Peering && one.is_same_region()
    }

    fn denied(&self, event: Event, one: &Connection) -> Refusal {
        if event == Event::Modify && one.kind == Kind::Peering {
            let why = format!(
                "Peering {} is not active. Peering options can be added only to active peerings.",
                one.id
            );
            return error::NOT_PERMITTED.of(why);
        }
        Refusal::Status(one.id.clone(), one.status.clone(), event)
    }

    /// The cloud lets it fail, a peering or a connection.
    fn act(&self, action: &str, connection: &mut Connection) -> bool {
        if action != "fail" {
            return false;
        }
        connection.status = lives::FAILED.into();
        connection.settling = None;
        true
    }

    /// Tenants are accounts.
    fn words(&self, shown: &mut Map<String, Value>, place: &str) {
        shown.remove("account");
        if let Some(tenant) = shown.remove("tenant") {
            shown.insert(place.to_owned(), tenant);
        }
    }
}
