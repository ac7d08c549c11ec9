//! What older and newer counterparts would read of a group, for people.

use std::sync::Arc;

use groups::catalogue::{Flow, Schema, Weight};
use groups::migrate::{self, Counterpart, Crossing, Purpose, Reading, Written};
use groups::{Dialect, Direction, Group, names};
use twin::Value;
use twin::escape::quote;

use super::Subject;
use super::fixes::pretty;
use super::head::name_of;
use crate::cell::narrow;
use crate::wire::{
    Age, CounterpartView, Fate, FateCount, FateRow, Migration, SideOutlook, SideView,
};

/// Rows given of one side.
const ROWS: usize = 400;
/// Bytes of a document that are shown; a copy is whole.
const SHOWN: usize = 64 << 10;

/// A counterpart that the catalogue does not know, and those that it knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{group}` has no counterpart `{name}`{}", super::among(.there))]
pub struct UnknownCounterpart {
    /// The group.
    pub group: String,
    /// The name.
    pub name: String,
    /// Names of those that there are.
    pub there: Vec<String>,
}

/// Returns the counterparts of a group that are older or newer than it.
pub(crate) fn counterparts_of(subject: &Subject<'_>, group: &Group<'_>) -> Vec<Counterpart> {
    let (dialect, version) = written_in(subject, group);
    let all = migrate::counterparts(subject.catalogue, &group.name, (dialect, version));
    all.into_iter()
        .filter(|c| c.age != migrate::Age::Same)
        .collect()
}

/// Returns dialect and version that a group is written in, as far as they are known.
fn written_in(subject: &Subject<'_>, group: &Group<'_>) -> (Dialect, Option<groups::Version>) {
    let choices = [Direction::Desired, Direction::Reported].map(|d| subject.choice(group, d));
    let first = choices.into_iter().flatten().next();
    match first {
        Some(choice) => (
            choice.schema.key.dialect,
            choice.declared.or(choice.schema.key.version),
        ),
        None => (group.dialect, None),
    }
}

/// Tells what the counterparts of a group would read of it; one of them in full: the one named,
/// else the next newer one, else the last older one.
///
/// # Errors
/// Where no counterpart has that name.
pub fn migration(
    subject: &Subject<'_>,
    group: &Group<'_>,
    to: Option<&str>,
) -> Result<Migration, UnknownCounterpart> {
    let all = counterparts_of(subject, group);
    let chosen = chosen(group, &all, to)?;
    let (dialect, version) = written_in(subject, group);
    let crossed: Vec<_> = all.iter().map(|c| crossings(subject, group, c)).collect();
    let sides = chosen.map(|at| &crossed[at]);
    Ok(Migration {
        group: group.name.clone(),
        dialect: dialect.title().to_owned(),
        version: version.map(|v| v.to_string()).unwrap_or_default(),
        counterparts: all
            .iter()
            .zip(&crossed)
            .map(|(counterpart, sides)| view(counterpart, sides))
            .collect(),
        to: chosen.map(|at| all[at].name()),
        sides: sides
            .into_iter()
            .flatten()
            .map(|(direction, crossing)| {
                let name = &chosen.map_or(group.name.clone(), |at| all[at].group.clone());
                let from = written_as(subject, group, *direction);
                side(*direction, crossing, from, name)
            })
            .collect(),
        none: all.is_empty().then(|| why_none(subject, group)),
    })
}

fn chosen(
    group: &Group<'_>,
    all: &[Counterpart],
    to: Option<&str>,
) -> Result<Option<usize>, UnknownCounterpart> {
    let Some(to) = to else {
        let newer = all.iter().position(|c| c.age == migrate::Age::Newer);
        return Ok(newer.or(all.len().checked_sub(1)));
    };
    let exact = all.iter().rposition(|c| c.name() == to);
    let by_part = || {
        all.iter()
            .rposition(|c| c.dialect.name() == to || (c.version == to && !to.is_empty()))
    };
    let found = exact.or_else(by_part);
    found.map(Some).ok_or_else(|| UnknownCounterpart {
        group: group.name.clone(),
        name: to.to_owned(),
        there: all.iter().map(Counterpart::name).collect(),
    })
}

/// Returns the sides that the twin has, as the counterpart takes them.
fn crossings(
    subject: &Subject<'_>,
    group: &Group<'_>,
    counterpart: &Counterpart,
) -> Vec<(Direction, Crossing)> {
    [Direction::Desired, Direction::Reported]
        .into_iter()
        .filter_map(|direction| {
            let value = group.node(direction).filter(|v| v.is_object())?;
            let to = counterpart.schema(Flow::from(direction))?;
            Some((direction, crossing(subject, group, (direction, value), to)))
        })
        .collect()
}

