//! # agent-test-mode
//!
//! Whether reset, wipe and reboot are carried out or only pretended.
//!
//! ## Why
//! With `handlerTestMode` true the handler of a command answers 200 and reports success, and does
//! nothing. With false, or without it, the device is reset or wiped for real at the first call. The
//! agent is shipped with the test mode on for reset and wipe, and off for reboot.
//!
//! ## Do
//! Keep the test mode on the bench. Before a device leaves the house, decide it for each of the
//! three.

use crate::agent_files::{configuration, given, members};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "agent-test-mode",
    severity: Severity::Info,
    category: Category::Agent,
    source: include_str!("agent_test_mode.rs"),
    check,
};

const FLAG: &str = "handlerTestMode";
/// Commands with a test mode, what they do, and whether it can be undone.
const COMMANDS: [(&str, &str, bool); 3] = [
    ("StartFactoryResetCmd", "reset to its factory state", false),
    ("StartRemoteWipeCmd", "wiped", false),
    ("StartRebootCmd", "rebooted", true),
];

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(handlers) = configuration(cx).and_then(|root| root.get("handlers")) else {
        return;
    };
    // who speaks of none of the three does not think of test modes
    let is_managed = members(handlers).any(|h| COMMANDS.iter().any(|(name, ..)| h.is_key(name)));
    if !is_managed {
        return;
    }
    for (name, done, can_be_undone) in COMMANDS {
        let block = handlers.get(name);
        let flag = block.and_then(|b| given(b, FLAG));
        match flag {
            Some(flag) if flag.bool() == Some(true) => out.push(pretended(name, done, flag)),
            // a flag of another type is told by `agent-setting-type`
            Some(flag) if flag.kind() != Kind::Boolean => {}
            _ if can_be_undone => {}
            _ => out.push(carried_out(name, done, flag.or(block), handlers)),
        }
    }
}

fn pretended(name: &str, done: &str, flag: Value<'_>) -> Finding {
    Finding::at(Place::value(flag), format!("`{name}` is in test mode: it answers 200 and does nothing"))
        .confidence(Confidence::Likely)
        .because(format!("In test mode the handler reports success, but the device is not {done}."))
        .advise("Nothing, on the bench; write `false` before the device leaves the house, if the command is to work there.")
}

fn carried_out(name: &str, done: &str, at: Option<Value<'_>>, handlers: Value<'_>) -> Finding {
    let place = Place::key(at.unwrap_or(handlers));
    Finding::at(place, format!("`{name}` is not in test mode: at a call the device is {done}"))
        .confidence(Confidence::Likely)
        .because("Without `handlerTestMode`, or with false, the command is carried out for real at the first call; nothing asks again.")
        .advise("Nothing, where that is meant; on the bench write `\"handlerTestMode\": true` for it.")
}
