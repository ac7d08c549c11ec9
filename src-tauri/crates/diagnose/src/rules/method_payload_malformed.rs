//! # method-payload-malformed
//!
//! What a scenario case sends to a direct method, or expects as its answer, does not fit the method.
//!
//! ## Why
//! A handler reads the members of its payload by name and type; a call without one that it needs is
//! answered with status 400. A case whose expected answer no agent gives cannot pass. The payload of a call
//! that is expected to fail may be wrong on purpose and is left alone; its answer is held against what
//! failed calls answer: an error object, or parts of one.
//!
//! ## Do
//! Write the payload as the method takes it. `twinscope schema show` prints the schema that is named.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::methods::Call;
use crate::refusal;
use crate::rule::{Category, Rule};
use crate::schemas::property_of;
use crate::wanted::why;
use groups::catalogue::{Choice, Flow, Violation};
use twin::Value;

pub static RULE: Rule = Rule {
    name: "method-payload-malformed",
    severity: Severity::Error,
    category: Category::Shape,
    source: include_str!("method_payload_malformed.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(call) = Call::of(cx) else { return };
    for (choice, flow, part, violation) in call.violations() {
        out.make(refusal::severity(&violation), || {
            finding(&call, choice, flow, part, &violation)
        });
    }
}

fn finding<'d>(
    call: &Call<'d>,
    choice: &Choice,
    flow: Flow,
    part: Value<'d>,
    violation: &Violation<'d>,
) -> Finding {
    let property = property_of(part, choice.schema.property(), violation.at);
    let (what, effect) = match flow {
        Flow::Output => ("the answer", "No published agent answers so."),
        _ => ("the payload", "The handler refuses such a call, or passes over what it does not read."),
    };
    let fault = refusal::words(part, what, violation, property.as_deref());
    let sure = match choice.declared {
        Some(_) => Confidence::Likely,
        None => Confidence::Possible,
    };
    Finding::at(refusal::place(violation), format!("{}: {fault}", call.name))
        .confidence(sure)
        .because(why(effect, property.as_deref()))
        .advise(format!("Write {what} as `{}` has it.", choice.schema.path))
        .group(call.name.as_str())
}
