//! Findings as Markdown for a ticket.

use std::fmt::Write as _;

use crate::examine::{Examined, Located};
use diagnose::Severity;

/// Writes one twin with all its findings.
#[must_use]
pub fn twin(examined: &Examined) -> String {
    let mut out = String::new();
    let counts = [Severity::Error, Severity::Warning, Severity::Info].map(|s| examined.count(s));
    let _ = writeln!(out, "## {}\n", escaped(&examined.name()));
    let _ = writeln!(out, "- source: `{}`", examined.source());
    let _ = writeln!(
        out,
        "- taken for: {}, because {}",
        examined.shape.title(),
        examined.because
    );
    let _ = writeln!(
        out,
        "- findings: {} errors, {} warnings, {} notes",
        counts[0], counts[1], counts[2]
    );
    if !examined.hidden.is_empty() {
        let _ = writeln!(out, "- hidden by the settings: {}", examined.hidden.len());
    }
    out.push('\n');
    let mut findings: Vec<_> = examined.findings.iter().collect();
    findings.sort_by_key(|l| l.finding.severity);
    for located in findings {
        out.push_str(&finding(located));
        out.push('\n');
    }
    out
}

/// Writes what the settings hide in a twin, one line each.
#[must_use]
pub fn hidden(examined: &Examined) -> String {
    let mut out = String::new();
    for hidden in &examined.hidden {
        let finding = &hidden.located.finding;
        let _ = writeln!(
            out,
            "- hidden: {} `{}`, line {}: {} ({})",
            finding.severity,
            finding.rule,
            hidden.located.start.line,
            escaped(&finding.message),
            escaped(&hidden.because)
        );
    }
    out
}

/// Writes one finding.
#[must_use]
pub fn finding(located: &Located) -> String {
    let finding = &located.finding;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "### {}: {}\n",
        finding.severity,
        escaped(&finding.message)
    );
    let pointer = finding.place.path.to_string();
    let pointer = if pointer.is_empty() {
        "(whole document)".to_owned()
    } else {
        format!("`{pointer}`")
    };
    let _ = writeln!(
        out,
        "- where: {pointer}, line {}, column {}",
        located.start.line, located.start.column
    );
    let _ = writeln!(
        out,
        "- rule: `{}` ({})",
        finding.rule,
        finding.confidence.name()
    );
    let _ = writeln!(out, "- why: {}", finding.reason);
    let _ = writeln!(out, "- do: {}", finding.advice);
    for (related, at) in finding.related.iter().zip(&located.related) {
        let _ = writeln!(
            out,
            "- see: {} (`{}`, line {})",
            escaped(&related.label),
            related.place.path,
            at.line
        );
    }
    for evidence in &finding.evidence {
        let _ = writeln!(out, "- seen: `{}`", evidence.replace('`', "'"));
    }
    out
}

pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '<' | '>' | '#' | '|' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
