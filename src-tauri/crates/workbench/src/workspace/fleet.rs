//! One loaded twin beside all others: counted in the background on every core, kept for the page.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use diagnose::Units;
use rayon::prelude::*;

use super::Workspace;
use super::shown::Shown;
use super::state::Loaded;
use crate::cell::narrow;
use crate::outliers::{Fleet, TOGETHER};
use crate::wire::{Counted, FleetPage, FleetRequest, FleetRow, Refusal};

/// Documents looked at between two looks at the way out.
const AT_ONCE: usize = 256;
/// Time between two words to the window.
const BETWEEN_EVENTS: Duration = Duration::from_millis(100);

/// What was counted last.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    twin: u32,
    job: u32,
    counted: Counted,
    others: u32,
    left_out: u32,
    /// Others that were loaded when the counting began.
    asked: u32,
    rows: Arc<Vec<FleetRow>>,
    stop: Arc<AtomicBool>,
}

impl Workspace {
    /// Begins to count how many other loaded twins have the values of one; returns the job. Another counting ends.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn count_fleet(&self, twin: u32) -> Result<u32, Refusal> {
        let shown = self.shown(twin)?;
        let others = self.others(twin);
        if let Some(earlier) = &*self.kept() {
            earlier.stop.store(true, Ordering::Relaxed);
        }
        let name = shown.name();
        // it is told what to do once it is known as the job that does it
        let (begin, begun) = std::sync::mpsc::channel::<()>();
        let asked = narrow(others.len());
        let handle = Arc::new(AtomicBool::new(false));
        let stop = handle.clone();
        let job = self.background("comparing", &name, move |workspace, job, cancelled| {
            if begun.recv().is_err() {
                return;
            }
            if let Some(activity) = workspace.state().activity(job) {
                activity.total = Some(narrow(others.len()));
            }
            let stopped = || {
                [&stop, &cancelled]
                    .iter()
                    .any(|s| s.load(Ordering::Relaxed))
            };
            let (fleet, counted) = workspace.gather(&shown, &others, job, &stopped);
            let (others, left_out) = fleet.members();
            let rows = Arc::new(fleet.rows());
            let mut kept = workspace.kept();
            if let Some(kept) = kept.as_mut().filter(|kept| kept.job == job) {
                kept.counted = counted;
                kept.others = others;
                kept.left_out = left_out;
                kept.rows = rows;
            }
        });
        *self.kept() = Some(Kept {
            twin,
            job,
            counted: Counted::Counting,
            others: 0,
            left_out: 0,
            asked,
            rows: Arc::default(),
            stop: handle,
        });
        // the thread waits for this and cannot have gone
        let _ = begin.send(());
        Ok(job)
    }

    /// Returns a window of what was counted for a twin.
    ///
    /// # Errors
    /// Where the twin is no longer loaded.
    pub fn fleet(&self, request: &FleetRequest) -> Result<FleetPage, Refusal> {
        let loaded = {
            let state = self.state();
            state
                .loaded(request.twin)
                .ok_or_else(|| super::closed(request.twin))?;
            let others = state.checked().filter(|(id, _)| *id != request.twin);
            narrow(others.count())
        };
        let kept = self.kept().clone();
        let kept = kept.filter(|kept| kept.twin == request.twin);
        let Some(kept) = kept else {
            return Ok(FleetPage {
                counted: Counted::No,
                job: None,
                others: 0,
                loaded,
                left_out: 0,
                outdated: false,
                outliers: 0,
                total: 0,
                first: 0,
                rows: Vec::new(),
            });
        };
        let is_outlier = |row: &&FleetRow| row.other + row.without > 0;
        let search = request.search.trim().to_lowercase();
        let rows: Vec<_> = kept
            .rows
            .iter()
            .filter(|row| request.full || is_outlier(row))
            .filter(|row| has_words(row, &search))
            .collect();
        let first = request.first.min(narrow(rows.len()));
        let window = rows
            .iter()
            .skip(first as usize)
            .take(request.count.min(1_000) as usize);
        Ok(FleetPage {
            counted: kept.counted,
            job: (kept.counted == Counted::Counting).then_some(kept.job),
            others: kept.others,
            loaded,
            left_out: kept.left_out,
            outdated: kept.asked != loaded,
            outliers: narrow(kept.rows.iter().filter(is_outlier).count()),
            total: narrow(rows.len()),
            first,
            rows: window.map(|row| (*row).clone()).collect(),
        })
    }

    /// Forgets what was counted: nothing is open any more.
    pub(super) fn forget_fleet(&self) {
        if let Some(kept) = self.kept().take() {
            kept.stop.store(true, Ordering::Relaxed);
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<Kept>> {
        self.fleet.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn others(&self, twin: u32) -> Vec<(u32, Loaded)> {
        let state = self.state();
        let others = state.checked().filter(|(id, _)| *id != twin);
        others.map(|(id, loaded)| (id, loaded.clone())).collect()
    }

    /// Reads the others again, each document once, and counts them. What can no longer be read is not counted.
    fn gather<'s>(
        &self,
        shown: &'s Shown,
        others: &[(u32, Loaded)],
        job: u32,
        stopped: &(dyn Fn() -> bool + Sync),
    ) -> (Fleet<'s>, Counted) {
        let twin = shown.twin();
        let mut fleet = Fleet::around(&twin);
        let documents: Vec<&[(u32, Loaded)]> = others
            .chunk_by(|(_, a), (_, b)| a.origin == b.origin)
            .collect();
        let mut told = Instant::now();
        for some in documents.chunks(AT_ONCE) {
            let counted: Vec<_> = some
                .par_chunks(TOGETHER)
                .map(|documents| {
                    let mut fleet = Fleet::around(&twin);
                    for of_document in documents.iter().take_while(|_| !stopped()) {
                        self.count_document(of_document, shown, &mut fleet);
                    }
                    fleet
                })
                .collect();
            counted.into_iter().for_each(|of_some| fleet.join(of_some));
            if let Some(activity) = self.state().activity(job) {
                activity.done += narrow(some.iter().map(|twins| twins.len()).sum());
            }
            if stopped() {
                return (fleet, Counted::Stopped);
            }
            if told.elapsed() >= BETWEEN_EVENTS {
                told = Instant::now();
                self.changed();
            }
        }
        (fleet, Counted::Yes)
    }

    fn count_document(&self, twins: &[(u32, Loaded)], shown: &Shown, fleet: &mut Fleet<'_>) {
        let Some(doc) = twins.first().and_then(|(_, one)| self.document(one)) else {
            return;
        };
        let units = Units::of(&doc).known_to(shown.catalogue());
        for (_, loaded) in twins {
            if let Some(other) = units.twin(loaded.unit.0 as usize) {
                fleet.add(&other);
            }
        }
    }
}

fn has_words(row: &FleetRow, search: &str) -> bool {
    let value = row.value.as_ref().map_or("", |cell| &cell.text);
    let most = row.most.as_deref().unwrap_or_default();
    let told = format!("{}{} {value} {most}", row.section, row.path).to_lowercase();
    search.split_whitespace().all(|word| told.contains(word))
}
