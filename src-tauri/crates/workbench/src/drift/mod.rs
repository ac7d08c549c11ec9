//! Drift: how the reported side of every group stands to the desired one. The one engine is the crate `diff`; here it
//! is told what the catalogue knows, and its answer is put into words.

mod contract;
mod habits;
mod ignores;
#[cfg(test)]
mod ignores_tests;
mod of_path;
#[cfg(test)]
mod tests;
pub mod words;

use ::groups::{Group, Groups};
use diagnose::Match;
use diff::drift::{Clock, Contract, Drift, State, Verdict};
use diff::text::{Fate, pieces};
use groups::catalogue::Catalogue;
use twin::{Twin, TwinPath, Value};

use crate::cell::Cell;
use crate::wire::{
    DriftCount, DriftGroup, DriftPiece, DriftRow, DriftState, DriftTwin, PieceFate, PropertyCell,
};

pub(crate) use contract::{contract, of_group, sides};
pub use ignores::{DriftIgnore, DriftSettings};
pub(crate) use ignores::{Sieve, Sifted};
pub(crate) use of_path::each_document;
pub use of_path::{Asked, Found, NoTime, Patience, of_path};

/// Characters of a text whose differing part is shown.
const PIECES: usize = 400;

/// Which rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wanted {
    /// Those whose sides do not agree and should.
    #[default]
    Differences,
    /// All.
    Everything,
}

/// Finds the drift of every group of a twin, with what is known of the group. There are rows of what is wanted only;
/// every property is counted.
pub fn of_groups<'g, 'd>(
    twin: &'g Twin<'d>,
    groups: &'g Groups<'d>,
    catalogue: &'g Catalogue,
    clock: Clock,
    wanted: Wanted,
) -> impl Iterator<Item = (&'g Group<'d>, Contract<'d>, Drift<'d>)> {
    let there = groups.iter().filter(|g| !g.declared_only());
    there.map(move |group| {
        let contract = contract(group, groups, catalogue);
        let sides = sides(twin, group);
        let drift = match wanted {
            Wanted::Everything => Drift::of(sides, &contract, clock),
            Wanted::Differences => Drift::differences(sides, &contract, clock),
        };
        (group, contract, drift)
    })
}

/// Finds the drift of every group of a twin, in words.
#[must_use]
pub fn of_twin(
    twin: &Twin<'_>,
    groups: &Groups<'_>,
    catalogue: &Catalogue,
    (clock, settings): (Clock, &DriftSettings),
    wanted: Wanted,
) -> DriftTwin {
    let sieve = Sieve::of(settings, twin);
    let mut found = DriftTwin {
        name: name(twin),
        kind: twin.recognition.shape.title().to_owned(),
        differs: false,
        hidden: 0,
        groups: Vec::new(),
    };
    for (group, contract, drift) in of_groups(twin, groups, catalogue, clock, wanted) {
        let told = in_words(group, (&contract, &drift), (clock, &sieve), wanted);
        found.differs |= told.differs;
        found.hidden += told.hidden;
        found.groups.push(told);
    }
    found
}

/// Counts what each ignore hides of a twin. Costs nothing where there is none.
pub(crate) fn matches(
    twin: &Twin<'_>,
    catalogue: &Catalogue,
    clock: Clock,
    settings: &DriftSettings,
) -> Vec<Match> {
    let mut times = Vec::new();
    let sieve = Sieve::of(settings, twin);
    if sieve.is_empty() {
        return times;
    }
    let groups = Groups::known_to(catalogue, twin);
    for group in groups.iter().filter(|g| !g.declared_only()) {
        let contract = contract(group, &groups, catalogue);
        let drift = Drift::of(sides(twin, group), &contract, clock);
        let sifted = sieve.sift(&drift, [group.desired, group.reported]);
        sifted.count(&mut times);
    }
    times.sort_by_key(|one| one.ignore);
    times
}

/// Returns device and module id; nothing where the twin has none.
pub(crate) fn name(twin: &Twin<'_>) -> String {
    match (twin.device_id(), twin.module_id()) {
        (Some(device), Some(module)) => format!("{device}/{module}"),
        (Some(device), None) => device.into_owned(),
        _ => String::new(),
    }
}

