//! What the suite has to know of a cloud: its resources, and what it calls things. The tests are the same for all.

use std::time::Duration;

use serde_json::Value as Json;
use vpcconnect::framework::diagnostics::{Diagnostic, Diagnostics};
use vpcconnect::framework::model::ValueType;
use vpcconnect::framework::object::Object;
use vpcconnect::framework::plan::complete;
use vpcconnect::framework::private::Private;
use vpcconnect::framework::resource::{AnyResource, Plan};
use vpcconnect::framework::schema::{Attribute, Schema};
use vpcconnect::framework::value::Value;
use vpcconnect::resource::context::Configured;
use vpcconnect::simulator::{Connection, Kind, Match};

use super::stage::{MINUTE, Stage};

pub(super) type Resource = Box<dyn AnyResource<Configured>>;

/// The writing calls.
pub(super) struct Calls {
    pub(super) create: &'static str,
    pub(super) modify: &'static str,
    pub(super) tag: &'static str,
    pub(super) accept: &'static str,
    pub(super) reject: &'static str,
    pub(super) delete: &'static str,
    pub(super) accept_endpoint: &'static str,
    pub(super) reject_endpoint: &'static str,
    /// Sets what belongs to an endpoint's connection beside the decision.
    pub(super) detail: &'static str,
}

/// The words for where a connection stands.
pub(super) struct Statuses {
    pub(super) pending: &'static str,
    pub(super) active: &'static str,
    pub(super) rejected: &'static str,
    pub(super) accepted_endpoint: &'static str,
    pub(super) rejected_endpoint: &'static str,
}

/// What is set beside the decision about an endpoint.
pub(super) struct Detail {
    pub(super) key: &'static str,
    pub(super) value: fn() -> Value,
    /// What the cloud has of it.
    pub(super) held: fn(&Connection) -> String,
}

/// A cloud. Tenant A, account `default`, asks and offers a service; tenant B, account `partner`, answers and asks the service.
pub(super) struct Driver {
    /// In HCL and in the simulator.
    pub(super) name: &'static str,
    pub(super) stage: fn() -> Stage,
    pub(super) requester: fn() -> Resource,
    pub(super) accepter: fn() -> Resource,
    pub(super) endpoint: fn() -> Resource,
    /// What a service says of itself whose owner decides who may connect.
    pub(super) service: fn() -> Json,
    pub(super) region: &'static str,
    /// The attribute with the tenant that is asked, and what it is by the access key.
    pub(super) asked: (&'static str, fn(&str) -> String),
    pub(super) calls: Calls,
    pub(super) statuses: Statuses,
    pub(super) detail: Detail,
    /// The calls that only read.
    pub(super) reads: fn() -> Vec<Match>,
    /// The body of a refusal of those.
    pub(super) forbidden: fn() -> Json,
    /// Whether a create that is sent again makes no second one.
    pub(super) create_is_idempotent: bool,
    /// Whether such a one is answered with what the first one made, where the cloud sees that already.
    pub(super) create_answers_twice: bool,
    /// Whether a refusal of an endpoint is told in an answer of success, so that a repeated decision looks like another one.
    pub(super) refuses_in_answers: bool,
}

pub(super) const CLOUDS: [&Driver; 3] = [
    &super::huaweicloud::DRIVER,
    &super::alicloud::DRIVER,
    &super::aws::DRIVER,
];

/// A text in a configuration.
pub(super) fn text(text: impl Into<String>) -> Value {
    Value::text(text)
}

impl Driver {
    /// A's request to B.
    pub(super) fn request(&self) -> Value {
        let (asked, tenant) = self.asked;
        let set = [
            ("name", text("orders")),
            ("region", text(self.region)),
            ("requester_vpc_id", text("vpc-a")),
            ("accepter_vpc_id", text("vpc-b")),
            ("accepter_region", text(self.region)),
            (asked, text(tenant("B"))),
        ];
        config(&(self.requester)(), &set)
    }

    /// B's request to A, the other way round.
    pub(super) fn request_back(&self) -> Value {
        let (asked, tenant) = self.asked;
        let set = [
            ("account", text("partner")),
            ("requester_vpc_id", text("vpc-b")),
            ("accepter_vpc_id", text("vpc-a")),
            (asked, text(tenant("A"))),
        ];
        let config = self.request();
        set.into_iter()
            .fold(config, |config, (name, value)| with(config, name, value))
    }

    /// What a tenant is called, in one word.
    pub(super) fn tenant(&self) -> &'static str {
        let (asked, _) = self.asked;
        let tenant = asked.trim_start_matches("accepter_");
        tenant.trim_end_matches("_id")
    }

    /// B's decision about `id`.
    pub(super) fn decision(&self, id: &str, word: &str) -> Value {
        let set = [
            ("account", text("partner")),
            ("region", text(self.region)),
            ("peering_id", text(id)),
            ("decision", text(word)),
        ];
        config(&(self.accepter)(), &set)
    }

    /// A's decision about an endpoint.
    pub(super) fn connection(&self, service: &str, endpoint: &str, word: &str) -> Value {
        let set = [
            ("region", text(self.region)),
            ("service_id", text(service)),
            ("endpoint_id", text(endpoint)),
            ("decision", text(word)),
        ];
        config(&(self.endpoint)(), &set)
    }

