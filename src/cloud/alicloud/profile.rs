//! The user's own files: the configuration of the vendor's command line (`aliyun`), and the credentials
//! file of its SDKs.
//!
//! One variable, `ALIBABA_CLOUD_CREDENTIALS_FILE`, names the one for some programs and the other for
//! others. So which one a file is, is seen from what stands in it.
//!
//! Source: `alibabacloud_credentials`; `aliyun-cli`; the provider `alicloud`.

mod cli;
mod ini;

use std::path::{Path, PathBuf};

use super::credential::{Asked, Role, Way, at_home};
use super::variables;
use crate::credential::Issued;
use crate::credential::env::Environment;
use crate::file;

/// A profile that can be used.
#[derive(Clone, Debug)]
pub struct Profile {
    /// How it signs in.
    pub way: Way,
    /// The roles that it then becomes, one after the other.
    pub roles: Vec<Role>,
    /// Its region.
    pub region: Option<String>,
    /// Where its roles are asked for.
    pub sts: Sts,
}

/// Which of the Security Token Service's hosts is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sts {
    /// The region whose own host it is.
    pub region: Option<String>,
    /// From where.
    pub network: Network,
}

/// From where a service is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// From anywhere.
    #[default]
    Public,
    /// From a VPC of the cloud, which need not reach the internet.
    Vpc,
}

/// Where the user's files are when nobody names one.
#[derive(Clone, Debug, Default)]
pub struct Usual {
    home: Option<PathBuf>,
    /// The CLI's own is left out.
    without_cli: bool,
    /// How a machine is asked, when a profile says that one is.
    pub(super) asked: Asked,
}

/// The CLI's own file, below the user's home.
const CLI: &str = ".aliyun/config.json";

/// The SDKs' file; they do not agree on its name.
const SDK: [&str; 2] = [".alibabacloud/credentials.ini", ".alibabacloud/credentials"];

impl Usual {
    /// The usual files of who has this home and, for the account `default`, this environment.
    pub fn of(home: Option<&Path>, env: Option<&Environment>) -> Self {
        let is_on = |name| env.is_some_and(|env| variables::is_on(env, name));
        Self {
            home: home.map(Path::to_owned),
            without_cli: is_on("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"),
            asked: env.map(variables::asked).unwrap_or_default(),
        }
    }

    /// The files, the first one first.
    fn files(&self) -> impl Iterator<Item = PathBuf> {
        let cli = (!self.without_cli).then_some(CLI);
        let names = cli.into_iter().chain(SDK);
        let home = self.home.as_ref();
        names.filter_map(move |name| home.map(|home| home.join(name)))
    }
}

/// Why a profile cannot be used. What stands in the file is not repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nobody says where the user's files are.
    #[error("the user's files are not found: HOME is not set")]
    NoHome,
    /// The system does not give it.
    #[error("the file {file} cannot be read: {why}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        why: String,
    },
    /// It is another file.
    #[error("{file} is neither a configuration of aliyun nor a credentials file (line {line})")]
    Foreign {
        /// The file.
        file: String,
        /// Where it stops to be one.
        line: usize,
    },
    /// It has no profile of that name.
    #[error("{file} has no profile {name:?}; it has {}", listed(known))]
    Missing {
        /// The file, or several.
        file: String,
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Something that its mode needs is not there.
    #[error("profile {name:?} in {file} has no {lacks}, which its mode {mode} needs")]
    Lacks {
        /// The file.
        file: String,
        /// The profile.
        name: String,
        /// How it signs in.
        mode: String,
        /// What is missing.
        lacks: &'static str,
    },
    /// Nobody can sign in so here.
    #[error("profile {name:?} in {file} has the mode {mode:?}, which cannot be used here")]
    Mode {
        /// The file.
        file: String,
        /// The profile.
        name: String,
        /// How it signs in.
        mode: String,
    },
    /// Its source leads back to itself.
    #[error("profile {name:?} in {file} has a source_profile that leads back to itself")]
    Circle {
        /// The file.
        file: String,
        /// The profile.
        name: String,
    },
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
    names.join(", ")
}

/// A file, of one format or the other.
enum Contents {
    Cli(cli::File),
    Ini(ini::File),
}

/// Where a profile is, for messages and to be read again.
struct Place<'a> {
    path: &'a Path,
    name: &'a str,
    asked: Asked,
}

