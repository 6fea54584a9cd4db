//! One resource type in the hands of the host: validate, plan, read, upgrade, import.

use vpcconnect::plugin::proto::tfplugin6 as proto;

use super::cty::{Cty, Type};
use super::host::{Host, conforming};
use super::identity::IdentitySchema;
use super::rules::plan::{self, Action};
use super::rules::propose::proposed;
use super::schema::Block;
use super::told::Told;
use super::wire::{Unknowns, pack};

/// A resource type of a loaded provider.
#[derive(Clone, Copy)]
pub(crate) struct Resource<'a> {
    /// The host.
    pub(crate) host: &'a Host,
    /// Its name.
    pub(crate) name: &'a str,
    /// Its schema.
    pub(crate) block: &'a Block,
    /// The schema of its identity, where the host knows of identities.
    pub(crate) identity: Option<&'a IdentitySchema>,
}

/// An object as the state holds it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stored {
    /// Its attributes.
    pub(crate) state: Cty,
    /// The provider's own bytes.
    pub(crate) private: Vec<u8>,
    /// What it is; null where nobody has said so yet.
    pub(crate) identity: Cty,
}

/// What a user names to import an object.
#[derive(Clone, Debug)]
pub(crate) enum Named<'a> {
    /// An id.
    Id(&'a str),
    /// An identity.
    Identity(Cty),
}

/// A planned change.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// What Core will do.
    pub(crate) action: Action,
    /// What there is.
    pub(crate) prior: Option<Stored>,
    /// The configuration that it was planned for; null for a destroy.
    pub(crate) config: Cty,
    /// What there will be.
    pub(crate) planned: Cty,
    /// Where a change replaces the object, as the provider says.
    pub(crate) replace: Vec<proto::AttributePath>,
    /// The provider's own bytes.
    pub(crate) private: Vec<u8>,
    /// What it is, as planned: null for what is new.
    pub(crate) identity: Cty,
    /// Warnings.
    pub(crate) told: Told,
}

/// One answer to PlanResourceChange, without what was told.
#[derive(Clone, Debug, PartialEq)]
struct Answer {
    planned: Cty,
    replace: Vec<proto::AttributePath>,
    private: Vec<u8>,
    identity: Cty,
}

