//! The clouds that are simulated: one line each. The first is the one that is meant where none is named.

use super::listed::Listed;
use super::{alicloud, aws, huaweicloud};

/// All of them.
pub(crate) const CLOUDS: [Listed; 3] = [huaweicloud::LISTED, alicloud::LISTED, aws::LISTED];
