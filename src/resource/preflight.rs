//! Preflight: a plan asks the cloud, where it can be asked, whether it would let the apply pass.

use crate::framework::object::Object;
use crate::framework::resource::Creates;

/// How a definite refusal is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The apply would fail: so does the plan.
    Error,
    /// A delete, or a half of a replacement: the plan must not fail.
    Warning,
}

impl Severity {
    /// How a refused create is told.
    pub fn of_create(creates: Creates) -> Self {
        match creates {
            Creates::New => Self::Error,
            Creates::Replacement => Self::Warning,
        }
    }
}

/// What is planned of a decision.
#[derive(Clone, Copy, Debug)]
pub enum Planned<'a> {
    /// A new one.
    Create(&'a Object, Creates),
    /// Another one, or something else that is set beside it.
    Update {
        /// What is.
        prior: &'a Object,
        /// What will be.
        planned: &'a Object,
    },
    /// The end of the one that is there.
    Destroy(&'a Object),
}

impl<'a> Planned<'a> {
    /// What will be, or what is destroyed.
    pub fn state(self) -> &'a Object {
        match self {
            Self::Create(state, _) | Self::Update { planned: state, .. } | Self::Destroy(state) => {
                state
            }
        }
    }

    /// How a refusal of it is told.
    pub fn severity(self) -> Severity {
        match self {
            Self::Create(_, creates) => Severity::of_create(creates),
            Self::Update { .. } => Severity::Error,
            Self::Destroy(_) => Severity::Warning,
        }
    }
}
