//! # version-spelling
//!
//! A version can be read, but is not written as the documents write it.
//!
//! ## Why
//! The draft documents write two numbers without leading zeros. One number alone, a leading zero or a
//! third part are understood here; a strict reader, or one that compares the texts, takes them for
//! another version.
//!
//! ## Do
//! Write two numbers with a dot between.
//!
//! ```json
//! { "maxInputVersion": "2.0" }
//! ```

use crate::context::Context;
use crate::declared::declared;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{FaultKind, Format, Parsed, parse};
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "version-spelling",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("version_spelling.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed() {
        for (value, _) in declared(cx, group).filter(|(_, format)| *format == Format::Draft) {
            let Parsed::Fine(read, faults) = parse(Some(value), Format::Draft) else {
                continue;
            };
            let is_spelling = |kind| {
                matches!(
                    kind,
                    FaultKind::LeadingZero | FaultKind::OnePart | FaultKind::ThreeParts
                )
            };
            let Some(fault) = faults.iter().find(|fault| is_spelling(fault.kind)) else {
                continue;
            };
            let message = format!(
                "{} {} of {} {}",
                value.raw_key(),
                shown(value, 40),
                group.name,
                fault.words()
            );
            let finding = Finding::at(Place::value(value), message)
                .because(format!("It is read as {read} here; a strict reader takes it for malformed, one that compares texts for another version."))
                .group(&group.name);
            out.push(match &fault.suggestion {
                Some(text) => finding
                    .advise(format!("Write it as `\"{text}\"`."))
                    .repair(format!("\"{text}\"")),
                None => finding.advise("Write two numbers with a dot between."),
            });
        }
    }
}
