//! `twinscope blame`: who wrote each property, when and at which revision; where no stamp tells, since when the history
//! has it.

use std::fmt::Write as _;
use std::path::Path;

use workbench::blame::{Line, SectionBlame, TwinBlame, of_path};
use workbench::history::{self, History, HistoryError, StoreError};

use crate::arguments::Table;
use crate::drift::shown;
use crate::ending::Ending;
use crate::groups::title;
use crate::output::Output;
use crate::paint::{Paint, plain};
use crate::schema::Chosen;
use crate::table::aligned;

/// Prints the stamps of every twin of a file.
pub(crate) fn run(twin: &Path, packs: &Chosen, table: Table, output: &Output) -> Ending {
    let opened = history::place().map(|file| History::open_to_read(&file));
    let (history, refused) = match opened {
        Some(Ok(history)) => (Some(history), None),
        // where nothing was ever kept, nothing is missed
        None | Some(Err(StoreError::Missing(_))) => (None, None),
        Some(Err(error)) => (None, Some(HistoryError::from(error))),
    };
    let (found, trouble) = match of_path(twin, &packs.packs, history.as_ref()) {
        Ok(found) => found,
        Err(obstacle) => {
            output.complain(&plain(&obstacle.to_string()));
            return Ending::CouldNotLook;
        }
    };
    if let Some(trouble) = refused.or(trouble) {
        // the stamps are told all the same
        output.complain(&plain(&format!("the history is left out: {trouble}")));
    }
    let paint = output.paint();
    let text = match table {
        Table::Json => crate::render::lines(&found),
        Table::Human => {
            let told: Vec<_> = found.iter().map(|twin| told(twin, paint)).collect();
            told.join("\n")
        }
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    let kinds = found.iter().map(|twin| twin.kind.as_str());
    packs.ending.max(Ending::of_kinds(twin, kinds, output))
}

fn told(twin: &TwinBlame, paint: Paint) -> String {
    let mut out = title(&twin.name, &twin.kind, paint);
    for section in twin.sections.iter().filter(|s| !s.lines.is_empty()) {
        out.push_str(&one(section, paint));
    }
    out
}

const HEAD: [&str; 6] = ["written", "ago", "revision", "by", "deployment", "property"];

const LEGEND: &str =
    "≤ from the history: no later than, the oldest snapshot in an unbroken run with that value";

fn one(section: &SectionBlame, paint: Paint) -> String {
    let version = section
        .version
        .map(|v| format!(" at $version {v}"))
        .unwrap_or_default();
    let mut out = format!("{}{version}\n", paint.bold(section.section));
    let why = match (section.unstamped, section.section) {
        (false, _) => None,
        (true, "tags") => {
            Some("tags never have stamps: the hub does not note when they are written")
        }
        (true, _) => Some("no $metadata: only the service's view of a twin has it"),
    };
    if let Some(why) = why {
        let _ = writeln!(out, "  {}", paint.faint(why));
    }
    let mut lines = vec![HEAD.map(str::to_owned).to_vec()];
    lines.extend(section.lines.iter().map(cells));
    let styled = |line: usize, column: usize, cell: String| match (line, column) {
        (0, _) | (_, 1) => paint.faint(&cell),
        _ => cell,
    };
    for line in aligned(&lines, &styled) {
        let _ = writeln!(out, "  {line}");
    }
    if section.lines.iter().any(|line| line.history.is_some()) {
        let _ = writeln!(out, "  {}", paint.faint(LEGEND));
    }
    out
}

fn cells(line: &Line) -> Vec<String> {
    let or_none = |text: &Option<String>| text.as_deref().map_or_else(|| "-".to_owned(), plain);
    let (at, sign, revision) = match &line.history {
        Some(history) => (Some(&history.no_later_than), "≤", history.revision),
        None if line.own => (line.at.as_ref(), "", line.revision),
        // the stamp of what it stands in
        None => (line.at.as_ref(), "~", line.revision),
    };
    // seconds are enough for people
    let at = at.map(|at| at.split('.').next().unwrap_or(at).trim_end_matches('Z'));
    let signed = |text: String| match &line.history {
        Some(_) => format!("{sign}{text}"),
        None => text,
    };
    vec![
        at.map_or_else(|| "-".to_owned(), |at| format!("{sign}{}", plain(at))),
        or_none(&line.age),
        revision.map_or_else(|| "-".to_owned(), |r| signed(r.to_string())),
        or_none(&line.by),
        or_none(&line.deployment),
        format!("{} {}", plain(&line.path), shown(Some(&line.value))),
    ]
}
