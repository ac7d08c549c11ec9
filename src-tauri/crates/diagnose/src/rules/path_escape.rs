//! # path-escape
//!
//! Backslashes of a path were read as escapes, so that the value holds control characters.
//!
//! ## Why
//! In JSON `\t`, `\n`, `\b`, `\f` and `\r` are one character each. `"c:\temp"` is valid and means
//! `c:`, a tab and `emp`; no such file exists, and no reader complains.
//!
//! ## Do
//! Double every backslash of the path.

use crate::agent_files;
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::limits::Remark;
use twin::{SectionKind, Value};

pub static RULE: Rule = Rule {
    name: "path-escape",
    severity: Severity::Warning,
    category: Category::Shape,
    source: include_str!("path_escape.rs"),
    check,
};

/// Members of the agent's own files that hold a path.
const PATHS: [&str; 4] = [
    "textLogFilesPath",
    "pluginManifestsPath",
    "pluginsDataPath",
    "codeFileName",
];

fn check(cx: &Context<'_>, out: &mut Findings) {
    for value in agent_files::texts(cx).filter(|v| PATHS.iter().any(|name| v.is_key(name))) {
        let raw = &value.document().text()[value.content_span()];
        if let Some(escape) = first_escape(raw) {
            out.push(told(value, escape).confidence(Confidence::Likely));
        }
    }
    for (section, survey) in cx.surveys() {
        for (_, value) in survey.with(|r| r == Remark::PathEscape) {
            let raw = &value.document().text()[value.content_span()];
            let is_absolute = raw.as_bytes().get(1) == Some(&b':') || raw.starts_with("\\\\");
            // `container\blob` is a path to the agent only
            let is_desired = section.kind == SectionKind::Desired;
            if !(is_absolute || is_desired && cx.is_in_managed(value)) {
                continue;
            }
            let Some(escape) = first_escape(raw) else {
                continue;
            };
            let sure = if is_absolute {
                Confidence::Likely
            } else {
                Confidence::Possible
            };
            out.push(told(value, escape).confidence(sure));
        }
    }
}

fn told(value: Value<'_>, escape: &str) -> Finding {
    Finding::at(Place::value(value), format!("`{escape}` in {} is {}", shown_raw(value), meaning(escape)))
        .because("A single backslash before b, f, n, r or t is an escape: the value holds a control character, not a path.")
        .advise("Double every backslash of the path.")
}

/// Returns the first single backslash with a letter that makes it an escape.
fn first_escape(raw: &str) -> Option<&str> {
    let mut at = 0;
    while let Some(slash) = raw[at..].find('\\').map(|i| at + i) {
        let pair = raw.get(slash..slash + 2)?;
        if matches!(pair.as_bytes()[1], b'b' | b'f' | b'n' | b'r' | b't') {
            return Some(pair);
        }
        at = slash + 2;
    }
    None
}

fn meaning(escape: &str) -> &'static str {
    match escape.as_bytes()[1] {
        b'b' => "a backspace",
        b'f' => "a form feed",
        b'n' => "a line break",
        b'r' => "a carriage return",
        _ => "a tab",
    }
}

fn shown_raw(value: Value<'_>) -> String {
    let raw = if twin::secret::has_secret(value) {
        "the path"
    } else {
        value.raw()
    };
    twin::secret::cut(raw, 60)
}
