//! # group-without-versions
//!
//! Neither portal nor device declares a version for a group.
//!
//! ## Why
//! By the draft's rules a group without a schema version is ignored in both directions: the device does
//! not apply what is desired, the portal does not read what is reported.
//!
//! ## Do
//! Declare the group in `__portalSchemas` in desired and in `__deviceSchemas` in reported.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::verdicts::is_without_versions;
use groups::{Group, Profile, Role};
use twin::secret::cut;

pub static RULE: Rule = Rule {
    name: "group-without-versions",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("group_without_versions.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let groups = cx.groups();
    // without any declaration at all it may be a fragment: told, but as a surprise rather than a fault
    let severity = if groups.portal_schemas.is_none() && groups.device_schemas.is_none() {
        Severity::Warning
    } else {
        RULE.severity
    };
    let is_group = |g: &&Group<'_>| matches!(g.role, Role::Configuration | Role::Own | Role::Custom);
    for group in groups
        .iter()
        .filter(is_group)
        .filter(|g| cx.profile_of(g) == Profile::Draft)
    {
        let node = group
            .desired
            .or(group.reported)
            .filter(|node| node.is_object());
        if let Some(node) = node.filter(|_| is_without_versions(group)) {
            out.push_as(
                severity,
                Finding::at(Place::key(node), format!("nobody declares a version for {}, so it is ignored", cut(&group.name, 60)))
                    .because("By the draft's rules a group without a schema version is ignored in both directions.")
                    .advise("Declare the group in `__portalSchemas` and let the device declare it in `__deviceSchemas`.")
                    .confidence(Confidence::Likely),
            );
        }
    }
}
