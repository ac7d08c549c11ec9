//! Change between two values, drift between desired and reported. Compares what values mean: numbers by their worth,
//! times as instants, arrays element by element, the order of keys never. Knows no clock, no files and no group by
//! name, and decides no severity: what is known of a group comes in as [`Habits`].

mod align;
mod beside;
mod change;
pub mod drift;
mod habits;
pub mod json_patch;
mod lcs;
pub mod merge_patch;
mod number;
mod order;
mod prints;
mod same;
pub mod text;
mod tree;
mod walk;

pub use beside::{Beside, SideBySide};
pub use change::{Change, ChangeKind, Changes};
pub use habits::{Echo, Habits};
pub use same::{Likeness, Meaning, scalars, texts};
pub use tree::Tree;
pub use walk::{changes, is_same};
