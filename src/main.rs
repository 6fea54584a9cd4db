//! The modes of the binary: a plugin of Terraform, a simulator, a demonstration.

use std::process::ExitCode;

use vpcconnect::credential::env::Environment;
use vpcconnect::demo;
use vpcconnect::plugin::{self, handshake, log};
use vpcconnect::provider::VpcConnect;
use vpcconnect::simulator;

const HELP: &str = "\
The Terraform and OpenTofu provider vpcconnect: the handshake between two tenants' networks as code.

Terraform starts this program by itself. By hand:

  terraform-provider-vpcconnect demo         shows it at work: the real terraform on a simulated cloud
  terraform-provider-vpcconnect simulate     serves the simulated cloud (see simulate --help)
  terraform-provider-vpcconnect simulate -- terraform test
                                             serves it while a command runs
  terraform-provider-vpcconnect --debug      serves the provider for a debugger
  terraform-provider-vpcconnect --version
  terraform-provider-vpcconnect --help
";

const BY_HAND: &str = "\
This is a provider for Terraform and OpenTofu, which start it by themselves. To install it, put it in
a directory DIR and add to your CLI configuration (~/.terraformrc):

  provider_installation {
    dev_overrides { \"vpcconnect/vpcconnect\" = \"DIR\" }
    direct {}
  }

Then name source = \"vpcconnect/vpcconnect\" in required_providers. More: --help.
";

fn main() -> ExitCode {
    let mut arguments = lexopt::Parser::from_env();
    match arguments.next() {
        Ok(None) => match handshake::Request::from_env(|name| std::env::var_os(name)) {
            Some(request) => {
                serve(|| plugin::serve(VpcConnect::server(Environment::process()), request))
            }
            None => {
                eprint!("{BY_HAND}");
                ExitCode::FAILURE
            }
        },
        Ok(Some(lexopt::Arg::Long("debug"))) => {
            serve(|| plugin::debug(VpcConnect::server(Environment::process())))
        }
        Ok(Some(lexopt::Arg::Long("version"))) => {
            println!(
                "terraform-provider-vpcconnect {}",
                env!("CARGO_PKG_VERSION")
            );
            ExitCode::SUCCESS
        }
        Ok(Some(lexopt::Arg::Long("help") | lexopt::Arg::Short('h'))) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Some(lexopt::Arg::Value(word))) if word == "demo" => demo::run(arguments),
        Ok(Some(lexopt::Arg::Value(word))) if word == "simulate" => simulator::run(arguments),
        Ok(Some(other)) => wrong(&other.unexpected().to_string()),
        Err(error) => wrong(&error.to_string()),
    }
}

fn wrong(why: &str) -> ExitCode {
    eprintln!("{why}\n\n{HELP}");
    ExitCode::from(2)
}

fn serve<F>(serving: impl FnOnce() -> F) -> ExitCode
where
    F: Future<Output = Result<(), plugin::Error>>,
{
    plugin::forbid_core_files();
    if let Some(level) = log::level(|name| std::env::var(name).ok()) {
        log::start(level);
    }
    // One thread: the provider waits for clouds, it does not compute.
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(serving()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the provider ended: {error}");
            ExitCode::FAILURE
        }
    }
}
