//! `twinscope schema check`: every problem of a pack, for people and for programs.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use workbench::packs::{LoadedPack, PackProblem, PackSummary, Packs};

use crate::arguments::Table;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, plain};
use crate::render::counted;

/// The answer, as `--format json` writes it.
#[derive(Serialize)]
struct Written<'a> {
    pack: &'a PackSummary,
    problems: &'a [PackProblem],
}

/// Looks at one pack.
pub(crate) fn run(folder: &Path, table: Table, output: &Output) -> Ending {
    let packs = Packs::load(&[folder]);
    let Some(loaded) = packs.loaded.first() else {
        for obstacle in packs.obstacles() {
            output.complain(&plain(&obstacle.to_string()));
        }
        return Ending::CouldNotLook;
    };
    let summary = loaded.summary();
    let problems: Vec<_> = loaded.problems().collect();
    let text = match table {
        Table::Json => crate::render::pretty(&Written {
            pack: &summary,
            problems: &problems,
        }),
        Table::Human => laid_out(&summary, &problems, output.paint()),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    ending(loaded)
}

fn ending(loaded: &LoadedPack) -> Ending {
    if loaded.pack.has_errors() {
        Ending::Findings
    } else {
        Ending::Clean
    }
}

fn laid_out(summary: &PackSummary, problems: &[PackProblem], paint: Paint) -> String {
    let mut out = String::new();
    for problem in problems {
        let place = format!(
            "{}:{}:{}",
            plain(&problem.file),
            problem.line,
            problem.column
        );
        let grade = format!("{}[{}]", problem.severity, problem.kind);
        let grade = paint.graded(problem.severity, &grade);
        let _ = writeln!(
            out,
            "{} {grade} {}",
            paint.bold(&place),
            plain(&problem.message)
        );
        for (label, text) in [("why", problem.reason), ("do", problem.advice.as_str())] {
            if text.is_empty() {
                continue;
            }
            let lines = paint.wrapped(&plain(text), 7).join("\n       ");
            let _ = writeln!(out, "{:>5}  {lines}", paint.faint(&format!("{label:>5}")));
        }
    }
    if !problems.is_empty() {
        out.push('\n');
    }
    for file in &summary.not_used {
        let _ = writeln!(out, "not used: {}", plain(file));
    }
    let further = match summary.further {
        0 => String::new(),
        further => format!(" ({further} more are not listed)"),
    };
    let _ = writeln!(
        out,
        "{}: {} to be used, {}, {}{further}",
        paint.bold(&plain(&summary.name)),
        counted(summary.schemas, "schema"),
        counted(summary.errors, "error"),
        counted(summary.warnings, "warning"),
    );
    out
}
