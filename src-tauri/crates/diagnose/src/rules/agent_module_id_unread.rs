//! # agent-module-id-unread
//!
//! `moduleId` stands in the agent's configuration, and the agent never reads it.
//!
//! ## Why
//! The name of the module that the agent creates for itself comes from `dmModuleId`. The file that is
//! shipped with the agent has `moduleId` in its place: the agent ignores it and calls its module
//! `WindowsIoTDM`.
//!
//! ## Do
//! Write `dmModuleId` if the module is to have that name, and remove `moduleId`. Renaming it on a
//! device that is provisioned already changes the module the agent asks for, so do it before.

use crate::agent_files::{Effective, configuration};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "agent-module-id-unread",
    severity: Severity::Warning,
    category: Category::Agent,
    source: include_str!("agent_module_id_unread.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = configuration(cx) else {
        return;
    };
    let Some(member) = root.get("moduleId") else {
        return;
    };
    let finding = Finding::at(Place::key(member), "`moduleId` is never read; the agent reads `dmModuleId`")
        .confidence(Confidence::Likely)
        .evidence(shown(member, 60));
    match Effective(root).written("dmModuleId") {
        Some(read) => out.push_as(
            Severity::Info,
            finding
                .related("the setting that is read", Place::key(read))
                .because("The module has the name that stands in `dmModuleId`; `moduleId` is left over.")
                .advise("Remove `moduleId`."),
        ),
        None => out.push(
            finding
                .because("`dmModuleId` is not written, so the agent's module is called `WindowsIoTDM`, whatever stands in `moduleId`.")
                .advise("Write `dmModuleId` if the module is to have that name, before the device is provisioned; otherwise remove `moduleId`."),
        ),
    }
}
