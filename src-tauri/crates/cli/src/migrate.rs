//! `twinscope migrate`: what an older or newer counterpart would read of a group, and how the group
//! would be written for it.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use workbench::groups::{Table as Tabled, migrations};
use workbench::wire::{Age, CounterpartView, Fate, FateRow, Migration, SideOutlook, SideView};

use crate::arguments::Table;
use crate::ending::Ending;
use crate::groups::{plain_lines, title};
use crate::output::Output;
use crate::paint::{Paint, plain};
use crate::schema::Chosen;
use crate::table::aligned;

/// One twin, as `--format json` writes it.
#[derive(Serialize)]
struct Written<'t> {
    name: &'t str,
    kind: &'t str,
    groups: &'t [Migration],
}

/// Prints what counterparts would read of the groups of a file.
pub(crate) fn run(
    twin: &Path,
    (group, to): (Option<&str>, Option<&str>),
    packs: &Chosen,
    table: Table,
    output: &Output,
) -> Ending {
    let found = match migrations(twin, group, to, &packs.packs) {
        Ok(found) => found,
        Err(error) => {
            output.complain(&plain(&error.to_string()));
            return Ending::CouldNotLook;
        }
    };
    let text = match table {
        Table::Json => {
            let all = found.iter().map(|t| Written {
                name: &t.name,
                kind: &t.kind,
                groups: &t.groups,
            });
            crate::render::lines(&all.collect::<Vec<_>>())
        }
        Table::Human => {
            let paint = output.paint();
            let told = found
                .iter()
                .filter(|t| group.is_none() || !t.groups.is_empty());
            told.map(|t| told_of(t, paint))
                .collect::<Vec<_>>()
                .join("\n")
        }
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    let kinds = found.iter().map(|table| table.kind.as_str());
    packs.ending.max(Ending::of_kinds(twin, kinds, output))
}

fn told_of(table: &Tabled<Migration>, paint: Paint) -> String {
    let mut out = title(&table.name, &table.kind, paint);
    if table.groups.is_empty() {
        out.push_str("no group that an older or newer counterpart would read otherwise\n");
    }
    for migration in &table.groups {
        out.push('\n');
        out.push_str(&group(migration, paint));
    }
    out
}

fn group(migration: &Migration, paint: Paint) -> String {
    let version = match migration.version.as_str() {
        "" => String::new(),
        version => format!(", version {version}"),
    };
    let mut out = format!(
        "{}: {}{version}\n",
        paint.bold(&plain(&migration.group)),
        migration.dialect
    );
    if let Some(none) = &migration.none {
        let _ = writeln!(out, "  no counterpart: {}", plain(none));
    }
    let lines: Vec<_> = migration.counterparts.iter().map(counterpart).collect();
    for (at, line) in aligned(&lines, &|_, _, cell| cell).iter().enumerate() {
        let is_shown = migration.to.as_deref() == Some(&*migration.counterparts[at].name);
        let mark = if is_shown { "*" } else { " " };
        let _ = writeln!(out, "{mark} {line}");
    }
    for side in &migration.sides {
        out.push_str(&side_of(side, paint));
    }
    out
}

fn counterpart(counterpart: &CounterpartView) -> Vec<String> {
    let age = match counterpart.age {
        Age::Older => "older",
        Age::Newer => "newer",
    };
    let mut cells = vec![
        age.to_owned(),
        plain(&counterpart.name),
        plain(&counterpart.group),
    ];
    let outlooks: Vec<_> = counterpart.sides.iter().map(outlook).collect();
    cells.push(outlooks.join("; "));
    cells
}

fn outlook(side: &SideOutlook) -> String {
    let told = side
        .counts
        .iter()
        .filter(|c| !matches!(c.fate, Fate::Kept | Fate::New));
    let told: Vec<_> = told
        .map(|c| format!("{} {}", c.count, word(c.fate)))
        .collect();
    let how = match (told.is_empty(), side.anew) {
        (true, true) => "the same, written anew".to_owned(),
        (true, false) => "read as it stands".to_owned(),
        (false, _) => told.join(", "),
    };
    format!("{}: {how}", side.direction)
}

fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::Missing => "missing",
        Fate::TypeChanged => "of another type",
        Fate::Narrower => "narrower",
        Fate::Dropped => "dropped",
        Fate::Ignored => "ignored",
        Fate::Renamed => "renamed",
        Fate::Reworded => "reworded",
        Fate::Added => "added",
        Fate::New => "new",
        Fate::Kept => "kept",
    }
}

fn side_of(side: &SideView, paint: Paint) -> String {
    let how = if side.anew {
        "written anew"
    } else {
        "as it stands"
    };
    let from = side.from.as_deref().unwrap_or("no schema");
    let mut out = format!(
        "\n  {}: {} to {}, {how} for the {}\n",
        paint.bold(&side.direction),
        plain(from),
        plain(&side.to),
        side.reader
    );
    let told: Vec<_> = side
        .rows
        .iter()
        .filter(|row| row.fate != Fate::Kept)
        .collect();
    let lines: Vec<_> = told.iter().map(|row| cells(row)).collect();
    let styled = |line: usize, column: usize, cell: String| match told.get(line) {
        Some(row) if column == 0 => paint.graded(grade(row), &cell),
        _ => cell,
    };
    for line in aligned(&lines, &styled) {
        let _ = writeln!(out, "    {line}");
    }
    let kept = side.counts.iter().find(|c| c.fate == Fate::Kept);
    if let Some(kept) = kept {
        let are = if kept.count == 1 {
            "property is"
        } else {
            "properties are"
        };
        let _ = writeln!(out, "    {} {are} read as written", kept.count);
    }
    if side.further > 0 {
        let _ = writeln!(out, "    {} more are not listed", side.further);
    }
    if let Some(document) = &side.document {
        let _ = writeln!(out, "  {}", paint.faint("proposed:"));
        for line in plain_lines(document).lines() {
            let _ = writeln!(out, "    {line}");
        }
    }
    out
}

fn cells(row: &FateRow) -> Vec<String> {
    let place = match (&row.from, &row.to) {
        (Some(from), Some(to)) if from != to => format!("{} > {}", shown(from), shown(to)),
        (Some(from), _) => shown(from),
        (None, Some(to)) => shown(to),
        (None, None) => String::new(),
    };
    vec![
        word(row.fate).to_owned(),
        plain(&place),
        plain(&row.sentence),
    ]
}

/// The group itself has the empty pointer.
fn shown(pointer: &str) -> String {
    if pointer.is_empty() { "/" } else { pointer }.to_owned()
}

fn grade(row: &FateRow) -> &str {
    match (&row.weight, row.fate) {
        (Some(weight), _) => weight,
        (None, Fate::Dropped | Fate::Ignored | Fate::Narrower | Fate::TypeChanged) => "warning",
        (None, Fate::Added | Fate::Renamed | Fate::Reworded) => "info",
        (None, _) => "",
    }
}
