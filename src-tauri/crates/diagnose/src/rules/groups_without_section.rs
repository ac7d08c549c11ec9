//! # groups-without-section
//!
//! Configuration groups stand at the top of the input, without the section around them.
//!
//! ## Why
//! They were taken for a part of desired or, where they carry status or errors, of reported. A rule
//! that compares the two sections has one side only.
//!
//! ## Do
//! Nothing for a look at the groups. To send them, wrap them as shown; to compare both sections,
//! give the whole twin.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "groups-without-section",
    severity: Severity::Info,
    category: Category::Shape,
    source: include_str!("groups_without_section.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let twin = cx.twin();
    if twin.recognition.shape != Shape::Groups {
        return;
    }
    let (section, wrapping) = match twin.reported {
        Some(_) => ("reported", "as `{\"properties\": {\"reported\": …}}`"),
        None => (
            "desired",
            "as `{\"properties\": {\"desired\": …}}`, which the service takes as a patch",
        ),
    };
    out.push(
        Finding::at(Place::whole(twin.root), format!("taken for a part of {section}: {}", twin.recognition.because))
            .confidence(Confidence::Likely)
            .because("Groups were pasted without the section around them; rules that compare desired and reported have one side only.")
            .advise(format!("Give the whole twin to compare both sections, or wrap the groups {wrapping}.")),
    );
}
