//! All RPCs answer: what is not offered says so, and nothing is a dead stream.

use std::collections::BTreeSet;

use tonic::codegen::tokio_stream;
use vpcconnect::plugin::proto::tfplugin6 as proto;
use vpcconnect::plugin::proto::tfplugin6::diagnostic::Severity;
use vpcconnect::plugin::proto::tfplugin6::invoke_action::event::Type as ActionEvent;

use super::client::Client;
use super::cty::text;
use super::host::Host;
use super::process::Start;
use super::soon;
use super::stage::{PEERING, Stage};

/// The RPCs of the protocol, by the file that everything is generated from.
fn protocol() -> BTreeSet<String> {
    let proto = include_str!("../../../proto/tfplugin6.proto");
    let service = proto.split("service Provider {").nth(1).unwrap();
    let service = service.split("\n}").next().unwrap();
    let rpcs = service
        .lines()
        .filter_map(|line| line.trim().strip_prefix("rpc "));
    rpcs.map(|rpc| rpc.split('(').next().unwrap().trim().to_owned())
        .collect()
}

/// What one RPC answered, in short.
pub(super) type Told = (&'static str, Vec<proto::Diagnostic>);

/// Calls RPCs of one answer: name, function, request with fields, what is told.
macro_rules! call {
    ($client:ident, $($rpc:literal $function:ident($module:ident { $($field:ident),* });)*) => {
        [$({
            #[allow(unused_mut, reason = "some requests have no field to fill")]
            let mut request = proto::$module::Request::default();
            $(request.$field = "nothing_of_ours".to_owned();)*
            let answer = soon($rpc, $client.provider().$function(request)).await;
            let answer = answer.unwrap_or_else(|status| panic!("{}: {status:?}", $rpc));
            ($rpc, answer.into_inner().diagnostics)
        },)*]
    };
}

pub(super) async fn of_one_answer(client: &Client) -> Vec<Told> {
    call! { client,
        "GetMetadata" get_metadata(get_metadata {});
        "GetProviderSchema" get_provider_schema(get_provider_schema {});
        "GetResourceIdentitySchemas" get_resource_identity_schemas(get_resource_identity_schemas {});
        "GetFunctions" get_functions(get_functions {});
        "ValidateProviderConfig" validate_provider_config(validate_provider_config {});
        "ValidateResourceConfig" validate_resource_config(validate_resource_config { type_name });
        "UpgradeResourceState" upgrade_resource_state(upgrade_resource_state { type_name });
        "UpgradeResourceIdentity" upgrade_resource_identity(upgrade_resource_identity { type_name });
        "ReadResource" read_resource(read_resource { type_name });
        "PlanResourceChange" plan_resource_change(plan_resource_change { type_name });
        "ApplyResourceChange" apply_resource_change(apply_resource_change { type_name });
        "ImportResourceState" import_resource_state(import_resource_state { type_name, id });
        "MoveResourceState" move_resource_state(move_resource_state { target_type_name });
        "GenerateResourceConfig" generate_resource_config(generate_resource_config { type_name });
        "ValidateDataResourceConfig"
            validate_data_resource_config(validate_data_resource_config { type_name });
        "ReadDataSource" read_data_source(read_data_source { type_name });
        "ValidateEphemeralResourceConfig"
            validate_ephemeral_resource_config(validate_ephemeral_resource_config { type_name });
        "OpenEphemeralResource" open_ephemeral_resource(open_ephemeral_resource { type_name });
        "RenewEphemeralResource" renew_ephemeral_resource(renew_ephemeral_resource { type_name });
        "CloseEphemeralResource" close_ephemeral_resource(close_ephemeral_resource { type_name });
        "ValidateListResourceConfig"
            validate_list_resource_config(validate_list_resource_config { type_name });
        "ValidateActionConfig" validate_action_config(validate_action_config { type_name });
        "PlanAction" plan_action(plan_action { action_type });
        "ValidateStateStoreConfig"
            validate_state_store_config(validate_state_store { type_name });
        "ConfigureStateStore" configure_state_store(configure_state_store { type_name });
        "LockState" lock_state(lock_state { type_name });
        "UnlockState" unlock_state(unlock_state { type_name });
        "GetStates" get_states(get_states { type_name });
        "DeleteState" delete_state(delete_state { type_name });
        "ConfigureProvider" configure_provider(configure_provider {});
    }
    .into()
}

/// The first message of a stream, and its end.
async fn only<T>(
    rpc: &str,
    answer: Result<tonic::Response<tonic::Streaming<T>>, tonic::Status>,
) -> T {
    let mut stream = answer
        .unwrap_or_else(|status| panic!("{rpc}: {status:?}"))
        .into_inner();
    let first = soon(rpc, stream.message()).await.unwrap();
    let end = soon(rpc, stream.message()).await.unwrap();
    assert!(end.is_none(), "{rpc}: the stream goes on");
    first.unwrap_or_else(|| panic!("{rpc}: the stream says nothing"))
}

pub(super) async fn of_streams(client: &Client) -> Vec<Told> {
    let name = || "nothing_of_ours".to_owned();
    let mut provider = client.provider();
    let listed = provider.list_resource(proto::list_resource::Request {
        type_name: name(),
        ..Default::default()
    });
    let listed = only("ListResource", listed.await).await.diagnostic;
    let invoked = provider.invoke_action(proto::invoke_action::Request {
        action_type: name(),
        ..Default::default()
    });
    let invoked = match only("InvokeAction", invoked.await).await.r#type {
        Some(ActionEvent::Completed(completed)) => completed.diagnostics,
        other => panic!("InvokeAction: {other:?}"),
    };
    let read = provider.read_state_bytes(proto::read_state_bytes::Request {
        type_name: name(),
        ..Default::default()
    });
    let read = only("ReadStateBytes", read.await).await.diagnostics;
    // More than one window of HTTP/2, so that the provider has to read on.
    let chunk = |meta: bool| proto::write_state_bytes::RequestChunk {
        meta: meta.then(|| proto::RequestChunkMeta {
            type_name: name(),
            ..Default::default()
        }),
        bytes: vec![0; 100_000],
        ..Default::default()
    };
    let chunks: Vec<_> = (0..10).map(|index| chunk(index == 0)).collect();
    let written = provider.write_state_bytes(tokio_stream::iter(chunks));
    let written = soon("WriteStateBytes", written).await.unwrap();
    let stopped = provider
        .stop_provider(proto::stop_provider::Request {})
        .await;
    assert_eq!(stopped.unwrap().into_inner().error, "");
    let called = provider.call_function(proto::call_function::Request {
        name: name(),
        ..Default::default()
    });
    let called = called.await.unwrap().into_inner();
    assert!(
        called
            .error
            .is_some_and(|error| error.text.contains("nothing_of_ours"))
    );
    vec![
        ("ListResource", listed),
        ("InvokeAction", invoked),
        ("ReadStateBytes", read),
        ("WriteStateBytes", written.into_inner().diagnostics),
        ("StopProvider", Vec::new()),
        ("CallFunction", Vec::new()),
    ]
}

