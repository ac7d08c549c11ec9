//! # group-content-malformed
//!
//! The content of a group was given without its name, and does not fit the group that it can only be of.
//!
//! ## Why
//! Some members are those of one group only, and `__meta` says which agent is meant. What is wrong in
//! the content of that group is told, although the name is missing. Nothing is told where several groups
//! have such members.
//!
//! ## Do
//! Mend the value, and give the content its name: `{"rebootInfo": {…}}`.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::pasted::Pasted;
use crate::refusal;
use crate::rule::{Category, Rule};
use crate::schemas::property_of;
use crate::wanted::why;
use groups::catalogue::Violation;

pub static RULE: Rule = Rule {
    name: "group-content-malformed",
    severity: Severity::Error,
    category: Category::Shape,
    source: include_str!("group_content_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(pasted) = Pasted::of(cx) else { return };
    for violation in pasted.violations() {
        out.make(refusal::severity(&violation), || finding(&pasted, &violation));
    }
}

fn finding<'d>(pasted: &Pasted<'d>, violation: &Violation<'d>) -> Finding {
    let group = pasted.group();
    let property = property_of(pasted.content, pasted.choice.schema.property(), violation.at);
    let words = refusal::words(pasted.content, "the content", violation, property.as_deref());
    Finding::at(refusal::place(violation), format!("taken for {group} in {}: {words}", pasted.flow))
        .confidence(Confidence::Likely)
        .because(why("The members are those of this group only.", property.as_deref()))
        .advise(format!("Write it as `{}` has it.", pasted.choice.schema.path))
        .group(group)
}
