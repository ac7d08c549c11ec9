//! `twinscope groups`: the groups of each twin of a file beside their schemas, or every property of one.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use workbench::groups::{Fixes, GroupTable, Table as Tabled, tables};
use workbench::wire::{
    GroupHead, PropertyCell, PropertyKind, PropertyRow, PropertyState, SchemaInForce,
};

use crate::arguments::Table;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, plain};
use crate::schema::Chosen;
use crate::table::aligned;

/// Widest value in a column.
const CELL: usize = 44;

/// One twin, as `--format json` writes it.
#[derive(Serialize)]
struct Written<'t> {
    name: &'t str,
    kind: &'t str,
    groups: Vec<WrittenGroup<'t>>,
}

#[derive(Serialize)]
struct WrittenGroup<'t> {
    #[serde(flatten)]
    head: &'t GroupHead,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<&'t [PropertyRow]>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "fixes")]
    patches: Option<WrittenFixes<'t>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenFixes<'t> {
    count: usize,
    merge_patch: &'t str,
    json_patch: &'t str,
    left_out: &'t [String],
}

/// Prints the groups of a file.
pub(crate) fn run(
    twin: &Path,
    (group, all): (Option<&str>, bool),
    packs: &Chosen,
    table: Table,
    output: &Output,
) -> Ending {
    let found = match tables(twin, group, all, &packs.packs) {
        Ok(found) => found,
        Err(error) => {
            output.complain(&plain(&error.to_string()));
            return Ending::CouldNotLook;
        }
    };
    let paint = output.paint();
    let text = match table {
        Table::Json => crate::render::lines(&found.iter().map(written).collect::<Vec<_>>()),
        Table::Human if group.is_some() => {
            let told = found.iter().filter(|t| !t.groups.is_empty());
            told.map(|t| in_full(t, paint))
                .collect::<Vec<_>>()
                .join("\n")
        }
        Table::Human => {
            let told: Vec<_> = found.iter().map(|t| overview(t, paint)).collect();
            told.join("\n")
        }
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    let kinds = found.iter().map(|table| table.kind.as_str());
    packs.ending.max(Ending::of_kinds(twin, kinds, output))
}

fn written(table: &Tabled<GroupTable>) -> Written<'_> {
    fn group(group: &GroupTable) -> WrittenGroup<'_> {
        let GroupTable { head, rows, fixes } = group;
        WrittenGroup {
            head,
            rows: fixes.is_some().then_some(rows.as_slice()),
            patches: fixes.as_ref().map(|fixes| WrittenFixes {
                count: fixes.count,
                merge_patch: &fixes.merge_patch,
                json_patch: &fixes.json_patch,
                left_out: &fixes.left_out,
            }),
        }
    }
    Written {
        name: &table.name,
        kind: &table.kind,
        groups: table.groups.iter().map(group).collect(),
    }
}

pub(crate) fn title(name: &str, kind: &str, paint: Paint) -> String {
    let kind = paint.faint(&format!("({kind})"));
    format!("{} {kind}\n", paint.bold(&plain(name)))
}

const HEAD: [&str; 7] = [
    "group",
    "dialect",
    "status",
    "desired by",
    "reported by",
    "properties",
    "findings",
];

fn overview(table: &Tabled<GroupTable>, paint: Paint) -> String {
    let mut out = title(&table.name, &table.kind, paint);
    if table.groups.is_empty() {
        return out + "no configuration groups\n";
    }
    let mut lines = vec![HEAD.map(str::to_owned).to_vec()];
    lines.extend(table.groups.iter().map(|group| cells(&group.head)));
    let styled = |line: usize, column: usize, cell: String| {
        let group = line.checked_sub(1).map(|at| &table.groups[at].head);
        match (group, column) {
            (None, _) => paint.faint(&cell),
            (Some(head), 6) if head.badge.errors > 0 => paint.graded("error", &cell),
            (Some(head), 6) if head.badge.warnings > 0 => paint.graded("warning", &cell),
            _ => cell,
        }
    };
    for line in aligned(&lines, &styled) {
        let _ = writeln!(out, "{line}");
    }
    out
}

