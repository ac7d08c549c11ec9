//! # command-in-desired
//!
//! The name of a command stands in desired.
//!
//! ## Why
//! The agent hands every member of desired to the handler of that name, commands included.
//! `StartRebootCmd` in desired reboots the device, and again at every connection, because the whole
//! of desired is applied then. A device that lists its handlers and has none of that name ignores it;
//! that is a warning. So is a node that the older agent reports of a method of its own, such as
//! `windows.rebootCmd`: in desired nobody reads it.
//!
//! ## Do
//! Remove it from desired at once and call the direct method of that name instead.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::naming::has_agent;
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::catalogue::Flow;
use groups::{Dialect, Role, RowId};
use twin::secret::cut;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "command-in-desired",
    severity: Severity::Error,
    category: Category::Names,
    source: include_str!("command_in_desired.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    sections(cx, out);
    let with_agent = has_agent(cx);
    for group in cx.groups().iter().filter(|g| g.role == Role::Command) {
        let Some(node) = group.desired.filter(|v| v.kind() != Kind::Null) else {
            continue;
        };
        // plain names such as `rebootCmd` may be a customer's own property
        if !with_agent && !group.name.starts_with(|c: char| c.is_ascii_uppercase()) {
            continue;
        }
        let effect = effect(&group.name);
        if cx.holds(RowId::C11, group) {
            out.push_as(Severity::Warning, without_handler(&group.name, node, effect));
            continue;
        }
        out.push(
            Finding::at(Place::key(node), format!("the command `{}` in desired would {effect}", group.name))
                .confidence(Confidence::Likely)
                .because("The agent hands every member of desired to the handler of that name, commands included, at every connection.")
                .advise("Remove it from desired at once; call the direct method of that name instead."),
        );
    }
}

/// Tells what the older agent only reports: its methods are called, and what they did is written down.
fn sections(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.groups().iter().filter(|g| g.role == Role::Gen1Section) {
        let name = group.name.strip_prefix("windows.").unwrap_or(&group.name);
        let has = |flow| cx.catalogue().versions(Dialect::Gen1, name, flow).next().is_some();
        let Some(node) = group.desired.filter(|v| v.kind() != Kind::Null) else {
            continue;
        };
        if has(Flow::Desired) || !has(Flow::Reported) {
            continue;
        }
        out.push_as(
            Severity::Warning,
            Finding::at(Place::key(node), format!("`{}` in desired is read by nobody", cut(&group.name, 80)))
                .confidence(Confidence::Likely)
                .because("The older agent writes it into reported when a direct method was called, and applies nothing of that name.")
                .advise("Remove it from desired, and call the direct method."),
        );
    }
}

/// A device that lists its handlers and has none of that name ignores it, as long as that is so.
fn without_handler(command: &str, node: Value<'_>, effect: &str) -> Finding {
    let command = cut(command, 80);
    Finding::at(Place::key(node), format!("the command `{command}` stands in desired, and the device has no handler for it"))
        .confidence(Confidence::Likely)
        .because(format!("The device lists its handlers in `__deviceSchemas`, and this one is not among them: it is ignored. A device that has it would {effect}."))
        .advise("Remove it from desired; call the direct method of that name on a device that has it.")
}

fn effect(command: &str) -> &'static str {
    match command {
        "StartRebootCmd" | "rebootCmd" => "reboot the device",
        "StartFactoryResetCmd" | "factoryResetCmd" => "reset the device to its factory state",
        "StartRemoteWipeCmd" | "remoteWipeCmd" => "wipe the device",
        "clearReportedCmd" => "clear the reported properties",
        "DeleteLogFileCmd" => "delete a file",
        _ => "be run",
    }
}
