//! The configuration of the vendor's command line, JSON.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::super::credential::{Kept, Machine, Oidc, Role, Token, Way};
use super::{Error, Network, Place, Profile, Sts, plain_region};
use crate::cloud::credential::{Missing, conceal};
use crate::credential::keys::Keys;
use crate::credential::source::Sourced;
use crate::credential::{Credential, Issued};

/// The whole file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct File {
    current: String,
    profiles: Vec<Wire>,
}

/// One profile. An empty text counts as none; so does a number that is 0.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    name: String,
    mode: String,
    access_key_id: String,
    access_key_secret: SecretString,
    sts_token: SecretString,
    /// When the keys end that a sign-on has brought, in seconds since 1970.
    sts_expiration: i64,
    region_id: String,
    ram_role_arn: String,
    ram_session_name: String,
    expired_seconds: u32,
    ram_role_name: String,
    source_profile: String,
    external_id: String,
    policy: String,
    oidc_provider_arn: String,
    oidc_token_file: String,
    credentials_uri: String,
    sts_region: String,
    enable_vpc: bool,
}

/// How a profile signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Keys,
    TemporaryKeys,
    Role,
    Machine,
    RoleOfMachine,
    Oidc,
    Chain,
    Uri,
    SignOn,
}

/// The CLI's words for it.
const MODES: [(&str, Mode); 11] = [
    ("AK", Mode::Keys),
    ("StsToken", Mode::TemporaryKeys),
    ("RamRoleArn", Mode::Role),
    ("EcsRamRole", Mode::Machine),
    ("RamRoleArnWithRoleName", Mode::RoleOfMachine),
    ("OIDC", Mode::Oidc),
    ("ChainableRamRoleArn", Mode::Chain),
    ("CredentialsURI", Mode::Uri),
    ("CloudSSO", Mode::SignOn),
    ("OAuth", Mode::SignOn),
    ("External", Mode::SignOn),
];

