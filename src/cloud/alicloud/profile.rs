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

use super::credential::{Asked, Network, Role, Sts, Way};
use crate::cloud::credential::{Missing, NoCurrent, at_home};
use crate::cloud::role::SESSION_SECONDS;
use crate::credential::Issued;
use crate::credential::keys::Keys;
use crate::credential::rule::{plain_credential, plain_region, plain_text};
use crate::credential::source::{Invalid, Origin, Sourced};
use crate::file;

/// A profile that can be used.
#[derive(Clone, Debug)]
pub struct Profile {
    /// How it signs in.
    pub way: Way,
    /// The roles that it then becomes, one after the other.
    pub roles: Vec<Sourced<Role>>,
    /// Its region.
    pub region: Option<Sourced<String>>,
    /// Where its roles are asked for.
    pub sts: Sts,
    /// Where it stands.
    pub origin: Origin,
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
    /// The usual files of who has this home.
    pub(super) fn of(home: Option<&Path>, without_cli: bool, asked: Asked) -> Self {
        Self {
            home: home.map(Path::to_owned),
            without_cli,
            asked,
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
    #[error("the user's files cannot be found: HOME is not set")]
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
    #[error("{file} is neither an aliyun configuration nor a credentials file (line {line})")]
    Foreign {
        /// The file.
        file: String,
        /// Where it stops to be one.
        line: usize,
    },
    /// It has no profile of that name.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// Its current profile is none that it has.
    #[error(transparent)]
    NoCurrent(#[from] NoCurrent),
    /// A value of it is none.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Something that its mode needs is not there.
    #[error("profile {name:?} in {file} has no {lacks}, which its mode {mode} needs")]
    Lacks {
        /// The file.
        file: String,
        /// The profile.
        name: String,
        /// How it signs in.
        mode: &'static str,
        /// What is missing.
        lacks: &'static str,
    },
    /// Nobody can sign in so here.
    #[error(
        "profile {name:?} in {file} has {}, which cannot be used here",
        shown(*mode)
    )]
    Mode {
        /// The file.
        file: String,
        /// The profile.
        name: String,
        /// How it signs in, where that is a word that is known.
        mode: Option<&'static str>,
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

/// Ways to sign in that the vendor's programs have and that cannot be used here. Whatever else stands in their
/// place is not repeated: it may be a secret.
const UNUSABLE: [&str; 5] = [
    "BearerToken",
    "bearer",
    "RsaKeyPair",
    "rsa_key_pair",
    "CloudShell",
];

fn shown(mode: Option<&'static str>) -> String {
    match mode {
        Some(mode) => format!("the mode {mode:?}"),
        None => "an unknown mode (or type)".to_owned(),
    }
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

    fn origin(&self, entry: &'static str) -> Origin {
        Origin::Profile {
            entry,
            profile: self.name.to_owned(),
            file: self.file(),
        }
    }

    /// Keys whose entries are called so.
    fn keys(&self, keys: Keys, entries: [&'static str; 3]) -> Result<Keys, Error> {
        keys.checked(entries.map(|entry| self.origin(entry)), plain_credential)?;
        Ok(keys)
    }

    /// A value that may have blanks.
    fn plain(&self, entry: &'static str, value: &str) -> Result<(), Error> {
        Ok(self.origin(entry).check(value, plain_text)?)
    }

    /// A role, whose entry is called so.
    fn role(&self, entry: &'static str, role: Role) -> Result<Sourced<Role>, Error> {
        self.plain(entry, &role.arn)?;
        let [least, most] = SESSION_SECONDS;
        if role
            .seconds
            .is_some_and(|seconds| !(least..=most).contains(&seconds))
        {
            return Err(Error::Invalid(Invalid {
                origin: self.origin("expired_seconds"),
                why: format!("Use a whole number from {least} to {most}."),
            }));
        }
        Ok(self.origin(entry).of(role))
    }

    fn lacks(&self, mode: &'static str, lacks: &'static str) -> Error {
        Error::Lacks {
            file: self.file(),
            name: self.name.to_owned(),
            mode,
            lacks,
        }
    }

    fn mode(&self, mode: &str) -> Error {
        let mut known = UNUSABLE.into_iter();
        Error::Mode {
            file: self.file(),
            name: self.name.to_owned(),
            mode: known.find(|one| one.eq_ignore_ascii_case(mode)),
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
    let file = seen.join(" and ");
    Err(match name {
        Some(name) => {
            let name = name.to_owned();
            Missing { file, name, known }.into()
        }
        None => NoCurrent { file, known }.into(),
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
pub fn kept(path: &Path, name: &str) -> Result<(Option<Issued>, &'static str), Error> {
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
