//! A provider that crashes where it is told to, served as the real one is: the same plugin, the same
//! provider block, one resource, its list and an action.

use std::time::Duration;

use vpcconnect::credential::env::Environment;
use vpcconnect::framework::action::{Action, AnyAction, Progress, any_action};
use vpcconnect::framework::diagnostics::{Diagnostic, Diagnostics};
use vpcconnect::framework::identity::{AtImport, Identity, IdentityAttribute, IdentitySchema};
use vpcconnect::framework::list_resource::{
    AnyListResource, Found, ListResource, Results, Stopped, any_list,
};
use vpcconnect::framework::model::{Field, ValueType};
use vpcconnect::framework::moved::{Moved, Source};
use vpcconnect::framework::private::Private;
use vpcconnect::framework::resource::{AnyResource, Context, Failed, Plan, Resource, any};
use vpcconnect::framework::schema::{Attribute, Schema};
use vpcconnect::framework::server::{Provider, Server};
use vpcconnect::framework::timeouts::Defaults;
use vpcconnect::model;
use vpcconnect::operation::Clock;
use vpcconnect::plugin::handshake::Request;
use vpcconnect::plugin::{self, log};
use vpcconnect::resource::context::Configured;
use vpcconnect::resource::provider_config::{self, Config};

/// The name of its resource.
pub(crate) const CRASH: &str = "vpcconnect_crash";

/// Not a test: what the tests beside it start, this same binary once more. Without a host it does
/// nothing.
#[tokio::test]
#[ignore = "it serves the tests of crashes"]
async fn serves() {
    let Some(request) = Request::from_env(|name| std::env::var_os(name)) else {
        return;
    };
    if let Some(level) = log::level(|name| std::env::var(name).ok()) {
        log::start(level);
    }
    let server = Server::new(Crashing, Clock::System);
    plugin::serve(server, request).await.unwrap();
}

struct Crashing;

impl Provider for Crashing {
    type Config = Config;
    type Configured = Configured;

    fn schema(&self) -> Schema {
        provider_config::schema()
    }

    fn resources(&self) -> Vec<Box<dyn AnyResource<Configured>>> {
        vec![any::<Crash>()]
    }

    fn list_resources(&self) -> Vec<Box<dyn AnyListResource<Configured>>> {
        vec![any_list::<Crash>()]
    }

    fn actions(&self) -> Vec<Box<dyn AnyAction<Configured>>> {
        vec![any_action::<Crash>()]
    }

    fn validate(&self, config: &Config, told: &mut Diagnostics) {
        provider_config::validate(config, told);
    }

    fn configure(&self, config: Config) -> Configured {
        provider_config::configure(&config, &Environment::process())
    }
}

model! {
    /// What it is told.
    struct State {
        /// When to crash.
        at: String,
        /// The last words.
        words: String,
        /// There is one.
        id: String,
    }
}

impl State {
    fn crash(&self, at: &str) {
        assert!(
            self.at.text() != Some(at),
            "{}",
            self.words.text().unwrap_or_default()
        );
    }
}

struct Crash;

type Cx<'a> = Context<'a, Configured>;

impl Resource for Crash {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = CRASH;
    const TIMEOUTS: Defaults = Defaults {
        write: Duration::from_secs(10),
        read: Duration::from_secs(10),
    };

    fn schema() -> Schema {
        Schema::new(
            "Crashes.",
            vec![
                Attribute::string("at", "When.").required(),
                Attribute::string("words", "The last words.").required(),
                Attribute::string("id", "There is one.").computed(),
            ],
        )
    }

    fn identity_schema() -> IdentitySchema {
        IdentitySchema::new(vec![IdentityAttribute {
            name: "id",
            description: "There is one.".into(),
            at_import: AtImport::Required,
        }])
    }

    fn identity(state: &State, _: &Private) -> Identity {
        let mut identity = Identity::default();
        identity.set("id", state.id.text());
        identity
    }

    async fn plan(_: &mut Cx<'_>, plan: &mut Plan<State>) -> Result<(), Diagnostic> {
        plan.planned.crash("plan");
        plan.planned.id = Field::from("crash");
        Ok(())
    }

    async fn plan_destroy(_: &mut Cx<'_>, prior: &State) {
        prior.crash("plan_destroy");
    }

    async fn create(_: &mut Cx<'_>, planned: State) -> Result<State, Failed<State>> {
        planned.crash("create");
        Ok(planned)
    }

    async fn read(_: &mut Cx<'_>, state: State) -> Result<Option<State>, Diagnostic> {
        state.crash("read");
        Ok(Some(state))
    }

    async fn update(_: &mut Cx<'_>, _: State, planned: State) -> Result<State, Failed<State>> {
        planned.crash("update");
        Ok(planned)
    }

    async fn delete(_: &mut Cx<'_>, prior: State) -> Result<(), Diagnostic> {
        prior.crash("delete");
        Ok(())
    }

    async fn import(_: &mut Cx<'_>, id: &str) -> Result<State, Diagnostic> {
        let state = State {
            at: "import".into(),
            words: id.into(),
            id: id.into(),
        };
        state.crash("import");
        Ok(state)
    }

    async fn import_by_identity(cx: &mut Cx<'_>, identity: &Identity) -> Result<State, Diagnostic> {
        Self::import(cx, identity.text("id").unwrap_or_default()).await
    }

    fn moved(source: &Source) -> Result<Moved<State>, Diagnostic> {
        let state = State {
            at: "moved".into(),
            words: source.type_name.as_str().into(),
            id: "crash".into(),
        };
        state.crash("moved");
        Ok(Moved {
            state,
            warning: None,
        })
    }
}

/// What a list and an action are told.
fn told() -> Schema {
    let mut schema = <Crash as Resource>::schema();
    schema.attributes.retain(Attribute::is_configurable);
    schema
}

impl ListResource for Crash {
    type Provider = Configured;
    type Config = State;
    const NAME: &'static str = CRASH;

    fn schema() -> Schema {
        told()
    }

    async fn list(_: &mut Cx<'_>, config: State, results: &Results) -> Result<(), Stopped> {
        let one = State {
            id: "crash".into(),
            ..config.clone()
        };
        let found = Found {
            identity: <Self as Resource>::identity(&one, &Private::default()),
            display_name: "one".to_owned(),
            object: one.into_value(),
        };
        results.send(found).await?;
        config.crash("list");
        Ok(())
    }
}

impl Action for Crash {
    type Provider = Configured;
    type Config = State;
    const NAME: &'static str = CRASH;
    const TIMEOUT: Duration = Duration::from_secs(10);

    fn schema() -> Schema {
        told()
    }

    async fn plan(_: &mut Cx<'_>, config: State) -> Result<(), Diagnostic> {
        config.crash("plan");
        Ok(())
    }

    async fn invoke(_: &mut Cx<'_>, config: State, progress: &Progress) -> Result<(), Diagnostic> {
        progress.tell("going on");
        config.crash("invoke");
        Ok(())
    }
}