impl Place<'_> {
    fn file(&self) -> String {
        self.path.display().to_string()
    }

    fn lacks(&self, mode: &str, lacks: &'static str) -> Error {
        Error::Lacks {
            file: self.file(),
            name: self.name.to_owned(),
            mode: mode.to_owned(),
            lacks,
        }
    }

    fn mode(&self, mode: &str) -> Error {
        Error::Mode {
            file: self.file(),
            name: self.name.to_owned(),
            mode: mode.to_owned(),
        }
    }
}

impl Contents {
    fn load(path: &Path) -> Result<Self, Error> {
        let text = file::read(path, file::LARGEST).map_err(|error| Error::Unreadable {
            file: file::shown(path).into_owned(),
            why: error.to_string(),
        })?;
        let parsed = if text.trim_ascii_start().starts_with(b"{") {
            cli::File::parse(&text).map(Self::Cli)
        } else {
            ini::File::parse(&text).map(Self::Ini)
        };
        parsed.map_err(|line| Error::Foreign {
            file: path.display().to_string(),
            line,
        })
    }

    /// The profile that is meant when nobody names one.
    fn current(&self) -> &str {
        match self {
            Self::Cli(file) => file.current(),
            Self::Ini(_) => "default",
        }
    }

    fn names(&self) -> Vec<String> {
        match self {
            Self::Cli(file) => file.names(),
            Self::Ini(file) => file.names(),
        }
    }

    fn profile(&self, place: &Place<'_>) -> Result<Profile, Error> {
        match self {
            Self::Cli(file) => file.profile(place),
            Self::Ini(file) => file.profile(place),
        }
    }

    /// The profile called `name`, or the current one; none where there is none of that name.
    fn find(
        &self,
        path: &Path,
        name: Option<&str>,
        asked: Asked,
    ) -> Option<Result<Profile, Error>> {
        let name = name.unwrap_or_else(|| self.current());
        let place = Place { path, name, asked };
        let known = self.names().iter().any(|one| one == name);
        known.then(|| self.profile(&place))
    }
}

/// Reads a profile that the user means: the one named, else the current one; of the file named, else of
/// the first of the user's own that has it.
///
/// # Errors
/// [`Error`], see there.
pub fn read(name: Option<&str>, file: Option<&str>, usual: &Usual) -> Result<Profile, Error> {
    let files: Vec<_> = match file {
        Some(file) => vec![at_home(file, usual.home.as_deref()).ok_or(Error::NoHome)?],
        None => usual.files().collect(),
    };
    let mut seen = Vec::new();
    let mut known = Vec::new();
    for path in &files {
        // That one of several is not there is usual.
        if file.is_none() && !path.exists() {
            continue;
        }
        let contents = Contents::load(path)?;
        if let Some(found) = contents.find(path, name, usual.asked) {
            return found;
        }
        seen.push(file::shown(path).into_owned());
        known.extend(contents.names());
    }
    if seen.is_empty() {
        return Err(files
            .first()
            .map_or(Error::NoHome, |path| Error::Unreadable {
                file: path.display().to_string(),
                why: "there is no such file".to_owned(),
            }));
    }
    Err(Error::Missing {
        file: seen.join(" and "),
        name: name.unwrap_or("default").to_owned(),
        known,
    })
}

/// Reads the current profile of the first of the user's own files that has one with credentials. The
/// CLI makes an empty one when it is installed.
///
/// # Errors
/// [`Error`], see there; not that there is none.
pub fn usual(usual: &Usual) -> Result<Option<Profile>, Error> {
    for path in usual.files().filter(|path| path.exists()) {
        let contents = Contents::load(&path)?;
        match contents.find(&path, None, usual.asked) {
            Some(Err(Error::Lacks {
                lacks: "access_key_id" | "access_key_secret",
                ..
            }))
            | None => {}
            Some(found) => return found.map(Some),
        }
    }
    Ok(None)
}

/// What a program that signs on has kept in a profile: the keys with their end, and how it signs on.
///
/// # Errors
/// [`Error`], see there.
pub fn kept(path: &Path, name: &str) -> Result<(Option<Issued>, String), Error> {
    match Contents::load(path)? {
        Contents::Cli(file) => file.kept(&Place {
            path,
            name,
            asked: Asked::default(),
        }),
        Contents::Ini(_) => Err(Error::Foreign {
            file: path.display().to_string(),
            line: 1,
        }),
    }
}

#[cfg(test)]
#[path = "profile_tests.rs"]
mod tests;
