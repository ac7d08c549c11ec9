//! # property-value-not-allowed
//!
//! A property has a value that is none of those there are.
//!
//! ## Why
//! Some properties know a few values only, and mostly in one spelling: `Basic` is not `basic`. The agent
//! refuses others, and with them the group, or it takes them for something else.
//!
//! ## Do
//! Write one of the values that are listed, in exactly this spelling.
//!
//! ```json
//! { "windowsTelemetry": { "level": "basic" } }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Broken;
use crate::wanted::{effect, meant_value, shown, values, why, write};
use crate::words::subject;
use groups::catalogue::Fault;

pub static RULE: Rule = Rule {
    name: "property-value-not-allowed",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("property_value_not_allowed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        if let Fault::NotAllowed { allowed } = &broken.violation.fault {
            out.make(broken.severity(), || finding(&broken, allowed));
        }
    }
}

fn finding(broken: &Broken<'_>, allowed: &[String]) -> Finding {
    let value = broken.violation.at;
    let property = broken.property();
    let property = property.as_deref();
    let meanings = property.map(|p| p.allowed.as_slice()).unwrap_or_default();
    let meant = value.str().and_then(|text| meant_value(&text, allowed));
    let none = match allowed {
        [only] => format!("and only {only} fits"),
        _ => "which is none of its values".to_owned(),
    };
    let message = format!("{} is {}, {none}", subject(value), shown(value, property));
    let finding = broken
        .finding(Place::value(value), message)
        .because(why(&effect(broken), property));
    match meant {
        Some(text) => finding
            .advise(format!(
                "`{text}` is probably meant; it may be {}.",
                values(allowed, meanings)
            ))
            .repair(text),
        None => finding.advise(write(broken, &values(allowed, meanings))),
    }
}
