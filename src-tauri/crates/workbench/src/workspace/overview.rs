//! The first page of a twin.

use twin::limits::{DEPTH, Survey};
use twin::metadata::{Audit, Stamp};
use twin::shape::Shape;
use twin::{Section, Value, secret};

use super::shown::Shown;
use crate::versions;
use crate::wire::{Meter, Overview, TakenFor, Term};

/// Returns the first page of a twin.
pub(super) fn of(id: u32, shown: &Shown) -> Overview {
    let twin = shown.twin();
    let place = |value: Value<'_>| shown.place(value);
    let shape = shown.examined.shape;
    let mut negotiation = versions::rows(&shown.groups(&twin), None, &place);
    for row in &mut negotiation {
        versions::keep_second_opinion(&mut row.desired);
        versions::keep_second_opinion(&mut row.reported);
    }
    Overview {
        id,
        name: shown.name(),
        source: shown.examined.source(),
        taken_for: TakenFor {
            kind: shape.name().to_owned(),
            title: shape.title().to_owned(),
            because: shown.examined.because.clone(),
            can_wrap: matches!(
                shape,
                Shape::MergePatch | Shape::Groups | Shape::GroupContent | Shape::PartialTwin
            ),
            repaired: !shown.doc.repairs().is_empty(),
        },
        badge: super::state::badge(&shown.examined),
        identity: twin
            .identity()
            .take(60)
            .map(|value| term(value, shown))
            .collect(),
        meters: twin
            .sections()
            .map(|section| meter(section, shown))
            .collect(),
        negotiation,
    }
}

fn term(value: Value<'_>, shown: &Shown) -> Term {
    let text = match secret::masked(value) {
        Some(masked) => masked,
        None => value
            .str()
            .map_or_else(|| value.raw().to_owned(), |s| s.into_owned()),
    };
    Term {
        name: value.key().unwrap_or_default().into_owned(),
        value: secret::cut(&text, 200),
        place: shown.place(value),
    }
}

fn meter(section: Section<'_>, shown: &Shown) -> Meter {
    let usage = Survey::of(section).usage;
    let newest = Audit::of(section)
        .newest
        .or_else(|| Stamp::of(section.metadata()?).last_updated);
    Meter {
        section: section.kind.name().to_owned(),
        bytes: usage.bytes,
        bytes_limit: section.kind.bytes_limit(),
        depth: usage.depth,
        depth_limit: DEPTH,
        longest_key: usage.longest_key,
        longest_value: usage.longest_value,
        version: section.version().map(|v| secret::cut(v.raw(), 30)),
        last_updated: newest.and_then(|v| v.str()).map(|s| secret::cut(&s, 40)),
        place: Some(shown.place(section.value)),
    }
}