fn in_words(
    group: &Group<'_>,
    (contract, drift): (&Contract<'_>, &Drift<'_>),
    (clock, sieve): (Clock, &Sieve<'_>),
    wanted: Wanted,
) -> DriftGroup {
    let sifted = sieve.sift(drift, [group.desired, group.reported]);
    let properties = || {
        let all = drift.rows.iter().zip(&sifted.rows);
        all.filter(|(row, _)| row.is_leaf)
            .map(|(row, (_, why))| (row, *why))
    };
    let counts = State::ALL
        .into_iter()
        .zip(drift.counts)
        .map(|(state, count)| {
            let is_hidden = |row: &diff::drift::Row<'_>| row.verdict.state == state;
            let hidden = properties().filter(|(row, why)| why.is_some() && is_hidden(row));
            (
                state,
                count.saturating_sub(crate::cell::narrow(hidden.count())),
            )
        });
    let top = [group.desired, group.reported].into_iter().flatten().next();
    let depth = top.map_or(0, |top| top.path().steps().len());
    let rows =
        properties().filter(|(row, _)| wanted == Wanted::Everything || row.verdict.is_difference());
    DriftGroup {
        group: group.name.clone(),
        state: wire_state(sifted.group.state),
        differs: sifted.group.is_difference(),
        note: words::group(&drift.verdict, &sifted.group, contract, clock.now),
        since: sifted.group.since.map(|since| since.to_string()),
        stuck: sifted.group.is_stuck,
        hidden: crate::cell::narrow(sifted.hidden),
        counts: counts
            .filter(|(_, count)| *count > 0)
            .map(|(state, count)| DriftCount {
                state: wire_state(state),
                count,
            })
            .collect(),
        skews: drift.skews.iter().map(words::skew).collect(),
        rows: rows
            .map(|(row, why)| DriftRow {
                differs: row.verdict.is_difference() && why.is_none(),
                hidden: why.and_then(|n| Some(sieve.ignore(n)?.because())),
                ..told(row, contract, clock, depth)
            })
            .collect(),
    }
}

fn told(
    row: &diff::drift::Row<'_>,
    contract: &Contract<'_>,
    clock: Clock,
    depth: usize,
) -> DriftRow {
    let Verdict { state, since, .. } = row.verdict;
    let at = row.desired.or(row.reported);
    let error = row
        .verdict
        .error
        .and_then(|at| contract.errors.get(at as usize));
    let cells =
        [row.desired, row.reported].map(|side| side.map(|value| cell(value, row.is_secret)));
    let [desired, reported] = cells;
    let is_shown =
        |cell: &Option<PropertyCell>| cell.as_ref().is_some_and(|cell| !cell.masked && !cell.cut);
    let texts = row
        .desired
        .and_then(Value::str)
        .zip(row.reported.and_then(Value::str));
    let is_plain = row.verdict.is_difference() && is_shown(&desired) && is_shown(&reported);
    DriftRow {
        path: at.map(|value| below(value, depth)).unwrap_or_default(),
        state: wire_state(state),
        differs: row.verdict.is_difference(),
        hidden: None,
        note: words::verdict(&row.verdict, contract, clock.now),
        since: since.map(|since| since.to_string()),
        stuck: row.verdict.is_stuck,
        code: error.and_then(|error| Some(error.code?.to_string())),
        pieces: texts
            .filter(|_| is_plain)
            .map(|(old, new)| parts(&old, &new))
            .unwrap_or_default(),
        desired,
        reported,
    }
}

/// Returns the path of a value below its group.
fn below(value: Value<'_>, depth: usize) -> String {
    let path = value.path();
    let steps = path.steps().get(depth..).unwrap_or_default();
    TwinPath::new(steps.to_vec()).to_string()
}

pub(crate) fn cell(value: Value<'_>, is_secret: bool) -> PropertyCell {
    let cell = Cell::of(value);
    let masked = cell.masked || is_secret && !value.is_str("");
    PropertyCell {
        kind: cell.kind,
        text: match is_secret && masked && !cell.masked {
            true => MASK.to_owned(),
            false => cell.text,
        },
        cut: cell.cut,
        masked,
        pointer: value.path().to_string(),
        meaning: None,
    }
}

/// What stands for a secret.
pub(crate) const MASK: &str = "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}";

/// Takes two texts apart into what both have and what differs.
pub(crate) fn parts(old: &str, new: &str) -> Vec<DriftPiece> {
    if old.len() + new.len() > 2 * PIECES || old == new {
        return Vec::new();
    }
    let pieces = pieces(old, new).into_iter();
    pieces
        .map(|piece| DriftPiece {
            fate: match piece.fate {
                Fate::Kept => PieceFate::Kept,
                Fate::Gone => PieceFate::Gone,
                Fate::New => PieceFate::New,
            },
            text: piece.text,
        })
        .collect()
}

fn wire_state(state: State) -> DriftState {
    match state {
        State::Failed => DriftState::Failed,
        State::Drifted => DriftState::Drifted,
        State::Pending => DriftState::Pending,
        State::NotReported => DriftState::NotReported,
        State::Unknown => DriftState::Unknown,
        State::Overridden => DriftState::Overridden,
        State::Ignored => DriftState::Ignored,
        State::InSync => DriftState::InSync,
        State::ReportedOnly => DriftState::ReportedOnly,
    }
}
