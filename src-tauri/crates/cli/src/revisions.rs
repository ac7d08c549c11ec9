//! `twinscope revisions`: the revision of each group that is desired, and what is to be applied again by a client that has
//! handled some.

use std::fmt::Write as _;

use workbench::revisions::{GroupRevision, TwinRevisions, of_path};

use crate::arguments::{RevisionsArguments, Table};
use crate::ending::Ending;
use crate::groups::title;
use crate::output::Output;
use crate::paint::{Paint, plain};
use crate::schema::Chosen;
use crate::table::aligned;

/// Prints the revisions of every twin of a file.
pub(crate) fn run(asked: &RevisionsArguments, output: &Output) -> Ending {
    let named = [&asked.twin];
    asked
        .known
        .with(&named, output, |packs| told(asked, packs, output))
}

fn told(asked: &RevisionsArguments, packs: &Chosen, output: &Output) -> Ending {
    let found = match of_path(&asked.twin, asked.handled.as_deref(), &packs.packs) {
        Ok(found) => found,
        Err(error) => {
            output.complain(&plain(&error.to_string()));
            return Ending::CouldNotLook;
        }
    };
    let paint = output.paint();
    let text = match asked.format.table {
        Table::Json => crate::render::lines(&found),
        Table::Human => {
            let is_asked = asked.handled.is_some();
            let all: Vec<_> = found
                .iter()
                .map(|twin| one(twin, is_asked, paint))
                .collect();
            all.join("\n")
        }
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    let kinds = found.iter().map(|twin| twin.kind.as_str());
    let ending = match found.iter().any(TwinRevisions::has_due) {
        true => Ending::Findings,
        false => Ending::Clean,
    };
    packs
        .ending
        .max(ending)
        .max(Ending::of_kinds(&asked.twin, kinds, output))
}

fn one(twin: &TwinRevisions, is_asked: bool, paint: Paint) -> String {
    let mut out = title(&twin.name, &twin.kind, paint);
    if twin.groups.is_empty() && twin.gone.is_empty() {
        return out + "nothing is desired\n";
    }
    let version = twin.version.map(|v| format!(" at $version {v}"));
    let _ = writeln!(
        out,
        "{}{}",
        paint.bold("desired"),
        version.unwrap_or_default()
    );
    if twin.unstamped && !twin.groups.is_empty() {
        let why = "no $metadata: only the service's view of a twin has it, and nothing else has revisions";
        let _ = writeln!(out, "  {}", paint.faint(why));
    }
    let mut head = vec!["group", "revision", "written", "ago"];
    if is_asked {
        head.extend(["handled", "apply"]);
    }
    let mut lines = vec![head.into_iter().map(str::to_owned).collect::<Vec<_>>()];
    lines.extend(twin.groups.iter().map(|group| cells(group, is_asked)));
    let styled = |line: usize, column: usize, cell: String| match (line, column) {
        (0, _) | (_, 3) => paint.faint(&cell),
        (_, 5) if !cell.starts_with("no,") => paint.graded("warning", &cell),
        _ => cell,
    };
    for line in aligned(&lines, &styled) {
        let _ = writeln!(out, "  {line}");
    }
    if !twin.gone.is_empty() {
        let names: Vec<_> = twin.gone.iter().map(|name| plain(name)).collect();
        let gone = format!("handled, and not desired any more: {}", names.join(", "));
        let _ = writeln!(out, "  {}", paint.faint(&gone));
    }
    out
}

fn cells(group: &GroupRevision, is_asked: bool) -> Vec<String> {
    let number = |number: Option<i64>| number.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let or_none = |text: Option<&str>| text.map_or_else(|| "-".to_owned(), plain);
    // seconds are enough for people
    let at = group.at.as_deref();
    let at = at.map(|at| at.split('.').next().unwrap_or(at).trim_end_matches('Z'));
    let mut cells = vec![
        plain(&group.group),
        number(group.revision),
        or_none(at),
        or_none(group.age.as_deref()),
    ];
    if is_asked {
        let apply = match &group.apply {
            None => "no, handled".to_owned(),
            Some(apply) if apply.properties.is_empty() => format!("yes, {}", apply.words()),
            Some(apply) => {
                let names: Vec<_> = apply.properties.iter().map(|name| plain(name)).collect();
                format!("yes, {}: {}", apply.words(), names.join(", "))
            }
        };
        cells.extend([number(group.handled), apply]);
    }
    cells
}
