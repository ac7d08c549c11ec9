//! The groups of every twin of a file: a line each, or one with all its properties.

use std::path::Path;

use diagnose::{CATALOGUE, Circumstances, Units};
use groups::{Group, Groups, Role};
use twin::{Document, Twin};

use super::head::head;
use super::rows::{Asked, List};
use super::view::{marks, row, text};
use super::{Fixes, Subject, UnknownCounterpart, UnknownGroup, migration};
use crate::examine::{Examination, locate};
use crate::packs::Packs;
use crate::pieces::{self, Obstacle, Origin};
use crate::wire::{ErrorCode, GroupHead, Migration, PropertyRow};

/// What is said of one group of a twin.
#[derive(Debug, Clone)]
pub struct GroupTable {
    /// What is said above the rows.
    pub head: GroupHead,
    /// The properties, where the group was asked for by name.
    pub rows: Vec<PropertyRow>,
    /// The safe fixes, where the group was asked for by name.
    pub fixes: Option<Fixes>,
}

/// The groups of one twin.
#[derive(Debug, Clone)]
pub struct Table<Of> {
    /// Device id, or the source.
    pub name: String,
    /// What it was taken for.
    pub kind: String,
    /// What was asked of each group.
    pub groups: Vec<Of>,
}

/// Why nothing can be told of a file's groups.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TableError {
    /// The file cannot be looked at.
    #[error(transparent)]
    Obstacle(#[from] Obstacle),
    /// No twin of the file has the group.
    #[error(transparent)]
    Group(#[from] UnknownGroup),
    /// The group has no such counterpart.
    #[error(transparent)]
    Counterpart(#[from] UnknownCounterpart),
}

/// Returns the groups of every twin of a file; `-` is standard input. A group asked for by name
/// comes with its properties; `all` adds those that are not set. Groups of packs are known.
///
/// # Errors
/// Where the file cannot be looked at, or no twin in it has the group.
pub fn tables(
    path: &Path,
    group: Option<&str>,
    all: bool,
    packs: &Packs,
) -> Result<Vec<Table<GroupTable>>, TableError> {
    of_path(path, group, packs, &mut |subject, one| {
        Ok(Some(table(subject, one, group.is_some(), all)))
    })
}

/// Returns what counterparts would read of the groups of every twin of a file. Without a group, of
/// every group that has counterparts, or would need one.
///
/// # Errors
/// Where the file cannot be looked at, no twin in it has the group, or the group has no such counterpart.
pub fn migrations(
    path: &Path,
    group: Option<&str>,
    to: Option<&str>,
    packs: &Packs,
) -> Result<Vec<Table<Migration>>, TableError> {
    of_path(path, group, packs, &mut |subject, one| {
        let is_there = one.desired.is_some() || one.reported.is_some();
        let is_group = matches!(
            one.role,
            Role::Configuration | Role::Command | Role::Gen1Section | Role::Custom
        );
        if group.is_none() && !(is_there && is_group) {
            return Ok(None);
        }
        match migration(subject, one, to) {
            Ok(found) if group.is_none() && found.to.is_none() && one.role != Role::Gen1Section => {
                Ok(None)
            }
            Ok(found) => Ok(Some(found)),
            // asked of all groups, not each of them has it
            Err(_) if group.is_none() => Ok(None),
            Err(unknown) => Err(unknown.into()),
        }
    })
}

type Tell<'t, Of> = &'t mut dyn FnMut(&Subject<'_>, &Group<'_>) -> Result<Option<Of>, TableError>;

/// What is asked of each group of a file, and the groups met on the way.
struct Wanted<'g, 't, Of> {
    group: Option<&'g str>,
    seen: Vec<String>,
    tell: Tell<'t, Of>,
}

fn of_path<Of>(
    path: &Path,
    group: Option<&str>,
    packs: &Packs,
    tell: Tell<'_, Of>,
) -> Result<Vec<Table<Of>>, TableError> {
    let circumstances = Circumstances {
        catalogue: packs.catalogue(),
        ..Examination::now().circumstances
    };
    let name = &*path.to_string_lossy();
    let mut tables = Vec::new();
    let mut asked = Wanted {
        group,
        seen: Vec::new(),
        tell,
    };
    let mut failed = Ok(());
    let mut taken = |piece: pieces::Piece| {
        let told = match crate::secrets::read(piece.bytes, circumstances.catalogue()) {
            Ok(doc) => of_document(&doc, &piece.origin, &circumstances, &mut asked),
            Err(e) => Err(Obstacle::new(name, ErrorCode::TooLarge, e.to_string()).into()),
        };
        match told {
            Ok(more) => tables.extend(more),
            Err(error) => {
                failed = Err(error);
                return std::ops::ControlFlow::Break(());
            }
        }
        std::ops::ControlFlow::Continue(())
    };
    if name == "-" {
        pieces::of_reader("-", 0, std::io::stdin().lock(), &mut taken)?;
    } else {
        pieces::of_file(path, &mut taken)?;
    }
    failed?;
    match group {
        Some(group) if tables.iter().all(|t: &Table<Of>| t.groups.is_empty()) => {
            Err(UnknownGroup {
                name: group.to_owned(),
                there: asked.seen,
            }
            .into())
        }
        _ => Ok(tables),
    }
}

fn of_document<Of>(
    doc: &Document,
    origin: &Origin,
    circumstances: &Circumstances,
    wanted: &mut Wanted<'_, '_, Of>,
) -> Result<Vec<Table<Of>>, TableError> {
    let catalogue = circumstances.catalogue();
    let units = Units::of(doc).known_to(catalogue);
    let mut tables = Vec::new();
    for number in 0..units.len() {
        let Some(twin) = units.twin(number) else {
            continue;
        };
        let findings = units.diagnose(CATALOGUE, number, &twin, circumstances, None);
        let findings = locate(findings, doc, origin.lines_before());
        let groups = Groups::known_to(catalogue, &twin);
        let subject = Subject {
            twin: &twin,
            groups: &groups,
            findings: &findings,
            catalogue,
        };
        let mut table = empty(&twin, origin);
        for one in &groups {
            if !wanted.seen.contains(&one.name) && wanted.seen.len() < 100 {
                wanted.seen.push(one.name.clone());
            }
            if wanted.group.is_none_or(|name| name == one.name) {
                table.groups.extend((wanted.tell)(&subject, one)?);
            }
        }
        tables.push(table);
    }
    Ok(tables)
}

fn empty<Of>(twin: &Twin<'_>, origin: &Origin) -> Table<Of> {
    let id = twin.device_id().map(|id| id.into_owned());
    Table {
        name: id.unwrap_or_else(|| origin.source.to_string()),
        kind: twin.recognition.shape.title().to_owned(),
        groups: Vec::new(),
    }
}

fn table(subject: &Subject<'_>, group: &Group<'_>, in_full: bool, all: bool) -> GroupTable {
    let list = List::of(subject, group);
    let head = head(subject, group, &list);
    if !in_full {
        return GroupTable {
            head,
            rows: Vec::new(),
            fixes: None,
        };
    }
    let asked = Asked {
        unset: all,
        unfolded: true,
        ..Asked::default()
    };
    let marks = marks(subject, group);
    let wanted = list.wanted(subject.twin.root.document(), &asked);
    let rows = wanted.into_iter().map(|at| {
        let at = at as usize;
        PropertyRow {
            has_children: list.has_below(at, all),
            text: text(&list, at),
            ..row(subject, &list, at, &marks)
        }
    });
    GroupTable {
        head,
        rows: rows.collect(),
        fixes: Some(Fixes::of(subject, group)),
    }
}
