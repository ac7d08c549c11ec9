//! Markdown for a ticket: the workbench's text of each twin, problems and the sum at the end.

use std::fmt::Write as _;

use workbench::examine::Examined;
use workbench::pieces::Obstacle;
use workbench::report::Summary;
use workbench::settings::Told;

use super::{Form, HiddenOnes, counted};
use crate::paint::plain;

/// The form; holds the few problems until the end.
pub(crate) struct Markdown {
    problems: Vec<String>,
    hidden: HiddenOnes,
    settings: Option<String>,
}

impl Markdown {
    /// Makes the form for a run with settings of a file, or without any.
    pub(crate) fn new(hidden: HiddenOnes, settings: Option<String>) -> Self {
        Self {
            problems: Vec::new(),
            hidden,
            settings,
        }
    }
}

impl Form for Markdown {
    fn twin(&mut self, examined: &Examined) -> String {
        let mut text = workbench::markdown::twin(examined);
        if self.hidden == HiddenOnes::Listed && !examined.hidden.is_empty() {
            let hidden = workbench::markdown::hidden(examined);
            let _ = writeln!(text, "### Hidden by the settings\n\n{hidden}");
        }
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

    fn settings(&mut self, told: &Told) -> String {
        let mut out = String::new();
        if !told.findings.is_empty() {
            let _ = writeln!(out, "## Settings: `{}`\n", plain(&told.source));
        }
        for located in &told.findings {
            let text = workbench::markdown::finding(located);
            out.extend(text.lines().map(|line| plain(line) + "\n"));
            out.push('\n');
        }
        out
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
            let _ = writeln!(out, "---\n\n{}{}", sum(summary), self.hidden_by(summary));
        }
        out
    }
}

impl Markdown {
    fn hidden_by(&self, summary: &Summary) -> String {
        match &self.settings {
            Some(settings) if summary.hidden > 0 => {
                format!(", {} hidden by `{}`", summary.hidden, plain(settings))
            }
            _ => String::new(),
        }
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
