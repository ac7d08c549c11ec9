//! # reported-metadata-has-version
//!
//! `$metadata` of reported has a `$lastUpdatedVersion`.
//!
//! ## Why
//! The hub writes revisions of single properties in desired only. In reported there is only the
//! time. The document was edited, or desired was copied over reported.
//!
//! ## Do
//! Export the twin again, and go by `$lastUpdated` in reported.

use crate::context::Context;
use crate::finding::{Confidence, Findings, Severity};
use crate::rule::{Category, Rule};
use crate::stamps::{at_node, name_of};
use twin::SectionKind;
use twin::metadata::Stamp;

pub static RULE: Rule = Rule {
    name: "reported-metadata-has-version",
    severity: Severity::Info,
    category: Category::Metadata,
    source: include_str!("reported_metadata_has_version.rs"),
    check,
};

/// Nodes looked at: one is enough to tell.
const NODES: usize = 32;

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(metadata) = cx
        .twin()
        .section(SectionKind::Reported)
        .and_then(|s| s.metadata())
    else {
        return;
    };
    let nodes =
        std::iter::once(metadata).chain(metadata.children().filter(|n| !n.key_starts_with("$")));
    let Some(version) = nodes.take(NODES).find_map(|node| Stamp::of(node).version) else {
        return;
    };
    let name = name_of(version);
    let at = if name.is_empty() {
        String::new()
    } else {
        format!(", at {name}")
    };
    out.push(
        at_node(version, format!("$metadata of reported has a $lastUpdatedVersion{at}"))
            .because("The hub writes the revision of a property in desired only; the document was edited, or desired was copied over reported.")
            .advise("Export the twin again, and go by `$lastUpdated` in reported.")
            .confidence(Confidence::Likely)
            .evidence(twin::secret::shown(version, 20)),
    );
}
