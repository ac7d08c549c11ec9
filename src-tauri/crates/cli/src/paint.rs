//! Text for a terminal: colours, widths, line breaks. Knows no twins.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// Widest text for people, in columns: longer lines are hard to read.
const WIDEST: usize = 110;
/// Narrowest text that is still broken into lines.
const NARROWEST: usize = 40;

/// Colours text, or leaves it plain; breaks it at the width of the terminal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    coloured: bool,
    /// Columns; none where the output is no terminal, so that nothing is broken there.
    width: Option<usize>,
}

impl Paint {
    /// Makes a paint for a terminal of so many columns, or for no terminal.
    pub(crate) fn new(coloured: bool, columns: Option<u16>) -> Self {
        let width = columns.map(|c| usize::from(c).clamp(NARROWEST, WIDEST));
        Self { coloured, width }
    }

    /// Makes bold.
    pub(crate) fn bold(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    /// Makes less loud.
    pub(crate) fn faint(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    /// Marks as code.
    pub(crate) fn code(self, text: &str) -> String {
        self.styled(AnsiColor::Cyan.on_default(), text)
    }

    /// Colours by severity or verdict; the words stay, colour never speaks alone.
    pub(crate) fn graded(self, grade: &str, text: &str) -> String {
        let colour = match grade {
            "error" => AnsiColor::Red,
            "warning" | "undetermined" | "ignored" => AnsiColor::Yellow,
            "info" | "note" => AnsiColor::Blue,
            "ok" => AnsiColor::Green,
            _ => return text.to_owned(),
        };
        self.styled(colour.on_default().bold(), text)
    }

    fn styled(self, style: Style, text: &str) -> String {
        if self.coloured {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// Says whether there is a terminal to lay text out for.
    pub(crate) fn is_terminal(self) -> bool {
        self.width.is_some()
    }

    /// Returns the columns left behind an indent.
    pub(crate) fn room(self, indent: usize) -> usize {
        self.width
            .unwrap_or(WIDEST)
            .saturating_sub(indent)
            .max(NARROWEST / 2)
    }

    /// Breaks text into lines that fit behind an indent; one line where there is no terminal.
    pub(crate) fn wrapped(self, text: &str, indent: usize) -> Vec<String> {
        if self.width.is_none() {
            return vec![text.to_owned()];
        }
        let room = self.room(indent);
        let mut lines = vec![String::new()];
        let mut used = 0;
        for word in text.split(' ') {
            let wide = word.width();
            if used > 0 && used + 1 + wide > room {
                lines.push(String::new());
                used = 0;
            }
            let Some(line) = lines.last_mut() else {
                continue;
            };
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += wide;
        }
        lines
    }
}

/// Returns text that cannot move the cursor or hide itself: control characters are written out.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push_str("  "),
            c if is_unseen(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Control characters, and those that turn the direction of text around.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Fills up with blanks to a width in columns; padding stands outside of colours.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_at_blanks_and_long_words_stay_whole() {
        let paint = Paint::new(false, Some(40));
        let lines = paint.wrapped("one two three four five six seven eight nine /properties/desired/a/very/long/pointer/that/fits/nowhere end", 4);
        assert!(
            lines.iter().all(|l| l.width() <= 36 || !l.contains(' ')),
            "{lines:?}"
        );
        assert_eq!(lines.len(), 4);
        assert_eq!(Paint::new(false, None).wrapped("a b", 4), ["a b"]);
    }

    #[test]
    fn control_characters_and_turned_text_are_written_out() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
    }

    #[test]
    fn wide_characters_count_as_they_are_shown() {
        assert_eq!(padded("日本", 6), "日本  ");
    }
}
