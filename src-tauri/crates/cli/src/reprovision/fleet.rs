//! `twinscope reprovision fleet`: counts and outliers, or every row as it is decided about.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use workbench::reprovision::Paths;
use workbench::reprovision::fleet::{Count, CsvRows, Fleet, Row, of_path};

use super::arguments::{FleetForm, Rules};
use super::{Ended, ending, told};
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, plain};
use crate::table::aligned;

/// Bytes of rows written at once.
const BATCH: usize = 1 << 16;

/// Decides about a fleet.
pub(super) fn run(
    devices: &Path,
    (enrollments, rules): (&[PathBuf], &Rules),
    form: FleetForm,
    output: &Output,
) -> Ended {
    let given = Paths {
        enrollments,
        versions: rules.versions.as_deref(),
        assumptions: &rules.assumptions,
        ..Paths::default()
    };
    let given = given.read()?;
    let mut rows = CsvRows::new();
    let mut lines = String::new();
    let mut show = |row: &Row| {
        match form {
            FleetForm::Csv => rows.row(row),
            FleetForm::Ndjson => {
                lines.push_str(&crate::render::one_line(row));
                lines.push('\n');
            }
            FleetForm::Human | FleetForm::Json => {}
        }
        match form {
            FleetForm::Csv if rows.len() > BATCH => output.write(&rows.take()),
            FleetForm::Ndjson if lines.len() > BATCH => output.write(&std::mem::take(&mut lines)),
            _ => std::ops::ControlFlow::Continue(()),
        }
    };
    let fleet = of_path(devices, &given, &mut show)?;
    if form == FleetForm::Csv {
        let _ = output.write(&rows.take());
    }
    let _ = output.write(&lines);
    match form {
        FleetForm::Human => {
            let _ = output.write(&human(&fleet, output.paint()));
        }
        FleetForm::Json => {
            let _ = output.write(&crate::render::pretty(&fleet));
        }
        FleetForm::Csv | FleetForm::Ndjson => {}
    }
    complain(devices, &fleet, output);
    let undecided = fleet
        .verdicts
        .iter()
        .any(|c| ["unknown", "not-enrolled"].contains(&c.name));
    let is_whole = fleet.not_read == 0 && !undecided;
    Ok(ending(&fleet.findings).max(if is_whole {
        Ending::Clean
    } else {
        Ending::Findings
    }))
}

/// Names what could not be read, in every form.
fn complain(devices: &Path, fleet: &Fleet, output: &Output) {
    for row in &fleet.unreadable {
        output.complain(&plain(&format!(
            "{}:{}: {}",
            devices.display(),
            row.line,
            row.message
        )));
    }
    let named = u64::try_from(fleet.unreadable.len()).unwrap_or(u64::MAX);
    if fleet.not_read > named {
        let more = fleet.not_read - named;
        output.complain(&format!("{more} more rows could not be read"));
    }
    for problem in &fleet.findings {
        output.complain(&plain(&told::finding(problem, &problem.input)));
    }
}

fn human(fleet: &Fleet, paint: Paint) -> String {
    let mut out = format!("{} devices\n", paint.bold(&fleet.devices.to_string()));
    for count in &fleet.verdicts {
        let _ = writeln!(out, "  {} {}", count.count, count.name);
    }
    if fleet.enrollments.len() > 1 {
        let _ = writeln!(out, "\n{}", paint.bold("By enrollment"));
        let lines: Vec<_> = fleet
            .enrollments
            .iter()
            .map(|of| {
                let name = if of.enrollment.is_empty() {
                    "not named"
                } else {
                    &of.enrollment
                };
                vec![plain(name), counts(&of.verdicts)]
            })
            .collect();
        for line in aligned(&lines, &|_, _, cell| cell) {
            let _ = writeln!(out, "  {line}");
        }
    }
    if !fleet.outliers.is_empty() {
        let _ = writeln!(out, "\n{}", paint.bold("Standing out"));
        let lines: Vec<_> = fleet
            .outliers
            .iter()
            .map(|outlier| {
                let row = &outlier.row;
                let why = match row.doubt.is_empty() {
                    true => outlier.why.clone(),
                    false => format!("{}: {}", outlier.why, row.doubt),
                };
                vec![
                    format!("line {}", row.line),
                    plain(&row.id),
                    row.verdict.to_owned(),
                    plain(&why),
                ]
            })
            .collect();
        for line in aligned(&lines, &|_, _, cell| cell) {
            let _ = writeln!(out, "  {line}");
        }
    }
    if !fleet.assumptions.is_empty() {
        let _ = writeln!(out, "\n{}", paint.bold("Assumed"));
        for on in &fleet.assumptions {
            let _ = writeln!(out, "  {}={}: {}", on.name, on.value, on.sentence);
        }
    }
    out
}

fn counts(counts: &[Count]) -> String {
    let all: Vec<_> = counts
        .iter()
        .map(|c| format!("{} {}", c.count, c.name))
        .collect();
    all.join(", ")
}
