//! The command line `simulate`.

use std::ffi::OsString;
use std::io::{ErrorKind, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt as _};

use super::clouds::CLOUDS;
use super::companion::{self, COMPANION_OF, Companion};
use super::duration::GoDuration;
use super::error::Error;
use super::options::Options;
use super::seed::Seed;
use super::server::Simulator;
use crate::operation::interrupted;

const HEAD: &str = "\
Usage: terraform-provider-vpcconnect simulate [OPTIONS] [-- COMMAND [ARGUMENT]...]

Options:
  --listen ADDR:PORT  Where to listen, loopback only; port 0 takes a free one [default: 127.0.0.1:8080, or a free
                      port for a COMMAND]
  --state FILE        Keep the objects in FILE, so that a restart finds them again
  --latency D         Every call takes D: half before it is executed, half after [default: 0]
  --settle D          Accept, reject and delete take effect D after their answer [default: 0]
  --seed FILE         Start with the limits, objects and faults of FILE
  --help              Show this

D is written like 300ms, 1s or 1m30s.
";

const TAIL: &str = "\
While it runs, /_simulator/ shows the calls, acts as the other side, disturbs calls and moves time:
  curl http://127.0.0.1:8080/_simulator/
The guide docs/guides/simulator.md describes it all.

With a COMMAND the simulator runs as long as that does, and the exit code is the COMMAND's. It finds the
simulator's address in VPCCONNECT_SIMULATOR and TF_VAR_simulator, and a CLI configuration that installs this
program in TF_CLI_CONFIG_FILE, unless that is set already:
  terraform-provider-vpcconnect simulate -- terraform test
";

/// The width of the texts of `--help`.
const WIDTH: usize = 103;

/// What `--help` shows.
fn help() -> String {
    let offers: Vec<&str> = CLOUDS.iter().map(|cloud| cloud.offers).collect();
    let tenants: Vec<&str> = CLOUDS.iter().map(|cloud| cloud.tenants).collect();
    let offers = format!(
        "Runs the simulated clouds over HTTP on this machine: {}, and what they sign in with.",
        offers.join(", ")
    );
    let tenants = format!(
        "Every access key exists: the key X has the secret SK-X, {}. Signatures are checked. Paths may begin with /REGION.",
        tenants.join(". ")
    );
    format!(
        "{}\n{HEAD}\n{}\n{TAIL}",
        wrapped(&offers),
        wrapped(&tenants)
    )
}

/// A paragraph in lines.
fn wrapped(text: &str) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for word in text.split(' ') {
        let fits = length + 1 + word.len() <= WIDTH;
        let (between, before) = match (length, fits) {
            (0, _) => ("", 0),
            (_, true) => (" ", length + 1),
            (_, false) => ("\n", 0),
        };
        lines.push_str(between);
        lines.push_str(word);
        length = before + word.len();
    }
    lines.push('\n');
    lines
}

/// Work could not be done.
const FAILED: u8 = 1;
/// The command line is wrong.
const USAGE: u8 = 2;

/// How often to try a port that is taken, and how long to wait in between: half a second in all.
const ATTEMPTS: u32 = 25;
const PAUSE: Duration = Duration::from_millis(20);

/// What the command line asks for.
enum Asked {
    Help,
    Run(Box<Arguments>),
}

#[derive(Default)]
struct Arguments {
    options: Options,
    seed: Option<PathBuf>,
    /// What is run beside the simulator.
    command: Option<Beside>,
    /// The process that the simulator is the companion of.
    companion_of: Option<u32>,
}

/// A command to run beside the simulator.
struct Beside {
    /// Our options as they were written, for the companion.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "there the companion is this process")
    )]
    options: Vec<OsString>,
    command: OsString,
    arguments: Vec<OsString>,
}

