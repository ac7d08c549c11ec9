//! # version-went-backwards
//!
//! A later look at the same device has a lower `$version` than an earlier one.
//!
//! ## Why
//! `$version` only rises. It starts again at 1 where the identity was deleted and created anew, or
//! where DPS moved the device and reset its twin. A device that ignores revisions it believes to
//! have handled will then ignore new changes, too.
//!
//! ## Do
//! Find out who recreated the identity or which enrollment resets the twin, and restart the device
//! so that it fetches the whole twin.

use crate::context::{Context, Sighting};
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use twin::Section;

pub static RULE: Rule = Rule {
    name: "version-went-backwards",
    severity: Severity::Warning,
    category: Category::Metadata,
    source: include_str!("version_went_backwards.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(other) = cx.earlier() else { return };
    let own = Sighting::of(cx.twin(), "");
    let (Some(own_time), Some(other_time)) = (&own.newest, &other.newest) else {
        return;
    };
    if own_time == other_time {
        return;
    }
    let own_is_later = own_time > other_time;
    let sections = [
        (
            cx.twin().desired,
            own.desired_version,
            other.desired_version,
        ),
        (
            cx.twin().reported,
            own.reported_version,
            other.reported_version,
        ),
    ];
    for (section, own, other_version) in sections {
        if let (Some(section), Some(own), Some(theirs)) = (section, own, other_version) {
            let (before, after) = if own_is_later {
                (theirs, own)
            } else {
                (own, theirs)
            };
            if after < before {
                out.push(found(section, before, after, other, own_time));
            }
        }
    }
}

fn found(section: Section<'_>, before: i64, after: i64, other: &Sighting, time: &str) -> Finding {
    let place = Place::key(section.version().unwrap_or(section.value));
    let message = format!(
        "{} went back from version {before} to {after}",
        section.kind.name()
    );
    let other_time = other.newest.as_deref().unwrap_or_default();
    Finding::at(place, message)
        .because("A section's `$version` only rises. The identity was deleted and created anew between the two looks, or DPS reset the twin when it provisioned the device again.")
        .advise("Find out who recreated the identity or which enrollment resets the twin, and restart the device so that it fetches the whole twin.")
        .confidence(Confidence::Likely)
        .evidence(format!("newest stamp here: {}", twin::secret::cut(time, 40)))
        .evidence(format!(
            "newest stamp in the other look ({}): {}",
            twin::secret::cut(&other.source, 60),
            twin::secret::cut(other_time, 40),
        ))
}
