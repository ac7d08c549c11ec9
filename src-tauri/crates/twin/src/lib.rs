//! The twin document: lossless, recovering reading with a place for everything; the parts of a
//! twin; the platform's limits. Reads no files, knows no clock and no network.
//!
//! # Glossary
//! - **twin**: the document IoT Hub keeps for a device or module: tags, desired, reported.
//! - **desired**: what the back end asks for. **reported**: what the device says.
//! - **group**: configuration group, one top-level member of desired or reported with one handler.
//! - **section**: `tags`, `desired` or `reported`.
//! - **revision**: `$version` of a section; `$lastUpdatedVersion` of a property in desired.
//! - **repair**: what the reader assumed where the text is not JSON.
//! - **path**: address of a value in its document; shown as a JSON pointer.
//! - **place**: line and column of a path or a repair.
//! - **patch**: a merge patch (RFC 7396): `null` deletes.

mod document;
mod entities;
pub mod escape;
pub mod limits;
mod lines;
mod masks;
mod members;
pub mod metadata;
mod node;
mod path;
mod reader;
mod repair;
pub mod secret;
pub mod shape;
pub mod time;
mod value;
mod view;
pub mod write;

pub use document::{Document, Encoding};
pub use lines::{LineColumn, LineIndex};
pub use masks::{Masked, Masks};
pub use members::{Beside, Couple, InOrder, Members};
pub use node::{Kind, NodeId};
pub use path::{Step, TwinPath};
pub use reader::{
    LARGEST_DOCUMENT, LEVELS_KEPT, REPAIRS_KEPT, ReadError, Watch, without_line_prefixes,
};
pub use repair::{Repair, RepairKind};
pub use value::{Children, PlainMembers, Value};
pub use view::{Section, SectionKind, Twin};
