//! `twinscope outliers`: one twin beside many, what is rare first.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use workbench::outliers::{Outliers, outliers};
use workbench::wire::FleetRow;

use crate::arguments::Table;
use crate::drift::shown;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, plain};
use crate::schema::Chosen;
use crate::table::aligned;

/// Widest value of the others in a column.
const CELL: usize = 40;

/// Holds the twin of a file against the twins of all others.
pub(crate) fn run(
    twin: &Path,
    paths: &[PathBuf],
    (all, chosen): (bool, &Chosen),
    table: Table,
    output: &Output,
) -> Ending {
    output.show_progress();
    let note = &mut |progress| output.note(progress);
    let mut found = match outliers(twin, paths, &chosen.packs, note) {
        Ok(found) => found,
        Err(obstacle) => {
            output.complain(&plain(&obstacle.to_string()));
            return Ending::CouldNotLook;
        }
    };
    for obstacle in &found.problems {
        output.complain(&plain(&obstacle.to_string()));
    }
    let shared = found.rows.len();
    if !all {
        found.rows.retain(|row| row.other + row.without > 0);
    }
    let shared = shared - found.rows.len();
    let text = match table {
        Table::Json => crate::render::pretty(&found),
        Table::Human => told(&found, shared, output.paint()),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    match found.problems.is_empty() {
        true => chosen.ending,
        false => Ending::CouldNotLook,
    }
}

fn told(found: &Outliers, shared: usize, paint: Paint) -> String {
    let name = paint.bold(&plain(&found.name));
    let others = match found.others {
        1 => "1 other twin".to_owned(),
        many => format!("{many} other twins"),
    };
    let mut out = format!("{name} beside {others}\n");
    let lines: Vec<_> = found
        .rows
        .iter()
        .map(|row| cells(row, found.others))
        .collect();
    let styled = |line: usize, column: usize, cell: String| match column {
        0 if found.rows[line].same == 0 => paint.graded("warning", &cell),
        _ => cell,
    };
    for line in aligned(&lines, &styled) {
        let _ = writeln!(out, "  {line}");
    }
    let mut notes = Vec::new();
    if found.rows.is_empty() {
        notes.push("nothing is unlike the others".to_owned());
    }
    match shared {
        0 => {}
        1 => notes.push("1 value that all of them share is left out".to_owned()),
        many => notes.push(format!("{many} values that all of them share are left out")),
    }
    match found.left_out {
        0 => {}
        1 => notes.push("1 twin of the same device was left out".to_owned()),
        many => notes.push(format!("{many} twins of the same device were left out")),
    }
    for note in notes {
        let _ = writeln!(out, "{}", paint.faint(&note));
    }
    out
}

fn cells(row: &FleetRow, others: u32) -> Vec<String> {
    let most = row.most.as_ref().map(|text| {
        let text = plain(text);
        let cut: String = text.chars().take(CELL).collect();
        let dots = if cut.len() < text.len() { "…" } else { "" };
        format!("{} have {cut}{dots}", row.most_count)
    });
    let without = match row.without {
        0 => None,
        none => Some(format!("{none} have none")),
    };
    let rest: Vec<_> = [most, without].into_iter().flatten().collect();
    vec![
        format!("{} of {others}", row.same),
        plain(&format!("/{}{}", row.section, row.path)),
        shown(row.value.as_ref()),
        rest.join(", "),
    ]
}
