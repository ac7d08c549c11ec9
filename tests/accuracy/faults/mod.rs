//! The catalogue of faults: how each is put into a twin, which rule must speak, and where.

mod across;
mod facts;
mod limits;
mod metadata;
mod names;
mod schema;
mod status;
mod syntax;
mod text;
mod versions;

use serde_json::Value as Json;

use crate::corpus::{Base, written};
use crate::edit::Edit;
use crate::random::Random;

/// Where the finding must stand.
#[derive(Debug, Clone)]
pub enum At {
    /// At this path.
    Path(String),
    /// In this line; where in it is a matter of taste.
    Line(u32),
    /// In this line and column.
    Spot(u32, u32),
}

/// The agent reads its own files by a reader that takes no fault: that is told beside the fault.
const UNREADABLE: &[&str] = &["agent-configuration-unreadable", "manifest-unreadable"];

/// A twin with one fault.
pub struct Mutant {
    pub text: Vec<u8>,
    pub at: At,
    /// Rules that have to speak, too: the fault has two sides.
    pub also: Vec<&'static str>,
}

impl Mutant {
    /// A fault in the text.
    pub fn text(text: String, at: At) -> Self {
        Self {
            text: text.into_bytes(),
            at,
            also: UNREADABLE.to_vec(),
        }
    }

    /// A fault in what the twin says.
    pub fn twin(twin: &Json, at: impl Into<String>) -> Self {
        Self {
            text: written(twin).into_bytes(),
            at: At::Path(at.into()),
            also: Vec::new(),
        }
    }

    /// Names rules that have to speak, too.
    pub fn also(mut self, rules: &'static [&'static str]) -> Self {
        self.also.extend(rules);
        self
    }
}

/// One kind of fault.
pub struct Fault {
    /// What is done to the twin.
    pub name: &'static str,
    /// The rule that must speak.
    pub rule: &'static str,
    /// Puts the fault into a twin; nothing where it does not fit.
    pub inject: fn(&Base, &mut Random) -> Option<Mutant>,
}

/// Every kind, in the order of the catalogue of rules.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    let parts: [&'static [Fault]; 10] = [
        syntax::FAULTS,
        text::FAULTS,
        limits::FAULTS,
        schema::FAULTS,
        across::FAULTS,
        names::FAULTS,
        versions::FAULTS,
        status::FAULTS,
        metadata::FAULTS,
        facts::FAULTS,
    ];
    parts.into_iter().flatten()
}

/// Sets one value; the fault stands there.
fn put(base: &Base, pointer: &str, value: Json) -> Option<Mutant> {
    let mut edit = Edit::of(&base.twin);
    edit.set(pointer, value)?;
    Some(Mutant::twin(&edit.twin, pointer))
}

/// Replaces one value that is there; the fault stands there.
fn replace(base: &Base, pointer: &str, value: Json) -> Option<Mutant> {
    base.at(pointer)?;
    put(base, pointer, value)
}

/// Removes one member; the fault stands where it is told.
fn drop_member(base: &Base, pointer: &str, at: &str) -> Option<Mutant> {
    let mut edit = Edit::of(&base.twin);
    edit.remove(pointer)?;
    Some(Mutant::twin(&edit.twin, at))
}

/// False where something is said that would be said in another place after a renaming.
fn is_quiet_inside(base: &Base, pointer: &str) -> bool {
    let inside = format!("{pointer}/");
    !base.told.iter().any(|told| told.path.starts_with(&inside))
}

/// Renames one member; the fault stands at its new name.
fn rename(base: &Base, pointer: &str, to: &str) -> Option<Mutant> {
    if !is_quiet_inside(base, pointer) {
        return None;
    }
    let mut edit = Edit::of(&base.twin);
    let at = edit.rename(pointer, to)?;
    Some(Mutant::twin(&edit.twin, at))
}
