//! Markdown for a ticket: the workbench's text of each twin, problems and the sum at the end.

use std::fmt::Write as _;

use workbench::examine::Examined;
use workbench::pieces::Obstacle;
use workbench::report::Summary;

use super::{Form, counted};
use crate::paint::plain;

/// The form; holds the few problems until the end.
#[derive(Default)]
pub(crate) struct Markdown {
    problems: Vec<String>,
}

impl Form for Markdown {
    fn twin(&mut self, examined: &Examined) -> String {
        let text = workbench::markdown::twin(examined);
        text.lines().map(|line| plain(line) + "\n").collect()
    }

    fn problem(&mut self, obstacle: &Obstacle) -> String {
        let source = obstacle.source_name.replace('`', "'");
        self.problems.push(format!(
            "- `{}`: {}",
            plain(&source),
            plain(&obstacle.detail)
        ));
        String::new()
    }

    fn end(&mut self, summary: &Summary) -> String {
        let mut out = String::new();
        if !self.problems.is_empty() {
            let _ = writeln!(
                out,
                "## Could not be looked at\n\n{}\n",
                self.problems.join("\n")
            );
        }
        if summary.inputs != 1 {
            let _ = writeln!(out, "---\n\n{}", sum(summary));
        }
        out
    }
}

fn sum(summary: &Summary) -> String {
    format!(
        "{}: {}, {}, {}",
        counted(summary.inputs, "twin"),
        counted(summary.errors, "error"),
        counted(summary.warnings, "warning"),
        counted(summary.infos, "note"),
    )
}
