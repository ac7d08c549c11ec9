//! Two sides beside each other for the page: desired and reported of a twin, two loaded twins, or two snapshots.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use twin::{Document, Twin, Value};

use super::history::Pair;
use super::shown::Shown;
use crate::blame::of_value;
use crate::cell::narrow;
use crate::compare;
use crate::differences::{Asked, Lines, List, Side, Sides, page};
use crate::history::held::Held;
use crate::wire::{Compared, DiffPage, DiffRequest, ErrorCode, Patches, Refusal, Scope};

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
        documents: [&Document; 2],
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
        let lines = Arc::new(Lines::of(&list, documents, &asked));
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

/// Says since when the history has what no stamp tells of; asked only where it is wanted.
type Asking<'a, T> = &'a dyn Fn() -> T;

/// Returns a window of what is desired beside what is reported.
pub(super) fn drift(
    shown: &Shown,
    scope: &Scope,
    now: Timestamp,
    request: &DiffRequest,
    held: Asking<'_, Arc<Held>>,
) -> DiffPage {
    let twin = shown.twin();
    let settings = &shown.yardstick.drift;
    let documents = [&shown.doc; 2];
    let listed = shown.drift().listed(request, documents, || {
        let groups = shown.groups(&twin);
        List::of_drift(
            &twin,
            &groups,
            shown.catalogue(),
            (Some(now), settings),
            scope,
        )
    });
    let held = || {
        let held = held();
        [Arc::clone(&held), held]
    };
    let sides = (documents, None);
    window(&listed, sides, [&twin, &twin], now, request, &held)
}

/// Returns a window of two twins beside each other.
pub(super) fn twins(
    ([left, right], base): ([&Shown; 2], Option<&Shown>),
    now: Timestamp,
    request: &DiffRequest,
    held: Asking<'_, [Arc<Held>; 2]>,
) -> DiffPage {
    let documents = [&left.doc, &right.doc];
    let both = [&left.twin(), &right.twin()];
    let listed = right.compared().listed(request, documents, || {
        let ancestor = base.map(Shown::twin);
        let ancestor = ancestor.as_ref().zip(base.map(Shown::name));
        let names = [left.name(), right.name()];
        List::of_two(both, names, ancestor, right.catalogue())
    });
    let sides = (documents, base.map(|base| &base.doc));
    window(&listed, sides, both, now, request, held)
}

/// Returns a window of two snapshots beside each other.
pub(super) fn snapshots(
    pair: &Pair,
    now: Timestamp,
    request: &DiffRequest,
    held: Asking<'_, [Arc<Held>; 2]>,
) -> DiffPage {
    let [left, right] = &pair.documents;
    let both = [&pair.twin(0), &pair.twin(1)];
    let listed = pair.kept.listed(request, [left, right], || {
        List::of_two(both, pair.names.clone(), None, pair.packs.known())
    });
    window(&listed, ([left, right], None), both, now, request, held)
}

/// Returns the patches from one twin to another: applied and checked, secrets masked, as `twinscope diff` prints them.
pub(super) fn patches(left: &Shown, right: &Shown) -> Result<Patches, Refusal> {
    let (old, new) = (left.twin(), right.twin());
    compare::check(&old, &new, compare::Wanted::Meant).map_err(|unsound| Refusal {
        code: ErrorCode::PatchUnsound,
        subject: format!("{} and {}", left.name(), right.name()),
        detail: unsound.to_string(),
    })?;
    let names = [left.name(), right.name()];
    let found = compare::of_two(
        &old,
        &new,
        names,
        (compare::Wanted::Meant, right.catalogue()),
    );
    Ok(Patches {
        markdown: compare::markdown(std::slice::from_ref(&found)),
        operations: narrow(found.operations),
        masked: narrow(found.masked),
        inexpressible: found.inexpressible,
        json: found.json_patch,
        merge: found.merge_patch,
    })
}

fn window(
    listed: &Listed,
    (documents, base): ([&Document; 2], Option<&Document>),
    twins: [&Twin<'_>; 2],
    now: Timestamp,
    request: &DiffRequest,
    held: Asking<'_, [Arc<Held>; 2]>,
) -> DiffPage {
    let held = request.blame.then(held).unwrap_or_default();
    let blame = |value: Value<'_>, side: Side| {
        let at = usize::from(side == Side::Right);
        of_value(twins[at], value, &held[at], now)
    };
    let sides = Sides {
        documents,
        base,
        blame: &blame,
    };
    page(
        &listed.list,
        &listed.lines,
        sides,
        (request.first, request.count),
    )
}
