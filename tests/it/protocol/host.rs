//! Terraform's part: asks in Core's order, and holds every answer to Core's rules.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prost::Message;
use tonic::{Response, Status};
use vpcconnect::plugin::proto::tfplugin6 as proto;

use super::client::Client;
use super::cty::{Cty, Type};
use super::identity::IdentitySchema;
use super::resource::Resource;
use super::schema::{Block, RESERVED_IN_PROVIDERS, RESERVED_IN_RESOURCES};
use super::told::Told;
use super::wire::{Unknowns, pack, unpack};
use super::{PATIENCE, soon, within};

/// The version that the host says it is.
const TERRAFORM: &str = "1.14.0";

/// What the host says it can do. Terraform never offers deferrals.
pub(crate) const CAPABILITIES: proto::ClientCapabilities = proto::ClientCapabilities {
    deferral_allowed: false,
    write_only_attributes_allowed: true,
    store_planned_private: true,
    computed_blocks_allowed: true,
};

/// A Terraform that uses the provider.
pub(crate) struct Host {
    client: Client,
    /// The schema of the provider's block.
    pub(crate) provider: Block,
    /// The resources' schemas.
    pub(crate) resources: BTreeMap<String, Block>,
    /// The list resources' schemas.
    pub(crate) lists: BTreeMap<String, Block>,
    /// The actions' schemas.
    pub(crate) actions: BTreeMap<String, Block>,
    /// The schemas of their identities. A host from before identities asks for none.
    pub(crate) identities: BTreeMap<String, IdentitySchema>,
    /// What it can do.
    pub(crate) capabilities: proto::ClientCapabilities,
    /// How unknown values of configurations are sent.
    pub(crate) unknowns: Unknowns,
    /// How long an answer may take.
    pub(crate) patience: Duration,
    heard: Mutex<Vec<u8>>,
}

impl Host {
    /// Loads the provider, as every command begins.
    pub(crate) async fn load(client: Client) -> Self {
        let request = proto::get_provider_schema::Request {};
        let answer = soon("the schema", client.provider().get_provider_schema(request)).await;
        let answer = answer.unwrap().into_inner();
        assert!(answer.diagnostics.is_empty(), "{:?}", answer.diagnostics);
        let offers = answer.server_capabilities.unwrap();
        assert!(
            offers.plan_destroy,
            "destroy plans warn, so they have to be asked for"
        );
        assert!(offers.get_provider_schema_optional);
        assert!(offers.move_resource_state);
        let read = |name: &str, schema: &proto::Schema, reserved: &[&str]| {
            Block::read(schema, reserved).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"))
        };
        let provider = read("provider", &answer.provider.unwrap(), RESERVED_IN_PROVIDERS);
        let resources = answer.resource_schemas.iter();
        let resources: BTreeMap<_, _> = resources
            .map(|(name, schema)| (name.clone(), read(name, schema, RESERVED_IN_RESOURCES)))
            .collect();
        let blocks = |schemas: &std::collections::HashMap<String, proto::Schema>| {
            let schemas = schemas.iter();
            let read = schemas.map(|(name, schema)| {
                let block = read(name, schema, RESERVED_IN_RESOURCES);
                let computed = block.attributes.values().any(|one| one.computed);
                assert!(!computed, "{name}: there is no state to compute");
                (name.clone(), block)
            });
            read.collect()
        };
        let lists = blocks(&answer.list_resource_schemas);
        let actions = answer.action_schemas.iter();
        let actions = actions
            .map(|(name, action)| {
                let schema = action.schema.as_ref().unwrap();
                let block = read(name, schema, RESERVED_IN_RESOURCES);
                let computed = block.attributes.values().any(|one| one.computed);
                assert!(!computed, "{name}: an action has no state to compute");
                (name.clone(), block)
            })
            .collect();
        let request = proto::get_resource_identity_schemas::Request {};
        let mut asked = client.provider();
        let answer = asked.get_resource_identity_schemas(request);
        let answer = soon("the identities", answer).await.unwrap().into_inner();
        assert!(answer.diagnostics.is_empty(), "{:?}", answer.diagnostics);
        let identities = answer.identity_schemas.iter();
        let identities: BTreeMap<_, _> = identities
            .map(|(name, schema)| (name.clone(), IdentitySchema::read(name, schema)))
            .collect();
        assert!(
            identities.keys().eq(resources.keys()),
            "every resource has an identity"
        );
        Self {
            client,
            provider,
            resources,
            lists,
            actions,
            identities,
            capabilities: CAPABILITIES,
            unknowns: Unknowns::Plain,
            patience: PATIENCE,
            heard: Mutex::default(),
        }
    }

    /// The connection.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for an answer that must come.
    pub(super) async fn soon<T>(&self, what: &str, work: impl Future<Output = T>) -> T {
        within(self.patience, what, work).await
    }

    /// One resource type.
    pub(crate) fn resource<'a>(&'a self, name: &'a str) -> Resource<'a> {
        let block = self.resources.get(name);
        Resource {
            host: self,
            name,
            block: block.unwrap_or_else(|| panic!("there is no resource {name:?}")),
            identity: self.identities.get(name),
        }
    }

    /// Validates and takes the provider's block: what begins every walk.
    pub(crate) async fn configure(&self, config: &Cty) -> Told {
        let config = Some(pack(config, &self.provider.of(), self.unknowns));
        let request = proto::validate_provider_config::Request {
            config: config.clone(),
        };
        let answer = self
            .client
            .provider()
            .validate_provider_config(request)
            .await;
        let told = Told::of(self.hear("validate", answer).diagnostics, &self.provider);
        if told.has_errors() {
            return told;
        }
        let request = proto::configure_provider::Request {
            terraform_version: TERRAFORM.to_owned(),
            config,
            client_capabilities: Some(CAPABILITIES),
        };
        let answer = self.client.provider().configure_provider(request).await;
        Told::of(self.hear("configure", answer).diagnostics, &self.provider)
    }

    /// Asks to abort what is in flight, as after Ctrl-C.
    pub(crate) async fn stop(&self) {
        let request = proto::stop_provider::Request {};
        let answer = soon("the stop", self.client.provider().stop_provider(request)).await;
        assert_eq!(answer.unwrap().into_inner().error, "");
    }

    /// An answer. That there is none is the provider's fault, always.
    pub(crate) fn hear<T: Message>(&self, doing: &str, answer: Result<Response<T>, Status>) -> T {
        let answer = answer.unwrap_or_else(|status| panic!("{doing}: {status:?}"));
        let answer = answer.into_inner();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.extend(answer.encode_to_vec());
        answer
    }

    /// The bytes of every answer so far.
    pub(crate) fn heard(&self) -> Vec<u8> {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// A value that conforms to its type.
pub(crate) fn conforming(doing: &str, value: Option<&proto::DynamicValue>, of: &Type) -> Cty {
    unpack(value, of).unwrap_or_else(|why| panic!("{doing}: {why}"))
}
