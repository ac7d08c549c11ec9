//! # manifest-keep-alive
//!
//! `keepAliveTime` of a plug-in's manifest is a number that the agent refuses.
//!
//! ## Why
//! It is a whole number of milliseconds in 32 bits with a sign, from -1, which keeps the process for
//! ever, to 2147483647. The reference page recommends 0xFFFFFFFF for "for ever": written that way it
//! is no JSON, and written as 4294967295 it does not fit (error 2011). Below -1 the error is 2012.
//!
//! ## Do
//! Write -1 for a process that is never ended, otherwise milliseconds; the plug-ins that are shipped
//! have 50000.

use crate::agent_files::{NOT_LOADED, manifest, whole};
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::secret::shown;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "manifest-keep-alive",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("manifest_keep_alive.rs"),
    check,
};

const FOR_EVER: i64 = -1;
/// What the reference page recommends for "for ever".
const ALL_BITS: i64 = 0xFFFF_FFFF;

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = manifest(cx) else {
        return;
    };
    let is = |name: &str, wanted: bool| root.get(name).and_then(Value::bool) == Some(wanted);
    // in the agent's own process there is nothing to keep alive
    if is("direct", true) || is("outOfProc", false) {
        return;
    }
    let number = root
        .get("keepAliveTime")
        .filter(|v| v.kind() == Kind::Number);
    let Some(value) = number else {
        return;
    };
    let milliseconds = whole(value);
    let Some(fault) = fault(milliseconds) else {
        return;
    };
    let finding = Finding::at(Place::value(value), format!("`keepAliveTime` {fault}"))
        .evidence(shown(value, 40))
        .because(format!("The agent refuses the manifest. {NOT_LOADED}"))
        .advise("Write -1 for a process that is never ended, otherwise milliseconds up to 2147483647; the plug-ins that are shipped have 50000.");
    out.push(if milliseconds == Some(ALL_BITS) {
        finding.repair(FOR_EVER.to_string())
    } else {
        finding
    });
}

fn fault(milliseconds: Option<i64>) -> Option<&'static str> {
    match milliseconds {
        None => Some("is no whole number of 32 bits (error 2011)"),
        Some(ALL_BITS) => Some("of 0xFFFFFFFF does not fit into 32 bits with a sign (error 2011); -1 means for ever"),
        Some(number) if number < i64::from(i32::MIN) || number > i64::from(i32::MAX) => {
            Some("does not fit into 32 bits with a sign (error 2011)")
        }
        Some(number) if number < FOR_EVER => Some("is below -1 (error 2012)"),
        Some(_) => None,
    }
}
