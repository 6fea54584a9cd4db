//! What one cloud is to the simulator: how its requests read, its rules, and how its answers are written.

use std::fmt::Debug;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::context::{At, Caller, Context, Outcome};
use super::id::{AccessKey, Region};
use super::new::New;
use super::object::{Connection, Field, Id, Kind, Owner, Service};
use super::objects::Objects;
use super::refusal::{Refusal, Said, What};
use super::request::{Answer, Request};
use super::rules::{Event, Rules};
use super::upgrade::File;

/// How a call is let in, and what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// By what it brings: it signs in.
    Open,
    /// Signed; changes nothing that the state file keeps.
    Read,
    /// Signed; may change something.
    Write,
}

/// What executes a call.
pub(crate) type Run<'a> = Box<dyn FnOnce(&mut At<'_>) -> Outcome + 'a>;

/// A call that is simulated.
pub(crate) struct Route<'a> {
    /// The vendor's name of it, as the SDKs have it.
    pub(crate) name: &'static str,
    pub(crate) access: Access,
    pub(crate) run: Run<'a>,
}

/// What all clouds have, each in its own words.
#[derive(Debug)]
pub(crate) struct Basics {
    /// The name in the seed, the control API and the state file.
    pub(crate) name: &'static str,
    /// The name that people know.
    pub(crate) title: &'static str,
    /// Where objects are made that name no region.
    pub(crate) default_region: Region,
    /// How peerings live, and how endpoints do.
    pub(crate) rules: [Rules; 2],
    /// Its part of the seed.
    pub(crate) seed: Value,
    /// The objects of the seed, with the name of the list that they stand in.
    pub(crate) seeded: Vec<(String, Vec<New>)>,
}

/// A cloud's part of the seed.
pub(crate) trait SeedPart:
    Debug + Default + DeserializeOwned + Serialize + Send + Sync + 'static
{
    /// What it comes to of what all clouds have.
    fn basics(&self) -> Basics;
}

/// A cloud whose part of the seed is in force.
#[derive(Debug)]
pub(crate) struct Simulated<S> {
    pub(crate) seed: S,
    pub(crate) basics: Basics,
}

/// Opens a cloud, with its part of the seed where there is one.
pub(crate) fn open<S: SeedPart>(part: Option<Value>) -> serde_json::Result<Arc<dyn Cloud>>
where
    Simulated<S>: Cloud,
{
    let seed: Option<S> = part.map(serde_json::from_value).transpose()?;
    let seed = seed.unwrap_or_default();
    let basics = seed.basics();
    Ok(Arc::new(Simulated { seed, basics }))
}

/// A simulated cloud, with its part of the seed in force.
pub(crate) trait Cloud: Debug + Send + Sync {
    fn basics(&self) -> &Basics;

    /// Its name in the seed, the control API and the state file.
    fn name(&self) -> &'static str {
        self.basics().name
    }

    /// Takes its objects out of a state file of version 1.
    fn upgrade(&self, file: &mut File, context: &mut Context<'_>) -> serde_json::Result<()>;

    // --- requests and answers

    /// Whether a request is for this cloud, whatever it asks.
    fn owns(&self, request: &Request) -> bool;

    /// The call that a request makes.
    fn route<'a>(&'a self, request: &Request) -> Option<Route<'a>>;

    /// The access key that a request claims, for the log and the faults. Not verified.
    fn claimed(&self, request: &Request) -> Option<AccessKey>;

    /// The gateway's checks, from the signature to the tenant.
    fn admit(&self, request: &Request, context: &mut Context<'_>) -> Result<Caller, Refusal>;

    /// A refusal in this cloud's words.
    fn say(&self, refusal: &Refusal) -> Said;

    /// The answer that refuses a request.
    fn refuse(&self, refusal: &Refusal, _request: &Request, request_id: &str) -> Answer {
        let said = self.say(refusal);
        (said.form)(&said, request_id)
    }

    // --- objects

    /// Where objects are made that name no region.
    fn default_region(&self) -> &Region {
        &self.basics().default_region
    }

    /// What a key's tenant owns in a region.
    fn owner(&self, key: &AccessKey, region: &Region) -> Owner;

    /// A new id.
    fn new_id(&self, what: What) -> Id;

    /// What this cloud alone says of an object.
    fn fields(&self, what: What) -> Vec<Field>;

    /// How connections live.
    fn rules(&self, kind: Kind) -> &Rules {
        let [peering, endpoint] = &self.basics().rules;
        match kind {
            Kind::Peering => peering,
            Kind::Endpoint => endpoint,
        }
    }

    /// Gives a new connection what it has from its beginning, and checks what was given.
    fn complete(&self, connection: &mut Connection) -> Result<(), Refusal>;

    /// Whether a service lets everybody in.
    fn lets_in(&self, service: &Service) -> bool;

    /// Whether somebody has to answer a new peering.
    fn needs_answer(&self, new: &Connection) -> bool {
        !new.is_same_tenant()
    }

    /// The status that a new connection ends in when what it names cannot be connected.
    fn fails(&self, _new: &Connection) -> Option<&'static str> {
        None
    }

    /// Whether other objects and quotas allow a new peering.
    fn allow(&self, new: &Connection, objects: &Objects) -> Result<(), Refusal>;

    /// Whether something beside the status forbids what the rules allow.
    fn check(&self, _: Event, _: &Connection, _: &Objects) -> Result<(), Refusal> {
        Ok(())
    }

    /// Whether an event takes effect at once, whatever the settling time.
    fn is_at_once(&self, _: Event, _: &Connection) -> bool {
        false
    }

    /// The refusal of what the rules do not allow.
    fn denied(&self, event: Event, connection: &Connection) -> Refusal {
        Refusal::Status(connection.id.clone(), connection.status.clone(), event)
    }

    /// An act of the control API that is none of the handshake's. False: this cloud has none of that name.
    fn act(&self, _action: &str, _connection: &mut Connection) -> bool {
        false
    }

    /// What becomes of a service that its owner deletes by the control API: true when it is gone.
    fn drop_service(&self, id: &Id, objects: &mut Objects) -> bool {
        objects.services.remove(self.name(), id).is_some()
    }

    /// Puts whose something is into this cloud's own words, in the control API's view; `place` is the word for it where that is a
    /// value of its own.
    fn words(&self, shown: &mut Map<String, Value>, place: &str);
}