fn cells(head: &GroupHead) -> Vec<String> {
    let side = |there: bool, schema: &Option<SchemaInForce>| match (there, schema) {
        (false, _) => "-".to_owned(),
        (true, Some(schema)) => plain(&schema.name),
        (true, None) => "no schema".to_owned(),
    };
    let looks = head.states.iter().filter(|s| is_told(s.state));
    let looks: Vec<_> = looks
        .map(|s| format!("{} {}", s.count, word(s.state)))
        .collect();
    let badge = [
        (head.badge.errors, "error"),
        (head.badge.warnings, "warning"),
        (head.badge.infos, "note"),
    ];
    let found = badge.into_iter().filter(|(count, _)| *count > 0);
    let found: Vec<_> = found.map(|(count, noun)| counted(count, noun)).collect();
    vec![
        plain(&head.group),
        head.dialect.clone(),
        head.status
            .as_ref()
            .map_or_else(|| "-".to_owned(), |s| plain(&s.name)),
        side(head.in_desired, &head.desired),
        side(head.in_reported, &head.reported),
        if looks.is_empty() {
            "-".to_owned()
        } else {
            looks.join(", ")
        },
        found.join(", "),
    ]
}

fn counted(count: u32, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

/// States worth naming in a line of a table.
fn is_told(state: PropertyState) -> bool {
    !matches!(
        state,
        PropertyState::ByDesign | PropertyState::ReadOnly | PropertyState::NotSet
    )
}

/// Names a state.
fn word(state: PropertyState) -> &'static str {
    match state {
        PropertyState::Missing => "missing",
        PropertyState::Failed => "failed",
        PropertyState::Drifted => "drifted",
        PropertyState::Different => "different",
        PropertyState::Ignored => "ignored",
        PropertyState::Overridden => "overridden",
        PropertyState::Unknown => "unknown",
        PropertyState::Pending => "pending",
        PropertyState::NotReported => "not reported",
        PropertyState::NotAsked => "not asked for",
        PropertyState::Respelled => "respelled",
        PropertyState::ByDesign => "never reported",
        PropertyState::ReadOnly => "read only",
        PropertyState::Same => "same",
        PropertyState::NotSet => "not set",
    }
}

fn grade(state: PropertyState) -> &'static str {
    match state {
        PropertyState::Missing | PropertyState::Failed => "error",
        PropertyState::Drifted
        | PropertyState::Different
        | PropertyState::Unknown
        | PropertyState::Ignored => "warning",
        PropertyState::Overridden
        | PropertyState::Pending
        | PropertyState::NotReported
        | PropertyState::NotAsked => "info",
        PropertyState::Same | PropertyState::Respelled => "ok",
        PropertyState::ByDesign | PropertyState::ReadOnly | PropertyState::NotSet => "",
    }
}

fn in_full(table: &Tabled<GroupTable>, paint: Paint) -> String {
    let mut out = title(&table.name, &table.kind, paint);
    for group in &table.groups {
        out.push_str(&headed(&group.head, paint));
        out.push('\n');
        out.push_str(&properties(&group.rows, paint));
        for mark in &group.head.elsewhere {
            let name = paint.graded(&mark.severity, &format!("{}[{}]", mark.severity, mark.rule));
            let _ = writeln!(out, "{name} {}", plain(&mark.message));
        }
        if let Some(fixes) = &group.fixes {
            out.push_str(&mended(fixes, paint));
        }
    }
    out
}

