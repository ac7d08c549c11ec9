//! The forms of a report. Each one turns what is told into records of text, as it comes; none
//! decides anything and none writes.

mod human;
mod json;
mod junit;
mod markdown;
mod ndjson;
mod sarif;

use workbench::examine::Examined;
use workbench::pieces::Obstacle;
use workbench::report::Summary;
use workbench::settings::Told;

use crate::arguments::{CheckArguments, Format};
use crate::paint::Paint;
use crate::settings::Chosen;

/// A form of the report. What each function returns is written at once and whole.
pub(crate) trait Form {
    /// Opens the report.
    fn begin(&mut self) -> String {
        String::new()
    }

    /// Tells one twin.
    fn twin(&mut self, examined: &Examined) -> String;

    /// Tells what could not be looked at; standard error has been told already.
    fn problem(&mut self, _obstacle: &Obstacle) -> String {
        String::new()
    }

    /// Tells what became of the settings, after the last twin.
    fn settings(&mut self, _told: &Told) -> String {
        String::new()
    }

    /// Closes the report.
    fn end(&mut self, _summary: &Summary) -> String {
        String::new()
    }
}

/// What a form for people says of findings that the settings hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HiddenOnes {
    /// How many.
    Counted,
    /// Each one, too.
    Listed,
}

/// Returns the form that was asked for.
pub(crate) fn form(
    arguments: &CheckArguments,
    chosen: Option<&Chosen>,
    paint: Paint,
) -> Box<dyn Form> {
    let settings = chosen.map(|chosen| chosen.settings.source.clone());
    let hidden = if arguments.show_hidden {
        HiddenOnes::Listed
    } else {
        HiddenOnes::Counted
    };
    match arguments.format {
        Format::Human => Box::new(human::Human::new(paint, arguments.quiet, hidden, settings)),
        Format::Json => Box::new(json::Json::default()),
        Format::Ndjson => Box::new(ndjson::Ndjson),
        Format::Sarif => Box::new(sarif::Sarif::new(settings)),
        Format::Markdown => Box::new(markdown::Markdown::new(hidden, settings)),
        Format::Junit => Box::new(junit::Junit::new(arguments.fail_on)),
    }
}

/// Writes a value as JSON on one line.
pub(crate) fn one_line<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain data with text keys is always JSON")
}

/// Writes a list as a JSON array, one element a line.
pub(crate) fn lines<T: serde::Serialize>(all: &[T]) -> String {
    let all: Vec<_> = all.iter().map(one_line).collect();
    format!("[\n{}\n]\n", all.join(",\n"))
}

/// Writes a value as JSON for eyes too.
pub(crate) fn pretty<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).expect("plain data with text keys is always JSON") + "\n"
}

/// Writes a number with its noun: `1 error`, `2 errors`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{s}")
}
