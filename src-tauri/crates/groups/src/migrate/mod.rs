//! What an older or a newer counterpart would read of a group, and how the group would be written for it.
//!
//! The portal reads what the device writes, and the other way round; each is updated at its own time.
//! A reader of the same dialect and major number reads a group as it stands and passes over what it does
//! not know; for any other the group has to be written anew: names are carried over by the aliases that
//! the schemas give, words by a small table, sections of the older agent part by part.

mod carry;
mod counterparts;
mod gen1;
mod judge;
mod sheet;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use twin::Value;

use crate::catalogue::{Form, Schema, Weight};
use crate::dialect::Dialect;
use crate::version::Version;

pub use counterparts::{Age, Counterpart, counterparts, no_successor};
pub use sheet::Purpose;

use sheet::Sheet;

/// Rows kept of one comparison; further ones are counted.
pub const ROWS_KEPT: usize = 2_000;

/// What becomes of a property at the counterpart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// The reader requires it, and it is not there.
    Missing,
    /// The reader wants another JSON type.
    TypeChanged,
    /// The reader allows less.
    Narrower,
    /// There is no place for it; it is left out.
    Dropped,
    /// It stays where it is, and the reader passes over it.
    Ignored,
    /// It has another name, or stands elsewhere.
    Renamed,
    /// It is said in other words.
    Reworded,
    /// It is not there yet, and the reader needs it.
    Added,
    /// Only the reader knows it; it may be left out.
    New,
    /// It is read as it is.
    Kept,
}

impl Fate {
    /// Every one, those that need a look first.
    pub const ALL: [Self; 10] = [
        Self::Missing,
        Self::TypeChanged,
        Self::Narrower,
        Self::Dropped,
        Self::Ignored,
        Self::Renamed,
        Self::Reworded,
        Self::Added,
        Self::New,
        Self::Kept,
    ];

    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TypeChanged => "type-changed",
            Self::Narrower => "narrower",
            Self::Dropped => "dropped",
            Self::Ignored => "ignored",
            Self::Renamed => "renamed",
            Self::Reworded => "reworded",
            Self::Added => "added",
            Self::New => "new",
            Self::Kept => "kept",
        }
    }
}

/// What becomes of one property.
#[derive(Debug, Clone)]
pub struct Row {
    /// What becomes of it.
    pub fate: Fate,
    /// JSON pointer below the group's node as it is; none for what is not there yet.
    pub from: Option<String>,
    /// JSON pointer below the counterpart's node; none for what has no place there.
    pub to: Option<String>,
    /// Short name for people; empty where no schema has one.
    pub title: String,
    /// The value as written, secrets masked, cut; empty where there is none.
    pub value: String,
    /// The value for the counterpart, where it is another one.
    pub new_value: Option<String>,
    /// One sentence.
    pub sentence: String,
    /// How much it weighs where the reader does not take the value.
    pub breaks: Option<Weight>,
}

/// How the counterpart takes a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As it stands.
    AsItStands,
    /// Only when it is written anew.
    WrittenAnew,
}

/// One side of a group at a counterpart.
#[derive(Debug, Clone)]
pub struct Crossing {
    /// The schema it is written by, where one is in force.
    pub from: Option<Arc<Schema>>,
    /// The schema it is read by.
    pub to: Arc<Schema>,
    /// How it is read.
    pub reading: Reading,
    /// What becomes of each property, in the order of the text.
    pub rows: Vec<Row>,
    /// How many there are of each fate, those that are not kept included.
    pub counts: Vec<(Fate, usize)>,
    /// Properties beyond the rows kept.
    pub further: usize,
    sheet: Sheet,
}

impl Crossing {
    /// Returns the group's content as it would be written for the counterpart; nothing for one that
    /// reads it as it stands.
    #[must_use]
    pub fn document(&self, purpose: Purpose) -> Option<String> {
        (self.reading == Reading::WrittenAnew).then(|| self.sheet.json(purpose))
    }

    /// True where the counterpart refuses something, or finds something missing.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        let refuses = |row: &Row| row.breaks == Some(Weight::Error);
        self.rows.iter().any(refuses)
    }

    /// Counts the properties with one fate.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        let found = self.counts.iter().find(|(f, _)| *f == fate);
        found.map_or(0, |(_, count)| *count)
    }
}

/// One side of a group as it is written.
#[derive(Debug, Clone, Copy)]
pub struct Written<'w> {
    /// The group's name: sections of the older agent are taken apart by it.
    pub group: &'w str,
    /// Its node.
    pub value: Value<'w>,
    /// Whether the node is all of the group or only what changed.
    pub form: Form,
    /// The schema in force, where there is one.
    pub schema: Option<&'w Arc<Schema>>,
    /// The version that is declared, where it can be read; else that of the schema counts.
    pub declared: Option<Version>,
}

/// Tells what a reader with one schema makes of what was written by another.
#[must_use]
pub fn between(written: &Written<'_>, to: &Arc<Schema>) -> Crossing {
    let from = written.schema;
    let reading = reading(written, to);
    let mut told = carry::Told::new(reading, to);
    let mut sheet = Sheet::of(written.value);
    let mut here = from.map(|from| from.property().clone());
    if from.is_some_and(|from| from.key.dialect == Dialect::Gen1) {
        here = here.as_ref().map(gen1::property);
        gen1::rebuild(&mut sheet, written.group, to, &mut told);
    } else {
        words::rebuild(&mut sheet, here.as_deref(), to, &mut told);
    }
    let here = here.as_deref();
    let sheet = carry::carry(sheet, here, to.property(), &mut told);
    let sheet = judge::complete(sheet, to, &mut told);
    let before = judge::Before {
        written,
        property: here,
    };
    let sheet = judge::spell_out(sheet, &before, to, &mut told);
    judge::judge(&sheet, &before, to, &mut told);
    let (rows, counts, further) = told.ended();
    Crossing {
        from: from.cloned(),
        to: to.clone(),
        reading,
        rows,
        counts,
        further,
        sheet,
    }
}

fn reading(written: &Written<'_>, to: &Schema) -> Reading {
    let Some(from) = written.schema else {
        return Reading::WrittenAnew;
    };
    let is = written.declared.or(from.key.version).map(|v| v.major);
    let there = to.key.version.map(|v| v.major);
    if from.key.dialect == to.key.dialect && is == there {
        Reading::AsItStands
    } else {
        Reading::WrittenAnew
    }
}
