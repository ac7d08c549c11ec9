//! # mechanisms-disagree
//!
//! A group has versions of the draft and interface versions, and they name different major versions.
//!
//! ## Why
//! `__portalSchemas` and `maxInputVersion` belong to the draft documents, `serviceInterfaceVersion` and
//! `interfaceVersion` to the released agent. Who reads the one decides differently from who reads the
//! other; the shipped agents read the latter only.
//!
//! ## Do
//! Remove the versions of the draft, or set both to the same major version.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::RowId;
use twin::Value;
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "mechanisms-disagree",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("mechanisms_disagree.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::S2) {
        let group = held.group;
        let of = |entry: Option<Value<'_>>, key| Some(entry?.get(key)?.id());
        let draft = of(group.portal_entry, "outputVersion")
            .or_else(|| of(group.schema_entry, "maxInputVersion"));
        let Some(draft) = draft.map(|id| cx.twin().root.document().value(id)) else {
            continue;
        };
        let mut finding = Finding::at(
            Place::key(draft),
            format!("the two ways to declare a version of {} name different major versions", group.name),
        )
        .because("Who reads the draft's versions decides differently from who reads the interface versions; the shipped agents read the latter only.")
        .advise("Remove the versions of the draft documents, or set both to the same major version.")
        .evidence(format!("{}: {}", draft.raw_key(), shown(draft, 40)));
        if let Some(interface) = group.service_interface.or(group.interface) {
            finding = finding
                .evidence(format!("{}: {}", interface.raw_key(), shown(interface, 40)))
                .related("the interface version", Place::key(interface));
        }
        out.push(finding);
    }
}