/// Runs `simulate`; `arguments` are those after that word. Exit codes: 0 done, 1 failed, 2 wrong usage.
pub fn run(arguments: Parser) -> ExitCode {
    let asked = match parse(arguments) {
        Ok(asked) => asked,
        Err(error) => return wrong_usage(&error.to_string()),
    };
    match asked {
        Asked::Help => {
            say(&help());
            ExitCode::SUCCESS
        }
        Asked::Run(arguments) => match simulate(*arguments) {
            Ok(code) => code,
            Err(Failure::Start(error @ Error::NotLoopback(_))) => wrong_usage(&error.to_string()),
            // It has said why.
            #[cfg(unix)]
            Err(Failure::Command(companion::Failure::Simulator(Some(code)))) => exit_code(code),
            Err(failure) => {
                complain(&chain(&failure));
                ExitCode::from(FAILED)
            }
        },
    }
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Start(#[from] Error),
    #[error("cannot start the runtime")]
    Runtime(#[source] std::io::Error),
    #[error("cannot wait for signals")]
    Signal(#[source] std::io::Error),
    #[error("cannot write a configuration for the CLI")]
    Install(#[source] std::io::Error),
    #[cfg(unix)]
    #[error("the command is not there any more")]
    Gone(#[source] std::io::Error),
    #[error(transparent)]
    Command(#[from] companion::Failure),
}

/// An exit code of another process.
fn exit_code(code: i32) -> ExitCode {
    ExitCode::from(u8::try_from(code).unwrap_or(FAILED))
}

fn simulate(mut arguments: Arguments) -> Result<ExitCode, Failure> {
    #[cfg(unix)]
    if let Some(beside) = arguments.command {
        return Err(
            companion::take_over(&beside.options, beside.command, &beside.arguments).into(),
        );
    }
    if let Some(path) = &arguments.seed {
        arguments.options.seed = Some(Seed::read(path)?);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    runtime.block_on(async {
        #[cfg(unix)]
        if let Some(command) = arguments.companion_of {
            let companion = start_companion(&arguments.options).await?;
            let ended = companion::accompany(companion, command).await;
            return ended.map(|()| ExitCode::SUCCESS).map_err(Failure::Gone);
        }
        #[cfg(not(unix))]
        if let Some(beside) = arguments.command {
            let companion = start_companion(&arguments.options).await?;
            let ended = companion::accompany(companion, beside.command, &beside.arguments).await?;
            return Ok(exit_code(ended.code().unwrap_or(i32::from(FAILED))));
        }
        let simulator = Simulator::start(arguments.options).await?;
        say(&greeting(&simulator.url()));
        interrupted().await.map_err(Failure::Signal)?;
        simulator.stop().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Starts the simulator for a command, and makes what that needs to know.
async fn start_companion(options: &Options) -> Result<Companion, Failure> {
    Companion::new(start(options).await?).map_err(Failure::Install)
}

/// Starts the simulator for a command. The companion of the command before may just be giving up the same port.
async fn start(options: &Options) -> Result<Simulator, Error> {
    for _ in 0..ATTEMPTS {
        match Simulator::start(options.clone()).await {
            Err(Error::Listen { source, .. }) if source.kind() == ErrorKind::AddrInUse => {
                tokio::time::sleep(PAUSE).await;
            }
            other => return other,
        }
    }
    Simulator::start(options.clone()).await
}

fn greeting(url: &str) -> String {
    let clouds = CLOUDS
        .iter()
        .map(|cloud| cloud.configuration.replace("{url}", url));
    format!(
        "The simulator listens on {url} - access key X has the secret SK-X. Ctrl-C ends it.\n\n\
         provider \"vpcconnect\" {{\n{}}}\n",
        clouds.collect::<String>()
    )
}

fn parse(mut parser: Parser) -> Result<Asked, lexopt::Error> {
    let mut found = Arguments::default();
    let mut listens = false;
    let written = rest(&mut parser);
    loop {
        // What follows is the command's, whatever it looks like.
        let unread = rest(&mut parser);
        if unread.first().is_some_and(|word| word == "--") {
            let mut words = unread.iter().skip(1).cloned();
            let command = words.next();
            let before = written.len().saturating_sub(unread.len());
            found.command = Some(Beside {
                options: written.into_iter().take(before).collect(),
                command: command.ok_or("a command is required after --")?,
                arguments: words.collect(),
            });
            break;
        }
        let Some(argument) = parser.next()? else {
            break;
        };
        match argument {
            Arg::Long("listen") => {
                found.options.listen = listen(&parser.value()?)?;
                listens = true;
            }
            Arg::Long("state") => found.options.state = Some(parser.value()?.into()),
            Arg::Long("latency") => found.options.latency = duration(&parser.value()?)?.0,
            Arg::Long("settle") => found.options.settle = duration(&parser.value()?)?.0,
            Arg::Long("seed") => found.seed = Some(parser.value()?.into()),
            Arg::Long(COMPANION_OF) => found.companion_of = Some(parser.value()?.parse()?),
            Arg::Long("help") | Arg::Short('h') => return Ok(Asked::Help),
            other => return Err(other.unexpected()),
        }
    }
    if (found.command.is_some() || found.companion_of.is_some()) && !listens {
        // A command is told the port, whichever it is.
        found.options.listen.set_port(0);
    }
    Ok(Asked::Run(Box::new(found)))
}

/// The words that have not been read.
fn rest(parser: &mut Parser) -> Vec<OsString> {
    let words = parser.try_raw_args();
    words.map_or_else(Vec::new, |words| words.as_slice().to_vec())
}

fn duration(text: &OsString) -> Result<GoDuration, lexopt::Error> {
    text.parse_with(GoDuration::from_str)
}

/// `ADDR:PORT`; `localhost:PORT` is what people write.
fn listen(text: &OsString) -> Result<SocketAddr, lexopt::Error> {
    text.parse_with(|text| match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}").parse::<SocketAddr>(),
        None => text.parse(),
    })
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn wrong_usage(text: &str) -> ExitCode {
    complain(text);
    complain("try --help");
    ExitCode::from(USAGE)
}

fn say(text: &str) {
    // A closed pipe is no reason to stop.
    let mut out = anstream::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn complain(text: &str) {
    let _ = writeln!(anstream::stderr(), "simulate: {text}");
}
