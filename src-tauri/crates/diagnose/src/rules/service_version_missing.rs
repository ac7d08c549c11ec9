//! # service-version-missing
//!
//! `__meta` of a desired group has no `serviceInterfaceVersion`.
//!
//! ## Why
//! The version is required as soon as there is a `__meta`. The released agent fails the group with code
//! -2 before it touches anything; what was reported before stays and looks valid.
//!
//! ## Do
//! Add `serviceInterfaceVersion`, in three parts.
//!
//! ```json
//! { "__meta": { "serviceInterfaceVersion": "1.0.0", "deploymentId": "blue-7" } }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Role, RowId};

pub static RULE: Rule = Rule {
    name: "service-version-missing",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("service_version_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx
        .rows(RowId::C7)
        .filter(|held| held.group.role != Role::Command)
    {
        let message = format!(
            "__meta of {} in desired has no serviceInterfaceVersion",
            held.group.name
        );
        let finding = held.at_writer(message);
        let place = held
            .group
            .meta_desired()
            .map_or_else(|| finding.place.clone(), Place::key);
        out.push(
            Finding { place, ..finding }
                .advise("Add `serviceInterfaceVersion` in three parts, such as `\"1.0.0\"`."),
        );
    }
}
