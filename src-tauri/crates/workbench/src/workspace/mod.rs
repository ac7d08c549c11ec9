//! The desktop's workspace: twins loaded in the background, shown by the window-full.
//!
//! It keeps a line of facts a twin, never the twins themselves: those are read again when shown,
//! and the few shown last are kept.

#[cfg(test)]
mod agent_file_tests;
mod copy;
mod differences;
#[cfg(test)]
mod discover_tests;
#[cfg(test)]
mod drift_settings_tests;
mod filter;
mod findings;
mod fleet;
#[cfg(test)]
mod fleet_tests;
mod group;
mod history;
#[cfg(test)]
mod history_tests;
#[cfg(test)]
mod history_trouble_tests;
mod jobs;
mod overview;
mod save;
mod settings;
#[cfg(test)]
mod settings_tests;
mod shown;
mod simulator;
mod state;
mod text;
mod tree;
mod values;
mod yardstick;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;

use crate::history::held::{EVERYTHING, PROPERTIES};
use crate::history::{Recorder, StoreError};
use crate::wire::{
    Compared, DiffPage, DiffRequest, Discovery, ErrorCode, Filter, FindingsPage, Found,
    GroupCopyRequest, GroupPage, GroupRequest, HiddenPage, ListPage, Migration, Overview,
    PatchForm, Patches, Refusal, RulePage, Scope, Status, TextPage, TreeRow, ValuesPage,
    ValuesRequest,
};
use jobs::Keeps;
use shown::{Shelf, Shown};
use state::State;

/// What the workspace tells on its own.
#[derive(Debug, Clone)]
pub enum Event {
    /// Something changed: here is the state at a glance.
    Changed(Status),
    /// The first twin of a newly opened input can be shown.
    Opened(u32),
}

type Teller = Arc<dyn Fn(Event) + Send + Sync>;

/// The twins of one window.
#[derive(Clone)]
pub struct Workspace {
    state: Arc<Mutex<State>>,
    shelf: Arc<Mutex<Shelf>>,
    /// Held while a twin is read to be shown: the panels ask for it all at once, and one reading is enough.
    reading: Arc<[Mutex<()>; 8]>,
    tell: Teller,
    settings: Arc<Mutex<settings::InForce>>,
    /// Keeps what is opened.
    recorder: Option<Recorder>,
    /// What is kept of the history that was shown last.
    past: Arc<history::Past>,
    /// The twin that was held against all others last.
    fleet: Arc<Mutex<Option<fleet::Kept>>>,
    /// Files that the simulator was given.
    documents: simulator::Documents,
}

impl Workspace {
    /// Makes an empty workspace; `tell` is called from background threads.
    pub fn new(tell: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self {
            state: Arc::new(Mutex::new(State::default())),
            shelf: Arc::new(Mutex::new(Shelf::default())),
            reading: Arc::default(),
            tell: Arc::new(tell),
            settings: Arc::default(),
            recorder: None,
            past: Arc::default(),
            fleet: Arc::default(),
            documents: simulator::Documents::default(),
        }
    }

    /// Keeps every twin that is opened in a history, unless the settings say otherwise.
    #[must_use]
    pub fn keeping_history_in(mut self, file: PathBuf) -> Self {
        let workspace = self.clone();
        let tell = move |trouble: Option<&StoreError>| workspace.told_of_history(trouble);
        self.recorder = Some(Recorder::new(file, tell));
        self
    }

    /// Notes why the history did not keep what was opened last, or that it did; tells where that is new.
    fn told_of_history(&self, trouble: Option<&StoreError>) {
        let not_kept = trouble.map(crate::history::not_kept);
        let was = std::mem::replace(&mut self.state().not_kept, not_kept.clone());
        if was != not_kept {
            self.changed();
        }
    }

