//! Drift in the settings of the window: properties that are hidden after a preview, and the time that a change may be
//! pending.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use ::groups::Groups;
use diagnose::{IdPattern, PathPattern, Place, Units};
use diff::drift::Drift;
use jiff::Timestamp;
use twin::{Document, SectionKind, Step, Value};

use super::super::shown::Shown;
use super::super::state::Loaded;
use super::super::yardstick::Yardstick;
use super::super::{Workspace, copy};
use super::hiding::{LISTED, PREVIEWED};
use super::{InForce, narrow};
use crate::drift::{DriftIgnore, DriftSettings, Sieve, contract, sides, words};
use crate::settings::{Edit, Tally};
use crate::wire::{
    DriftReach, ErrorCode, HideDriftRequest, HidePreview, IgnoreView, PreviewRow, Refusal,
};

impl Workspace {
    /// Says what an ignore made from a property would hide of the drift of the loaded twins.
    ///
    /// # Errors
    /// Where the twin cannot be shown, or its property is no longer there.
    pub fn preview_hide_drift(&self, request: &HideDriftRequest) -> Result<HidePreview, Refusal> {
        let ignore = self.drift_ignore_of(request)?;
        let twins: Vec<_> = {
            let state = self.state();
            let all = state.checked();
            all.map(|(id, loaded)| (id, loaded.clone())).collect()
        };
        let yardstick = self.yardstick();
        let number = yardstick.drift.ignores.len();
        let some = &twins[..twins.len().min(PREVIEWED)];
        let mut preview = HidePreview {
            hides: ignore.words(),
            findings: 0,
            twins: 0,
            rows: Vec::new(),
            looked: narrow(some.len()),
            candidates: narrow(twins.len()),
            file: self.in_force().name(),
        };
        let settings = yardstick.drift.with(ignore);
        let now = Timestamp::now();
        let look = |doc: &Document, loaded: &Loaded| {
            hidden_by(doc, loaded, (&yardstick, &settings), (number, now))
        };
        let never = AtomicBool::new(false);
        let _ = self.look_again(some, &look, &never, &mut |_, _, rows: Vec<PreviewRow>| {
            preview.twins += u32::from(!rows.is_empty());
            preview.findings += narrow(rows.len());
            let room = LISTED - preview.rows.len().min(LISTED);
            preview.rows.extend(rows.into_iter().take(room));
            ControlFlow::Continue(())
        });
        Ok(preview)
    }

    /// Hides the drift of a property, or of more.
    ///
    /// # Errors
    /// Where the twin cannot be shown, its property is no longer there, or the settings cannot be changed.
    pub fn hide_drift(&self, request: &HideDriftRequest) -> Result<(), Refusal> {
        let ignore = self.drift_ignore_of(request)?;
        self.change(|_| Ok(Edit::IgnoreDrift(ignore)))
    }

    /// Takes an ignore of drift back; it is named by its words, too, as the file may have changed.
    ///
    /// # Errors
    /// Where the settings cannot be changed.
    pub fn show_drift_again(&self, ignore: u32, hides: &str) -> Result<(), Refusal> {
        self.change(|settings| {
            let there = settings.drift.ignores.get(ignore as usize);
            match there.filter(|there| there.words() == hides) {
                Some(_) => Ok(Edit::ShowDriftAgain(ignore as usize)),
                None => Err("this ignore is no longer in the settings".to_owned()),
            }
        })
    }

    /// Sets how long a change may be pending, or gives it the usual time back.
    ///
    /// # Errors
    /// Where the text is no length of time, or the settings cannot be changed.
    pub fn set_stuck_after(&self, after: Option<&str>) -> Result<(), Refusal> {
        let after = after.map(|text| text.trim().parse()).transpose();
        self.change(|_| Ok(Edit::StuckAfter(after.map_err(|e| format!("{e}"))?)))
    }

    fn drift_ignore_of(&self, request: &HideDriftRequest) -> Result<DriftIgnore, Refusal> {
        let shown = self.shown(request.twin)?;
        ignore(&shown, request).ok_or_else(|| Refusal {
            code: ErrorCode::Changed,
            subject: shown.name(),
            detail: "this property is no longer in a group of the twin".to_owned(),
        })
    }
}

