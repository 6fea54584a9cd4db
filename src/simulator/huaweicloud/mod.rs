//! The simulated Huawei Cloud: VPC peering v2.0, VPC Endpoint v1, Cloud Stream v1.0; IAM's tokens,
//! agencies and project look-up, STS, and a machine's metadata.
//!
//! `routes` (which call) → `tenant` (the gateway: `sign`) → `peering`, `vpcep`, `cs`, `iam` or `sign_in`. `body`
//! reads requests, `error` has the bodies of refusals, `lives` the rules, `seed` what it begins with.

mod body;
mod cs;
mod error;
mod handle;
mod iam;
mod lives;
mod old;
mod peering;
mod routes;
mod seed;
pub(crate) mod sign;
mod sign_in;
mod tenant;
mod vpcep;

use serde_json::{Map, Value, json};

use super::cloud::{self, Basics, Cloud, Route, SeedPart, Simulated};
use super::context::{Caller, Context};
use super::id::{AccessKey, Region, random_uuid};
use super::listed::Listed;
use super::new::New;
use super::object::{Connection, Field, Id, Kind, Owner, Service};
use super::objects::Objects;
use super::refusal::{Refusal, Said, What};
use super::request::Request;
use super::rules::Event;
use super::upgrade::File;
use seed::Seed;

const NAME: &str = "huaweicloud";

/// In the list of clouds.
pub(crate) const LISTED: Listed = Listed {
    name: NAME,
    offers: "VPC peering, VPC Endpoint and Cloud Stream of Huawei Cloud",
    tenants: "the project project-X in every region, and the domain domain-X with the user user-X, whose password is PW-X",
    configuration: r#"  huaweicloud = {
    default = { region = "cn-north-4", access_key = "A", secret_key = "SK-A", endpoints = { vpc = "{url}/{region}", vpcep = "{url}/{region}", iam = "{url}" } }
    partner = { region = "cn-north-4", access_key = "B", secret_key = "SK-B", endpoints = { vpc = "{url}/{region}", vpcep = "{url}/{region}", iam = "{url}" } }
  }
"#,
    open: cloud::open::<Seed>,
};

/// The cloud, by its seed.
type HuaweiCloud = Simulated<Seed>;

impl SeedPart for Seed {
    fn basics(&self) -> Basics {
        let part = &self.vpcep;
        Basics {
            name: NAME,
            title: "Huawei Cloud",
            default_region: self.default_region.clone(),
            rules: [lives::of_peering(self), lives::of_endpoint(part.quirks)],
            seed: json!(self),
            seeded: New::seeded(&self.peerings, "vpcep", (&part.services, &part.endpoints)),
        }
    }
}

impl Cloud for HuaweiCloud {
    fn basics(&self) -> &Basics {
        &self.basics
    }

    fn upgrade(&self, file: &mut File, context: &mut Context<'_>) -> serde_json::Result<()> {
        old::read(file, context.objects)
    }

    /// It answers whatever no other cloud owns.
    fn owns(&self, _: &Request) -> bool {
        false
    }

    fn route<'a>(&'a self, request: &Request) -> Option<Route<'a>> {
        routes::of(self, request)
    }

    fn claimed(&self, request: &Request) -> Option<AccessKey> {
        tenant::claimed(request)
    }

    fn admit(&self, request: &Request, context: &mut Context<'_>) -> Result<Caller, Refusal> {
        tenant::admit(request, &self.seed, context)
    }

    fn say(&self, refusal: &Refusal) -> Said {
        error::say(refusal, &self.seed)
    }

    fn owner(&self, key: &AccessKey, region: &Region) -> Owner {
        (
            tenant::domain(key),
            tenant::main_project(&self.seed, key, region),
        )
    }

    fn new_id(&self, _: What) -> Id {
        random_uuid().into()
    }

    fn fields(&self, what: What) -> Vec<Field> {
        match what {
            What::Peering => vec![("cluster", json!(""))],
            What::Endpoint => vpcep::endpoint_fields(),
            What::Service => vpcep::service_fields(),
        }
    }

    fn complete(&self, connection: &mut Connection) -> Result<(), Refusal> {
        match connection.kind {
            Kind::Peering => peering::check_texts(&connection.name, &connection.description),
            Kind::Endpoint => {
                vpcep::complete(connection);
                Ok(())
            }
        }
    }

    fn lets_in(&self, service: &Service) -> bool {
        !service.own.flag("approval_enabled")
    }

    fn allow(&self, new: &Connection, objects: &Objects) -> Result<(), Refusal> {
        peering::allow(new, objects, &self.seed)
    }

    fn check(&self, event: Event, one: &Connection, objects: &Objects) -> Result<(), Refusal> {
        match (one.kind, event) {
            (Kind::Peering, Event::Accept) => peering::has_room(
                &one.accepter.tenant,
                &one.accepter.region,
                objects,
                &self.seed,
            ),
            (Kind::Endpoint, Event::Accept | Event::Reject) => vpcep::check(one),
            _ => Ok(()),
        }
    }

    fn denied(&self, event: Event, one: &Connection) -> Refusal {
        match one.kind {
            Kind::Peering => Refusal::Status(one.id.clone(), one.status.clone(), event),
            Kind::Endpoint => vpcep::denied(event, one),
        }
    }

    fn act(&self, action: &str, connection: &mut Connection) -> bool {
        connection.kind == Kind::Endpoint && vpcep::act(action, connection)
    }

    fn words(&self, shown: &mut Map<String, Value>, _: &str) {
        for (name, word) in [("tenant", "project_id"), ("account", "domain_id")] {
            if let Some(value) = shown.remove(name) {
                shown.insert(word.to_owned(), value);
            }
        }
    }
}
