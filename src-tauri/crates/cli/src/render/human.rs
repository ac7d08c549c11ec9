//! For people: each twin with what it was taken for, its findings in the order of the text, and
//! the sum at the end. Secrets are masked below; control characters are written out here.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;
use workbench::examine::{Examined, Hidden, Located};
use workbench::excerpt::Excerpt;
use workbench::report::Summary;
use workbench::settings::Told;

use super::{Form, HiddenOnes, counted};
use crate::paint::{Paint, plain};

/// Columns before the texts of a finding.
const INDENT: usize = 6;
/// Related places and values shown of one finding.
const LISTED: usize = 8;

/// The form.
pub(crate) struct Human {
    paint: Paint,
    quiet: bool,
    hidden: HiddenOnes,
    /// File of the settings that apply.
    settings: Option<String>,
}

impl Human {
    /// Makes the form; a quiet one says nothing about clean twins and no sum.
    pub(crate) fn new(
        paint: Paint,
        quiet: bool,
        hidden: HiddenOnes,
        settings: Option<String>,
    ) -> Self {
        Self {
            paint,
            quiet,
            hidden,
            settings,
        }
    }
}

impl Form for Human {
    fn twin(&mut self, examined: &Examined) -> String {
        let hidden = match self.hidden {
            HiddenOnes::Counted => &[],
            HiddenOnes::Listed => examined.hidden.as_slice(),
        };
        if examined.findings.is_empty() && hidden.is_empty() {
            return if self.quiet {
                String::new()
            } else {
                self.head(examined) + &self.clean(examined.hidden.len())
            };
        }
        let mut out = self.head(examined);
        out.push('\n');
        for (n, located) in examined.findings.iter().enumerate() {
            out.push('\n');
            self.finding(
                &mut out,
                &examined.origin.source,
                located,
                examined.excerpts.get(n),
            );
        }
        for hidden in hidden {
            out.push('\n');
            self.hidden(&mut out, &examined.origin.source, hidden);
        }
        out.push('\n');
        out
    }

    fn settings(&mut self, told: &Told) -> String {
        let mut out = String::new();
        for (n, located) in told.findings.iter().enumerate() {
            self.finding(&mut out, &told.source, located, told.excerpts.get(n));
            out.push('\n');
        }
        out
    }

    fn end(&mut self, summary: &Summary) -> String {
        if self.quiet {
            String::new()
        } else {
            self.sum(summary)
        }
    }
}

impl Human {
    fn head(&self, examined: &Examined) -> String {
        let source = plain(&examined.source());
        let name = plain(&examined.name());
        let named = if name == source {
            String::new()
        } else {
            format!(" {name}")
        };
        let because = plain(&examined.because);
        let kind = self
            .paint
            .faint(&format!("({}: {because})", examined.shape.title()));
        format!("{}{named} {kind}", self.paint.bold(&source))
    }

    fn clean(&self, hidden: usize) -> String {
        let hidden = if hidden > 0 {
            format!(", {hidden} hidden")
        } else {
            String::new()
        };
        format!(": {}{hidden}\n", self.paint.graded("ok", "no findings"))
    }

    fn hidden(&self, out: &mut String, source: &str, hidden: &Hidden) {
        let Located { finding, start, .. } = &hidden.located;
        let head = format!(
            "{}:{}:{} hidden {}[{}] {}",
            plain(source),
            start.line,
            start.column,
            finding.severity.name(),
            finding.rule,
            plain(&finding.message)
        );
        let _ = writeln!(out, "{}", self.paint.faint(&head));
        self.text(out, "at", &finding.place.path.to_string());
        self.text(out, "hides", &hidden.because);
    }

    fn finding(
        &self,
        out: &mut String,
        source: &str,
        located: &Located,
        excerpt: Option<&Excerpt>,
    ) {
        let finding = &located.finding;
        let severity = finding.severity.name();
        let place = format!(
            "{}:{}:{}",
            plain(source),
            located.start.line,
            located.start.column
        );
        let rule = self
            .paint
            .graded(severity, &format!("{severity}[{}]", finding.rule));
        let message = self.paint.bold(&plain(&finding.message));
        let _ = writeln!(out, "{place} {rule} {message}");
        if let Some(excerpt) = excerpt {
            self.excerpt(out, located.start.line, excerpt, severity);
        }
        let pointer = finding.place.path.to_string();
        if !pointer.is_empty() {
            self.text(out, "at", &pointer);
        }
        self.text(out, "why", &finding.reason);
        self.text(out, "do", &finding.advice);
        for evidence in finding.evidence.iter().take(LISTED) {
            self.text(out, "seen", evidence);
        }
        for (related, at) in finding.related.iter().zip(&located.related).take(LISTED) {
            self.text(
                out,
                "see",
                &format!(
                    "{} (line {}, {})",
                    related.label, at.line, related.place.path
                ),
            );
        }
        let left = finding.related.len().saturating_sub(LISTED);
        if left > 0 {
            self.text(out, "see", &format!("{} more", counted(left, "place")));
        }
    }

    fn text(&self, out: &mut String, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut label = label;
        for line in self.paint.wrapped(&plain(text), INDENT + 2) {
            let _ = writeln!(
                out,
                "{}  {line}",
                self.paint.faint(&format!("{label:>INDENT$}"))
            );
            label = "";
        }
    }

