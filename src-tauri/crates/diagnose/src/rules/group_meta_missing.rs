//! # group-meta-missing
//!
//! A desired group has no `__meta`, which must say for which interface version it is written.
//!
//! ## Why
//! The released agent looks for `__meta.serviceInterfaceVersion` in every group. On first contact it
//! finds no version and fails the group; the error code is arbitrary. Later changes use the version that
//! the device accepted before, until its agent starts again.
//!
//! ## Do
//! Write `__meta` into the group.
//!
//! ```json
//! { "rebootInfo": { "singleRebootTime": "", "__meta": { "serviceInterfaceVersion": "1.0.0" } } }
//! ```

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::rule::{Category, Rule};
use crate::verdicts::Held;
use groups::{Role, RowId};

pub static RULE: Rule = Rule {
    name: "group-meta-missing",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("group_meta_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx
        .rows(RowId::C5)
        .filter(|held| held.group.role != Role::Command)
    {
        // without reported properties the device may have accepted a version before
        let severity = if cx.groups().has_reported {
            Severity::Error
        } else {
            Severity::Warning
        };
        let message = format!("{} in desired has no __meta", held.group.name);
        out.push_as(severity, told(&held, message));
    }
    for held in cx
        .rows(RowId::C6)
        .filter(|held| held.group.role != Role::Command)
    {
        let message = format!(
            "{} in desired has no __meta; the device keeps the version it accepted before",
            held.group.name
        );
        out.push_as(Severity::Info, told(&held, message));
    }
}

fn told(held: &Held<'_>, message: String) -> Finding {
    held.at_writer(message)
        .advise("Write `__meta` with `serviceInterfaceVersion` into the group.")
        .confidence(Confidence::Likely)
}
