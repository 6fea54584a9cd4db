//! A panic in a call: an error that the user can read, the lines that Terraform looks for on stderr, no
//! secret in either, and the process goes on.

mod provider;

use vpcconnect::framework::schema::{Attribute, Kind};
use vpcconnect::plugin::proto::tfplugin6 as proto;
use vpcconnect::plugin::proto::tfplugin6::invoke_action::event::Type;
use vpcconnect::resource::provider_config;

use self::provider::CRASH;
use super::client::Client;
use super::cty::{Cty, object, text};
use super::host::Host;
use super::process::{KILLED_AFTER, Plugin, Start};
use super::resource::Stored;
use super::stage::{blank as blank_of, inner};
use super::told::Told;
use super::wire::pack;

/// The names of the sensitive attributes of the provider block, at any depth.
pub(crate) fn sensitive() -> Vec<&'static str> {
    fn collect(of: &[Attribute], found: &mut Vec<&'static str>) {
        for attribute in of {
            if attribute.sensitive {
                found.push(attribute.name);
            }
            if let Kind::Nested(_, inner) = &attribute.kind {
                collect(inner, found);
            }
        }
    }
    let mut found = Vec::new();
    collect(&provider_config::schema().attributes, &mut found);
    found
}

/// A crashing provider that knows a canary for every sensitive attribute.
struct Stage {
    plugin: Plugin,
    host: Host,
    canaries: Vec<String>,
}

impl Stage {
    async fn set(start: Start) -> Self {
        let plugin = start.crashing().serve().await;
        let host = Host::load(Client::plaintext(&plugin.socket()).await).await;
        let names = sensitive();
        assert!(names.len() >= 2, "{names:?}");
        // An account signs in in one way; each secret stands in one that it belongs to.
        let blank = || super::stage::blank_account(&host).with("region", text("cn-north-4"));
        let mut keys = blank().with("access_key", text("CANARYACCESSKEY00001"));
        let mut user = blank()
            .with("user_name", text("user"))
            .with("domain_name", text("domain"));
        let mut token = blank();
        let aws = inner(&host.provider.attributes, "aws");
        let role = inner(aws, "assume_role_with_web_identity");
        let mut session = blank_of(aws)
            .with("region", text("eu-central-1"))
            .with("access_key", text("CANARYACCESSKEY00001"));
        let mut identity = blank_of(role).with("role_arn", text("arn:aws:iam::1:role/r"));
        let mut canaries = vec!["CANARYACCESSKEY00001".to_owned()];
        for name in names {
            let canary = format!("canary/of+{name}=");
            let account = match name {
                "password" => &mut user,
                "auth_token" => &mut token,
                "session_token" => &mut session,
                "web_identity_token" => &mut identity,
                _ => &mut keys,
            };
            *account = account.with(name, text(&canary));
            if name == "secret_key" {
                session = session.with(name, text(&canary));
            }
            canaries.push(canary);
        }
        let identity = blank_of(aws)
            .with("region", text("eu-central-1"))
            .with("assume_role_with_web_identity", identity);
        let aws = object([("default", session), ("identity", identity)]);
        let accounts = object([("default", keys), ("user", user), ("token", token)]);
        let told = host
            .configure(
                &host
                    .provider
                    .with([("huaweicloud", accounts), ("aws", aws)]),
            )
            .await;
        assert!(!told.has_errors(), "{told}");
        Self {
            plugin,
            host,
            canaries,
        }
    }

    /// What a panic may stumble over, and an escape sequence.
    fn words(&self) -> String {
        format!("stumbled\x1b[2J over {}", self.canaries.join(" and "))
    }

    fn config(&self, at: &str) -> Cty {
        let words = text(&self.words());
        let block = &self.host.resources[CRASH];
        block.with([("at", text(at)), ("words", words)])
    }

    /// A crash is told, it is told as one, and the process serves on.
    async fn crashed(&self, rpc: &str, told: &Told) {
        assert!(told.names("The provider crashed"), "{rpc}: {told}");
        assert!(told.to_string().contains(rpc), "{told}");
        assert!(told.to_string().contains("panic:"), "{told}");
        for canary in &self.canaries {
            assert!(!told.to_string().contains(canary), "{told}");
        }
        assert!(self.host.client().is_serving().await, "after {rpc}");
    }

    /// All that was said on stderr.
    async fn end(self) -> String {
        self.host.client().clone().shut_down().await;
        let ended = self.plugin.running.ends_within(KILLED_AFTER).await;
        assert!(ended.status.success(), "{}", ended.stderr);
        ended.stderr
    }
}

