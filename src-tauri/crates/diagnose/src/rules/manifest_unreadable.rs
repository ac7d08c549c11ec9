//! # manifest-unreadable
//!
//! The device agent cannot read the manifest of a plug-in.
//!
//! ## Why
//! The agent's own JSON reader stops at the first fault of the text, and the plug-in is left out: its
//! groups stay without an answer, its direct methods answer that there is no such handler. Comments
//! are the one thing beyond JSON that this reader knows.
//!
//! ## Do
//! Mend every fault of the text that is told, save the file as UTF-8 without a byte order mark, and
//! start the agent again.

use crate::agent_files::{NOT_LOADED, manifest, refused};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::rule::{Category, Rule};
use crate::rules::count;

pub static RULE: Rule = Rule {
    name: "manifest-unreadable",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("manifest_unreadable.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = manifest(cx) else {
        return;
    };
    let mut stops = refused(cx.every_repair(), root);
    let Some(first) = stops.next() else {
        return;
    };
    let all = 1 + stops.count();
    out.push(
        Finding::at(cx.at(first), "the agent cannot read this manifest, and does not load the plug-in")
            .confidence(Confidence::Likely)
            .evidence(format!("{} at which its reader stops", count(all, "fault")))
            .because(format!("Its reader stops at the first fault of the text. {NOT_LOADED}"))
            .advise("Mend every fault of the text, save it as UTF-8 without a byte order mark, and start the agent again."),
    );
}
