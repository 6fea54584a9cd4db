//! `demo`: the real terraform on `examples/quickstart` against a simulator in this process.
//!
//! Everything lives in one temporary directory and in this process: when it ends, nothing is left.

mod cli;
mod error;
mod story;

use std::process::ExitCode;

use self::cli::Cli;
use self::error::{Error, io};
use crate::operation::interrupted;

/// Runs the demo.
pub fn run(mut arguments: lexopt::Parser) -> ExitCode {
    match arguments.next() {
        Ok(None) => {}
        Ok(Some(lexopt::Arg::Long("help") | lexopt::Arg::Short('h'))) => {
            println!(
                "demo: runs the real terraform (or tofu) on the quickstart example, against \
                 simulated clouds in this process. It takes no arguments and leaves nothing behind."
            );
            return ExitCode::SUCCESS;
        }
        Ok(Some(other)) => {
            eprintln!("demo: {}; it takes no arguments.", other.unexpected());
            return ExitCode::from(2);
        }
        Err(error) => {
            eprintln!("demo: {error}");
            return ExitCode::from(2);
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(tell()),
        Err(source) => Err(io("no runtime")(source)),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("\ndemo: {error}.");
            ExitCode::FAILURE
        }
    }
}

async fn tell() -> Result<(), Error> {
    let cli = Cli::find(|name| std::env::var_os(name)).ok_or(Error::NoCli)?;
    // A signal drops the story: its child is killed, its directory removed.
    tokio::select! {
        biased;
        ended = interrupted() => Err(ended.map_or_else(io("no signals"), |()| Error::Interrupted)),
        told = story::tell(&cli) => told,
    }
}
