//! # child-newer-than-parent
//!
//! A property was written at a later revision than the object around it.
//!
//! ## Why
//! A write stamps the property and everything above it, so an object is at least as new as what is
//! in it. Where it is not, the document was edited or merged from two exports. The newest revision
//! below a group still says when the group was last touched.
//!
//! ## Do
//! Take the higher revision for the group's, and export the twin again if that matters.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::rule::{Category, Rule};
use crate::stamps::{at_node, name_of};

pub static RULE: Rule = Rule {
    name: "child-newer-than-parent",
    severity: Severity::Info,
    category: Category::Metadata,
    source: include_str!("child_newer_than_parent.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for (_, audit) in cx.audits() {
        for &stamp in &audit.newer_than_parent {
            let message = format!(
                "{} was written at revision {}, later than what is around it",
                name_of(stamp),
                twin::secret::shown(stamp, 20),
            );
            out.push(
                at_node(stamp, message)
                    .because("The hub stamps every object around a written property as well, so an export of one moment never looks like this.")
                    .advise("Take the higher revision for the group's, and export the twin again if that matters.")
                    .confidence(Confidence::Likely),
            );
        }
    }
}
