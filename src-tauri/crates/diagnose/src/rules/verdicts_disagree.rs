//! # verdicts-disagree
//!
//! The shipped agent accepts a version that the documents call malformed.
//!
//! ## Why
//! The agent reads three numbers and overlooks what stands around them: blanks, a sign, a leading zero,
//! text after a number. The documents ask for three plain numbers, and a later or another agent may hold
//! to that.
//!
//! ## Do
//! Write three plain numbers.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Format, Parsed, Profile, parse};
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "verdicts-disagree",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("verdicts_disagree.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx
        .managed()
        .filter(|g| cx.profile_of(g) == Profile::GaAgent)
    {
        let Some(value) = group.service_interface else {
            continue;
        };
        let lenient = parse(Some(value), Format::GaAgent);
        let Some(read) = lenient.version().filter(|_| !lenient.faults().is_empty()) else {
            continue;
        };
        let Parsed::Malformed(fault) = parse(Some(value), Format::GaStrict) else {
            continue;
        };
        let message = format!(
            "serviceInterfaceVersion {} of {} {}",
            shown(value, 40),
            group.name,
            fault.words()
        );
        out.push(
            Finding::at(Place::value(value), message)
                .because(format!("The shipped agent reads it as {read}; by the documents it is malformed, and another agent may refuse it."))
                .advise("Write three plain numbers.")
                .confidence(Confidence::Likely)
                .repair(format!("\"{read}\"")),
        );
    }
}
