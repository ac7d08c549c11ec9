//! # version-malformed
//!
//! A version that portal or device declares cannot be read.
//!
//! ## Why
//! Versions are text of two numbers with a dot between in the draft documents, of three numbers from the
//! released agent. From anything else nothing can be told about the direction, and a strict reader
//! ignores or refuses the group.
//!
//! ## Do
//! Write the version as text, without letters, signs and blanks.
//!
//! ```json
//! { "maxInputVersion": "3.0", "outputVersion": "2.0" }
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
    name: "version-malformed",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("version_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed() {
        for (value, format) in declared(cx, group) {
            let Parsed::Malformed(fault) = parse(Some(value), format) else {
                continue;
            };
            // the device's empty interface version has a meaning of its own
            let is_number = matches!(fault.kind, FaultKind::Integer | FaultKind::Real);
            if is_number
                || (fault.kind == FaultKind::Empty && value.is_key("deviceInterfaceVersion"))
            {
                continue;
            }
            let severity = if format == Format::Draft {
                Severity::Error
            } else {
                Severity::Warning
            };
            out.push_as(severity, told(group, value, &fault));
        }
    }
}

fn told(group: &Group<'_>, value: Value<'_>, fault: &Fault) -> Finding {
    let (key, name) = (value.raw_key(), &group.name);
    let finding = Finding::at(Place::value(value), format!("{key} {} of {name} {}", shown(value, 40), fault.words()))
        .because("A version is text of numbers with dots between; from this nothing can be told about the direction.")
        .group(name);
    match &fault.suggestion {
        Some(text) => finding
            .advise(format!("Write `\"{text}\"`, if that is meant."))
            .repair(format!("\"{text}\"")),
        None => finding.advise("Write numbers with dots between, such as `\"2.0\"`."),
    }
}
