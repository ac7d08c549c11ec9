//! One change of a schema, and which number it asks for.

use crate::dialect::Dialect;

/// How far a version number must move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Not at all.
    None,
    /// The third number: a small correction that breaks nothing.
    Patch,
    /// The second number: what readers may leave out.
    Minor,
    /// The first number: what readers must know.
    Major,
}

impl Step {
    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A member that must be there is new.
    RequiredAdded,
    /// A member that had to be there is gone.
    RequiredRemoved,
    /// A member that was there must be there now.
    MadeRequired,
    /// A member that had to be there may be left out.
    MadeOptional,
    /// Another type.
    Retyped,
    /// Less is allowed than before, or something else.
    Narrowed,
    /// Something holds under a condition, and that is different.
    Other,
    /// A member that may be there is new.
    OptionalAdded,
    /// A member that might be there is gone.
    OptionalRemoved,
    /// Further members are read now.
    Opened,
    /// Further members are no longer read.
    Closed,
    /// More is allowed than before.
    Widened,
    /// Only advice changed; nothing is refused that was not refused before.
    Advice,
    /// Only words changed.
    Reworded,
}

impl Kind {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 14] = [
        Self::RequiredAdded,
        Self::RequiredRemoved,
        Self::MadeRequired,
        Self::MadeOptional,
        Self::Retyped,
        Self::Narrowed,
        Self::Other,
        Self::OptionalAdded,
        Self::OptionalRemoved,
        Self::Opened,
        Self::Closed,
        Self::Widened,
        Self::Advice,
        Self::Reworded,
    ];

    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RequiredAdded => "required-added",
            Self::RequiredRemoved => "required-removed",
            Self::MadeRequired => "made-required",
            Self::MadeOptional => "made-optional",
            Self::Retyped => "retyped",
            Self::Narrowed => "narrowed",
            Self::Other => "other",
            Self::OptionalAdded => "optional-added",
            Self::OptionalRemoved => "optional-removed",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Widened => "widened",
            Self::Advice => "advice",
            Self::Reworded => "reworded",
        }
    }

    /// Returns how far the number must move by the rules of a dialect: chapter 5.3 of the draft, the
    /// page on versions of the final documents for everybody else.
    #[must_use]
    pub fn step(self, dialect: Dialect) -> Step {
        let is_draft = has_two_numbers(dialect);
        match self {
            Self::RequiredAdded
            | Self::RequiredRemoved
            | Self::MadeRequired
            | Self::MadeOptional => Step::Major,
            // the draft is silent about types and values; what breaks a reader cannot be minor
            Self::Retyped | Self::Narrowed | Self::Other => Step::Major,
            // the draft speaks of additions only
            Self::OptionalAdded | Self::OptionalRemoved | Self::Opened | Self::Closed => {
                Step::Minor
            }
            // there is no third number in the draft
            Self::Widened if is_draft => Step::Minor,
            Self::Widened => Step::Patch,
            Self::Advice if is_draft => Step::None,
            Self::Advice => Step::Patch,
            Self::Reworded => Step::None,
        }
    }

    /// Says which rule asks for it.
    #[must_use]
    pub fn because(self, dialect: Dialect) -> &'static str {
        let is_draft = has_two_numbers(dialect);
        match self {
            Self::RequiredAdded | Self::RequiredRemoved if is_draft => {
                "5.3: major changes when required properties are added or removed"
            }
            Self::RequiredAdded | Self::RequiredRemoved => {
                "major changes when required properties are added or removed"
            }
            Self::MadeRequired | Self::MadeOptional => {
                "what must be there is different, as if a required property were added or removed"
            }
            Self::Retyped if is_draft => {
                "5.3 is silent; the final documents count another type as major"
            }
            Self::Retyped => "major changes when a type does",
            Self::Narrowed if is_draft => {
                "5.3 is silent; what was right may be wrong now, which no reader can pass over"
            }
            Self::Narrowed => "what was right may be wrong now: no correction that breaks nothing",
            Self::Other => "taken for breaking out of caution; look at both files",
            Self::OptionalAdded if is_draft => {
                "5.3: minor changes when optional properties are added"
            }
            Self::OptionalRemoved if is_draft => {
                "5.3 is silent; the final documents count it as minor"
            }
            Self::OptionalAdded | Self::OptionalRemoved => {
                "minor changes when optional properties are added or removed"
            }
            Self::Opened | Self::Closed => "as if optional properties were added or removed",
            Self::Widened if is_draft => "5.3 is silent, and the draft has no third number",
            Self::Widened => "a small correction that breaks nothing, as one more value",
            Self::Advice => "nothing is refused that was not refused before",
            Self::Reworded => "words bind nobody",
        }
    }
}

/// True where versions have no third number.
pub(super) fn has_two_numbers(dialect: Dialect) -> bool {
    matches!(
        dialect,
        Dialect::Draft | Dialect::Preview | Dialect::Staging
    )
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The member, with dots between its steps; empty for the group.
    pub path: String,
    /// What changed.
    pub kind: Kind,
    /// What, in one clause.
    pub what: String,
    /// How far the number must move for it.
    pub step: Step,
}