    /// The service and the endpoint of B that asks it.
    pub(super) async fn asks(&self, stage: &Stage) -> (String, String) {
        let id = |made: Json| made["id"].as_str().unwrap().to_owned();
        let mut service = (self.service)();
        service["cloud"] = self.name.into();
        service["owner"] = "A".into();
        service["region"] = self.region.into();
        let service = id(stage.control("POST", "services", &service).await);
        let endpoint =
            serde_json::json!({ "cloud": self.name, "requester": "B", "service_id": service });
        let endpoint = id(stage.control("POST", "endpoints", &endpoint).await);
        (service, endpoint)
    }

    /// Every peering. What was deleted may be shown for some time.
    pub(super) fn peerings(&self, stage: &Stage) -> Vec<Connection> {
        let mut all = stage.world.connections_of(self.name, Kind::Peering);
        all.retain(|one| one.status.as_str() != "deleted");
        all
    }

    /// Every endpoint.
    pub(super) fn endpoints(&self, stage: &Stage) -> Vec<Connection> {
        stage.world.connections_of(self.name, Kind::Endpoint)
    }
}

/// A configuration of a resource. What users do not write there is left out.
pub(super) fn config(resource: &Resource, set: &[(&str, Value)]) -> Value {
    let schema = resource.schema();
    let mut config = Object::empty(&schema).into_value();
    for (name, value) in set {
        let attribute = schema.attribute(name);
        if attribute.is_some_and(Attribute::is_configurable) {
            config.set(name, value.clone());
        }
    }
    config
}

/// The same with another value.
pub(super) fn with(mut config: Value, name: &str, value: Value) -> Value {
    config.set(name, value);
    config
}

/// What Terraform proposes: the configuration, and what was computed before.
fn proposed(schema: &Schema, prior: &Value, config: &Value) -> Value {
    let mut proposed = config.clone();
    for attribute in schema.attributes.iter().filter(|one| one.is_computed()) {
        if config.attribute(attribute.name).is_null() {
            proposed.set(attribute.name, prior.attribute(attribute.name).clone());
        }
    }
    proposed
}

/// What came of an apply.
pub(super) struct Applied {
    /// As it is stored then.
    pub(super) state: Option<Value>,
    pub(super) error: Option<Diagnostic>,
    pub(super) told: Diagnostics,
}

/// What was planned.
pub(super) struct Planned {
    prior: Option<Value>,
    state: Value,
    private: Private,
    pub(super) told: Diagnostics,
}

/// Plans, as Terraform does.
pub(super) async fn plan(
    stage: &Stage,
    resource: &Resource,
    prior: Option<Value>,
    config: &Value,
) -> Result<Planned, Diagnostic> {
    let schema = resource.schema();
    let before = prior.clone().unwrap_or_default();
    let planned = proposed(&schema, &before, config);
    let planned = complete(&schema, &before, config, &planned);
    let plan = Plan::new(&schema, prior.clone(), config.clone(), planned);
    let mut cx = stage.context(MINUTE);
    let (planned, replaced) = resource.plan(&mut cx, plan).await?;
    assert!(replaced.is_empty(), "it is replaced: {replaced:?}");
    Ok(Planned {
        prior,
        state: planned,
        private: cx.private,
        told: cx.diagnostics,
    })
}

/// Applies what was planned.
pub(super) async fn carry_out(
    stage: &Stage,
    timeout: Duration,
    resource: &Resource,
    plan: Planned,
) -> Applied {
    let Planned {
        prior,
        state: planned,
        private,
        ..
    } = plan;
    let mut cx = stage.context(timeout);
    cx.private = private;
    let done = match &prior {
        // There is nothing to do, so nobody is asked to do it.
        Some(prior) if *prior == planned => Ok(planned),
        Some(prior) => resource.update(&mut cx, prior, &planned).await,
        None => resource.create(&mut cx, &planned).await,
    };
    let (state, error) = match done {
        Ok(state) => (Some(state), None),
        Err(failed) => (failed.state.or(prior), Some(failed.error)),
    };
    Applied {
        state,
        error,
        told: cx.diagnostics,
    }
}

/// Plans and applies something new.
pub(super) async fn create(stage: &Stage, resource: &Resource, config: &Value) -> Applied {
    let plan = plan(stage, resource, None, config).await.unwrap();
    carry_out(stage, 10 * MINUTE, resource, plan).await
}

impl Applied {
    /// The state of what was made.
    pub(super) fn state(self) -> Value {
        assert!(self.error.is_none(), "{:?}", self.error);
        self.state.unwrap()
    }

    /// Why nothing was made.
    pub(super) fn refused(self) -> Diagnostic {
        assert_eq!(self.state, None);
        self.error.unwrap()
    }
}

/// A text of a state.
pub(super) fn shown<'a>(state: &'a Value, name: &str) -> &'a str {
    state.attribute(name).as_text().unwrap_or_default()
}

/// Destroys.
pub(super) async fn destroy(
    stage: &Stage,
    timeout: Duration,
    resource: &Resource,
    prior: Value,
) -> Applied {
    let mut cx = stage.context(timeout);
    let error = resource.delete(&mut cx, &prior).await.err();
    Applied {
        state: error.is_some().then_some(prior),
        error,
        told: cx.diagnostics,
    }
}
