//! How a simulator begins: limits, tenants, objects and faults, from one JSON file.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::fault::Rule;
use super::options::Error;
use super::rate::Rate;
use super::{alicloud, file, huaweicloud};

/// The seed file. All of it is optional; an unknown field is an error.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// The throttling limit of every (tenant, API); absent: none.
    pub rate: Option<Rate>,
    /// Limits of single APIs by name (`CreateVpcPeering`), before `rate`.
    pub rates: BTreeMap<String, Rate>,
    /// Faults in force from the start.
    pub faults: Vec<Rule>,
    /// Huawei Cloud.
    pub huaweicloud: huaweicloud::Seed,
    /// Alibaba Cloud.
    pub alicloud: alicloud::Seed,
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
