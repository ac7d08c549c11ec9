//! # version-type
//!
//! A version is a number or another type, and text is due.
//!
//! ## Why
//! The tables of the draft documents say integer, their figures use text. As a number a version loses
//! its last zero: `2.10` is read as 2.1. The preview agents did write integers; elsewhere a reader that
//! expects text refuses the value.
//!
//! ## Do
//! Put the version into quotes.
//!
//! ```json
//! { "maxInputVersion": "2.10" }
//! ```

use crate::context::Context;
use crate::declared::declared;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Fault, FaultKind, Format, Group, Parsed, parse};
use twin::Value;
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "version-type",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("version_type.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed() {
        for (value, format) in declared(cx, group) {
            let parsed = parse(Some(value), format);
            let fault = parsed.faults().iter().find(|fault| is_of_type(fault.kind));
            match (&parsed, fault) {
                (Parsed::WrongType(_), _) => {
                    let severity = if format == Format::Draft {
                        Severity::Error
                    } else {
                        Severity::Warning
                    };
                    out.push_as(severity, told(group, value));
                }
                (_, Some(fault)) => {
                    let ambiguous = fault.kind == FaultKind::AmbiguousReal;
                    let severity = if ambiguous {
                        Severity::Error
                    } else {
                        Severity::Warning
                    };
                    out.push_as(severity, quoted(told(group, value), fault));
                }
                _ => {}
            }
        }
    }
}

fn is_of_type(kind: FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::Integer | FaultKind::Real | FaultKind::AmbiguousReal
    )
}

fn told(group: &Group<'_>, value: Value<'_>) -> Finding {
    let what = value.kind().with_article();
    let message = format!(
        "{} {} of {} is {what}, not text",
        value.raw_key(),
        shown(value, 40),
        group.name
    );
    Finding::at(Place::value(value), message)
        .because("Readers compare versions part by part as text; a number loses its last zero, so `2.10` becomes 2.1.")
        .advise("Write the version as text, such as `\"2.0\"`.")
        .group(&group.name)
}

fn quoted(finding: Finding, fault: &Fault) -> Finding {
    match &fault.suggestion {
        Some(text) => finding
            .advise(format!("Write `\"{text}\"`, if that is meant."))
            .repair(format!("\"{text}\"")),
        None => finding,
    }
}
