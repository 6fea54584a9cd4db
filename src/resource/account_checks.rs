//! What is checked of an account in the provider block, the same on all clouds.

use super::account_schema::{
    ACCESS_KEY, MAX_REQUESTS_PER_SECOND, MAX_RETRIES, PROFILE, SECRET_KEY,
};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::object::{Key, Object};
use crate::framework::path::Path;
use crate::framework::value::{Number, Value};

/// Checks that come to no more than one account.
pub struct Checks<'a> {
    /// The account, as it is written.
    pub block: &'a Object,
    /// Where it stands.
    pub path: &'a Path,
    /// Where it is told what is wrong.
    pub told: &'a mut Diagnostics,
}

impl Checks<'_> {
    /// An access key needs its secret, and the other way round; `token` needs both.
    pub fn keys(&mut self, token: Key<String>) {
        self.pair(ACCESS_KEY, SECRET_KEY);
        self.pair(SECRET_KEY, ACCESS_KEY);
        if self.block.text(SECRET_KEY).is_none() {
            // With a secret key, the missing access key has been told of already.
            self.pair(token, ACCESS_KEY);
        }
    }

    /// What is set needs the other one, which may come with the apply.
    pub fn pair(&mut self, has: Key<String>, lacks: Key<String>) {
        let block = self.block;
        if block.text(has).is_none() || block.text(lacks).is_some() || block.is_unknown(lacks) {
            return;
        }
        let (has, lacks) = (has.name(), lacks.name());
        self.told.push(
            Diagnostic::error(
                format!("Incomplete credential: {lacks} is missing"),
                format!(
                    "{has} is set and {lacks} is not. Credentials come whole from one place: set both \
                     here, or neither and use the environment (account \"default\" only)."
                ),
            )
            .at(self.path.clone().attribute(lacks)),
        );
    }

    /// Two ways to sign in leave open which one was meant. `file` goes with the profile that is in it; `more` ends the advice.
    pub fn one_way(&mut self, ways: &[Key<Value>], file: Key<String>, more: &str) {
        let with_profile = self.block.text(PROFILE).is_some();
        let mut set = ways.iter().filter(|way| {
            let is_the_profiles = with_profile && way.name() == file.name();
            self.is_set(**way) && !is_the_profiles
        });
        let mut next = || set.next().map(|way| way.name());
        let (Some(first), Some(second)) = (next(), next()) else {
            return;
        };
        let advice = format!(
            "An account has one way to sign in. Remove {first} or {second}; for the other one, configure \
             another account. {more}"
        );
        self.told.push(
            Diagnostic::error(
                format!("Two ways to sign in: {first} and {second}"),
                advice.trim_end(),
            )
            .at(self.path.clone().attribute(second)),
        );
    }

    fn is_set(&self, way: Key<Value>) -> bool {
        match self.block.known(way) {
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Map(_)) => true,
            _ => false,
        }
    }

    /// How often is tried again, and how fast.
    pub fn pace(&mut self) {
        let retries = self.block.known(MAX_RETRIES);
        if retries.is_some_and(|number| number.as_i64().is_none_or(|number| number < 0)) {
            self.number(MAX_RETRIES, "Use a whole number, 0 or more.");
        }
        let rate = self.block.known(MAX_REQUESTS_PER_SECOND);
        if rate.is_some_and(|number| number.as_f64().is_none_or(|number| number <= 0.0)) {
            self.number(MAX_REQUESTS_PER_SECOND, "Use a number above 0.");
        }
    }

    /// Seconds of a role, from a quarter of an hour to `most`.
    pub fn seconds(&mut self, role: Key<Object>, name: Key<Number>, most: i64, wanted: &str) {
        let seconds = self.block.known(role).and_then(|role| role.known(name));
        let allowed = |number: &Number| {
            let seconds = number.as_i64();
            seconds.is_some_and(|seconds| (900..=most).contains(&seconds))
        };
        if seconds.is_some_and(|number| !allowed(&number)) {
            let path = self.path.clone().attribute(role.name());
            self.told.push(invalid(&path, name, wanted));
        }
    }

    fn number(&mut self, name: Key<Number>, wanted: &str) {
        self.told.push(invalid(self.path, name, wanted));
    }
}

fn invalid(path: &Path, name: Key<Number>, wanted: &str) -> Diagnostic {
    let name = name.name();
    Diagnostic::error(format!("Invalid value for {name:?}"), wanted)
        .at(path.clone().attribute(name))
}
