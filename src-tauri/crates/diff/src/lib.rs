//! Change between two values, drift between desired and reported. Compares what values mean: numbers by their worth,
//! times as instants, arrays element by element, the order of keys never. Knows no clock, no files and no group by
//! name, and decides no severity: what is known of a group comes in as [`Habits`].

mod align;
mod beside;
mod blame;
mod change;
mod crowd;
pub mod drift;
mod habits;
pub mod json_patch;
mod known;
mod lcs;
pub mod merge_patch;
mod number;
mod order;
mod prints;
pub mod revisions;
mod same;
mod scope;
pub mod text;
mod three_way;
mod tree;
mod walk;

pub use beside::{Beside, SideBySide};
pub use blame::{Blamed, blame, blame_of};
pub use change::{Change, ChangeKind, Changes};
pub use crowd::{Crowd, Share};
pub use habits::{Echo, Habits};
pub use known::Members;
pub use prints::of as fingerprint;
pub use same::{Likeness, Meaning, scalars, texts};
pub use scope::Scope;
pub use three_way::{Parted, Side, three_way};
pub use tree::Tree;
pub use walk::{changes, changes_beside, is_same};
