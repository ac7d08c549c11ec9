//! # declared-not-configured
//!
//! Versions are declared for groups that the twin does not have.
//!
//! ## Why
//! In the draft documents portal and device declare the groups that they use. A declared group without
//! content in desired or reported is legal; often it is left over, or its name is spelt differently.
//!
//! ## Do
//! Compare the names with those of the groups in the twin.

use super::count;
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::Profile;
use twin::secret::cut;

pub static RULE: Rule = Rule {
    name: "declared-not-configured",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("declared_not_configured.rs"),
    check,
};

/// Names told in one finding.
const TOLD: usize = 6;

fn check(cx: &Context<'_>, out: &mut Findings) {
    let unused = || {
        cx.managed()
            .filter(|g| g.declared_only() && cx.profile_of(g) == Profile::Draft)
    };
    let Some(first) = unused().find_map(|g| g.portal_entry.or(g.schema_entry)) else {
        return;
    };
    let number = unused().count();
    let names: Vec<_> = unused().take(TOLD).map(|g| cut(&g.name, 40)).collect();
    let more = if number > TOLD { ", …" } else { "" };
    let message = format!(
        "{} declared, but not in the twin: {}{more}",
        count(number, "group"),
        names.join(", ")
    );
    out.push(
        Finding::at(Place::key(first), message)
            .because("Portal and device declare the groups that they use; one without content is legal and often left over, or spelt differently.")
            .advise("Compare the names with those of the groups in the twin."),
    );
}
