//! # more-of-the-same
//!
//! A rule found more than is listed one by one.
//!
//! ## Why
//! Of each rule the first hundred findings of a twin are listed. A broken export can have the same
//! fault a million times; listing each would hide everything else.
//!
//! ## Do
//! Mend the listed ones, which usually have one cause, and look again.

use crate::finding::{Finding, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "more-of-the-same",
    severity: Severity::Info,
    category: Category::Shape,
    source: include_str!("more_of_the_same.rs"),
    check: |_, _| {},
};

/// Says how many findings of a rule are not listed.
pub fn further(place: Place, rule: &'static str, number: usize) -> Finding {
    Finding::at(place, format!("{number} more findings of {rule} are not listed"))
        .because("Only the first hundred findings of a rule are listed for one twin.")
        .advise("Mend the listed ones, which usually have one cause, and look again.")
        .counting(rule)
}

