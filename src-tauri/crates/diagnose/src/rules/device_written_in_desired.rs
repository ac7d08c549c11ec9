//! # device-written-in-desired
//!
//! A node that the device writes stands in desired.
//!
//! ## Why
//! `__summary`, `__errors` and the status in `__meta` are what the device reports. In desired
//! nobody reads them: somebody copied reported into desired, or mistook the section.
//!
//! ## Do
//! Remove it from desired; look for it in reported.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::name_of;
use groups::Group;
use twin::Kind;

pub static RULE: Rule = Rule {
    name: "device-written-in-desired",
    severity: Severity::Info,
    category: Category::Names,
    source: include_str!("device_written_in_desired.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let groups = cx.groups();
    let summary = groups.get("__summary").and_then(|g| g.desired);
    let errors = cx.managed().filter_map(|g| g.desired?.get("__errors"));
    let metas = cx.managed().filter_map(Group::meta_desired);
    let status = metas.flat_map(|m| {
        ["deploymentStatus", "deviceInterfaceVersion"]
            .into_iter()
            .filter_map(move |name| m.get(name))
    });
    for node in summary
        .into_iter()
        .chain(errors)
        .chain(status)
        .filter(|v| v.kind() != Kind::Null)
    {
        out.push(
            Finding::at(Place::key(node), format!("`{}` in desired is read by nobody", name_of(node)))
                .confidence(Confidence::Likely)
                .because("The device writes it into reported; in desired it was copied along, or the section was mistaken.")
                .advise("Remove it from desired, and look for it in reported."),
        );
    }
}
