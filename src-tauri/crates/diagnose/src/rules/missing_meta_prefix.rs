//! # missing-meta-prefix
//!
//! A node of the agent stands without its two underscores.
//!
//! ## Why
//! `__meta`, `__errors`, `__summary`, `__deviceSchemas` and `__portalSchemas` speak to or about the
//! agent. Without the underscores they are properties like any other: versions and errors in them
//! are not seen.
//!
//! ## Do
//! Write the name with two underscores.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::naming::{has_agent, has_any, has_inside, rename, without_prefix};
use crate::rule::{Category, Rule};
use crate::words::name_of;
use groups::names::without_suffix;
use twin::{SectionKind, Value};

pub static RULE: Rule = Rule {
    name: "missing-meta-prefix",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("missing_meta_prefix.rs"),
    check,
};

/// What tells a bare name from a property of that name: members that only the node has.
const SUMMARY: &[&str] = &[
    "failedCount",
    "failedGroups",
    "pendingCount",
    "pendingGroups",
];
const ENTRY: &[&str] = &["interfaceVersion", "maxInputVersion", "outputVersion"];

fn check(cx: &Context<'_>, out: &mut Findings) {
    if !has_agent(cx) {
        return;
    }
    for section in cx.twin().sections().filter(|s| s.kind != SectionKind::Tags) {
        for group in section.members().filter(|m| m.is_object()) {
            match without_suffix(group.raw_key()) {
                "summary" if has_any(group, SUMMARY) => tell(group, "__summary", out),
                "deviceSchemas" if has_inside(group, ENTRY) => tell(group, "__deviceSchemas", out),
                "portalSchemas" if has_inside(group, ENTRY) => tell(group, "__portalSchemas", out),
                _ => inside(group, out),
            }
        }
    }
}

fn inside(group: Value<'_>, out: &mut Findings) {
    for member in group
        .children()
        .filter(|m| m.key_starts_with("meta") || m.key_starts_with("errors"))
    {
        if let Some(name) = without_prefix(group, member) {
            tell(member, name, out);
        }
    }
}

fn tell(member: Value<'_>, name: &str, out: &mut Findings) {
    out.push(
        rename(
            member,
            name,
            format!("`{}` is written `{name}`", name_of(member)),
        )
        .confidence(Confidence::Likely)
        .because(
            "Without the underscores it is a property like any other; what it holds is not seen.",
        )
        .advise(format!("Rename it to `{name}`.")),
    );
}
