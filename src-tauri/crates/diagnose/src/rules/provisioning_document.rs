//! # provisioning-document
//!
//! The input is a document of the provisioning service, or of its simulator, and no twin.
//!
//! ## Why
//! Enrollments, enrollment groups and registration records have `deviceId`, `etag` and `status` as twins do, and an
//! initial twin inside, but no device has written or read any of it: nothing of a twin could be diagnosed.
//!
//! ## Do
//! Look at it where it says something: in the window under Provisioning (Ctrl+P), where files can be dropped, or with
//! `twinscope reprovision simulate`, which names everything that is wrong with it.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::shape::{Provisioning, Shape};

pub static RULE: Rule = Rule {
    name: "provisioning-document",
    severity: Severity::Warning,
    category: Category::Shape,
    source: include_str!("provisioning_document.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let recognition = &cx.twin().recognition;
    let Shape::Provisioning(kind) = recognition.shape else {
        return;
    };
    let (what, option) = told(kind);
    out.push(
        Finding::at(
            Place::whole(cx.twin().root),
            format!("this is {what}, not a twin: {}", recognition.because),
        )
        .because("It says what the provisioning service will do with a device, not what a device has: nothing of a twin was diagnosed.")
        .advise(format!(
            "Drop it on the window's page Provisioning (Ctrl+P), or give it to `twinscope reprovision {option}`."
        )),
    );
}

/// What it is, and where the command line takes it.
fn told(kind: Provisioning) -> (&'static str, &'static str) {
    match kind {
        Provisioning::Enrollment => (
            "an enrollment of the provisioning service",
            "simulate --enrollment",
        ),
        Provisioning::EnrollmentGroup => (
            "an enrollment group of the provisioning service",
            "simulate --enrollment",
        ),
        Provisioning::Record => (
            "a registration record of the provisioning service",
            "simulate --record",
        ),
        Provisioning::Device => ("a device that registers", "simulate --device"),
        Provisioning::Hub => ("a hub of the provisioning service", "simulate --hubs"),
        Provisioning::Webhook => (
            "what the webhook of a custom allocation answers",
            "simulate --webhook",
        ),
        Provisioning::Sequence => ("a sequence of registrations", "sequence"),
        Provisioning::Versions => (
            "a table of versions from before reprovisioning",
            "simulate --versions",
        ),
    }
}
