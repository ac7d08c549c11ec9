//! # duplicate-key
//!
//! The same key stands twice in one object.
//!
//! ## Why
//! Readers disagree: the device agent takes the last of the two, IoT Hub refuses the text, other
//! tools take the first. This view shows the last.
//!
//! ## Do
//! Keep one of them.
//!
//! ```text
//! { "interval": 5, "interval": 10 }
//! ```

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::repaired::Mended;
use crate::repaired::each;
use crate::rule::{Category, Rule};
use twin::RepairKind;

pub static RULE: Rule = Rule {
    name: "duplicate-key",
    severity: Severity::Error,
    category: Category::Syntax,
    source: include_str!("duplicate_key.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let is_agent_file = cx.twin().recognition.shape.is_agent_file();
    each(cx, out, RepairKind::DuplicateKey, |m| {
        let finding = duplicate(m);
        if is_agent_file {
            finding.because("The device agent takes the last of the two, without a word; other readers take the first.")
        } else {
            finding.because("The device agent takes the last of the two and IoT Hub refuses the text; other readers take the first.")
        }
    });
}

fn duplicate(m: Mended<'_>) -> Finding {
    let later = m.doc.value_at(m.repair.span.start);
    let key = later.map_or_else(|| m.seen(), |v| twin::secret::cut(v.raw_key(), 40));
    let mut place = Place::repair(m.doc, m.repair);
    if let Some(value) = later {
        place.path = value.path();
    }
    let finding = Finding::at(place, format!("the key `{key}` stands twice in one object"))
        .advise("Keep one of them and remove the other.");
    let earlier = m.repair.other.and_then(|at| m.doc.value_at(at));
    let (Some(earlier), Some(later)) = (earlier, later) else {
        return finding;
    };
    let shown = |v| twin::secret::shown(v, 60);
    finding
        .related("first of the two", Place::key(earlier))
        .evidence(format!("first {}", shown(earlier)))
        .evidence(format!("read as the last: {}", shown(later)))
}