fn headed(head: &GroupHead, paint: Paint) -> String {
    let mut out = match head.title.as_str() {
        "" => format!("{}\n", paint.bold(&plain(&head.group))),
        title => format!("{}: {}\n", paint.bold(&plain(&head.group)), plain(title)),
    };
    let mut said = |name: &str, text: &str| {
        for (n, line) in paint.wrapped(&plain(text), 12).iter().enumerate() {
            let name = if n == 0 { name } else { "" };
            let _ = writeln!(out, "  {name:<8}  {line}");
        }
    };
    if !head.description.is_empty() {
        said("", &head.description);
    }
    said(
        "dialect",
        &format!("{}: {}", head.dialect, head.dialect_because),
    );
    for (name, there, schema) in [
        ("desired", head.in_desired, &head.desired),
        ("reported", head.in_reported, &head.reported),
    ] {
        if !there {
            said(name, "not in the twin");
            continue;
        }
        match schema {
            Some(schema) => {
                let pack = schema.pack.as_ref().map(|p| format!(" of the pack {p}"));
                let pack = pack.unwrap_or_default();
                said(
                    name,
                    &format!("by {}{pack}: {}", schema.name, schema.because),
                );
            }
            None if !head.known => said(name, "no schema: the catalogue does not know the group"),
            None => said(name, "no schema for this side"),
        }
    }
    if let Some(status) = &head.status {
        said("status", &status.name);
    }
    out
}

fn properties(rows: &[PropertyRow], paint: Paint) -> String {
    if rows.is_empty() {
        return "no properties\n".to_owned();
    }
    let has_units = rows.iter().any(|row| row.unit.is_some());
    let mut head = vec!["property", "desired", "reported", "state"];
    if has_units {
        head.insert(3, "unit");
    }
    let mut lines = vec![head.into_iter().map(str::to_owned).collect()];
    lines.extend(rows.iter().map(|row| line(row, has_units)));
    let styled = |line: usize, column: usize, cell: String| {
        let Some(row) = line.checked_sub(1).map(|at| &rows[at]) else {
            return paint.faint(&cell);
        };
        if column == 3 + usize::from(has_units) {
            paint.graded(grade(row.state), &cell)
        } else {
            cell
        }
    };
    let mut out = String::new();
    for (at, line) in aligned(&lines, &styled).iter().enumerate() {
        let _ = writeln!(out, "{line}");
        let row = at.checked_sub(1).map(|at| &rows[at]);
        for mark in row.map(|row| row.findings.as_slice()).unwrap_or_default() {
            let name = format!("{}[{}]", mark.severity, mark.rule);
            let name = paint.graded(&mark.severity, &name);
            let _ = writeln!(out, "    {name} {}", plain(&mark.message));
        }
    }
    out
}

fn line(row: &PropertyRow, has_units: bool) -> Vec<String> {
    let name = match row.kind {
        PropertyKind::SubGroup => format!("applied together: {}", row.name),
        PropertyKind::Property | PropertyKind::Element => row.name.clone(),
    };
    let state = match row.note.as_str() {
        "" => word(row.state).to_owned(),
        note => format!("{}: {note}", word(row.state)),
    };
    let mut cells = vec![
        format!("{}{}", "  ".repeat(row.depth as usize), plain(&name)),
        cell(row.desired.as_ref()),
        cell(row.reported.as_ref()),
        plain(&state),
    ];
    if has_units {
        cells.insert(3, row.unit.clone().unwrap_or_default());
    }
    cells
}

fn cell(cell: Option<&PropertyCell>) -> String {
    let Some(cell) = cell else {
        return "-".to_owned();
    };
    let is_text = cell.kind == workbench::wire::CellKind::String;
    let text = plain(&cell.text);
    let mut shown: String = text.chars().take(CELL).collect();
    if shown.len() < text.len() || cell.cut {
        shown.push('…');
    }
    if is_text {
        format!("\"{shown}\"")
    } else {
        shown
    }
}

fn mended(fixes: &Fixes, paint: Paint) -> String {
    if fixes.merge_patch.is_empty() && fixes.json_patch.is_empty() {
        return String::new();
    }
    let count = counted(u32::try_from(fixes.count).unwrap_or(u32::MAX), "safe fix");
    let mut out = format!(
        "\n{}\n",
        paint.faint(&format!(
            "{}, as a merge patch for the twin:",
            count.replace("fixs", "fixes")
        ))
    );
    let _ = writeln!(out, "{}", plain_lines(&fixes.merge_patch));
    for sentence in &fixes.left_out {
        let _ = writeln!(out, "{}", plain(sentence));
    }
    out
}

/// Writes text of several lines so that it cannot move the cursor.
pub(crate) fn plain_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(plain).collect();
    lines.join("\n")
}