    /// Waits until everything opened so far is in the history; says why it is not, if so.
    ///
    /// # Errors
    /// Where the history could not be written.
    pub fn settle_history(&self) -> Result<(), StoreError> {
        let Some(recorder) = &self.recorder else {
            return Ok(());
        };
        recorder.settle();
        recorder.trouble().map_or(Ok(()), Err)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // a panic elsewhere must not take the window with it: the state is whole between calls
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn changed(&self) {
        let status = {
            let mut state = self.state();
            state.revision += 1;
            state.status()
        };
        (self.tell)(Event::Changed(status));
    }

    /// Returns the state at a glance.
    #[must_use]
    pub fn status(&self) -> Status {
        self.state().status()
    }

    /// Ends a job; what it has brought so far stays.
    pub fn cancel(&self, job: u32) {
        self.state().cancel(job);
    }

    /// Takes one twin off the list.
    pub fn close_twin(&self, twin: u32) {
        self.state().close(twin);
        self.changed();
    }

    /// Takes everything off the list and ends all jobs.
    pub fn close_all(&self) {
        self.state().close_all();
        self.shelf().clear();
        self.forget_fleet();
        self.leave_settings();
        self.changed();
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Returns a window of the list.
    #[must_use]
    pub fn list(&self, filter: &Filter, first: u32, count: u32) -> ListPage {
        self.state().list(filter, first, count)
    }

    /// Returns where a twin stands among those that match.
    #[must_use]
    pub fn position(&self, filter: &Filter, twin: u32) -> Option<u32> {
        self.state().position(filter, twin)
    }

    /// Reads a twin again to be shown, or takes it from the shelf.
    fn shown(&self, twin: u32) -> Result<Arc<Shown>, Refusal> {
        let (loaded, pasted) = {
            let state = self.state();
            let loaded = state.loaded(twin).ok_or_else(|| closed(twin))?.clone();
            let pasted = state.pasted(&loaded.origin.source);
            (loaded, pasted)
        };
        let yardstick = self.yardstick();
        if let Some(shown) = self.shelf().get(twin, &loaded, &yardstick) {
            return Ok(shown);
        }
        let _alone = self.reading[twin as usize % self.reading.len()]
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(shown) = self.shelf().get(twin, &loaded, &yardstick) {
            return Ok(shown);
        }
        let shown = Arc::new(Shown::read(&loaded, pasted, &yardstick)?);
        self.shelf().put(twin, &shown);
        if self.state().refresh(twin, &shown.examined) {
            self.changed();
        }
        Ok(shown)
    }

    /// Returns the lines of the tree.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn tree(&self, twin: u32) -> Result<Vec<TreeRow>, Refusal> {
        Ok(tree::rows(&*self.shown(twin)?))
    }

    /// Returns the first page of a twin.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn overview(&self, twin: u32) -> Result<Overview, Refusal> {
        Ok(overview::of(twin, &*self.shown(twin)?))
    }

