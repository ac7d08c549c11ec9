//! # deployment-id-differs
//!
//! The device reports another deployment than desired asks for.
//!
//! ## Why
//! The agent copies the deployment id of desired into its report. Where the two differ, the last
//! deployment has not reached the device or has not been finished. The reported values belong to the
//! earlier deployment.
//!
//! ## Do
//! Check when the device was last connected. If it was after the write, look at the agent's log.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::{age, has_status, quoted, unless_fresh};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "deployment-id-differs",
    severity: Severity::Warning,
    category: Category::Status,
    source: include_str!("deployment_id_differs.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed() {
        let (Some(desired), Some(reported)) = (group.deployment_desired, group.deployment_reported)
        else {
            continue;
        };
        let (Some(wanted), Some(given)) = (desired.str(), reported.str()) else {
            continue;
        };
        if wanted == given || has_status(group, "pending") {
            continue;
        }
        let message = format!(
            "{} reports deployment {}, desired asks for {}",
            group.name,
            quoted(reported),
            quoted(desired)
        );
        out.push_as(
            unless_fresh(age(cx, desired)),
            Finding::at(Place::value(reported), message)
                .because("The agent copies the id of desired into its report, so the last deployment has not reached the device or is not finished; the reported values belong to the earlier one.")
                .advise("Check when the device was last connected; if it was after the write, look at the agent's log.")
                .confidence(Confidence::Likely)
                .related("the deployment asked for", Place::value(desired)),
        );
    }
}
