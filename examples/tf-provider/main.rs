//! A provider of one resource, a file, that was written for the crate tf-provider and is served by ours.
//!
//! `.ci/interop` builds and tests it; docs/guides/tf-provider.md walks through it.

mod file;

use std::process::ExitCode;

use vpcconnect::framework::diagnostics::{Diagnostic, Diagnostics};
use vpcconnect::framework::resource::{AnyResource, Notices};
use vpcconnect::framework::schema::Schema;
use vpcconnect::framework::server::{Provider, Server};
use vpcconnect::framework::value::Value;
use vpcconnect::interop::{Unfit, mount};
use vpcconnect::operation::Clock;
use vpcconnect::plugin::{self, handshake, log};

/// The provider, with the resources that it hands to the server.
struct Example;

/// What a configured provider is: nothing here.
struct Configured;

impl Notices for Configured {
    fn notices(&self) -> Vec<Diagnostic> {
        Vec::new()
    }
}

fn resources() -> Result<Vec<Box<dyn AnyResource<Configured>>>, Unfit> {
    Ok(vec![mount("example_file", file::File)?])
}

impl Provider for Example {
    type Config = Value;
    type Configured = Configured;

    fn schema(&self) -> Schema {
        Schema::new("Files.", Vec::new())
    }

    fn resources(&self) -> Vec<Box<dyn AnyResource<Configured>>> {
        // `main` has mounted them once already, and has told what does not fit.
        resources().unwrap_or_default()
    }

    fn validate(&self, _: &Value, _: &mut Diagnostics) {}

    fn configure(&self, _: Value) -> Configured {
        Configured
    }
}

fn main() -> ExitCode {
    let Some(request) = handshake::Request::from_env(|name| std::env::var_os(name)) else {
        eprintln!("This is a provider for Terraform and OpenTofu, which start it by themselves.");
        return ExitCode::FAILURE;
    };
    if let Some(level) = log::level(|name| std::env::var(name).ok()) {
        log::start(level);
    }
    match serve(request) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the provider ended: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(request: handshake::Request) -> Result<(), Box<dyn std::error::Error>> {
    resources()?;
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build()?;
    let server = Server::new(Example, Clock::System);
    Ok(runtime.block_on(plugin::serve(server, request))?)
}
