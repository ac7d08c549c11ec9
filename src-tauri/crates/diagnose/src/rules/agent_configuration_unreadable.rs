//! # agent-configuration-unreadable
//!
//! The device agent cannot read its configuration file.
//!
//! ## Why
//! The agent's own JSON reader stops at the first fault of the text. The agent then notes one line in
//! its trace and starts with its defaults for everything: no scope of the provisioning service, no
//! folder of plug-ins, no connection string, nothing told to any handler. Comments are the one thing
//! beyond JSON that this reader knows; a byte order mark, a trailing comma or a single backslash in a
//! path is enough to stop it.
//!
//! ## Do
//! Mend every fault of the text that is told, save the file as UTF-8 without a byte order mark, and
//! start the agent again.

use crate::agent_files::{configuration, refused};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::rule::{Category, Rule};
use crate::rules::count;

pub static RULE: Rule = Rule {
    name: "agent-configuration-unreadable",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("agent_configuration_unreadable.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = configuration(cx) else {
        return;
    };
    let mut stops = refused(cx.every_repair(), root);
    let Some(first) = stops.next() else {
        return;
    };
    let all = 1 + stops.count();
    out.push(
        Finding::at(cx.at(first), "the agent cannot read this file, and goes by its defaults throughout")
            .confidence(Confidence::Likely)
            .evidence(format!("{} at which its reader stops", count(all, "fault")))
            .because("Its reader stops at the first fault of the text; the agent notes a line in its trace and starts as if the file were empty: no scope, no plug-ins of this folder, no connection string.")
            .advise("Mend every fault of the text, save it as UTF-8 without a byte order mark, and start the agent again."),
    );
}
