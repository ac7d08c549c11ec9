//! # agent-refuses-older-version
//!
//! The service writes an older major interface version than the device has: the documents allow it, the
//! shipped agent refuses it.
//!
//! ## Why
//! By the documents a newer device reads what an older service writes. The shipped agent compares the
//! major versions for equality and fails the group with error 2019. It shows "Refreshing" first, so that
//! the properties reported before are gone.
//!
//! ## Do
//! Let the service write the major version that the device declares.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::rule::{Category, Rule};
use crate::verdicts::version;
use groups::{Profile, RowId};

pub static RULE: Rule = Rule {
    name: "agent-refuses-older-version",
    severity: Severity::Error,
    category: Category::Versions,
    source: include_str!("agent_refuses_older_version.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for held in cx.rows(RowId::C2) {
        let message = format!(
            "{} is written for interface {}, the device has {}: allowed by the documents, refused by the shipped agent",
            held.group.name,
            version(held.portal()),
            version(held.device())
        );
        out.push_as(
            if held.profile == Profile::GaAgent {
                Severity::Error
            } else {
                Severity::Warning
            },
            held.at_writer(message)
                .advise("Let the service write the major version that the device declares."),
        );
    }
}
