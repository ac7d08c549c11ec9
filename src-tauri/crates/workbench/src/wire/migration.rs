//! What counterparts of another version would read of a group.

use serde::Serialize;

/// On which side of a group a counterpart is in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Age {
    /// Before it.
    Older,
    /// After it.
    Newer,
}

/// What becomes of a property at a counterpart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
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

/// How many properties have one fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FateCount {
    /// The fate.
    pub fate: Fate,
    /// Properties with it.
    pub count: u32,
}

/// One side of a group at a counterpart, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SideOutlook {
    /// `desired` or `reported`.
    pub direction: String,
    /// True where the counterpart reads it only when it is written anew.
    pub anew: bool,
    /// True where the counterpart refuses something, or something that it requires is not there.
    pub refused: bool,
    /// Properties by fate, those that need a look first.
    pub counts: Vec<FateCount>,
}

/// A version that the other end may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct CounterpartView {
    /// Name to ask for it by: `ga@1.0.0`.
    pub name: String,
    /// Its dialect for people.
    pub dialect: String,
    /// Its version; empty where the dialect has none.
    pub version: String,
    /// The group's name there.
    pub group: String,
    /// Older or newer than the group.
    pub age: Age,
    /// The sides that the twin has.
    pub sides: Vec<SideOutlook>,
}

/// What becomes of one property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct FateRow {
    /// What becomes of it.
    pub fate: Fate,
    /// Short name for people; empty where no schema has one.
    pub title: String,
    /// JSON pointer below the group as it is; none for what is not there yet.
    pub from: Option<String>,
    /// JSON pointer below the group as it would be; none for what has no place.
    pub to: Option<String>,
    /// The value as written, masked, cut; empty where there is none.
    pub value: String,
    /// The value as it would be, where it is another one.
    pub new_value: Option<String>,
    /// One sentence.
    pub sentence: String,
    /// `error`, `warning` or `info` where the reader does not take the value.
    pub weight: Option<String>,
}

/// One side of a group at the counterpart that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SideView {
    /// `desired` or `reported`.
    pub direction: String,
    /// Who reads it: `device` or `portal`.
    pub reader: String,
    /// Schema that it is written by; none where none is known.
    pub from: Option<String>,
    /// Schema that it is read by.
    pub to: String,
    /// True where the counterpart reads it only when it is written anew.
    pub anew: bool,
    /// Properties by fate, those that need a look first.
    pub counts: Vec<FateCount>,
    /// What becomes of each property, what needs a look first, at most 400.
    pub rows: Vec<FateRow>,
    /// Properties beyond those.
    pub further: u32,
    /// The group as it would be written, secrets masked, cut; none where it is read as it stands.
    pub document: Option<String>,
    /// True where the document is cut; a copy is whole.
    pub document_cut: bool,
}

/// A group and its counterparts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Migration {
    /// Name as in the twin.
    pub group: String,
    /// Its dialect for people.
    pub dialect: String,
    /// The version it is written in, as far as it is known.
    pub version: String,
    /// Every version that the other end may have, the oldest first.
    pub counterparts: Vec<CounterpartView>,
    /// Name of the one that is looked at; none where there is none.
    pub to: Option<String>,
    /// Its sides.
    pub sides: Vec<SideView>,
    /// Why there is no counterpart, in one clause.
    pub none: Option<String>,
}
