//! What can go wrong with the demo.

/// Why the demo did not come to its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// There is no CLI to show.
    #[error(
        "neither terraform nor tofu is on the PATH. Install one (with Go: `go install \
         github.com/hashicorp/terraform@v1.8.5`), or name it in TF_ACC_TERRAFORM_PATH"
    )]
    NoCli,
    /// Something on this machine.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// The simulator did not start.
    #[error("the simulator did not start: {0}")]
    Simulator(#[from] crate::simulator::Error),
    /// The CLI said no.
    #[error("`{command}` ended with {status}")]
    Cli {
        /// What was run.
        command: String,
        /// How it ended.
        status: std::process::ExitStatus,
    },
    /// What was shown is not what was promised.
    #[error("{0}")]
    Promise(String),
    /// Ctrl-C.
    #[error("it was interrupted")]
    Interrupted,
}

/// Says what was being done when the system said no.
pub(super) fn io(doing: &'static str) -> impl FnOnce(std::io::Error) -> Error {
    move |source| Error::Io { doing, source }
}
