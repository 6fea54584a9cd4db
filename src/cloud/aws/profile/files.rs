//! Which files there are, and what stands in them: read once, and only when somebody asks.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::variables;
use super::super::words;
use super::Error;
use crate::cloud::credential::{Missing, at_home};
use crate::credential::arguments::Arguments;
use crate::credential::entries::Entries;
use crate::credential::env::Environment;
use crate::credential::ini::{self, Comment};
use crate::credential::name::Name;
use crate::credential::source::{Invalid, Sourced};
use crate::file;

/// The files of an account.
#[derive(Debug)]
pub struct Files {
    /// Those with `[profile NAME]`.
    config: OfKind,
    /// Those with `[NAME]`.
    credentials: OfKind,
    /// Where other files of the user are.
    home: Option<PathBuf>,
    read: OnceCell<Result<Known, Error>>,
}

/// The files of one kind.
#[derive(Debug)]
struct OfKind {
    paths: Vec<PathBuf>,
    /// Whether somebody named them, so that they have to be there.
    is_named: bool,
}

/// What the files say.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The files, in a sentence.
    shown: String,
    profiles: BTreeMap<String, OfProfile>,
    /// Other sections with a name, by what stands between the brackets: `sso-session NAME`.
    sections: BTreeMap<String, Entries>,
}

/// What the files of each kind say of a profile: keys are never put together from both.
#[derive(Debug)]
pub(super) struct OfProfile {
    pub(super) config: Entries,
    pub(super) credentials: Entries,
}

impl OfProfile {
    /// What both say; where both have a setting, that of the credentials counts.
    pub(super) fn all(&self) -> Entries {
        self.config.clone().with(&self.credentials)
    }
}

impl Files {
    /// The files that an account's block names, or the environment, or else the usual ones.
    pub(in super::super) fn of(
        block: &Arguments,
        env: Option<&Environment>,
        home: Option<&Path>,
    ) -> Self {
        let files = |name: &Name, usual: &str| {
            let written = block.list(name.argument);
            let named = match written {
                [] => env
                    .and_then(|env| name.find(env))
                    .map(|found| vec![found.value]),
                written => Some(written.to_vec()),
            };
            let is_named = named.is_some();
            let names = named.unwrap_or_else(|| vec![usual.to_owned()]);
            let paths = names.iter().filter_map(|name| at_home(name, home));
            OfKind {
                paths: paths.collect(),
                is_named,
            }
        };
        Self {
            config: files(&variables::CONFIG_FILES, "~/.aws/config"),
            credentials: files(&variables::CREDENTIALS_FILES, "~/.aws/credentials"),
            home: home.map(Path::to_owned),
            read: OnceCell::new(),
        }
    }

    pub(super) fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// What they say.
    pub(super) fn known(&self) -> Result<&Known, Error> {
        let read = self.read.get_or_init(|| self.read());
        read.as_ref().map_err(Clone::clone)
    }

    fn read(&self) -> Result<Known, Error> {
        let paths = self.config.paths.iter().chain(&self.credentials.paths);
        let shown: Vec<_> = paths.map(|path| file::shown(path).into_owned()).collect();
        let mut known = Known {
            shown: shown.join(" and "),
            ..Known::default()
        };
        for (kind, is_config) in [(&self.config, true), (&self.credentials, false)] {
            for path in &kind.paths {
                // That one of the usual files is not there is usual.
                if kind.is_named || path.exists() {
                    known.add(path, is_config)?;
                }
            }
        }
        Ok(known)
    }
}

impl Known {
    /// Adds what a file says, instead of what an earlier one of its kind does.
    fn add(&mut self, path: &Path, is_config: bool) -> Result<(), Error> {
        let file = file::shown(path).into_owned();
        let unreadable = |why: String| Error::Unreadable {
            file: file.clone(),
            why,
        };
        let text =
            file::read(path, file::LARGEST).map_err(|error| unreadable(error.to_string()))?;
        let sections = ini::parse(&text, Comment::AfterBlank)
            .map_err(|line| unreadable(format!("line {line} is no setting")))?;
        for (section, settings) in sections {
            let Some(entries) = self.entries(&section, is_config) else {
                continue;
            };
            for (entry, value) in settings {
                entries.set(entry, &value, &file);
            }
        }
        Ok(())
    }

    /// Where the settings of a section go; nowhere where it means nothing here.
    fn entries(&mut self, section: &str, is_config: bool) -> Option<&mut Entries> {
        let words = words::split(section).unwrap_or_default();
        let name = match words.as_slice() {
            [kind, name] if kind == "profile" => name,
            [kind, name] if is_config => {
                let section = format!("{kind} {name}");
                let new = Entries::of_section(&section, &self.shown);
                return Some(self.sections.entry(section).or_insert(new));
            }
            _ if is_config && section != "default" => return None,
            _ => section,
        };
        let new = || Entries::of_profile(name, &self.shown);
        let profile = self.profiles.entry(name.to_owned());
        let profile = profile.or_insert_with(|| OfProfile {
            config: new(),
            credentials: new(),
        });
        Some(if is_config {
            &mut profile.config
        } else {
            &mut profile.credentials
        })
    }

    /// The profile called `name`.
    pub(super) fn profile(&self, name: &str) -> Result<&OfProfile, Error> {
        let found = self.profiles.get(name);
        found.ok_or_else(|| {
            Error::Missing(Missing {
                file: self.shown.clone(),
                name: name.to_owned(),
                known: self.profiles.keys().cloned().collect(),
            })
        })
    }

    /// The section that a profile's entry names; none where it has no such entry.
    ///
    /// # Errors
    /// [`Invalid`] where there is no such section.
    pub(super) fn named_by(
        &self,
        profile: &Entries,
        entry: &'static str,
        kind: &str,
    ) -> Result<Option<&Entries>, Invalid> {
        let Some(Sourced { value, origin }) = profile.find(entry) else {
            return Ok(None);
        };
        let found = self.sections.get(&format!("{kind} {value}"));
        found.map(Some).ok_or_else(|| Invalid {
            origin,
            why: format!(
                "There is no section [{kind} …] of that name in {}.",
                self.shown
            ),
        })
    }

    /// The files, in a sentence.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }
}
