//! How a simulator begins: limits, tenants, objects and faults, from one JSON file.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::cloud::Cloud;
use super::clouds::CLOUDS;
use super::error::Error;
use super::fault::Rule;
use super::file;
use super::rate::Rate;

/// The seed file. All of it is optional; an unknown field is an error.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Seed {
    /// The throttling limit of every (tenant, API); absent: none.
    pub rate: Option<Rate>,
    /// Limits of single APIs by name, before `rate`.
    pub rates: BTreeMap<String, Rate>,
    /// Faults in force from the start.
    pub faults: Vec<Rule>,
    /// All clouds, each with its part of the seed, which is a field of its own.
    #[serde(flatten)]
    pub(crate) clouds: Clouds,
}

/// All clouds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "Map<String, Value>")]
pub(crate) struct Clouds(pub(crate) Vec<Arc<dyn Cloud>>);

impl TryFrom<Map<String, Value>> for Clouds {
    type Error = String;

    fn try_from(mut written: Map<String, Value>) -> Result<Self, String> {
        let mut clouds = Vec::new();
        for listed in &CLOUDS {
            let part = written.remove(listed.name);
            clouds.push((listed.open)(part).map_err(|e| format!("{}: {e}", listed.name))?);
        }
        match written.keys().next() {
            Some(unknown) => Err(format!("unknown field `{unknown}`")),
            None => Ok(Self(clouds)),
        }
    }
}

impl From<Clouds> for Map<String, Value> {
    fn from(Clouds(clouds): Clouds) -> Self {
        let parts = clouds.iter();
        parts
            .map(|one| (one.name().to_owned(), one.basics().seed.clone()))
            .collect()
    }
}

impl Default for Clouds {
    fn default() -> Self {
        // Nothing can be wrong with what is not there.
        Self(CLOUDS.iter().flat_map(|one| (one.open)(None)).collect())
    }
}

impl Seed {
    /// Reads a seed file.
    ///
    /// # Errors
    /// The file cannot be read, is no regular file, or is not a seed.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = file::read(path).map_err(|source| Error::ReadSeed {
            path: path.to_owned(),
            source,
        })?;
        serde_json::from_slice(&text).map_err(|source| Error::Seed {
            path: path.to_owned(),
            source,
        })
    }

    /// The limit of an API.
    pub(crate) fn rate(&self, api: &str) -> Option<Rate> {
        self.rates.get(api).copied().or(self.rate)
    }
}
