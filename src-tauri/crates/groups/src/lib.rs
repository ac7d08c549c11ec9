//! Configuration groups: the five dialects that exist in the field, who declares which version,
//! and what comes of it. Knows the words for error codes. Knows nothing of findings or drift.

pub mod catalogue;
mod clues;
pub mod codes;
mod collect;
mod dialect;
mod discover;
mod group;
pub mod migrate;
pub mod names;
mod negotiate;
pub mod secrets;
pub mod status;
mod suffix;
#[cfg(test)]
mod testing;
mod version;

pub use dialect::{Dialect, Evidence, Profile};
pub use discover::{
    Condition, ConditionError, Declaration, DeclarationKind, Declared, Statement, declarations,
    matches, spelling_note,
};
pub use group::{Group, Groups, NODES_KEPT, Role};
pub use negotiate::{
    Direction, Negotiation, Outcome, Remark, Row, RowId, SideRow, default_negotiation, negotiate,
};
pub use version::{Fault, FaultKind, Format, Parsed, Version, parse};
