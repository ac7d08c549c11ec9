//! Loaded twins looked at once more: judged again when the settings changed, asked what an ignore would hide.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use twin::Document;

use super::super::state::Loaded;
use super::super::yardstick::Yardstick;
use super::super::{Workspace, shown};
use super::narrow;
use crate::examine::Examined;
use crate::pieces;

/// Documents judged again at once; bounds what is in memory.
const AT_ONCE: usize = 64;
/// Time between two words to the window.
const BETWEEN_EVENTS: Duration = Duration::from_millis(250);

impl Workspace {
    /// Judges every loaded twin again under the settings in force, in the background.
    pub(in crate::workspace) fn judge_again(&self) {
        self.leave_packs_out();
        let yardstick = self.yardstick();
        let twins: Vec<_> = {
            let state = self.state();
            state.checked().map(|(id, l)| (id, l.clone())).collect()
        };
        self.background("checking", "the settings", move |workspace, job, stop| {
            if let Some(earlier) = workspace.in_force().judging.replace(stop.clone()) {
                earlier.store(true, Ordering::Relaxed);
            }
            if let Some(activity) = workspace.state().activity(job) {
                activity.total = Some(narrow(twins.len()));
            }
            let mut told = Instant::now();
            let _ = workspace.examine_again(&twins, &yardstick, &stop, &mut |id, old, examined| {
                let new = Loaded::checked(examined, old.looked);
                let mut state = workspace.state();
                state.replace(id, new);
                if let Some(activity) = state.activity(job) {
                    activity.done += 1;
                }
                drop(state);
                if told.elapsed() >= BETWEEN_EVENTS {
                    told = Instant::now();
                    workspace.changed();
                }
                ControlFlow::Continue(())
            });
        });
    }

    /// Reads and diagnoses loaded twins again.
    pub(super) fn examine_again(
        &self,
        twins: &[(u32, Loaded)],
        yardstick: &Yardstick,
        stop: &AtomicBool,
        told: &mut dyn FnMut(u32, &Loaded, &Examined) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let look = |doc: &Document, loaded: &Loaded| shown::examine(doc, loaded, yardstick);
        self.look_again(twins, &look, stop, &mut |id, loaded, examined| {
            told(id, loaded, &examined)
        })
    }

    /// Reads loaded twins again, each document once, on every core. What can no longer be read is
    /// left as it was: it is told when it is shown.
    pub(in crate::workspace) fn look_again<T: Send>(
        &self,
        twins: &[(u32, Loaded)],
        look: &(dyn Fn(&Document, &Loaded) -> Option<T> + Sync),
        stop: &AtomicBool,
        told: &mut dyn FnMut(u32, &Loaded, T) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let documents: Vec<&[(u32, Loaded)]> = twins
            .chunk_by(|(_, a), (_, b)| a.origin == b.origin)
            .collect();
        for some in documents.chunks(AT_ONCE) {
            let examined: Vec<_> = some
                .par_iter()
                .filter(|_| !stop.load(Ordering::Relaxed))
                .flat_map_iter(|of_document| self.of_document(of_document, look))
                .collect();
            if stop.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            for (id, loaded, examined) in examined {
                told(id, loaded, examined)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn of_document<'t, T>(
        &self,
        twins: &'t [(u32, Loaded)],
        look: &dyn Fn(&Document, &Loaded) -> Option<T>,
    ) -> Vec<(u32, &'t Loaded, T)> {
        let Some((_, first)) = twins.first() else {
            return Vec::new();
        };
        let Some(doc) = self.document(first) else {
            return Vec::new();
        };
        let all = twins.iter();
        all.filter_map(|(id, loaded)| Some((*id, loaded, look(&doc, loaded)?)))
            .collect()
    }

    /// Reads the document of a loaded twin again; nothing where that is no longer possible.
    pub(in crate::workspace) fn document(&self, loaded: &Loaded) -> Option<Document> {
        let pasted = self.state().pasted(&loaded.origin.source);
        let bytes = match pasted {
            Some(bytes) => bytes.to_vec(),
            None => pieces::again(&loaded.origin).ok()?,
        };
        crate::secrets::read(bytes, self.yardstick().catalogue()).ok()
    }
}