/// A text that says something.
fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl File {
    /// Reads the file, or says at which line it stops to be one. The words of the parser may repeat a
    /// value.
    pub(super) fn parse(text: &[u8]) -> Result<Self, usize> {
        serde_json::from_slice(text).map_err(|error| error.line())
    }

    pub(super) fn current(&self) -> &str {
        match self.current.as_str() {
            "" => "default",
            current => current,
        }
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.profiles.iter().map(|one| one.name.clone()).collect()
    }

    fn get(&self, place: &Place<'_>, name: &str) -> Result<&Wire, Error> {
        let found = self.profiles.iter().find(|one| one.name == name);
        let missing = || Missing {
            file: place.file(),
            name: name.to_owned(),
            known: self.names(),
        };
        found.ok_or_else(|| missing().into())
    }

    pub(super) fn profile(&self, place: &Place<'_>) -> Result<Profile, Error> {
        let wire = self.get(place, place.name)?;
        let (way, roles) = self.way(place, wire, self.profiles.len())?;
        if let Some(region) = some(&wire.sts_region) {
            place.origin("sts_region").check(&region, plain_region)?;
        }
        Ok(Profile {
            way,
            roles,
            origin: place.origin("mode"),
            region: some(&wire.region_id).map(|region| place.origin("region_id").of(region)),
            sts: Sts {
                region: some(&wire.sts_region),
                network: if wire.enable_vpc {
                    Network::Vpc
                } else {
                    Network::Public
                },
            },
        })
    }

    /// How `wire` signs in; `left` profiles may still stand behind it.
    fn way(
        &self,
        place: &Place<'_>,
        wire: &Wire,
        left: usize,
    ) -> Result<(Way, Vec<Sourced<Role>>), Error> {
        let at = Place {
            name: &wire.name,
            ..*place
        };
        let lacks = |what| at.lacks(wire.mode(), what);
        let machine = || Machine {
            role: some(&wire.ram_role_name),
            asked: at.asked,
        };
        let mode = wire.known().ok_or_else(|| at.mode(&wire.mode))?.1;
        Ok(match mode {
            Mode::Keys => (Way::Keys(wire.keys(&at, None)?), Vec::new()),
            Mode::TemporaryKeys => {
                let token = wire.token().ok_or_else(|| lacks("sts_token"))?;
                (Way::Keys(wire.keys(&at, Some(token))?), Vec::new())
            }
            Mode::Role => {
                let keys = wire.keys(&at, wire.token())?;
                (Way::Keys(keys), vec![wire.role(&at)?])
            }
            Mode::Machine => (Way::Machine(machine()), Vec::new()),
            Mode::RoleOfMachine => (Way::Machine(machine()), vec![wire.role(&at)?]),
            Mode::Oidc => {
                let oidc = Oidc {
                    provider_arn: some(&wire.oidc_provider_arn)
                        .ok_or_else(|| lacks("oidc_provider_arn"))?,
                    token: some(&wire.oidc_token_file)
                        .map(Token::File)
                        .ok_or_else(|| lacks("oidc_token_file"))?,
                    role: wire.role(&at)?.value,
                };
                (Way::Oidc(oidc), Vec::new())
            }
            Mode::Chain => {
                let role = wire.role(&at)?;
                let source = some(&wire.source_profile).ok_or_else(|| lacks("source_profile"))?;
                let source = self.get(&at, &source)?;
                let left = left.checked_sub(1).filter(|left| *left > 0);
                let left = left.ok_or_else(|| Error::Circle {
                    file: place.file(),
                    name: place.name.to_owned(),
                })?;
                let (way, mut roles) = self.way(&at, source, left)?;
                roles.push(role);
                (way, roles)
            }
            Mode::Uri => {
                let uri = some(&wire.credentials_uri).ok_or_else(|| lacks("credentials_uri"))?;
                (Way::Uri(uri), Vec::new())
            }
            Mode::SignOn => {
                let kept = Kept {
                    file: place.path.to_owned(),
                    profile: wire.name.clone(),
                };
                (Way::Kept(kept), Vec::new())
            }
        })
    }

    /// The keys that a sign-on has left, and how it signs on.
    pub(super) fn kept(&self, place: &Place<'_>) -> Result<(Option<Issued>, &'static str), Error> {
        let wire = self.get(place, place.name)?;
        let keys = wire.keys(place, wire.token()).ok();
        let keys = keys.filter(|keys| keys.security_token.is_some());
        let end = (wire.sts_expiration > 0).then_some(wire.sts_expiration);
        let end = end.and_then(|second| Timestamp::from_second(second).ok());
        let issued = keys.zip(end).map(|(keys, end)| {
            conceal(&keys);
            Issued {
                credential: Credential::Keys(keys),
                expires_at: Some(end),
                tenant: None,
            }
        });
        Ok((issued, wire.mode()))
    }
}

impl Wire {
    /// How it signs in. Old files do not say, and have keys.
    fn known(&self) -> Option<(&'static str, Mode)> {
        let mode = match (self.mode.as_str(), self.token()) {
            ("", Some(_)) => "StsToken",
            ("", None) => "AK",
            (mode, _) => mode,
        };
        let mut modes = MODES.into_iter();
        modes.find(|(name, _)| name.eq_ignore_ascii_case(mode))
    }

    /// The same in the CLI's word. What stands there and is none of them is not repeated.
    fn mode(&self) -> &'static str {
        self.known().map_or("", |(name, _)| name)
    }

    fn token(&self) -> Option<SecretString> {
        let token = &self.sts_token;
        (!token.expose_secret().is_empty()).then(|| token.clone())
    }

    fn keys(&self, place: &Place<'_>, token: Option<SecretString>) -> Result<Keys, Error> {
        let lacks = |what| place.lacks(self.mode(), what);
        let secret_key = &self.access_key_secret;
        if secret_key.expose_secret().is_empty() {
            return Err(lacks("access_key_secret"));
        }
        let keys = Keys {
            access_key: some(&self.access_key_id).ok_or_else(|| lacks("access_key_id"))?,
            secret_key: secret_key.clone(),
            security_token: token,
        };
        place.keys(keys, ["access_key_id", "access_key_secret", "sts_token"])
    }

    fn role(&self, place: &Place<'_>) -> Result<Sourced<Role>, Error> {
        let arn = some(&self.ram_role_arn);
        let role = Role {
            arn: arn.ok_or_else(|| place.lacks(self.mode(), "ram_role_arn"))?,
            session: some(&self.ram_session_name),
            seconds: (self.expired_seconds > 0).then_some(self.expired_seconds),
            policy: some(&self.policy),
            external_id: some(&self.external_id),
        };
        place.role("ram_role_arn", role)
    }
}