#[tokio::test]
async fn every_rpc_answers() {
    let plugin = Start::plaintext().serve().await;
    let client = Client::plaintext(&plugin.socket()).await;
    let mut told = of_one_answer(&client).await;
    told.extend(of_streams(&client).await);
    let called: BTreeSet<_> = told.iter().map(|(rpc, _)| (*rpc).to_owned()).collect();
    assert_eq!(called, protocol());
    assert_eq!(told.len(), 36);
    let silent = [
        "GetMetadata",
        "GetProviderSchema",
        "GetResourceIdentitySchemas",
        "GetFunctions",
        "ValidateProviderConfig",
        "ConfigureProvider",
        "StopProvider",
        "CallFunction",
    ];
    for (rpc, diagnostics) in told {
        if silent.contains(&rpc) {
            assert!(diagnostics.is_empty(), "{rpc}: {diagnostics:?}");
            continue;
        }
        let [one] = diagnostics.as_slice() else {
            panic!("{rpc}: one error is expected, not {diagnostics:?}");
        };
        assert_eq!(one.severity(), Severity::Error, "{rpc}: {one:?}");
        assert!(!one.summary.is_empty(), "{rpc}: {one:?}");
        assert!(one.detail.contains("nothing_of_ours"), "{rpc}: {one:?}");
    }
}

