//! What the simulated clouds hold, and the file that keeps it across restarts.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::duration::GoDuration;
use super::file;
use super::issued::Issued;
use super::objects::Objects;
use super::tokens::Tokens;

/// Raised when the file's form changes; a file of another version is read by its own rules or refused.
const VERSION: u32 = 2;

/// Everything that a restart must not lose.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    version: u32,
    /// How far the control API has advanced the clock.
    pub(crate) ahead: GoDuration,
    pub(crate) objects: Objects,
    /// What was answered to which client token.
    pub(crate) tokens: Tokens,
    /// Who has signed in; a restart loses it.
    #[serde(skip)]
    pub(crate) issued: Issued,
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: VERSION,
            ahead: GoDuration::default(),
            objects: Objects::default(),
            tokens: Tokens::default(),
            issued: Issued::default(),
        }
    }
}

/// What a state file holds.
pub(crate) enum Kept {
    /// What this version writes.
    State(Box<State>),
    /// What version 1 wrote: each cloud knows its own part.
    Old(Map<String, Value>),
}

/// The state file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It cannot be read.
    #[error("cannot read the state file {path}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It cannot be written.
    #[error("cannot write the state file {path}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It holds something else.
    #[error("{path} is not a state file of this simulator", path = path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// It was written by another version.
    #[error(
        "{path} has version {found}; this simulator reads versions 1 to {VERSION}. Move the file away to \
         start over, or use the simulator that wrote it",
        path = path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
}

/// What `path` holds; none when there is no such file yet, or an empty one.
pub(crate) fn load(path: &Path) -> Result<Option<Kept>, StateError> {
    // It will be replaced, which nothing but a file of its own may be.
    let read = file::check_place(path).and_then(|()| file::read(path));
    let text = match read {
        Ok(text) => text,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            let path = path.to_owned();
            return Err(StateError::Read { path, source });
        }
    };
    if text.is_empty() {
        return Ok(None);
    }
    let malformed = |source| StateError::Malformed {
        path: path.to_owned(),
        source,
    };
    let mut file: Map<String, Value> = serde_json::from_slice(&text).map_err(malformed)?;
    match file
        .get("version")
        .and_then(Value::as_u64)
        .and_then(|version| u32::try_from(version).ok())
    {
        Some(1) => {
            file.remove("version");
            Ok(Some(Kept::Old(file)))
        }
        Some(found) if found != VERSION => Err(StateError::Version {
            path: path.to_owned(),
            found,
        }),
        _ => {
            let state = serde_json::from_value(Value::Object(file)).map_err(malformed)?;
            Ok(Some(Kept::State(state)))
        }
    }
}

/// Replaces the file in one step, so that a killed simulator leaves the old or the new one. Nothing but a
/// regular file is replaced.
pub(crate) fn save(path: &Path, state: &State) -> Result<(), StateError> {
    let failed = |source| StateError::Write {
        path: path.to_owned(),
        source,
    };
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let text = serde_json::to_vec_pretty(state).map_err(|error| failed(error.into()))?;
    file::check_size(text.len()).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(&text).map_err(failed)?;
    file::check_place(path).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
