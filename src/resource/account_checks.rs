//! What is checked of an account in the provider block, the same on all clouds.

use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::framework::value::Number;

/// Checks that come to no more than one account.
pub struct Checks<'a> {
    /// The account.
    pub path: &'a Path,
    /// Where it is told what is wrong.
    pub told: &'a mut Diagnostics,
}

/// An attribute of a credential, and its name.
pub type Part<'a> = (&'static str, &'a Field<String>);

impl Checks<'_> {
    /// An access key needs its secret, and the other way round; a token needs both.
    pub fn keys(&mut self, access_key: Part<'_>, secret_key: Part<'_>, token: Part<'_>) {
        self.pair(access_key, secret_key);
        self.pair(secret_key, access_key);
        if secret_key.1.text().is_none() {
            // With a secret key, the missing access key has been told of already.
            self.pair(token, access_key);
        }
    }

    /// What is set needs the other one, which may come with the apply.
    pub fn pair(&mut self, (has, is_set): Part<'_>, (lacks, other): Part<'_>) {
        if is_set.text().is_none() || other.text().is_some() || other.is_unknown() {
            return;
        }
        self.told.push(
            Diagnostic::error(
                format!("Half a credential: {lacks} is missing"),
                format!(
                    "{has} is set and {lacks} is not. Credentials come whole from one place: set both \
                     here, or neither and use the environment (account \"default\" only)."
                ),
            )
            .at(self.path.clone().attribute(lacks)),
        );
    }

    /// Two ways to sign in leave open which one was meant. `more` ends the advice.
    pub fn one_way<const N: usize>(&mut self, ways: [(&'static str, bool); N], more: &str) {
        let mut set = ways.into_iter().filter(|(_, is_set)| *is_set);
        let (Some((first, _)), Some((second, _))) = (set.next(), set.next()) else {
            return;
        };
        let advice = format!(
            "An account signs in in one way. Take {first} or {second} out; for the other one, configure \
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

    /// How often is tried again, and how fast.
    pub fn pace(&mut self, retries: &Field<Number>, rate: &Field<Number>) {
        let retries = retries.known();
        if retries.is_some_and(|number| number.as_i64().is_none_or(|number| number < 0)) {
            self.number("max_retries", "A whole number, 0 or more, is wanted.");
        }
        let rate = rate.known();
        if rate.is_some_and(|number| number.as_f64().is_none_or(|number| number <= 0.0)) {
            self.number("max_requests_per_second", "A number above 0 is wanted.");
        }
    }

    /// Seconds of a role, from a quarter of an hour to `most`.
    pub fn seconds(
        &mut self,
        [role, name]: [&'static str; 2],
        seconds: &Field<Number>,
        most: i64,
        wanted: &str,
    ) {
        let allowed = |number: &Number| {
            let seconds = number.as_i64();
            seconds.is_some_and(|seconds| (900..=most).contains(&seconds))
        };
        if seconds.known().is_some_and(|number| !allowed(number)) {
            let path = self.path.clone().attribute(role);
            self.told.push(invalid(&path, name, wanted));
        }
    }

    fn number(&mut self, name: &'static str, wanted: &str) {
        self.told.push(invalid(self.path, name, wanted));
    }
}

fn invalid(path: &Path, name: &'static str, wanted: &str) -> Diagnostic {
    Diagnostic::error(format!("Invalid value for {name:?}"), wanted)
        .at(path.clone().attribute(name))
}