impl Resource<'_> {
    /// The type of its objects.
    pub(crate) fn of(&self) -> Type {
        self.block.of()
    }

    /// What an answer told.
    pub(crate) fn told(&self, diagnostics: Vec<proto::Diagnostic>) -> Told {
        Told::of(diagnostics, self.block)
    }

    /// A configuration or what was made of one.
    fn configured(&self, value: &Cty) -> proto::DynamicValue {
        pack(value, &self.of(), self.host.unknowns)
    }

    /// A state, or a plan on its way back.
    pub(crate) fn packed(&self, value: &Cty) -> proto::DynamicValue {
        pack(value, &self.of(), Unknowns::Plain)
    }

    /// The identity of an object, as it is sent.
    pub(crate) fn identified(&self, identity: &Cty) -> Option<proto::ResourceIdentityData> {
        self.identity?.packed(identity)
    }

    /// The identity in the state of an object after an answer, by that of before.
    #[track_caller]
    pub(crate) fn identity(
        &self,
        doing: &str,
        before: &Cty,
        came: Option<&proto::ResourceIdentityData>,
    ) -> Cty {
        let Some(schema) = self.identity else {
            return Cty::Null;
        };
        let doing = format!("{doing} of {}", self.name);
        schema.stored(&doing, before, schema.unpacked(&doing, came))
    }

    /// Checks a configuration.
    pub(crate) async fn validate(&self, config: &Cty) -> Told {
        let request = proto::validate_resource_config::Request {
            type_name: self.name.to_owned(),
            config: Some(self.configured(config)),
            client_capabilities: Some(self.host.capabilities),
        };
        let mut client = self.host.client().provider();
        let answer = self
            .host
            .soon("validate", client.validate_resource_config(request))
            .await;
        self.told(self.host.hear("validate", answer).diagnostics)
    }

    /// Plans what `config` makes of `prior`; `Err` when the provider refuses.
    pub(crate) async fn plan(&self, prior: Option<&Stored>, config: &Cty) -> Result<Change, Told> {
        self.plan_again(prior, config, &[]).await
    }

    /// The same after an `earlier` plan of the change, whose private state a host may hand on.
    pub(crate) async fn plan_again(
        &self,
        prior: Option<&Stored>,
        config: &Cty,
        earlier: &[u8],
    ) -> Result<Change, Told> {
        let told = self.validate(config).await;
        if told.has_errors() {
            return Err(told);
        }
        let before = prior.map_or(Cty::Null, |prior| prior.state.clone());
        let private = prior.map_or(&[][..], |prior| &prior.private);
        let identity = prior.map_or(Cty::Null, |prior| prior.identity.clone());
        let earlier = (private, earlier);
        let (mut answer, told) = self.ask(&before, config, earlier, &identity).await?;
        let doing = format!("plan of {}", self.name);
        let action = plan::action(&before, &answer.planned, &answer.replace);
        let action = action.unwrap_or_else(|why| panic!("{doing}: {why}"));
        let replace = std::mem::take(&mut answer.replace);
        if action == Action::Replace {
            // The new object is planned by itself; its warnings would be the same again.
            let (private, identity) = ((&*answer.private, &[][..]), &answer.identity);
            let (anew, _) = self.ask(&Cty::Null, config, private, identity).await?;
            answer = anew;
        }
        Ok(Change {
            action,
            prior: prior.cloned(),
            config: config.clone(),
            planned: answer.planned,
            replace,
            private: answer.private,
            identity: answer.identity,
            told,
        })
    }

    /// Plans a destroy, which never fails because of what the cloud did.
    pub(crate) async fn plan_destroy(&self, prior: &Stored) -> Result<Change, Told> {
        let Stored {
            state,
            private,
            identity,
        } = prior;
        let private = (&**private, &[][..]);
        let (answer, told) = self.ask(state, &Cty::Null, private, identity).await?;
        Ok(Change {
            action: Action::Delete,
            prior: Some(prior.clone()),
            config: Cty::Null,
            planned: answer.planned,
            replace: answer.replace,
            private: answer.private,
            identity: answer.identity,
            told,
        })
    }

    /// Asks for a plan, twice: it must come to the same again.
    async fn ask(
        &self,
        prior: &Cty,
        config: &Cty,
        private: (&[u8], &[u8]),
        identity: &Cty,
    ) -> Result<(Answer, Told), Told> {
        let (answer, told) = self.ask_once(prior, config, private, identity).await;
        let (again, told_again) = self.ask_once(prior, config, private, identity).await;
        assert_eq!(
            told.has_errors(),
            told_again.has_errors(),
            "{told}{told_again}"
        );
        if told.has_errors() {
            return Err(told);
        }
        let same = |one: &Answer| Answer {
            private: lasting(&one.private),
            ..one.clone()
        };
        assert_eq!(same(&answer), same(&again), "the same plan again");
        let attributes = &self.block.attributes;
        let problems = plan::problems(attributes, prior, config, &answer.planned);
        assert!(problems.is_empty(), "plan of {}: {problems:#?}", self.name);
        Ok((answer, told))
    }

    async fn ask_once(
        &self,
        prior: &Cty,
        config: &Cty,
        (private, earlier): (&[u8], &[u8]),
        identity: &Cty,
    ) -> (Answer, Told) {
        let proposal = match config {
            Cty::Null => Cty::Null,
            config => proposed(&self.block.attributes, prior, config),
        };
        let request = proto::plan_resource_change::Request {
            type_name: self.name.to_owned(),
            prior_state: Some(self.packed(prior)),
            proposed_new_state: Some(self.configured(&proposal)),
            config: Some(self.configured(config)),
            prior_private: private.to_vec(),
            planned_private: if self.host.capabilities.store_planned_private {
                earlier.to_vec()
            } else {
                Vec::new()
            },
            prior_identity: self.identified(identity),
            client_capabilities: Some(self.host.capabilities),
            ..Default::default()
        };
        let mut client = self.host.client().provider();
        let answer = self
            .host
            .soon("plan", client.plan_resource_change(request))
            .await;
        let answer = self.host.hear("plan", answer);
        assert!(
            !answer.legacy_type_system,
            "the escape hatch is for old SDKs"
        );
        assert!(answer.deferred.is_none(), "a deferral nobody offered");
        let told = self.told(answer.diagnostics);
        let planned = if told.has_errors() {
            Cty::Null
        } else {
            conforming("plan", answer.planned_state.as_ref(), &self.of())
        };
        let came = answer.planned_identity.as_ref();
        let identity = match self.identity {
            None => Cty::Null,
            Some(_) if told.has_errors() => Cty::Null,
            Some(_) if prior.is_null() => {
                assert!(came.is_none(), "{}: what is new has no identity", self.name);
                Cty::Null
            }
            // One from before identities may have none before its first read.
            Some(_) if came.is_none() => {
                assert!(identity.is_null(), "a plan keeps {identity}");
                Cty::Null
            }
            Some(_) => self.identity("plan", identity, came),
        };
        let answer = Answer {
            planned,
            identity,
            replace: answer.requires_replace,
            private: answer.planned_private,
        };
        (answer, told)
    }

    /// What begins every walk over an object: its stored state is upgraded, then read. `None` when it
    /// is gone. An error keeps the state.
    pub(crate) async fn refresh(&self, stored: &Stored) -> (Option<Stored>, Told) {
        let state = self.upgrade(stored.state.to_json().to_string()).await;
        assert_eq!(
            state, stored.state,
            "a state of today's version needs no upgrade"
        );
        let request = proto::read_resource::Request {
            type_name: self.name.to_owned(),
            current_state: Some(self.packed(&state)),
            private: stored.private.clone(),
            current_identity: self.identified(&stored.identity),
            client_capabilities: Some(self.host.capabilities),
            ..Default::default()
        };
        let mut client = self.host.client().provider();
        let answer = self.host.soon("read", client.read_resource(request)).await;
        let answer = self.host.hear("read", answer);
        assert!(answer.deferred.is_none(), "a deferral nobody offered");
        let told = self.told(answer.diagnostics);
        if told.has_errors() {
            return (Some(stored.clone()), told);
        }
        let state = conforming("read", answer.new_state.as_ref(), &self.of());
        assert!(state.is_wholly_known(), "read: {state}");
        let came = answer.new_identity.as_ref();
        let stored = (!state.is_null()).then(|| Stored {
            identity: self.identity("read", &stored.identity, came),
            state,
            private: answer.private,
        });
        (stored, told)
    }

    /// Reads an object that is there.
    pub(crate) async fn reread(&self, stored: &Stored) -> Stored {
        let (stored, told) = self.refresh(stored).await;
        assert!(!told.has_errors(), "{told}");
        stored.unwrap_or_else(|| panic!("the object is gone: {told}"))
    }

    /// Brings the JSON of a state file to today's schema.
    pub(crate) async fn upgrade(&self, json: String) -> Cty {
        self.upgrade_from(self.block.version, json).await
    }

    /// The same for a state of an earlier version.
    pub(crate) async fn upgrade_from(&self, version: i64, json: String) -> Cty {
        let request = proto::upgrade_resource_state::Request {
            type_name: self.name.to_owned(),
            version,
            raw_state: Some(proto::RawState {
                json: json.into_bytes(),
                ..Default::default()
            }),
        };
        let mut client = self.host.client().provider();
        let answer = self
            .host
            .soon("upgrade", client.upgrade_resource_state(request))
            .await;
        let answer = self.host.hear("upgrade", answer);
        let told = self.told(answer.diagnostics);
        assert!(told.is_empty(), "{told}");
        let state = conforming("upgrade", answer.upgraded_state.as_ref(), &self.of());
        assert!(state.is_wholly_known(), "upgrade: {state}");
        state
    }

    /// Imports by id: a stub of a state, then a read of it.
    pub(crate) async fn import(&self, id: &str) -> Result<Stored, Told> {
        self.import_by(Named::Id(id)).await
    }

    /// The same by an id or an identity.
    pub(crate) async fn import_by(&self, named: Named<'_>) -> Result<Stored, Told> {
        let (id, identity) = match &named {
            Named::Id(id) => (*id, &Cty::Null),
            Named::Identity(identity) => ("", identity),
        };
        let request = proto::import_resource_state::Request {
            type_name: self.name.to_owned(),
            id: id.to_owned(),
            identity: self.identified(identity),
            client_capabilities: Some(self.host.capabilities),
        };
        let mut client = self.host.client().provider();
        let answer = self
            .host
            .soon("import", client.import_resource_state(request))
            .await;
        let answer = self.host.hear("import", answer);
        let told = self.told(answer.diagnostics);
        if told.has_errors() {
            return Err(told);
        }
        let [imported] = answer.imported_resources.as_slice() else {
            panic!(
                "one object is imported, not {}",
                answer.imported_resources.len()
            );
        };
        assert_eq!(imported.type_name, self.name);
        let state = conforming("import", imported.state.as_ref(), &self.of());
        assert!(
            !state.is_null() && state.is_wholly_known(),
            "import: {state}"
        );
        let came = imported.identity.as_ref();
        let identity = self
            .identity
            .map_or(Cty::Null, |schema| schema.unpacked("import", came));
        assert!(
            matches!(named, Named::Id(_)) || !identity.is_null(),
            "an import by identity has to return one"
        );
        let stub = Stored {
            state,
            private: imported.private.clone(),
            identity,
        };
        let (stored, told) = self.refresh(&stub).await;
        match stored {
            Some(stored) if !told.has_errors() => Ok(stored),
            // "Cannot import non-existent remote object": an error of its own would be better.
            None => panic!("the object to import is gone, and no error says so: {told}"),
            Some(_) => Err(told),
        }
    }
}

/// Private state but for what a first plan notes for the apply: when it was, and a token of its own.
fn lasting(private: &[u8]) -> Vec<u8> {
    let Ok(mut all) = serde_json::from_slice::<serde_json::Value>(private) else {
        return private.to_vec();
    };
    if let Some(own) = all["vpcconnect"].as_object_mut() {
        own.retain(|name, _| !["plan.at", "plan.token"].contains(&name.as_str()));
    }
    all.to_string().into_bytes()
}
