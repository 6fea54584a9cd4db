//! What keeps an account from signing in.

use super::keys::Unusable;
use super::name::Half;
use super::source::Invalid;

/// Why an account cannot sign in, as far as that can be said before anything is called. `O` is what can be wrong on one cloud alone,
/// such as a profile in the format of its command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error<O> {
    /// None of the sources has any.
    #[error("the account has no credentials")]
    None,
    /// A source has one part and not the other.
    #[error(transparent)]
    Half(Half),
    /// A variable or a file says something that cannot be used.
    #[error(transparent)]
    Invalid(Invalid),
    /// Something of the cloud's own.
    #[error(transparent)]
    Own(O),
}

impl<O> From<Half> for Error<O> {
    fn from(half: Half) -> Self {
        Self::Half(half)
    }
}

impl<O> From<Invalid> for Error<O> {
    fn from(wrong: Invalid) -> Self {
        Self::Invalid(wrong)
    }
}

impl<O> From<Unusable> for Error<O> {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Half(half) => Self::Half(half),
            Unusable::Invalid(wrong) => Self::Invalid(wrong),
        }
    }
}
