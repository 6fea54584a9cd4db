//! Preflight: a plan asks the cloud, where it can be asked, whether it would let the apply pass.

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