fn crossing(
    subject: &Subject<'_>,
    group: &Group<'_>,
    (direction, value): (Direction, Value<'_>),
    to: &Arc<Schema>,
) -> Crossing {
    let choice = subject.choice(group, direction);
    let written = Written {
        group: &group.name,
        value,
        form: subject.form(),
        schema: choice.as_ref().map(|choice| &choice.schema),
        declared: choice.as_ref().and_then(|choice| choice.declared),
    };
    migrate::between(&written, to)
}

/// Names what one side is written in: the version that is declared, though only the schema of another may be known.
fn written_as(subject: &Subject<'_>, group: &Group<'_>, direction: Direction) -> Option<String> {
    let choice = subject.choice(group, direction)?;
    let known = name_of(&choice.schema);
    let dialect = choice.schema.key.dialect.name();
    Some(match choice.declared {
        Some(declared) if !choice.is_binding() => format!("{dialect} {declared}"),
        _ => known,
    })
}

fn why_none(subject: &Subject<'_>, group: &Group<'_>) -> String {
    let name = group.name.strip_prefix("windows.").unwrap_or(&group.name);
    let is_section = group.name.len() != name.len();
    match migrate::no_successor(name).filter(|_| is_section) {
        Some(why) => why.to_owned(),
        None if names::is_meta_node(name) => {
            "it declares other groups and has none itself".to_owned()
        }
        None if subject.catalogue.knows(name) => {
            "the catalogue knows no other version of it".to_owned()
        }
        None => "the catalogue does not know the group".to_owned(),
    }
}

fn view(counterpart: &Counterpart, sides: &[(Direction, Crossing)]) -> CounterpartView {
    CounterpartView {
        name: counterpart.name(),
        dialect: counterpart.dialect.title().to_owned(),
        version: counterpart.version.clone(),
        group: counterpart.group.clone(),
        age: match counterpart.age {
            migrate::Age::Older => Age::Older,
            migrate::Age::Same | migrate::Age::Newer => Age::Newer,
        },
        sides: sides
            .iter()
            .map(|(direction, crossing)| SideOutlook {
                direction: Flow::from(*direction).name().to_owned(),
                anew: crossing.reading == Reading::WrittenAnew,
                refused: crossing.is_refused(),
                counts: counts(crossing),
            })
            .collect(),
    }
}

fn counts(crossing: &Crossing) -> Vec<FateCount> {
    let all = crossing.counts.iter();
    all.map(|(of, count)| FateCount {
        fate: fate(*of),
        count: narrow(*count),
    })
    .collect()
}

fn side(direction: Direction, crossing: &Crossing, from: Option<String>, name: &str) -> SideView {
    let flow = Flow::from(direction).name();
    let mut rows: Vec<_> = crossing.rows.iter().collect();
    rows.sort_by_key(|row| row.fate);
    let further = crossing.further + rows.len().saturating_sub(ROWS);
    rows.truncate(ROWS);
    let document = wrapped(crossing, flow, name, Purpose::Show);
    let shown = document.as_deref().map(|text| cut(text, SHOWN));
    SideView {
        direction: flow.to_owned(),
        reader: match direction {
            Direction::Desired => "device",
            Direction::Reported => "portal",
        }
        .to_owned(),
        from,
        to: name_of(&crossing.to),
        anew: crossing.reading == Reading::WrittenAnew,
        counts: counts(crossing),
        rows: rows.into_iter().map(fate_row).collect(),
        further: narrow(further),
        document_cut: shown.map(str::len) < document.as_deref().map(str::len),
        document: shown.map(str::to_owned),
    }
}

/// Returns the start of a text, up to the end of a line.
fn cut(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let end = text.floor_char_boundary(bytes);
    text[..end]
        .rfind('\n')
        .map_or(&text[..end], |at| &text[..at])
}

/// Writes a group as it would be for the counterpart, in the shape of a twin.
fn wrapped(crossing: &Crossing, flow: &str, name: &str, purpose: Purpose) -> Option<String> {
    let content = crossing.document(purpose)?;
    let name = quote(name);
    Some(pretty(&format!(
        "{{\"properties\":{{\"{flow}\":{{{name}:{content}}}}}}}"
    )))
}

/// Returns a group as it would be written for a counterpart, to be copied: placeholders stand for secrets.
///
/// # Errors
/// Where no counterpart has that name.
pub fn counterpart_document(
    subject: &Subject<'_>,
    group: &Group<'_>,
    to: &str,
    direction: Direction,
) -> Result<String, UnknownCounterpart> {
    let all = counterparts_of(subject, group);
    let at = chosen(group, &all, Some(to))?;
    let counterpart = at.and_then(|at| all.get(at));
    let document = counterpart.and_then(|counterpart| {
        let value = group.node(direction).filter(|v| v.is_object())?;
        let schema = counterpart.schema(Flow::from(direction))?;
        let crossing = crossing(subject, group, (direction, value), schema);
        let flow = Flow::from(direction).name();
        wrapped(&crossing, flow, &counterpart.group, Purpose::Copy)
    });
    Ok(document.unwrap_or_default())
}

fn fate_row(row: &migrate::Row) -> FateRow {
    FateRow {
        fate: fate(row.fate),
        title: row.title.clone(),
        from: row.from.clone(),
        to: row.to.clone(),
        value: row.value.clone(),
        new_value: row.new_value.clone(),
        sentence: row.sentence.clone(),
        weight: row.breaks.map(|weight| {
            match weight {
                Weight::Error => "error",
                Weight::Warning => "warning",
                Weight::Info => "info",
            }
            .to_owned()
        }),
    }
}

fn fate(of: migrate::Fate) -> Fate {
    match of {
        migrate::Fate::Missing => Fate::Missing,
        migrate::Fate::TypeChanged => Fate::TypeChanged,
        migrate::Fate::Narrower => Fate::Narrower,
        migrate::Fate::Dropped => Fate::Dropped,
        migrate::Fate::Ignored => Fate::Ignored,
        migrate::Fate::Renamed => Fate::Renamed,
        migrate::Fate::Reworded => Fate::Reworded,
        migrate::Fate::Added => Fate::Added,
        migrate::Fate::New => Fate::New,
        migrate::Fate::Kept => Fate::Kept,
    }
}
