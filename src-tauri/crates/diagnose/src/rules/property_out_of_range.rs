//! # property-out-of-range
//!
//! A number is smaller or larger than its property may be.
//!
//! ## Why
//! The ranges are those of the configuration service of Windows behind a property. The agent hands most
//! numbers on unchecked; Windows then refuses the value, and the property fails with a code of its own.
//! A number in desired that has no room in 32 bits the released agent refuses itself, with 1001: an error.
//!
//! ## Do
//! Write a number of the range that is named.
//!
//! ```json
//! { "windowsUpdate": { "activeHoursStart": 8, "activeHoursEnd": 17 } }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Broken;
use crate::wanted::{effect, range, shown, why, write};
use crate::words::subject;
use groups::catalogue::{Fault, Property};

pub static RULE: Rule = Rule {
    name: "property-out-of-range",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("property_out_of_range.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        let side = match &broken.violation.fault {
            Fault::TooSmall(limit) => format!("less than {limit}"),
            Fault::TooLarge(limit) => format!("more than {limit}"),
            _ => continue,
        };
        out.make(broken.severity(), || finding(&broken, &side));
    }
}

fn finding(broken: &Broken<'_>, side: &str) -> Finding {
    let value = broken.violation.at;
    let property = broken.property();
    let property = property.as_deref();
    let message = format!("{} is {}, {side}", subject(value), shown(value, property));
    broken
        .finding(Place::value(value), message)
        .because(why(&effect(broken), property))
        .advise(write(broken, &property.map_or_else(fits, wanted)))
}

fn wanted(property: &Property) -> String {
    let numbers = range(property).map_or_else(fits, |range| format!("a number {range}"));
    let meanings = property.allowed.iter().filter_map(|allowed| {
        let meaning = allowed.meaning.as_ref()?;
        Some(format!("`{}`: {meaning}", allowed.value))
    });
    let meanings: Vec<_> = meanings.collect();
    if meanings.is_empty() {
        return numbers;
    }
    format!("{numbers} ({})", meanings.join(", "))
}

fn fits() -> String {
    "a number that fits".to_owned()
}
