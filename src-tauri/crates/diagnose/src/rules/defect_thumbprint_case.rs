//! # defect-thumbprint-case
//!
//! Certificates are reported in another case than they were asked for in.
//!
//! ## Why
//! The agent reports a certificate that it has just installed in lower case, and one that was there already
//! in the spelling of desired. Both mean the same certificate, but comparisons letter by letter find a
//! difference. This is a habit of the agent, not a slip of the operator.
//!
//! ## Do
//! Compare thumbprints without regard to case, or write them in lower case.

use crate::certificates::{find, stores};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::rules::count;
use groups::Direction;
use twin::Value;

pub static RULE: Rule = Rule {
    name: "defect-thumbprint-case",
    severity: Severity::Info,
    category: Category::Status,
    source: include_str!("defect_thumbprint_case.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(side) = cx.side("certificates", Direction::Reported) else {
        return;
    };
    let Some(desired) = side.group.desired.filter(|node| node.is_object()) else {
        return;
    };
    let reported = stores(side.node).flat_map(Value::children);
    let mut others = reported.filter_map(|certificate| Some((certificate, other_case(desired, certificate)?)));
    let Some((first, asked)) = others.next() else {
        return;
    };
    let number = count(1 + others.count(), "thumbprint");
    out.push(
        side.finding(Place::key(first), format!("{number} reported in another case than asked for"))
            .because("The agent reports what it has just installed in lower case; both mean the same certificate.")
            .advise("Compare thumbprints without regard to case, or write them in lower case.")
            .related("what was asked for", Place::key(asked)),
    );
}

/// Returns the certificate of desired that is the same but for upper and lower case.
fn other_case<'d>(desired: Value<'d>, certificate: Value<'d>) -> Option<Value<'d>> {
    let store = desired.get(&certificate.parent()?.key()?)?;
    let thumbprint = certificate.key()?;
    find(store, &thumbprint).filter(|asked| !asked.is_key(&thumbprint))
}
