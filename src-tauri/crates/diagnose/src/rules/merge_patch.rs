//! # merge-patch
//!
//! The input is a merge patch, not a twin.
//!
//! ## Why
//! A member that is `null` deletes a property. Only patches have such members: a twin that was read
//! never does. Rules about what is missing do not apply to a patch, because what it does not name
//! stays as it is.
//!
//! ## Do
//! Nothing, if a patch was meant. The service takes it as `PATCH /twins/{id}` with `tags` or
//! `properties.desired` at the top; a device sends the bare members of reported.

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::shape::Shape;

pub static RULE: Rule = Rule {
    name: "merge-patch",
    severity: Severity::Info,
    category: Category::Shape,
    source: include_str!("merge_patch.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let twin = cx.twin();
    if twin.recognition.shape != Shape::MergePatch {
        return;
    }
    let root = twin.root;
    let advice = if root.get("properties").is_some() || root.get("tags").is_some() {
        "Nothing, if a patch was meant: it can be sent to the service as it is."
    } else if twin.desired.is_some_and(|s| s.value == root) {
        "To send it to the service, wrap it: `{\"properties\": {\"desired\": …}}`."
    } else {
        "To send it to the service, wrap it: `{\"properties\": …}`; a device sends the members of reported alone."
    };
    out.push(
        Finding::at(Place::whole(root), format!("this is a merge patch: {}", twin.recognition.because))
            .because("`null` deletes a property, and what a patch does not name stays as it is; a twin that was read has no `null`.")
            .advise(advice),
    );
}