#[tokio::test]
async fn metadata_and_schema_agree() {
    let plugin = Start::plaintext().serve().await;
    let client = Client::plaintext(&plugin.socket()).await;
    let mut provider = client.provider();
    let metadata = provider
        .get_metadata(proto::get_metadata::Request {})
        .await
        .unwrap();
    let schema = provider
        .get_provider_schema(proto::get_provider_schema::Request {})
        .await;
    let (metadata, schema) = (metadata.into_inner(), schema.unwrap().into_inner());
    let named: BTreeSet<_> = metadata
        .resources
        .iter()
        .map(|one| &one.type_name)
        .collect();
    assert_eq!(named, schema.resource_schemas.keys().collect());
    let named: BTreeSet<_> = metadata
        .data_sources
        .iter()
        .map(|one| &one.type_name)
        .collect();
    assert_eq!(named, schema.data_source_schemas.keys().collect());
    let named: BTreeSet<_> = metadata
        .list_resources
        .iter()
        .map(|one| &one.type_name)
        .collect();
    assert_eq!(named, schema.list_resource_schemas.keys().collect());
    assert_eq!(
        named,
        schema.resource_schemas.keys().collect(),
        "all are found"
    );
    let named: BTreeSet<_> = metadata.actions.iter().map(|one| &one.type_name).collect();
    assert_eq!(named, schema.action_schemas.keys().collect());
    assert_eq!(named.len(), 6, "two for each cloud");
    assert_eq!(metadata.server_capabilities, schema.server_capabilities);
    assert_eq!(schema.provider_meta, None);
}

#[tokio::test]
async fn before_it_is_configured_it_says_so() {
    let plugin = Start::plaintext().serve().await;
    let host = Host::load(Client::plaintext(&plugin.socket()).await).await;
    for name in host.resources.keys() {
        let resource = host.resource(name);
        let told = resource.import("some-id").await.unwrap_err();
        assert!(told.names("not configured"), "{told}");
    }
}

#[tokio::test]
async fn messages_may_be_larger_than_grpcs_default() {
    let stage = Stage::set().await;
    let long = text(&"x".repeat(8 << 20));
    let config = stage.request().with("description", long.clone());
    let peering = stage.host.resource(PEERING);
    let told = peering.validate(&config).await;
    assert!(told.has_errors() && told.is_at("description"), "{told}");
    // The other way as well: a state is echoed by its upgrade.
    let stored = stage.requested().await.state.with("description", long);
    let upgraded = peering.upgrade(stored.to_json().to_string()).await;
    assert!(upgraded == stored);
}

#[tokio::test]
async fn values_of_another_shape_are_refused_with_a_diagnostic() {
    let stage = Stage::set().await;
    for msgpack in [
        vec![0xc1],
        vec![0x80],
        vec![0xdf, 0xff, 0xff, 0xff, 0xff],
        vec![0xdb, 0xff, 0xff, 0xff, 0xff, b'x'],
        [0x81, 0xa1, b'x'].repeat(100_000),
        vec![0x91; 1_000_000],
    ] {
        let config = Some(proto::DynamicValue {
            msgpack,
            json: Vec::new(),
        });
        let request = proto::validate_resource_config::Request {
            type_name: PEERING.to_owned(),
            config,
            client_capabilities: None,
        };
        let mut client = stage.host.client().provider();
        let answer = soon("validate", client.validate_resource_config(request)).await;
        let answer = stage.host.hear("validate", answer);
        assert_eq!(answer.diagnostics.len(), 1, "{:?}", answer.diagnostics);
    }
}
