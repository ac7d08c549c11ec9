//! The two lists of `__summary`: which groups failed, and which are pending.

use groups::Group;
use groups::status::Named;

use crate::managed::{has_failed, has_status};

/// One of the two lists of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// `failedCount` and `failedGroups`.
    Failed,
    /// `pendingCount` and `pendingGroups`.
    Pending,
}

impl Side {
    pub(crate) const BOTH: [Self; 2] = [Self::Failed, Self::Pending];

    pub(crate) fn count_key(self) -> &'static str {
        match self {
            Self::Failed => "failedCount",
            Self::Pending => "pendingCount",
        }
    }

    pub(crate) fn names_key(self) -> &'static str {
        match self {
            Self::Failed => "failedGroups",
            Self::Pending => "pendingGroups",
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Pending => "pending",
        }
    }

    /// True for a group that belongs into the list by its own status.
    pub(crate) fn fits(self, group: &Group<'_>) -> bool {
        match self {
            Self::Failed => has_failed(group),
            Self::Pending => has_status(group, "pending") || group.is_refreshing_reported(),
        }
    }
}

/// Counts the groups of a list, and its instances where the draft names them.
pub(crate) fn count(names: &[Named]) -> (usize, usize) {
    (
        names.len(),
        names.iter().map(|named| named.instances.len().max(1)).sum(),
    )
}
