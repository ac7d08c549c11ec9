//! # log-size-limit-absent
//!
//! A collector has no limit for its log file.
//!
//! ## Why
//! The agent does not fill in the default of Windows, 4 MB. It sets whatever is in memory at that moment:
//! a limit of zero, or of gigabytes.
//!
//! ## Do
//! Always write `logFileSizeLimitMB`.
//!
//! ```json
//! { "boot": { "logFileSizeLimitMB": 4 } }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Broken;
use crate::words::name_of;

pub static RULE: Rule = Rule {
    name: "log-size-limit-absent",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("log_size_limit_absent.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        out.make(broken.severity(), || finding(&broken));
    }
}

fn finding(broken: &Broken<'_>) -> Finding {
    let collector = broken.violation.at;
    let message = format!("the log file of `{}` has no limit", name_of(collector));
    broken
        .finding(Place::key(collector), message)
        .because("Without `logFileSizeLimitMB` the agent sets whatever is in memory at that moment, not the default of Windows.")
        .advise("Add `logFileSizeLimitMB`, from 1 to 2048; Windows would take 4.")
}
