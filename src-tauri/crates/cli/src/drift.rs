//! `twinscope drift`: how the reported side of each group stands to the desired one.

use std::fmt::Write as _;
use std::path::Path;

use workbench::drift::{Patience, Wanted, of_path};
use workbench::wire::{DriftGroup, DriftRow, DriftState, DriftTwin, PropertyCell};

use crate::arguments::Table;
use crate::ending::Ending;
use crate::groups::title;
use crate::output::Output;
use crate::paint::{Paint, plain};
use crate::schema::Chosen;
use crate::table::aligned;

/// Widest value in a column.
const CELL: usize = 40;

/// Prints the drift of every twin of a file.
pub(crate) fn run(
    twin: &Path,
    (all, patience): (bool, Patience),
    packs: &Chosen,
    table: Table,
    output: &Output,
) -> Ending {
    let wanted = if all {
        Wanted::Everything
    } else {
        Wanted::Differences
    };
    let found = match of_path(twin, &packs.packs, patience, wanted) {
        Ok(found) => found,
        Err(obstacle) => {
            output.complain(&plain(&obstacle.to_string()));
            return Ending::CouldNotLook;
        }
    };
    let paint = output.paint();
    let text = match table {
        Table::Json => crate::render::lines(&found),
        Table::Human => {
            let told: Vec<_> = found.iter().map(|twin| told(twin, wanted, paint)).collect();
            told.join("\n")
        }
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    let differs = found.iter().any(|twin| twin.differs);
    let known = Ending::of_kinds(twin, found.iter().map(|twin| twin.kind.as_str()), output);
    packs.ending.max(known).max(if differs {
        Ending::Findings
    } else {
        Ending::Clean
    })
}

fn told(twin: &DriftTwin, wanted: Wanted, paint: Paint) -> String {
    let mut out = title(&twin.name, &twin.kind, paint);
    if twin.groups.is_empty() {
        return out + "nothing is desired, and nothing is reported\n";
    }
    let is_asked = |group: &&DriftGroup| group.state != DriftState::ReportedOnly;
    let (asked, rest): (Vec<_>, Vec<_>) = twin.groups.iter().partition(is_asked);
    for group in asked {
        out.push_str(&one(group, paint));
    }
    match wanted {
        Wanted::Everything => rest
            .iter()
            .for_each(|group| out.push_str(&one(group, paint))),
        Wanted::Differences if rest.is_empty() => {}
        Wanted::Differences => {
            let names: Vec<_> = rest.iter().map(|group| plain(&group.group)).collect();
            let line = format!("reported, and nobody asks for it: {}", names.join(", "));
            let _ = writeln!(out, "{}", paint.faint(&line));
        }
    }
    out
}

fn one(group: &DriftGroup, paint: Paint) -> String {
    let state = paint.graded(grade(group.state, group.differs), word(group.state));
    let counts: Vec<_> = group
        .counts
        .iter()
        .map(|c| format!("{} {}", c.count, word(c.state)))
        .collect();
    let counts = match counts.is_empty() {
        true => String::new(),
        false => paint.faint(&format!(" ({})", counts.join(", "))),
    };
    let note = match group.note.as_str() {
        "" => String::new(),
        note => format!(", {}", plain(note)),
    };
    let name = paint.bold(&plain(&group.group));
    let mut out = format!("{name}: {state}{note}{counts}\n");
    let lines: Vec<_> = group.rows.iter().map(cells).collect();
    let styled = |line: usize, column: usize, cell: String| match column {
        1 => paint.graded(
            grade(group.rows[line].state, group.rows[line].differs),
            &cell,
        ),
        _ => cell,
    };
    for line in aligned(&lines, &styled) {
        let _ = writeln!(out, "  {line}");
    }
    for skew in &group.skews {
        let _ = writeln!(out, "  clocks: {}", plain(skew));
    }
    out
}

fn cells(row: &DriftRow) -> Vec<String> {
    let path = match row.path.as_str() {
        "" => "(the value)".to_owned(),
        path => plain(path),
    };
    vec![
        path,
        word(row.state).to_owned(),
        format!(
            "{} \u{2192} {}",
            shown(row.desired.as_ref()),
            shown(row.reported.as_ref())
        ),
        plain(&row.note),
    ]
}

pub(crate) fn shown(cell: Option<&PropertyCell>) -> String {
    let Some(cell) = cell else {
        return "-".to_owned();
    };
    let is_text = matches!(cell.kind, workbench::wire::CellKind::String);
    let text = plain(&cell.text);
    let cut: String = text.chars().take(CELL).collect();
    let dots = if cut.len() < text.len() || cell.cut {
        "…"
    } else {
        ""
    };
    match is_text {
        true => format!("\"{cut}{dots}\""),
        false => format!("{cut}{dots}"),
    }
}

/// Names a state.
fn word(state: DriftState) -> &'static str {
    match state {
        DriftState::Failed => "failed",
        DriftState::Drifted => "drifted",
        DriftState::Pending => "pending",
        DriftState::NotReported => "not reported",
        DriftState::Unknown => "different",
        DriftState::Overridden => "overridden",
        DriftState::Ignored => "ignored",
        DriftState::InSync => "in sync",
        DriftState::ReportedOnly => "reported only",
    }
}

fn grade(state: DriftState, differs: bool) -> &'static str {
    match state {
        DriftState::Failed => "error",
        DriftState::Drifted | DriftState::Unknown | DriftState::Ignored => "warning",
        DriftState::NotReported if differs => "warning",
        DriftState::Pending | DriftState::Overridden => "info",
        DriftState::InSync => "ok",
        DriftState::NotReported | DriftState::ReportedOnly => "",
    }
}
