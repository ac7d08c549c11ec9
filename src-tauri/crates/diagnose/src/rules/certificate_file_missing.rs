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
        let is_missing = matches!(broken.violation.fault, Fault::Missing(_));
        let certificate = if is_missing { Some(value) } else { value.parent() };
        let Some(certificate) = certificate else { continue };
        let place = if is_missing { Place::key(value) } else { Place::value(value) };
        let severity = if is_there(broken.group, certificate) {
            Severity::Info
        } else {
            broken.severity()
        };
        let name = name_of(certificate);
        let message = if is_missing {
            format!("`{name}` is to be installed, and no fileName says from where")
        } else {
            format!("`{name}` is to be installed, and its fileName is empty")
        };
        out.push_as(severity, finding(&broken, place, message));
    }
}

fn finding(broken: &Broken<'_>, place: Place, message: String) -> Finding {
    broken
        .finding(place, message)
        .because("The agent fetches what is not on the device yet from Azure Storage by this name; without it the installation fails with code 1001.")
        .advise("Add `fileName` as container and blob, such as `\"certs\\\\plant-root.cer\"`.")
}
