//! `twinscope versions`: the negotiation table of each twin of a file, aligned.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use workbench::Profile;
use workbench::versions::{self, Table as Negotiated};
use workbench::wire::{NegotiationRow, SideVerdict, VersionCell};

use crate::arguments::Table;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, padded, plain};
use crate::schema::Chosen;

/// One twin, as `--format json` writes it.
#[derive(Serialize)]
struct Written<'t> {
    name: &'t str,
    kind: &'t str,
    rows: &'t [NegotiationRow],
}

/// Prints the tables of a file.
pub(crate) fn run(
    twin: &Path,
    profile: Option<Profile>,
    packs: &Chosen,
    table: Table,
    output: &Output,
) -> Ending {
    let tables = match versions::of_path(twin, profile, &packs.packs) {
        Ok(tables) => tables,
        Err(obstacle) => {
            output.complain(&plain(&obstacle.to_string()));
            return Ending::CouldNotLook;
        }
    };
    let text = match table {
        Table::Json => {
            let all = tables.iter().map(|t| Written {
                name: &t.name,
                kind: &t.kind,
                rows: &t.rows,
            });
            crate::render::lines(&all.collect::<Vec<_>>())
        }
        Table::Human => {
            let tables: Vec<_> = tables.iter().map(|t| table_of(t, output.paint())).collect();
            tables.join("\n")
        }
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    let kinds = tables.iter().map(|table| table.kind.as_str());
    packs.ending.max(Ending::of_kinds(twin, kinds, output))
}

const HEAD: [&str; 7] = [
    "group",
    "portal writes",
    "portal reads",
    "device reads",
    "device writes",
    "desired",
    "reported",
];

fn table_of(table: &Negotiated, paint: Paint) -> String {
    let mut out = format!(
        "{} {}\n",
        paint.bold(&plain(&table.name)),
        paint.faint(&format!("({})", table.kind))
    );
    if table.rows.is_empty() {
        return out + "no configuration groups that are negotiated\n";
    }
    let mut lines = vec![HEAD.map(str::to_owned)];
    lines.extend(table.rows.iter().map(cells));
    let widths = widths(&lines);
    for (n, line) in lines.iter().enumerate() {
        out.push_str(&laid_out(
            line,
            &widths,
            n.checked_sub(1).map(|row| &table.rows[row]),
            paint,
        ));
    }
    for row in &table.rows {
        out.push('\n');
        out.push_str(&reasons(row, paint));
    }
    out
}

fn cells(row: &NegotiationRow) -> [String; 7] {
    let version = |cell: &VersionCell| cell.text.as_deref().map_or_else(|| "-".to_owned(), plain);
    let own = |side: &[SideVerdict]| {
        side.first()
            .map(|s| format!("{} ({})", s.verdict, s.row))
            .unwrap_or_default()
    };
    [
        plain(&row.group),
        version(&row.portal_output),
        version(&row.portal_max_input),
        version(&row.device_max_input),
        version(&row.device_output),
        own(&row.desired),
        own(&row.reported),
    ]
}

fn widths(lines: &[[String; 7]]) -> [usize; 7] {
    std::array::from_fn(|column| {
        let widths = lines
            .iter()
            .map(|line| unicode_width::UnicodeWidthStr::width(line[column].as_str()));
        widths.max().unwrap_or(0)
    })
}

fn laid_out(
    line: &[String; 7],
    widths: &[usize; 7],
    row: Option<&NegotiationRow>,
    paint: Paint,
) -> String {
    let mut out = String::new();
    for (column, cell) in line.iter().enumerate() {
        let last = column + 1 == line.len();
        let text = padded(cell, if last { 0 } else { widths[column] });
        let side = match (column, row) {
            (5, Some(row)) => row.desired.first(),
            (6, Some(row)) => row.reported.first(),
            _ => None,
        };
        let text = match (row, side) {
            (None, _) => paint.faint(&text),
            (_, Some(side)) => paint.graded(&side.verdict, &text),
            _ => text,
        };
        let gap = if column > 0 { "  " } else { "" };
        let _ = write!(out, "{gap}{text}");
    }
    out + "\n"
}

/// Says why, for both directions, and what the other profiles say where they differ.
fn reasons(row: &NegotiationRow, paint: Paint) -> String {
    let profile = row.desired.first().map_or("", |s| s.profile.as_str());
    let grade = paint.graded(&row.overall, &row.overall);
    let mut out = format!(
        "{}: {grade} by {profile} ({})\n",
        paint.bold(&plain(&row.group)),
        row.dialect
    );
    for (name, side) in [("desired", &row.desired), ("reported", &row.reported)] {
        let Some((own, others)) = side.split_first() else {
            continue;
        };
        said(&mut out, name, own, paint);
        for alike in others_alike(own, others) {
            let profiles: Vec<_> = alike.iter().map(|o| o.profile.as_str()).collect();
            said(
                &mut out,
                &format!("{name} by {}", profiles.join(", ")),
                alike[0],
                paint,
            );
        }
    }
    let [wanted, got] = [0, 1].map(|n| row.deployment.get(n).map_or("", String::as_str));
    if !wanted.is_empty() || !got.is_empty() {
        let or_none = |text: &str| {
            if text.is_empty() {
                "none".to_owned()
            } else {
                plain(text)
            }
        };
        let _ = writeln!(
            out,
            "  deployment: asked for {}, reported {}",
            or_none(wanted),
            or_none(got)
        );
    }
    out
}

/// Gathers the other profiles whose verdict differs, those that say the same together.
fn others_alike<'s>(own: &SideVerdict, others: &'s [SideVerdict]) -> Vec<Vec<&'s SideVerdict>> {
    let mut all: Vec<Vec<&SideVerdict>> = Vec::new();
    for other in others.iter().filter(|o| o.verdict != own.verdict) {
        let said = |s: &SideVerdict| (s.row.clone(), s.verdict.clone(), s.because.clone());
        match all.iter_mut().find(|alike| said(alike[0]) == said(other)) {
            Some(alike) => alike.push(other),
            None => all.push(vec![other]),
        }
    }
    all
}

fn said(out: &mut String, name: &str, side: &SideVerdict, paint: Paint) {
    let text = format!("{} ({}), {}", side.verdict, side.row, plain(&side.because));
    let lines = paint.wrapped(&format!("{name}: {text}"), 4);
    for (n, line) in lines.iter().enumerate() {
        let indent = if n == 0 { "  " } else { "    " };
        let _ = writeln!(out, "{indent}{line}");
    }
}
