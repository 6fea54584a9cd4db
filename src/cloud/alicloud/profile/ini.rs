//! The credentials file of the vendor's SDKs, INI.

use super::super::credential::{Machine, Oidc, Role, Token, Way};
use super::{Error, Place, Profile, Sts};
use crate::credential::ini::{self, Comment, Section, Sections};
use crate::credential::keys::Keys;
use crate::credential::source::Sourced;

/// The ways to sign in that such a file knows and that can be used here.
const TYPES: [&str; 5] = [
    "access_key",
    "sts",
    "ram_role_arn",
    "oidc_role_arn",
    "ecs_ram_role",
];

/// The whole file.
pub(super) struct File(Sections);

impl File {
    /// Reads the file, or says at which line it stops to be one.
    pub(super) fn parse(text: &[u8]) -> Result<Self, usize> {
        ini::parse(text, Comment::AtHash).map(Self)
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    pub(super) fn profile(&self, place: &Place<'_>) -> Result<Profile, Error> {
        let none = Section::default();
        let section = self.0.get(place.name).unwrap_or(&none);
        let text = |key: &str| section.get(key).filter(|text| !text.is_empty()).cloned();
        let kind = text("type").ok_or_else(|| place.lacks("", "type"))?;
        let mut types = TYPES.into_iter();
        let kind = types
            .find(|one| *one == kind)
            .ok_or_else(|| place.mode(&kind))?;
        let needs = |key: &'static str| text(key).ok_or_else(|| place.lacks(kind, key));
        let keys = || -> Result<Way, Error> {
            let keys = Keys {
                access_key: needs("access_key_id")?,
                secret_key: needs("access_key_secret")?.into(),
                security_token: text("security_token").map(Into::into),
            };
            let entries = ["access_key_id", "access_key_secret", "security_token"];
            Ok(Way::Keys(place.keys(keys, entries)?))
        };
        let role = || -> Result<Sourced<Role>, Error> {
            let role = Role {
                arn: needs("role_arn")?,
                session: text("role_session_name"),
                seconds: None,
                policy: text("policy"),
                external_id: None,
            };
            place.role("role_arn", role)
        };
        let (way, roles) = match kind {
            "access_key" | "sts" => (keys()?, Vec::new()),
            "ram_role_arn" => (keys()?, vec![role()?]),
            "oidc_role_arn" => {
                let oidc = Oidc {
                    provider_arn: needs("oidc_provider_arn")?,
                    token: Token::File(needs("oidc_token_file_path")?),
                    role: role()?.value,
                };
                (Way::Oidc(oidc), Vec::new())
            }
            "ecs_ram_role" => {
                let machine = Machine {
                    role: text("role_name"),
                    asked: place.asked,
                };
                (Way::Machine(machine), Vec::new())
            }
            other => return Err(place.mode(other)),
        };
        Ok(Profile {
            way,
            roles,
            region: None,
            origin: place.origin("type"),
            sts: Sts::default(),
        })
    }
}
