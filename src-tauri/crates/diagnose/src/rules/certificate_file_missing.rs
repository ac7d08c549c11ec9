//! # certificate-file-missing
//!
//! A certificate is to be installed, and its file is not named.
//!
//! ## Why
//! The agent fetches a certificate from Azure Storage by `fileName`: container and blob with a backslash
//! between them. Without it the installation fails with code 1001. One that is on the device already needs
//! no file.
//!
//! ## Do
//! Add `fileName`. In JSON the backslash is doubled.
//!
//! ```json
//! { "state": "installed", "fileName": "certs\\plant-root.cer" }
//! ```

use crate::certificates::is_there;
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::schemas::Broken;
use crate::words::name_of;
use groups::catalogue::Fault;
use twin::Value;

pub static RULE: Rule = Rule {
    name: "certificate-file-missing",
    severity: Severity::Warning,
    category: Category::Schema,
    source: include_str!("certificate_file_missing.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for broken in cx.told_by(RULE.name) {
        let value = broken.violation.at;
        let certificate = match broken.violation.fault {
            Fault::Missing(_) => Some(value),
            _ => value.parent(),
        };
        let Some(certificate) = certificate else {
            continue;
        };
        let severity = if is_there(broken.group, certificate) {
            Severity::Info
        } else {
            broken.severity()
        };
        out.make(severity, || finding(&broken, certificate));
    }
}

fn finding(broken: &Broken<'_>, certificate: Value<'_>) -> Finding {
    let value = broken.violation.at;
    let name = name_of(certificate);
    let (place, lacks) = if value == certificate {
        (Place::key(value), "no fileName says from where")
    } else {
        (Place::value(value), "its fileName is empty")
    };
    let message = format!("`{name}` is to be installed, and {lacks}");
    broken
        .finding(place, message)
        .because("The agent fetches what is not on the device yet from Azure Storage by this name; without it the installation fails with code 1001.")
        .advise("Add `fileName` as container and blob, such as `\"certs\\\\plant-root.cer\"`.")
}
