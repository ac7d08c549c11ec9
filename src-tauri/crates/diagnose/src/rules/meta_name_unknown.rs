//! # meta-name-unknown
//!
//! A name that starts with underscores is nearly, but not quite, a node of the agent.
//!
//! ## Why
//! Beside and inside groups the agent knows `__meta`, `__errors`, `__summary`, `__deviceSchemas`
//! and `__portalSchemas`. Another spelling is a property like any other: what it holds is not seen.
//!
//! ## Do
//! Rename the node.

use crate::KEPT_PER_RULE;
use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::naming::{has_agent, meta_meant, rename};
use crate::rule::{Category, Rule};
use crate::words::name_of;
use twin::{SectionKind, Value};

pub static RULE: Rule = Rule {
    name: "meta-name-unknown",
    severity: Severity::Warning,
    category: Category::Names,
    source: include_str!("meta_name_unknown.rs"),
    check,
};

const BESIDE: &[&str] = &["__summary", "__deviceSchemas", "__portalSchemas"];
const INSIDE: &[&str] = &["__meta", "__errors"];

fn check(cx: &Context<'_>, out: &mut Findings) {
    let with_agent = has_agent(cx);
    for section in cx.twin().sections().filter(|s| s.kind != SectionKind::Tags) {
        for member in section.members() {
            if member.key_starts_with("_") {
                slip(member, BESIDE, with_agent, out);
            }
            // the first members only: a group has the agent's nodes at either end
            for inner in member
                .children()
                .filter(|m| m.key_starts_with("_"))
                .take(KEPT_PER_RULE)
            {
                slip(inner, INSIDE, with_agent, out);
            }
        }
    }
}

fn slip(member: Value<'_>, names: &[&'static str], with_agent: bool, out: &mut Findings) {
    let Some(name) = meta_meant(member, names).filter(|_| with_agent) else {
        return;
    };
    out.push(
        rename(
            member,
            name,
            format!("no agent knows `{}`; `{name}` is close", name_of(member)),
        )
        .confidence(Confidence::Likely)
        .because("Under another name it is a property like any other; what it holds is not seen.")
        .advise(format!("Rename it to `{name}`.")),
    );
}
