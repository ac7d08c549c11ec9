//! # number-beyond-double
//!
//! A number is larger than any reader can hold.
//!
//! ## Why
//! Hub, SDKs and agents keep numbers as doubles, up to about 1.8e308. They refuse this one or read
//! it as infinity.
//!
//! ## Do
//! Check what computes it; write it as a text if it is meant.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::limits::Remark;
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "number-beyond-double",
    severity: Severity::Error,
    category: Category::Limits,
    source: include_str!("number_beyond_double.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (_, survey) in cx.surveys() {
        for (_, value) in survey.with(|r| matches!(r, Remark::BeyondDouble)) {
            out.push(
                Finding::at(Place::value(value), format!("{} is beyond what a double holds", shown(value, 40)))
                    .because("Hub, SDKs and agents keep numbers as doubles; they refuse this one or read it as infinity.")
                    .advise("Check what computes it; write it as a text if it is meant."),
            );
        }
    }
}