/// Crashes everywhere. How often.
async fn crash_everywhere(stage: &Stage) -> usize {
    let crash = stage.host.resource(CRASH);
    let made = |at: &str| Stored {
        state: stage.config(at).with("id", text("crash")),
        private: Vec::new(),
        identity: Cty::Null,
    };
    // Each plan is asked for twice.
    let told = crash.plan(None, &stage.config("plan")).await.unwrap_err();
    stage.crashed("plan_resource_change", &told).await;
    let destroyed = crash.plan_destroy(&made("plan_destroy")).await;
    let told = destroyed.unwrap_err();
    stage.crashed("plan_resource_change", &told).await;

    let change = crash.plan(None, &stage.config("create")).await.unwrap();
    let (stored, told) = crash.apply(&change).await.failed();
    stage.crashed("apply_resource_change", &told).await;
    assert_eq!(stored, None);

    let prior = made("never");
    let change = crash.plan(Some(&prior), &stage.config("update")).await;
    let (stored, told) = crash.apply(&change.unwrap()).await.failed();
    stage.crashed("apply_resource_change", &told).await;
    assert_eq!(stored, Some(prior), "what there was is kept");

    let prior = made("delete");
    let (stored, told) = crash.destroy(&prior).await.failed();
    stage.crashed("apply_resource_change", &told).await;
    assert_eq!(stored, Some(prior), "what there was is kept");

    let prior = made("read");
    let (stored, told) = crash.refresh(&prior).await;
    stage.crashed("read_resource", &told).await;
    assert_eq!(stored, Some(prior), "what there was is kept");

    let told = crash.import(&stage.words()).await.unwrap_err();
    stage.crashed("import_resource_state", &told).await;
    9 + crash_in_streams(stage).await
}

/// Crashes in a list and in an action, after each has told something. How often.
async fn crash_in_streams(stage: &Stage) -> usize {
    let block = &stage.host.lists[CRASH];
    let words = text(&stage.words());
    let config = |at: &str| {
        let config = block.with([("at", text(at)), ("words", words.clone())]);
        Some(pack(&config, &block.of(), stage.host.unknowns))
    };
    let told = |diagnostics| Told::of(diagnostics, block);
    let mut client = stage.host.client().provider();

    let request = proto::list_resource::Request {
        type_name: CRASH.to_owned(),
        config: config("list"),
        include_resource_object: true,
        limit: 100,
    };
    let mut events = client.list_resource(request).await.unwrap().into_inner();
    let found = events.message().await.unwrap().unwrap();
    assert!(found.diagnostic.is_empty() && found.identity.is_some());
    let last = events.message().await.unwrap().unwrap();
    stage.crashed("list_resource", &told(last.diagnostic)).await;
    assert_eq!(events.message().await.unwrap(), None);

    let request = proto::plan_action::Request {
        action_type: CRASH.to_owned(),
        config: config("plan"),
        ..Default::default()
    };
    let planned = client.plan_action(request).await.unwrap().into_inner();
    stage
        .crashed("plan_action", &told(planned.diagnostics))
        .await;

    let request = proto::invoke_action::Request {
        action_type: CRASH.to_owned(),
        config: config("invoke"),
        ..Default::default()
    };
    let mut events = client.invoke_action(request).await.unwrap().into_inner();
    let event = events.message().await.unwrap().unwrap();
    assert!(matches!(event.r#type, Some(Type::Progress(_))), "{event:?}");
    let event = events.message().await.unwrap().unwrap();
    let Some(Type::Completed(completed)) = event.r#type else {
        panic!("{event:?}");
    };
    stage
        .crashed("invoke_action", &told(completed.diagnostics))
        .await;
    assert_eq!(events.message().await.unwrap(), None);
    3
}

#[tokio::test]
async fn a_panic_is_an_error_and_a_report_without_a_secret() {
    let stage = Stage::set(Start::plaintext()).await;
    let crashes = crash_everywhere(&stage).await;
    let canaries = stage.canaries.clone();
    let stderr = stage.end().await;
    // Terraform reports from a line that begins so on.
    let reports = stderr.lines().filter(|line| line.starts_with("panic: "));
    assert_eq!(reports.count(), crashes, "{stderr}");
    assert!(stderr.contains("panic: stumbled"), "{stderr}");
    assert!(
        stderr.contains("crash/provider.rs:"),
        "where it was: {stderr}"
    );
    assert!(!stderr.contains('\x1b'), "{stderr:?}");
    for canary in canaries {
        assert!(!stderr.contains(&canary), "{canary}: {stderr}");
    }
    assert!(stderr.contains("[secret_key]"), "{stderr}");
    assert!(stderr.contains("[access_key]"), "{stderr}");
}

#[tokio::test]
async fn with_a_trace_and_a_backtrace_the_report_is_as_clean() {
    let start = Start::plaintext()
        .with("TF_LOG", "TRACE")
        .with("RUST_BACKTRACE", "full");
    let stage = Stage::set(start).await;
    crash_everywhere(&stage).await;
    let canaries = stage.canaries.clone();
    let stderr = stage.end().await;
    for canary in canaries {
        assert!(!stderr.contains(&canary), "{canary}: {stderr}");
    }
    for rpc in ["plan_resource_change", "apply_resource_change"] {
        assert!(stderr.contains(rpc), "it was logged at all: {stderr}");
    }
    assert!(stderr.contains("panic: stumbled"), "{stderr}");
}
