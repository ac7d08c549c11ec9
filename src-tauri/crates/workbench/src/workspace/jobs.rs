//! Opening in the background: the list is there at once, findings follow, the user may stop it.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use super::state::Loaded;
use super::yardstick::Yardstick;
use super::{Event, Workspace};
use crate::check::{Check, Progress};
use crate::examine::Examined;
use crate::history::Opened;
use crate::pieces::{self, Obstacle, Origin, Piece, Way};
use crate::wire::{ErrorCode, RowState};

/// Time between two words to the window.
const BETWEEN_EVENTS: Duration = Duration::from_millis(100);

impl Workspace {
    /// Opens files and folders in the background; returns the job.
    pub fn open_paths(&self, paths: Vec<String>) -> u32 {
        self.settle_settings(&paths);
        self.open(paths, Keeps::History)
    }

    /// Opens the folder of samples, which is nobody's to write settings into.
    pub fn open_sample(&self, folder: String) -> u32 {
        self.open(vec![folder], Keeps::Nothing)
    }

    fn open(&self, paths: Vec<String>, keeps: Keeps) -> u32 {
        let subject = match paths.as_slice() {
            [one] => super::state::file_name(one).to_owned(),
            many => format!("{} inputs", many.len()),
        };
        self.background("listing", &subject, move |workspace, job, stop| {
            Opening::new(workspace, job, keeps).paths(&paths, &stop);
        })
    }

    /// Opens a text that was pasted or dropped; returns the job.
    pub fn open_text(&self, text: &str, name: &str) -> u32 {
        self.open_text_as(text, name, Keeps::History)
    }

    pub(super) fn open_text_as(&self, text: &str, name: &str, keeps: Keeps) -> u32 {
        let bytes: Arc<[u8]> = text.as_bytes().into();
        let name = {
            let mut state = self.state();
            let name = state.name_for_paste(name);
            state.keep_paste(&name, bytes.clone());
            name
        };
        self.background("reading", &name.clone(), move |workspace, job, stop| {
            let length = bytes.len() as u64;
            let origin = Origin {
                source: name.as_str().into(),
                record: None,
                offset: 0,
                length,
            };
            Opening::new(workspace, job, keeps).piece(
                Piece {
                    origin,
                    bytes: bytes.to_vec(),
                },
                &stop,
            );
        })
    }

    pub(super) fn background(
        &self,
        phase: &str,
        subject: &str,
        work: impl FnOnce(&Workspace, u32, Arc<AtomicBool>) + Send + 'static,
    ) -> u32 {
        let (job, stop) = self.state().start(phase, subject);
        self.changed();
        let workspace = self.clone();
        thread::spawn(move || {
            work(&workspace, job, stop);
            workspace.state().end(job);
            workspace.changed();
        });
        job
    }
}

/// What of an opening is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeps {
    /// Every twin, in the history.
    History,
    /// Nothing: what is opened is nobody's twin.
    Nothing,
}

/// One opening under way.
struct Opening<'w> {
    workspace: &'w Workspace,
    job: u32,
    /// Lines of files not looked at yet.
    waiting: HashMap<Arc<str>, u32>,
    /// The last line a file has given, behind which its next one goes.
    last: Option<(Arc<str>, u32)>,
    told_first: bool,
    told: Instant,
    /// What is judged by, at the start.
    yardstick: Arc<Yardstick>,
    /// What goes into the history when all is shown.
    opened: Option<Vec<Opened>>,
}

impl<'w> Opening<'w> {
    fn new(workspace: &'w Workspace, job: u32, keeps: Keeps) -> Self {
        let is_kept = keeps == Keeps::History && workspace.keeps_history();
        Self {
            workspace,
            job,
            waiting: HashMap::new(),
            last: None,
            told_first: false,
            told: Instant::now(),
            yardstick: workspace.yardstick(),
            opened: is_kept.then(Vec::new),
        }
    }

    /// What was looked at while the settings changed is looked at again; everything goes into the
    /// history.
    fn end(&mut self, looked: Option<jiff::Timestamp>) {
        let opened = self.opened.take().filter(|opened| !opened.is_empty());
        if let (Some(recorder), Some(opened), Some(at)) = (&self.workspace.recorder, opened, looked)
        {
            recorder.keep(opened, at, self.yardstick.packs.clone());
        }
        if !Arc::ptr_eq(&self.yardstick, &self.workspace.yardstick()) {
            self.workspace.judge_again();
        }
    }

