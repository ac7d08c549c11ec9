//! `twinscope drift`: how the reported side of each group stands to the desired one.

use std::fmt::Write as _;
use std::path::Path;

use workbench::drift::{Asked, DriftSettings, Wanted, of_path};
use workbench::settings::{self, Tally};
use workbench::wire::{DriftGroup, DriftRow, DriftState, DriftTwin, PropertyCell};

use crate::arguments::{DriftArguments, Table};
use crate::ending::Ending;
use crate::groups::title;
use crate::output::Output;
use crate::paint::{Paint, plain};
use crate::schema::Chosen;
use crate::table::aligned;

/// Widest value in a column.
const CELL: usize = 40;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
struct Wish {
    /// Which rows.
    wanted: Wanted,
    /// What the settings hide, too.
    shows_hidden: bool,
    /// Everything the settings are for is looked at, whatever is named.
    is_whole: bool,
}

/// Prints the drift of every twin of a file.
pub(crate) fn run(asked: &DriftArguments, output: &Output) -> Ending {
    let wish = Wish {
        wanted: match asked.all {
            true => Wanted::Everything,
            false => Wanted::Differences,
        },
        shows_hidden: asked.show_hidden,
        is_whole: asked.known.settings.config.is_some(),
    };
    asked.known.with(&[&asked.twin], output, |chosen| {
        answer(asked, wish, chosen, output)
    })
}

fn answer(named: &DriftArguments, wish: Wish, chosen: &Chosen, output: &Output) -> Ending {
    let twin = &named.twin;
    let settings = chosen.settings.as_ref();
    let mut of_drift: DriftSettings =
        settings.map_or_else(Default::default, |s| (*s.settings.drift).clone());
    of_drift.stuck_after = named.stuck_after.or(of_drift.stuck_after);
    let asked = Asked {
        packs: &chosen.packs,
        settings: &of_drift,
        wanted: wish.wanted,
    };
    let found = match of_path(twin, asked) {
        Ok(found) => found,
        Err(obstacle) => {
            output.complain(&plain(&obstacle.to_string()));
            return Ending::CouldNotLook;
        }
    };
    let file = settings.map_or("", |s| &s.settings.source);
    let text = match named.format.table {
        Table::Json => crate::render::lines(&found.twins),
        Table::Human => {
            let told = |twin| told(twin, wish, file, output.paint());
            let told: Vec<_> = found.twins.iter().map(told).collect();
            told.join("\n")
        }
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    name_unmatched(twin, wish, chosen, &found.tally, output);
    let differs = found.twins.iter().any(|twin| twin.differs);
    let kinds = found.twins.iter().map(|twin| twin.kind.as_str());
    let known = Ending::of_kinds(twin, kinds, output);
    chosen.ending.max(known).max(if differs {
        Ending::Findings
    } else {
        Ending::Clean
    })
}

/// Names ignores that hide nothing any more; known only where everything the settings are for was looked at.
fn name_unmatched(twin: &Path, wish: Wish, chosen: &Chosen, tally: &Tally, output: &Output) {
    let Some(of) = &chosen.settings else {
        return;
    };
    let is_whole = || wish.is_whole || settings::covers(&[twin], &of.path, chosen.packs.folders());
    let unmatched = of.settings.unmatched_drift(tally);
    if unmatched.is_empty() || !is_whole() {
        return;
    }
    let file = &of.settings.source;
    for (line, words) in unmatched {
        output.remark(&plain(&format!(
            "{file}:{line}: this ignore matches nothing: {words}"
        )));
    }
}

fn told(twin: &DriftTwin, wish: Wish, file: &str, paint: Paint) -> String {
    let mut out = title(&twin.name, &twin.kind, paint);
    if twin.groups.is_empty() {
        return out + "nothing is desired, and nothing is reported\n";
    }
    let is_asked = |group: &&DriftGroup| group.state != DriftState::ReportedOnly;
    let (asked, rest): (Vec<_>, Vec<_>) = twin.groups.iter().partition(is_asked);
    for group in asked {
        out.push_str(&one(group, wish.shows_hidden, paint));
    }
    match wish.wanted {
        Wanted::Everything => rest
            .iter()
            .for_each(|group| out.push_str(&one(group, wish.shows_hidden, paint))),
        Wanted::Differences if rest.is_empty() => {}
        Wanted::Differences => {
            let names: Vec<_> = rest.iter().map(|group| plain(&group.group)).collect();
            let line = format!("reported, and nobody asks for it: {}", names.join(", "));
            let _ = writeln!(out, "{}", paint.faint(&line));
        }
    }
    if twin.hidden > 0 {
        let line = format!("{} hidden by {}", twin.hidden, plain(file));
        let _ = writeln!(out, "{}", paint.faint(&line));
    }
    out
}

fn one(group: &DriftGroup, shows_hidden: bool, paint: Paint) -> String {
    let state = paint.graded(grade(group.state, group.differs), word(group.state));
    let counts = group.counts.iter();
    let mut counts: Vec<_> = counts
        .map(|c| format!("{} {}", c.count, word(c.state)))
        .collect();
    if group.hidden > 0 {
        counts.push(format!("{} hidden", group.hidden));
    }
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
    let is_listed = |row: &&DriftRow| shows_hidden || row.hidden.is_none();
    let rows: Vec<_> = group.rows.iter().filter(is_listed).collect();
    let lines: Vec<_> = rows.iter().map(|row| cells(row)).collect();
    let styled = |line: usize, column: usize, cell: String| match column {
        1 if rows[line].hidden.is_some() => paint.faint(&cell),
        1 => paint.graded(grade(rows[line].state, rows[line].differs), &cell),
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
        match &row.hidden {
            None => plain(&row.note),
            Some(because) => plain(&format!("hidden, {because}")),
        },
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
