//! `twinscope discover`: the operator's question, answered offline and written as a query.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;
use workbench::discover::{Answer, Answered, Condition, Declarant, discover};
use workbench::report::Problem;

use crate::arguments::Table;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, padded, plain};
use crate::schema::Chosen;

/// The answer, as `--format json` writes it.
#[derive(Serialize)]
struct Written<'a> {
    query: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    asked: usize,
    devices: Vec<Device<'a>>,
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct Device<'a> {
    name: &'a str,
    source: &'a str,
    version: &'a str,
    matching: bool,
    /// Declares the same, but not where, or not as, the query asks.
    elsewhere: bool,
}

/// Asks every twin of the paths.
pub(crate) fn run(
    (group, version): (&str, Option<&str>),
    paths: &[PathBuf],
    packs: &Chosen,
    table: Table,
    output: &Output,
) -> Ending {
    let text = version.map_or_else(|| group.to_owned(), |version| format!("{group}@{version}"));
    let condition = match Condition::parse(&text) {
        Ok(condition) => condition,
        Err(error) => {
            output.complain(&plain(&error.to_string()));
            return Ending::CouldNotLook;
        }
    };
    output.show_progress();
    let answer = discover(paths, &condition, &packs.packs);
    for obstacle in &answer.problems {
        output.complain(&plain(&obstacle.to_string()));
    }
    let text = match table {
        Table::Json => crate::render::pretty(&written(&answer)),
        Table::Human => laid_out(&answer, output.paint()),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    let is_without_twins = answer.asked > 0 && answer.unknown == answer.asked;
    if is_without_twins {
        output.complain(crate::check::NO_TWINS);
    }
    if answer.problems.is_empty() && !is_without_twins {
        packs.ending
    } else {
        Ending::CouldNotLook
    }
}

fn written(answer: &Answer) -> Written<'_> {
    let devices = answer.declarants.iter().map(|d| Device {
        name: &d.name,
        source: &d.source,
        version: &d.version,
        matching: d.answered == Answered::Found,
        elsewhere: d.answered == Answered::Elsewhere,
    });
    Written {
        query: &answer.query,
        note: answer.note.as_deref(),
        asked: answer.asked,
        devices: devices.collect(),
        problems: answer.problems.iter().map(Problem::from).collect(),
    }
}

fn laid_out(answer: &Answer, paint: Paint) -> String {
    let mut out = format!("{}\n", paint.code(&plain(&answer.query)));
    if let Some(note) = &answer.note {
        let _ = writeln!(out, "{}", paint.faint(&format!("({note})")));
    }
    let of = |answered| {
        let all = answer
            .declarants
            .iter()
            .filter(move |d| d.answered == answered);
        all.collect::<Vec<_>>()
    };
    let (matching, elsewhere) = (of(Answered::Found), of(Answered::Elsewhere));
    let others = of(Answered::Otherwise);
    let _ = writeln!(out, "\n{} of {} twins match", matching.len(), answer.asked);
    out.push_str(&devices(&matching));
    if !elsewhere.is_empty() {
        let _ = writeln!(
            out,
            "\ndeclare the same in another property or spelling, where the query does not find them: {}",
            elsewhere.len()
        );
        out.push_str(&devices(&elsewhere));
    }
    if !others.is_empty() {
        let _ = writeln!(
            out,
            "\ndeclare the group in another version: {}",
            others.len()
        );
        out.push_str(&devices(&others));
    }
    out
}

fn devices(devices: &[&Declarant]) -> String {
    let name = |d: &&Declarant| unicode_width::UnicodeWidthStr::width(plain(&d.name).as_str());
    let version = |d: &&Declarant| d.version.len();
    let (names, versions) = (
        devices.iter().map(name).max().unwrap_or(0),
        devices.iter().map(version).max().unwrap_or(0),
    );
    let mut out = String::new();
    for device in devices {
        let source = if device.source == device.name {
            String::new()
        } else {
            plain(&device.source)
        };
        let line = format!(
            "  {}  {}  {source}",
            padded(&plain(&device.name), names),
            padded(&device.version, versions)
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}
