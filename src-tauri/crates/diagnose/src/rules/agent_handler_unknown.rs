//! # agent-handler-unknown
//!
//! The agent's configuration talks to a handler that the agent does not bring along.
//!
//! ## Why
//! What stands in `handlers` is handed to the handler of exactly that name at its start; a block for
//! another name is ignored without a trace. The commands were renamed after the preview:
//! `handlerTestMode` for `remoteWipeCmd` protects nothing from `StartRemoteWipeCmd`.
//!
//! ## Do
//! Use the name the agent knows. Blocks for plug-ins of your own are fine as they are.

use crate::agent_files::{HANDLERS, RENAMED, configuration, each, given, members};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::naming::rename;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::{meant, name_of};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "agent-handler-unknown",
    severity: Severity::Warning,
    category: Category::Agent,
    source: include_str!("agent_handler_unknown.rs"),
    check,
};

const IGNORED: &str = "What stands in `handlers` is handed to the handler of exactly that name; a block for another name is ignored without a trace.";

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(handlers) = configuration(cx).and_then(|root| root.get("handlers")) else {
        return;
    };
    let unknown = members(handlers).filter(|h| !HANDLERS.iter().any(|name| h.is_key(name)));
    each(unknown, out, |handler, out| {
        let key = handler.key().unwrap_or_default();
        if let Some((_, now)) = RENAMED.iter().find(|(old, _)| *old == key) {
            out.push(renamed(handler, now));
        } else if let Some(name) = meant(&key, &HANDLERS) {
            out.push(
                rename(handler, name, format!("no handler is named `{}`; `{name}` is close", name_of(handler)))
                    .confidence(Confidence::Likely)
                    .because(IGNORED)
                    .advise(format!("Rename it to `{name}`.")),
            );
        } else {
            out.push_as(Severity::Info, foreign(handler));
        }
    });
}

/// Tells a command of the preview; the block protects nothing under its old name.
fn renamed<'d>(handler: Value<'d>, now: &str) -> Finding {
    let tests = given(handler, "handlerTestMode").is_some_and(|v| v.bool() == Some(true));
    let reason = if tests {
        "The commands were renamed after the preview, and the test mode under the old name protects nothing: the command is carried out for real."
    } else {
        "The commands were renamed after the preview; the released agent ignores the block under the old name."
    };
    let message = format!("`{}` is the name that the preview agent had for `{now}`", name_of(handler));
    rename(handler, now, message)
        .confidence(Confidence::Likely)
        .because(reason)
        .advise(format!("Rename it to `{now}`, unless the device runs the preview agent of January 2019."))
}

fn foreign(handler: Value<'_>) -> Finding {
    Finding::at(Place::key(handler), format!("no handler of the agent is named `{}`", name_of(handler)))
        .confidence(Confidence::Possible)
        .because(IGNORED)
        .advise("Nothing, if a plug-in of your own has this handler; otherwise correct the name or remove the block.")
}
