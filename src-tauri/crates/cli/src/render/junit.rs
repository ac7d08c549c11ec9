//! JUnit XML for build servers: one test suite a twin, one test case a finding. Findings below
//! `--fail-on` are passed cases with the text as output. Sums of the whole run are left out: they
//! would have to stand before the first twin.

use std::fmt::Write as _;

use workbench::examine::Examined;
use workbench::pieces::Obstacle;
use workbench::report::{HiddenFinding, Input, ReportedFinding, Summary};
use workbench::settings::Told;

use super::Form;
use crate::arguments::FailOn;

/// The form.
pub(crate) struct Junit {
    fail_on: FailOn,
}

impl Junit {
    /// Makes the form; severities from `fail_on` on are failures.
    pub(crate) fn new(fail_on: FailOn) -> Self {
        Self { fail_on }
    }
}

impl Form for Junit {
    fn begin(&mut self) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"twinscope\">\n".to_owned()
    }

    fn twin(&mut self, examined: &Examined) -> String {
        let input = Input::of(examined);
        let failures = input
            .findings
            .iter()
            .filter(|f| self.fail_on.includes(&f.severity))
            .count();
        let suite = attribute(&examined.source());
        let class = attribute(&examined.name());
        let skipped = input.hidden.len();
        let tests = (input.findings.len() + skipped).max(1);
        let mut out = format!(
            "<testsuite name=\"{suite}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n"
        );
        if input.findings.is_empty() && input.hidden.is_empty() {
            let _ = writeln!(
                out,
                "<testcase classname=\"{class}\" name=\"no findings\"/>"
            );
        }
        for finding in &input.findings {
            out.push_str(&self.case(&class, &input.source, finding));
        }
        for hidden in &input.hidden {
            out.push_str(&skipped_case(&class, hidden));
        }
        out + "</testsuite>\n"
    }

    fn settings(&mut self, told: &Told) -> String {
        if told.findings.is_empty() {
            return String::new();
        }
        let all: Vec<_> = told.findings.iter().map(ReportedFinding::of).collect();
        let failing = all.iter().filter(|f| self.fail_on.includes(&f.severity));
        let (tests, failures) = (all.len(), failing.count());
        let name = attribute(&told.source);
        let mut out = format!(
            "<testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">\n"
        );
        for finding in &all {
            out.push_str(&self.case(&name, &told.source, finding));
        }
        out + "</testsuite>\n"
    }

    fn problem(&mut self, obstacle: &Obstacle) -> String {
        let suite = attribute(&obstacle.source_name);
        let detail = attribute(&obstacle.detail);
        format!(
            "<testsuite name=\"{suite}\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n\
             <testcase classname=\"{suite}\" name=\"could be looked at\"><error message=\"{detail}\"/></testcase>\n\
             </testsuite>\n"
        )
    }

    fn end(&mut self, _summary: &Summary) -> String {
        "</testsuites>\n".to_owned()
    }
}

impl Junit {
    fn case(&self, class: &str, source: &str, finding: &ReportedFinding) -> String {
        let rule = attribute(&finding.rule);
        let name = name_of(finding);
        let message = attribute(&format!("{}: {}", finding.severity, finding.message));
        let text = text(&format!(
            "{source}:{}:{}\n{}\nwhy: {}\ndo: {}",
            finding.line, finding.column, finding.message, finding.reason, finding.advice
        ));
        let told = if self.fail_on.includes(&finding.severity) {
            format!("<failure type=\"{rule}\" message=\"{message}\">{text}</failure>")
        } else {
            format!("<system-out>{message}\n{text}</system-out>")
        };
        format!("<testcase classname=\"{class}\" name=\"{name}\">{told}</testcase>\n")
    }
}

fn name_of(finding: &ReportedFinding) -> String {
    let at = if finding.pointer.is_empty() {
        "the whole document"
    } else {
        &finding.pointer
    };
    attribute(&format!(
        "{} at {at} ({}:{})",
        finding.rule, finding.line, finding.column
    ))
}

/// What the settings hide is a case that was skipped.
fn skipped_case(class: &str, hidden: &HiddenFinding) -> String {
    let name = name_of(&hidden.finding);
    let because = attribute(&hidden.because);
    format!(
        "<testcase classname=\"{class}\" name=\"{name}\"><skipped message=\"{because}\"/></testcase>\n"
    )
}

/// Escapes an attribute's value; line breaks are kept as references.
fn attribute(value: &str) -> String {
    text(value)
        .replace('"', "&quot;")
        .replace('\n', "&#10;")
        .replace('\t', "&#9;")
}

/// Escapes text. What XML 1.0 cannot hold at all is written out.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.extend(c.escape_unicode())
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_written_out() {
        assert_eq!(
            text("a\u{0}b\u{1b}\u{ffff}<&>"),
            "a\\u{0}b\\u{1b}\\u{ffff}&lt;&amp;&gt;"
        );
        assert_eq!(attribute("\"\n\r\t'"), "&quot;&#10;&#13;&#9;'");
    }
}
