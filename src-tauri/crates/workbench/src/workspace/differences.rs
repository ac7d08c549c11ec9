//! Two sides beside each other for the page: desired and reported of a twin, or two loaded twins.

use std::sync::{Arc, Mutex, PoisonError};

use diff::drift::Clock;
use jiff::Timestamp;
use twin::metadata::{Stamp, node_for};
use twin::time::{hub_time, spoken};
use twin::{Twin, Value};

use super::shown::Shown;
use crate::differences::{Asked, Lines, List, Side, Sides, page};
use crate::wire::{Compared, DiffPage, DiffRequest, Scope};

/// The rows made for the last request, kept while the page scrolls through them.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Option<Listed>>);

#[derive(Debug, Clone)]
struct Listed {
    compared: Compared,
    asked: Asked,
    list: Arc<List>,
    lines: Arc<Lines>,
}

impl Kept {
    /// Returns the rows of a request, made anew only where something about it is new.
    fn listed(
        &self,
        request: &DiffRequest,
        shown: [&Shown; 2],
        make: impl FnOnce() -> List,
    ) -> Listed {
        let asked = Asked {
            layout: request.layout,
            full: request.full,
            states: request.states.clone(),
            search: request.search.trim().to_lowercase(),
            toggled: request.toggled.clone(),
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = kept
            .as_ref()
            .filter(|kept| kept.compared == request.compared);
        if let Some(same) = same.filter(|kept| kept.asked == asked) {
            return same.clone();
        }
        let list = same.map_or_else(|| Arc::new(make()), |same| same.list.clone());
        let lines = Arc::new(Lines::of(&list, shown.map(|s| &s.doc), &asked));
        let listed = Listed {
            compared: request.compared.clone(),
            asked,
            list,
            lines,
        };
        *kept = Some(listed.clone());
        listed
    }
}

/// Returns a window of what is desired beside what is reported.
pub(super) fn drift(
    shown: &Shown,
    scope: &Scope,
    now: Option<Timestamp>,
    request: &DiffRequest,
) -> DiffPage {
    let twin = shown.twin();
    let clock = Clock {
        now,
        ..Clock::default()
    };
    let listed = shown.drift().listed(request, [shown, shown], || {
        let groups = shown.groups(&twin);
        List::of_drift(&twin, &groups, shown.catalogue(), clock, scope)
    });
    window(&listed, [shown, shown], now, request)
}

/// Returns a window of two twins beside each other.
pub(super) fn twins(
    left: &Shown,
    right: &Shown,
    now: Option<Timestamp>,
    request: &DiffRequest,
) -> DiffPage {
    let listed = right.compared().listed(request, [left, right], || {
        List::of_two([&left.twin(), &right.twin()], [left.name(), right.name()])
    });
    window(&listed, [left, right], now, request)
}

fn window(
    listed: &Listed,
    shown: [&Shown; 2],
    now: Option<Timestamp>,
    request: &DiffRequest,
) -> DiffPage {
    let twins = shown.map(Shown::twin);
    let blame = |value: Value<'_>, side: Side| {
        let at = usize::from(side == Side::Right);
        // the same value, with the life of the documents that are kept here
        blame(&twins[at], shown[at].doc.value(value.id()), now)
    };
    let sides = Sides {
        documents: shown.map(|s| &s.doc),
        blame: &blame,
    };
    page(
        &listed.list,
        &listed.lines,
        sides,
        (request.first, request.count),
    )
}

/// Says when a value was written, at which revision and by which configuration, as far as the metadata tells.
fn blame(twin: &Twin<'_>, value: Value<'_>, now: Option<Timestamp>) -> String {
    let Some(section) = twin.section_of(value) else {
        return String::new();
    };
    // elements of a list have no stamps of their own: the list has
    let mut at = Some(value);
    let node = loop {
        let Some(value) = at else {
            return String::new();
        };
        match node_for(section, value) {
            Some(node) => break node,
            None => at = value.parent().filter(|parent| *parent != section.value),
        }
    };
    let stamp = Stamp::of(node);
    let written = stamp.last_updated.and_then(|v| hub_time(&v.str()?));
    let age = written.map(|written| match now.map(|now| now.duration_since(written)) {
        Some(age) if age.is_positive() => format!("{} ago", spoken(age)),
        _ => written.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    });
    let revision = stamp
        .revision()
        .map(|revision| format!("version {revision}"));
    let by = stamp
        .by
        .map(|by| format!("by {}", twin::secret::shown(by, 60)));
    let parts: Vec<_> = [age, revision, by].into_iter().flatten().collect();
    parts.join(" · ")
}
