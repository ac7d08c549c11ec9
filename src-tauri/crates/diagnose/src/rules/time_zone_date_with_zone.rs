//! # time-zone-date-with-zone
//!
//! A date of the time zone ends in `Z` or in an offset.
//!
//! ## Why
//! The two dates say when the clocks change, in the local time of the device. The agent refuses a zone
//! behind the time: code 1007. In the date of daylight time it takes no notice of it, because it
//! applies the other date in its place.
//!
//! ## Do
//! Write the local time, without anything behind it.
//!
//! ```json
//! { "timeZoneStandardDate": "0000-11-01T02:00:00" }
//! ```

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::managed::quoted;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::subject;

pub static RULE: Rule = Rule {
    name: "time-zone-date-with-zone",
    severity: Severity::Error,
    category: Category::Schema,
    source: include_str!("time_zone_date_with_zone.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        let date = broken.violation.at;
        let message = format!("{} has a zone: {}", subject(date), quoted(date));
        let reason = match broken.severity() {
            Severity::Error => "The date is local time; the agent refuses it with code 1007.",
            _ => "The date is local time; the agent takes no notice of this one, and another one would refuse it.",
        };
        let finding = broken
            .finding(Place::value(date), message)
            .because(reason)
            .advise("Write the local time at which the clocks change, without anything behind it.");
        out.push_as(broken.severity(), finding);
    }
}