impl InForce {
    /// Returns the ignores of drift in the order of the file.
    pub(super) fn drift_views(&self, tally: &Tally) -> Vec<IgnoreView> {
        let settings = self.settings.as_ref();
        let all = self.yardstick.drift.ignores.iter().enumerate();
        all.map(|(n, ignore)| IgnoreView {
            number: narrow(n),
            line: settings.map_or(0, |s| s.drift_line_of(n)),
            hides: ignore.words(),
            reason: ignore.reason.clone(),
            matched: tally.of_drift(n),
        })
        .collect()
    }
}

/// Makes the ignore that a property and a reach mean.
fn ignore(shown: &Shown, request: &HideDriftRequest) -> Option<DriftIgnore> {
    let twin = shown.twin();
    let value = copy::at_pointer(&shown.doc, &request.pointer)?;
    let section = twin.section_of(value)?;
    if section.kind == SectionKind::Tags {
        return None;
    }
    let groups = shown.groups(&twin);
    let is_in = |side: Option<Value<'_>>| side.is_some_and(|s| s == value || s.contains(value));
    let group = groups
        .iter()
        .find(|g| is_in(g.desired) || is_in(g.reported))?;
    let contract = contract(group, &groups, shown.catalogue());
    let drift = Drift::of(
        sides(&twin, group),
        &contract,
        shown.yardstick.drift.clock(None),
    );
    // parts come before what they contain: the last one is the property itself
    let row = drift
        .rows
        .iter()
        .rfind(|r| is_in(r.desired) || is_in(r.reported));
    let of_group = group.desired.or(group.reported);
    let at = match request.reach {
        DriftReach::Group => of_group,
        _ => row.and_then(|r| r.desired.or(r.reported)).or(of_group),
    }?;
    let path = PathPattern::parse(&pattern(at, twin.section_of(at)?.value)).ok()?;
    let device = match request.reach {
        DriftReach::Device => shown.examined.device_id.as_deref(),
        _ => None,
    };
    let reason = request.reason.trim();
    Some(DriftIgnore {
        path,
        device: device.and_then(|id| IdPattern::parse(id).ok()),
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
    })
}

/// Writes where a value stands below its section; an element of a list is every element.
fn pattern(value: Value<'_>, section: Value<'_>) -> String {
    let (path, above) = (value.path(), section.path());
    let below = path.steps().strip_prefix(above.steps()).unwrap_or_default();
    let steps = below.iter().map(|step| match step {
        Step::Index(_) => "/*".to_owned(),
        key => PathPattern::of(std::slice::from_ref(key)),
    });
    steps.collect()
}

/// Returns the properties of a twin that one ignore hides.
fn hidden_by(
    doc: &Document,
    loaded: &Loaded,
    (yardstick, settings): (&Yardstick, &DriftSettings),
    (number, now): (usize, Timestamp),
) -> Option<Vec<PreviewRow>> {
    let units = Units::of(doc).known_to(yardstick.catalogue());
    let twin = units.twin(loaded.unit.0 as usize)?;
    let groups = Groups::known_to(yardstick.catalogue(), &twin);
    let (clock, sieve) = (settings.clock(Some(now)), Sieve::of(settings, &twin));
    let mut hidden = Vec::new();
    for group in groups.iter().filter(|g| !g.declared_only()) {
        let contract = contract(group, &groups, yardstick.catalogue());
        let drift = Drift::of(sides(&twin, group), &contract, clock);
        let sifted = sieve.sift(&drift, [group.desired, group.reported]);
        for (row, (verdict, why)) in drift.rows.iter().zip(&sifted.rows) {
            let Some(value) = row
                .desired
                .or(row.reported)
                .filter(|_| *why == Some(number))
            else {
                continue;
            };
            let told = words::verdict(verdict, &contract, clock.now);
            let start = doc.lines().locate(doc.text(), Place::key(value).span.start);
            hidden.push(PreviewRow {
                name: loaded.name.clone(),
                message: [words::state(verdict.state), &told]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
                pointer: value.path().to_string(),
                line: start.line + loaded.origin.lines_before(),
            });
        }
    }
    Some(hidden)
}
