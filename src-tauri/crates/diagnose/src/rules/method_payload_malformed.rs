//! # method-payload-malformed
//!
//! What a scenario case sends to a direct method, or expects as its answer, does not fit the method.
//!
//! ## Why
//! A handler reads the members of its payload by name and type; a call without one that it needs is
//! answered with status 400. A case whose expected answer no agent gives cannot pass. Cases that
//! expect the call to fail may be wrong on purpose and are left alone.
//!
//! ## Do
//! Write the payload as the method takes it. `twinscope schema show` prints the schema that is named.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::methods::Call;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::property_of;
use crate::wanted::{all, either, shown, values, why};
use crate::words::{name_of, subject};
use groups::catalogue::{Choice, Fault, Flow, Property, Violation, Weight};
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
        let severity = match violation.weight {
            Weight::Error => Severity::Error,
            Weight::Warning => Severity::Warning,
            Weight::Info => Severity::Info,
        };
        out.make(severity, || finding(&call, choice, flow, part, &violation));
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
    let place = match violation.fault {
        Fault::Unknown | Fault::Name => Place::key(violation.at),
        _ => Place::value(violation.at),
    };
    let fault = fault(what, violation, property.as_deref());
    let sure = if choice.declared.is_some() { Confidence::Likely } else { Confidence::Possible };
    Finding::at(place, format!("{}: {fault}", call.name))
        .confidence(sure)
        .because(why(effect, property.as_deref()))
        .advise(format!("Write {what} as `{}` has it.", choice.schema.path))
        .group(call.name.as_str())
}

fn fault(what: &str, violation: &Violation<'_>, property: Option<&Property>) -> String {
    let at = violation.at;
    let value = || format!("{} is {}", subject_of(what, at), shown(at, property));
    match &violation.fault {
        Fault::Missing(name) => format!("{what} lacks `{name}`"),
        Fault::Incomplete(names) => format!("{what} lacks {}", all(names)),
        Fault::Unknown => format!("nobody reads `{}` in {what}", name_of(at)),
        Fault::Name => format!("the name `{}` has another form than it needs", name_of(at)),
        Fault::Type { expected } => {
            let kinds = either(expected.iter().map(|kind| format!("`{kind}`")).collect());
            format!("{} is {}, and {kinds} is expected", subject_of(what, at), at.kind().with_article())
        }
        Fault::NotAllowed { allowed } => format!("{}, which is not {}", value(), values(allowed, &[])),
        Fault::TooSmall(least) => format!("{}, and {least} is the least", value()),
        Fault::TooLarge(most) => format!("{}, and {most} is the most", value()),
        Fault::TooShort(_) => format!("{}, which is too short", value()),
        Fault::TooLong(_) => format!("{}, which is too long", value()),
        _ => format!("{}, which does not have the form it needs", value()),
    }
}

/// Names a member by its key, the payload or the answer by what it is.
fn subject_of(what: &str, at: Value<'_>) -> String {
    match at.is_key("input") || at.is_key("returnJson") {
        true => what.to_owned(),
        false => subject(at),
    }
}
