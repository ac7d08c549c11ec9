//! # null-in-twin
//!
//! A twin holds `null`.
//!
//! ## Why
//! `null` deletes: the hub never stores it. A document with `null` members and `$metadata`, or an
//! identity such as `deviceId`, was edited after it was read, or is a patch written into a twin. Sent
//! as a patch it deletes these members.
//!
//! ## Do
//! Send the `null` as a patch if the deletion was meant; otherwise take a fresh copy of the twin.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::name_of;
use twin::SectionKind;
use twin::limits::Remark;

pub static RULE: Rule = Rule {
    name: "null-in-twin",
    severity: Severity::Warning,
    category: Category::Shape,
    source: include_str!("null_in_twin.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    if !cx.is_stored() {
        return;
    }
    let is_live = cx.twin().is_live_export();
    let (twin, because) = if is_live {
        ("a twin that was read", "null deletes a property, so the hub never stores it: the document was edited after it was read.")
    } else {
        ("a twin with an identity", "null deletes a property, so the hub never stores it: the document was edited, or it is a patch to which an identity was added.")
    };
    for (section, survey) in cx.surveys() {
        for (_, value) in survey.with(|r| r == Remark::Null) {
            // an agent reports null where it takes something back: what it sent, pasted into a twin
            let is_reported = section.kind == SectionKind::Reported;
            if !is_live && is_reported && cx.is_in_managed(value) {
                continue;
            }
            out.push(
                Finding::at(Place::value(value), format!("`{}` is null in {twin}", name_of(value)))
                    .confidence(Confidence::Likely)
                    .because(because)
                    .advise("Send the null as a patch if the deletion was meant; otherwise take a fresh copy of the twin."),
            );
        }
    }
}