    fn paths(&mut self, names: &[String], stop: &AtomicBool) {
        let files = self.list(names, stop);
        if let Some(activity) = self.workspace.state().activity(self.job) {
            activity.phase = "checking".to_owned();
            activity.total = Some(u32::try_from(files.len()).unwrap_or(u32::MAX));
        }
        self.workspace.changed();
        let examination = self.yardstick.examination();
        let looked = examination.circumstances.now;
        let mut check = Check::new(examination, stop);
        let flow = check.files(&files, &mut |result, progress| {
            self.take(result, progress, looked)
        });
        if flow.is_break() {
            self.drop_waiting();
        }
        self.end(looked);
    }

    /// Puts a line in the list for every file, before any is read.
    fn list(&mut self, names: &[String], stop: &AtomicBool) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut way = Way::past(self.yardstick.packs.folders());
        pieces::expand(&mut way, names, &mut |found| {
            match found {
                Err(obstacle) => self.workspace.state().problem(&obstacle),
                Ok(path) => {
                    let source = path.display().to_string();
                    let id = self.workspace.state().add(Loaded::waiting(&source), None);
                    self.waiting.insert(source.into(), id);
                    files.push(path);
                }
            }
            self.tell_sometimes();
            if stop.load(std::sync::atomic::Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        self.workspace.state().met(&way);
        files
    }

    fn piece(&mut self, piece: Piece, stop: &AtomicBool) {
        let examination = self.yardstick.examination();
        let looked = examination.circumstances.now;
        let mut check = Check::new(examination, stop);
        let _ = check.piece(piece, &mut |result, progress| {
            self.take(result, progress, looked)
        });
        self.end(looked);
    }

    fn take(
        &mut self,
        result: Result<Examined, Obstacle>,
        progress: Progress,
        looked: Option<jiff::Timestamp>,
    ) -> ControlFlow<()> {
        match result {
            Err(obstacle) => self.unreadable(&obstacle),
            Ok(examined) => self.loaded(&examined, looked),
        }
        if let Some(activity) = self.workspace.state().activity(self.job) {
            activity.done = u32::try_from(progress.documents).unwrap_or(u32::MAX);
            activity.bytes = progress.bytes;
        }
        self.tell_sometimes();
        ControlFlow::Continue(())
    }

    fn loaded(&mut self, examined: &Examined, looked: Option<jiff::Timestamp>) {
        let source = examined.origin.source.clone();
        if let Some(opened) = &mut self.opened {
            opened.push(Opened {
                origin: examined.origin.clone(),
                unit: examined.unit,
                pasted: self.workspace.state().pasted(&source),
            });
        }
        let loaded = Loaded::checked(examined, looked);
        let id = match self.waiting.remove(&source) {
            Some(id) => {
                self.workspace.state().replace(id, loaded);
                id
            }
            None => {
                let behind = self
                    .last
                    .as_ref()
                    .filter(|(s, _)| *s == source)
                    .map(|&(_, id)| id);
                self.workspace.state().add(loaded, behind)
            }
        };
        self.last = Some((source, id));
        if !std::mem::replace(&mut self.told_first, true) {
            self.workspace.changed();
            (self.workspace.tell)(Event::Opened(id));
        }
    }

    fn unreadable(&mut self, obstacle: &Obstacle) {
        let mut state = self.workspace.state();
        if obstacle.code == ErrorCode::Cancelled {
            // stopped before it was read: it leaves the list again, and nobody needs to be told
            if let Some(id) = self.waiting.remove(obstacle.source_name.as_str()) {
                state.close(id);
            }
            return;
        }
        state.problem(obstacle);
        if let Some(id) = self.waiting.remove(obstacle.source_name.as_str())
            && let Some(loaded) = state.loaded(id)
        {
            let unreadable = Loaded {
                state: RowState::Unreadable,
                ..loaded.clone()
            };
            state.replace(id, unreadable);
        }
    }

    fn drop_waiting(&mut self) {
        let mut state = self.workspace.state();
        for id in std::mem::take(&mut self.waiting).into_values() {
            state.close(id);
        }
    }

    fn tell_sometimes(&mut self) {
        if self.told.elapsed() >= BETWEEN_EVENTS {
            self.told = Instant::now();
            self.workspace.changed();
        }
    }
}
