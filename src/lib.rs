//! The handshake between two tenants' networks as code: a Terraform and OpenTofu provider.
//!
//! One tenant **requests** a connection, another **accepts or rejects** it. A call from Terraform
//! flows through the crate like this, and its answer returns the same way:
//!
//! ```text
//! plugin       bytes: the go-plugin handshake, a socket or a port, TLS, gRPC
//! framework    Terraform's rules: values, schemas, plans, the life of a resource
//! resource     what users write: resources and data sources, the same for all clouds
//! connection   the handshake's state machine: a status in, a step out
//! cloud        one documented call of one vendor
//! http         limit, sign, send, retry
//! ```
//!
//! Imports are another matter; `tests/it/layering.rs` keeps them acyclic:
//!
//! ```text
//! main → { provider, plugin, simulator, demo, credential }
//! provider → { resource, framework, credential, operation }
//! resource → { framework, connection, cloud and cloud::<its own>, http, credential, operation }
//! cloud::<vendor> → { connection, http, credential, operation, sanitize, file }
//! plugin → { framework, operation, sanitize }     framework → operation
//! interop → framework
//! connection → { http, operation }     http → { operation, credential, file }     credential → operation
//! simulator → { operation, file, installation }     demo → { simulator, operation, installation }
//! ```
//!
//! [`provider`] is the composition root: it alone names every resource. [`simulator`] is the clouds,
//! served locally, written from their documents and not from our client. Four leaves: [`operation`] is
//! deadline, cancellation and clock; [`sanitize`] is what text from outside goes through before it is shown;
//! [`mod@file`] reads every file that somebody names; [`installation`] lets a CLI find this very program.
//!
//! A cloud is a parameter: [`resource::requester`], [`resource::decision`] (the resource and the action that decide about what
//! [`resource::accepter`] and [`resource::endpoint::connection`] say of their kind), the data sources ([`resource::data`]) and the
//! list resources ([`resource::list`]) are written once, over what a cloud says of its accounts ([`resource::cloud::Cloud`], of their block
//! in the provider configuration [`resource::account::AccountBlock`], and of what signs them in [`cloud::account::Kind`]),
//! its peerings: how they are asked for ([`cloud::peering::PeeringSource`]) and what they show
//! ([`resource::peering_api::PeeringApi`] and what is built on it), and its endpoints: how they are called
//! ([`cloud::endpoint::EndpointApi`]) and what they show ([`resource::endpoint::cloud::EndpointCloud`]).
//!
//! `interop`, behind the feature `tf-provider`, mounts what was written for the crate of that name; nothing uses it here.
//!
//! To add a cloud: a folder under `cloud/` and one under `simulator/`, with the file names of the others where the part is the
//! same; a folder under `resource/` with those implementations and the schemas; an attribute in
//! `resource/provider_config.rs`; rows in `provider.rs` and `demo/story.rs`; a file in each of `modules/`.

pub mod cloud;
pub mod connection;
pub mod credential;
pub mod demo;
pub mod file;
pub mod framework;
pub mod http;
pub mod installation;
#[cfg(feature = "tf-provider")]
pub mod interop;
pub mod operation;
pub mod plugin;
pub mod provider;
pub mod resource;
pub mod sanitize;
pub mod simulator;
