//! # agent-expiry
//!
//! The agent's tokens are renewed too late, or over and over.
//!
//! ## Why
//! A token of the TPM is good for `sasExpiryInterval` seconds, and the agent renews it when less than
//! `sasRenewalGracePeriod` seconds are left. With a grace period as long as the life itself every token
//! is due at once, and the agent closes its connection and opens it again without end. Both numbers
//! are turned into milliseconds in 32 bits, which hold 4294967 seconds, not quite fifty days.
//!
//! ## Do
//! Keep the grace period well below the life of a token: 86400 and 3600 seconds, as shipped, renew
//! once a day, an hour before the end.

use crate::agent_files::{Effective, configuration};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};

pub static RULE: Rule = Rule {
    name: "agent-expiry",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("agent_expiry.rs"),
    check,
};

const LIFE: &str = "sasExpiryInterval";
const GRACE: &str = "sasRenewalGracePeriod";
/// Seconds whose milliseconds still fit into 32 bits.
const MOST: u32 = u32::MAX / 1_000;

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = configuration(cx) else {
        return;
    };
    let agent = Effective(root);
    let (life, grace) = (agent.count(LIFE), agent.count(GRACE));
    let (life_at, grace_at) = (agent.written(LIFE), agent.written(GRACE));
    let Some(at) = grace_at.or(life_at) else {
        return;
    };
    for (name, seconds, value) in [(LIFE, life, life_at), (GRACE, grace, grace_at)] {
        if let Some(value) = value.filter(|_| seconds > MOST) {
            out.push(
                Finding::at(Place::value(value), format!("`{name}` of {seconds} s is more than the agent can count"))
                    .confidence(Confidence::Likely)
                    .because("The agent turns the seconds into milliseconds in 32 bits: beyond 4294967 s the count starts again at 0, and tokens are renewed at another time.")
                    .advise("Write 4294967 (not quite fifty days) at most; 86400, one day, is what the agent is shipped with."),
            );
        }
    }
    let Some((severity, message, reason)) = fault(life, grace) else {
        return;
    };
    let finding = Finding::at(Place::value(at), message)
        .evidence(format!("{LIFE} {life}{}", by_default(life_at.is_none())))
        .evidence(format!("{GRACE} {grace}{}", by_default(grace_at.is_none())));
    let finding = match life_at.filter(|life| *life != at) {
        Some(life) => finding.related("life of a token", Place::value(life)),
        None => finding,
    };
    out.push_as(
        severity,
        finding
            .confidence(Confidence::Likely)
            .because(reason)
            .advise("Write a grace period well below the life of a token: as shipped, 86400 and 3600."),
    );
}

fn fault(life: u32, grace: u32) -> Option<(Severity, String, &'static str)> {
    if life == 0 {
        return Some((
            Severity::Error,
            "the agent asks for tokens that are good for 0 s".to_owned(),
            "A token that ends when it begins is refused by the hub; the agent never connects.",
        ));
    }
    if grace >= life {
        return Some((
            Severity::Error,
            format!("tokens are due for renewal as soon as they are made: {grace} s before the end of {life} s"),
            "The agent closes its connection to renew the token, and opens it again, over and over.",
        ));
    }
    (grace == 0).then(|| {
        (
            Severity::Warning,
            "tokens are renewed only when they have ended".to_owned(),
            "With a grace period of 0 s the hub may close the connection before the agent renews the token; what was on its way is lost.",
        )
    })
}

fn by_default(is_default: bool) -> &'static str {
    if is_default { ", by default" } else { "" }
}
