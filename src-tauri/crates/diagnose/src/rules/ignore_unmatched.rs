//! # ignore-unmatched
//!
//! An ignore of the settings matches no finding any more.
//!
//! ## Why
//! An ignore says: this is known, do not tell it. When nothing is left that it matches, the fault
//! was mended, or a rule, path or device was renamed or mistyped. It is of no use now, and it will
//! silently hide the next finding that happens to fit.
//!
//! It is reported at its line of `twinscope.json`, and only after everything below the folder of
//! that file was looked at: in one twin alone most ignores match nothing.
//!
//! ## Do
//! Remove the ignore. Where it should still match, correct its rule, its path or its device:
//! `--show-hidden` lists what the others hide.

use crate::finding::{Finding, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "ignore-unmatched",
    severity: Severity::Warning,
    category: Category::Settings,
    source: include_str!("ignore_unmatched.rs"),
    // no twin has it: it takes a whole run to know
    check: |_, _| {},
};

/// Says that an ignore matched nothing.
pub fn unmatched(place: Place, ignore: &str) -> Finding {
    Finding::at(place, format!("this ignore matches nothing: {ignore}"))
        .because(
            "Nothing that was looked at has such a finding any more. The ignore is of no use now, \
             and it will silently hide the next finding that happens to fit.",
        )
        .advise("Remove it, or correct its rule, its path or its device.")
}