    /// Returns a window of values.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn values(&self, request: &ValuesRequest) -> Result<ValuesPage, Refusal> {
        Ok(values::page(&*self.shown(request.twin)?, request))
    }

    /// Returns a window of a group's properties.
    ///
    /// # Errors
    /// Where the twin cannot be shown, or has no such group.
    pub fn group(&self, request: &GroupRequest) -> Result<GroupPage, Refusal> {
        group::window(&*self.shown(request.twin)?, request)
    }

    /// Returns a window of two sides beside each other.
    ///
    /// # Errors
    /// Where a twin cannot be shown.
    pub fn diff(&self, request: &DiffRequest) -> Result<DiffPage, Refusal> {
        let now = Timestamp::now();
        match &request.compared {
            Compared::Drift { twin, scope } => {
                let shown = self.shown(*twin)?;
                let held = || self.held_by(&shown, PROPERTIES);
                Ok(differences::drift(&shown, scope, now, request, &held))
            }
            Compared::Twins { left, right, base } => {
                let (left, right) = (self.shown(*left)?, self.shown(*right)?);
                let base = base.map(|base| self.shown(base)).transpose()?;
                let held = || [&left, &right].map(|shown| self.held_by(shown, EVERYTHING));
                let sides = ([&*left, &*right], base.as_deref());
                Ok(differences::twins(sides, now, request, &held))
            }
            Compared::Snapshots {
                twin,
                before,
                after,
            } => {
                let pair = self.pair(*twin, [*before, *after])?;
                let held = || [0, 1].map(|at| self.held_in(&pair, at));
                Ok(differences::snapshots(&pair, now, request, &held))
            }
        }
    }

    /// Returns the patches from one twin to another, applied and checked.
    ///
    /// # Errors
    /// Where a twin cannot be shown, or a patch would be wrong.
    pub fn patches(&self, left: u32, right: u32) -> Result<Patches, Refusal> {
        let (left, right) = (self.shown(left)?, self.shown(right)?);
        differences::patches(&left, &right)
    }

    /// Saves what leads from one twin to another in a file that the user chose: never one that is open.
    ///
    /// # Errors
    /// Where a patch cannot be made, or the file is an input, or cannot be written.
    pub fn save_patch(
        &self,
        [left, right]: [u32; 2],
        form: PatchForm,
        to: &Path,
    ) -> Result<(), Refusal> {
        let made = self.patches(left, right)?;
        let text = match form {
            PatchForm::Json => made.json,
            PatchForm::Merge => made.merge,
            PatchForm::Markdown => made.markdown,
        };
        save::save(&self.inputs(), to, text.as_bytes())
    }

    /// Returns what counterparts of another version would read of a group.
    ///
    /// # Errors
    /// Where the twin cannot be shown, or has no such group, or that no such counterpart.
    pub fn migration(
        &self,
        twin: u32,
        group: &str,
        to: Option<&str>,
    ) -> Result<Migration, Refusal> {
        group::counterparts(&*self.shown(twin)?, group, to)
    }

    /// Returns a patch or a document of a group, to be put on the clipboard.
    ///
    /// # Errors
    /// Where the twin cannot be shown, or has no such group, or that no such counterpart.
    pub fn copy_group(&self, request: &GroupCopyRequest) -> Result<String, Refusal> {
        group::text(&*self.shown(request.twin)?, request)
    }

    /// Returns a window of findings.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn findings(
        &self,
        twin: u32,
        scope: &Scope,
        first: u32,
        count: u32,
    ) -> Result<FindingsPage, Refusal> {
        Ok(findings::page(&*self.shown(twin)?, scope, first, count))
    }

    /// Returns a window of what the settings hide.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn hidden(
        &self,
        twin: u32,
        scope: &Scope,
        first: u32,
        count: u32,
    ) -> Result<HiddenPage, Refusal> {
        Ok(findings::hidden(&*self.shown(twin)?, scope, first, count))
    }

    /// Returns a window of the text.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn text(&self, twin: u32, first: u32, count: u32) -> Result<TextPage, Refusal> {
        Ok(text::page(&*self.shown(twin)?, first, count))
    }

    /// Finds a text round the end: at a row and column or behind it, or before it.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn find_text(
        &self,
        twin: u32,
        needle: &str,
        from: (u32, u32),
        backwards: bool,
    ) -> Result<Option<Found>, Refusal> {
        let direction = if backwards {
            text::Direction::Backwards
        } else {
            text::Direction::Forwards
        };
        Ok(text::find(&*self.shown(twin)?, needle, from, direction))
    }

    /// Returns the text to be put on the clipboard.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn copy(&self, request: &crate::wire::CopyRequest) -> Result<String, Refusal> {
        match request.snapshot {
            Some(number) => self.copy_of_snapshot(number, request),
            None => Ok(copy::text(&*self.shown(request.twin)?, request)),
        }
    }

    /// Returns the devices that declare a group at a version.
    #[must_use]
    pub fn discover(&self, group: &str, version: &str) -> Discovery {
        self.state().discover(group, version)
    }

    /// Opens a twin's document again, wrapped into the shape of a twin.
    ///
    /// # Errors
    /// Where the twin cannot be shown.
    pub fn wrap(&self, twin: u32) -> Result<u32, Refusal> {
        let shown = self.shown(twin)?;
        let text = copy::wrapped(&shown);
        let name = format!("{}, wrapped", shown.name());
        Ok(self.open_text_as(&text, &name, Keeps::Nothing))
    }
}

/// Returns a rule's page.
///
/// # Errors
/// Where no rule has that name.
pub fn rule_page(rule: &str) -> Result<RulePage, Refusal> {
    let found = diagnose::rule(rule).ok_or_else(|| unknown_rule(rule))?;
    Ok(page_of(found))
}

fn unknown_rule(rule: &str) -> Refusal {
    Refusal {
        code: ErrorCode::UnknownRule,
        subject: rule.to_owned(),
        detail: "no rule has that name".to_owned(),
    }
}

/// Returns every rule's page, in the order of the catalogue.
#[must_use]
pub fn rule_pages() -> Vec<RulePage> {
    diagnose::CATALOGUE.iter().map(|r| page_of(r)).collect()
}

fn page_of(rule: &diagnose::Rule) -> RulePage {
    RulePage {
        rule: rule.name.to_owned(),
        severity: rule.severity.name().to_owned(),
        category: rule.category.name().to_owned(),
        markdown: rule.page(),
    }
}

fn closed(twin: u32) -> Refusal {
    Refusal {
        code: ErrorCode::Closed,
        subject: format!("twin {twin}"),
        detail: "it is no longer loaded".to_owned(),
    }
}