    /// Shows the line with a mark below the place.
    fn excerpt(&self, out: &mut String, line: u32, excerpt: &Excerpt, severity: &str) {
        if excerpt.text.trim().is_empty() {
            return;
        }
        let number = line.to_string();
        let gutter = INDENT.max(number.len());
        let bar = self.paint.faint("|");
        let window = Window::of(excerpt, self.paint.room(gutter + 3));
        let _ = writeln!(
            out,
            "{} {bar} {}",
            self.paint.faint(&format!("{number:>gutter$}")),
            window.text
        );
        let mark = self.paint.graded(severity, &"^".repeat(window.marked));
        let _ = writeln!(
            out,
            "{:>gutter$} {bar} {}{mark}",
            "",
            " ".repeat(window.before)
        );
    }

    fn sum(&self, summary: &Summary) -> String {
        let looked = format!("{} looked at", counted(summary.inputs, "twin"));
        let counts = [
            ("error", counted(summary.errors, "error"), summary.errors),
            (
                "warning",
                counted(summary.warnings, "warning"),
                summary.warnings,
            ),
            ("info", counted(summary.infos, "note"), summary.infos),
        ];
        let counts = counts.into_iter().filter(|(_, _, number)| *number > 0);
        let mut parts: Vec<_> = counts
            .map(|(grade, text, _)| self.paint.graded(grade, &text))
            .collect();
        if parts.is_empty() && summary.inputs > 0 {
            parts.push(self.paint.graded("ok", "no findings"));
        }
        if let Some(settings) = self.settings.as_ref().filter(|_| summary.hidden > 0) {
            parts.push(format!("{} hidden by {}", summary.hidden, plain(settings)));
        }
        let inputs = summary.problems - summary.packs;
        for (number, noun, what) in [
            (inputs, "input", "not looked at"),
            (summary.packs, "pack", "not used in full"),
        ] {
            if number > 0 {
                let text = format!("{} {what}", counted(number, noun));
                parts.push(self.paint.graded("error", &text));
            }
        }
        format!("{looked}: {}\n", parts.join(", ")).replace(": \n", "\n")
    }
}

/// An excerpt as it is shown: tabs and control characters written out, cut to the room there is.
struct Window {
    text: String,
    before: usize,
    marked: usize,
}

impl Window {
    fn of(excerpt: &Excerpt, room: usize) -> Self {
        let cells: Vec<Cell> = excerpt.text.chars().map(Cell::of).collect();
        let width = |cells: &[Cell]| cells.iter().map(|cell| cell.width).sum::<usize>();
        let mark = excerpt.before.min(cells.len());
        // blanks at the start of the line say nothing
        let blank = cells[..mark]
            .iter()
            .take_while(|cell| cell.text.trim().is_empty())
            .count();
        let mut from = if excerpt.cut_left { 0 } else { blank };
        let mut cut = excerpt.cut_left;
        let mut before = width(&cells[from..mark]);
        while before > room / 2 {
            before -= cells[from].width;
            from += 1;
            cut = true;
        }
        let mut to = cells.len();
        let mut taken = width(&cells[from..to]);
        while to > mark + 1 && taken + 2 > room {
            to -= 1;
            taken -= cells[to].width;
        }
        let sign = if cut { "…" } else { "" };
        let behind = if to < cells.len() || excerpt.cut_right {
            "…"
        } else {
            ""
        };
        let end = (mark + excerpt.marked).clamp(mark, to.max(mark));
        let text: String = cells[from..to]
            .iter()
            .map(|cell| cell.text.as_str())
            .collect();
        Self {
            text: format!("{sign}{text}{behind}"),
            before: usize::from(cut) + before,
            marked: width(&cells[mark..end]).max(1),
        }
    }
}

/// One character as it is shown.
struct Cell {
    text: String,
    width: usize,
}

impl Cell {
    fn of(c: char) -> Self {
        let text = plain(c.encode_utf8(&mut [0; 4]));
        let width = text.width();
        Self { text, width }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(text: &str, before: usize, marked: usize, room: usize) -> (String, String) {
        let excerpt = Excerpt {
            text: text.to_owned(),
            before,
            marked,
            cut_left: false,
            cut_right: false,
        };
        let window = Window::of(&excerpt, room);
        (
            window.text,
            " ".repeat(window.before) + &"^".repeat(window.marked),
        )
    }

    #[test]
    fn the_mark_stands_below_the_place() {
        assert_eq!(
            window("  \"日本\": 1,", 8, 1, 80),
            ("\"日本\": 1,".to_owned(), "        ^".to_owned())
        );
        assert_eq!(
            window("\t{\u{1b}}", 2, 2, 80),
            ("{\\u{1b}}".to_owned(), " ^^^^^^^".to_owned())
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let (text, mark) = window(&"0123456789".repeat(16), 60, 5, 40);
        assert!(text.starts_with('…') && text.ends_with('…'), "{text}");
        assert!(text.chars().count() <= 42, "{text}");
        assert_eq!(text.chars().nth(mark.find('^').expect("a mark")), Some('0'));
    }

    #[test]
    fn a_place_at_the_end_of_the_line_has_a_mark() {
        assert_eq!(
            window("{\"a\"", 4, 1, 80),
            ("{\"a\"".to_owned(), "    ^".to_owned())
        );
        assert_eq!(window("", 0, 1, 80).1, "^");
    }
}
