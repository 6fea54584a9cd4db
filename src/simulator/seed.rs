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
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Seed {
    /// The throttling limit of every (tenant, API); absent: none.
    pub rate: Option<Rate>,
    /// Limits of single APIs by name, before `rate`.
    pub rates: BTreeMap<String, Rate>,
    /// Faults in force from the start.
    pub faults: Vec<Rule>,
    /// All clouds, each with its part of the seed.
    pub(crate) clouds: Vec<Arc<dyn Cloud>>,
}

/// A seed as it is written: beside these, one field for each cloud.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    rate: Option<Rate>,
    rates: BTreeMap<String, Rate>,
    faults: Vec<Rule>,
    #[serde(flatten)]
    clouds: Map<String, Value>,
}

impl TryFrom<Written> for Seed {
    type Error = String;

    fn try_from(mut written: Written) -> Result<Self, String> {
        let mut clouds = Vec::new();
        for listed in &CLOUDS {
            let part = written.clouds.remove(listed.name);
            clouds.push((listed.open)(part).map_err(|e| format!("{}: {e}", listed.name))?);
        }
        if let Some((unknown, _)) = written.clouds.iter().next() {
            return Err(format!("unknown field `{unknown}`"));
        }
        Ok(Self {
            rate: written.rate,
            rates: written.rates,
            faults: written.faults,
            clouds,
        })
    }
}

impl From<Seed> for Written {
    fn from(seed: Seed) -> Self {
        let clouds = seed.clouds.iter();
        Self {
            rate: seed.rate,
            rates: seed.rates,
            faults: seed.faults,
            clouds: clouds
                .map(|one| (one.name().to_owned(), one.basics().seed.clone()))
                .collect(),
        }
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self {
            rate: None,
            rates: BTreeMap::new(),
            faults: Vec::new(),
            // Nothing can be wrong with what is not there.
            clouds: CLOUDS.iter().flat_map(|one| (one.open)(None)).collect(),
        }
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
