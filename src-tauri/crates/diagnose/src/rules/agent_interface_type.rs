//! # agent-interface-type
//!
//! `azureInterfaceType` names an interface that the agent does not have.
//!
//! ## Why
//! The agent knows one interface, `raw`. With any other text it has no host for its handlers and ends
//! at its start.
//!
//! ## Do
//! Write `"raw"`, or leave the setting out.

use crate::agent_files::{Effective, configuration};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::secret::shown;

pub static RULE: Rule = Rule {
    name: "agent-interface-type",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("agent_interface_type.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = configuration(cx) else {
        return;
    };
    let written = Effective(root).written("azureInterfaceType");
    if let Some(value) = written.filter(|v| !v.is_str("raw")) {
        out.push(
            Finding::at(Place::value(value), format!("the agent has no interface {}; `raw` is the only one", shown(value, 40)))
                .confidence(Confidence::Likely)
                .because("With any other text the agent has no host for its handlers, and ends at its start.")
                .advise("Write \"raw\", or leave the setting out.")
                .repair("\"raw\""),
        );
    }
}
