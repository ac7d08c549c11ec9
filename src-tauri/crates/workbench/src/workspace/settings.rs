//! The settings of the window: those of the folder that is open, else those the program keeps for
//! loose files. A change is written first; the loaded twins are then judged again in the background.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, MutexGuard};

use diagnose::Level;

use super::Workspace;
use super::yardstick::Yardstick;
use crate::drift::Patience;
use crate::packs::Packs;
use crate::pieces::Obstacle;
use crate::settings::{self, Clash, Edit, Settings};
use crate::wire::{ErrorCode, IgnoreView, Refusal, SettingsView, SeverityView, StuckAfter};

mod again;
mod drift;
mod hiding;
mod packs;
mod reach;

/// Changes that can be undone.
const UNDONE: usize = 50;

/// The settings in force.
#[derive(Debug, Default)]
pub(super) struct InForce {
    /// File that changes are written to; without one they are kept while the window is open.
    file: Option<PathBuf>,
    of_folder: bool,
    settings: Option<Settings>,
    yardstick: Arc<Yardstick>,
    /// What the program keeps for loose files.
    own: Option<PathBuf>,
    /// Texts before and after each change.
    changes: Vec<(Option<String>, String)>,
    /// Ends the judging that is under way.
    judging: Option<Arc<AtomicBool>>,
}

impl InForce {
    fn name(&self) -> String {
        let file = self.file.as_ref();
        file.map_or_else(|| settings::NAME.to_owned(), |f| f.display().to_string())
    }

    /// Reads the file anew; what cannot be read leaves no settings, and is told.
    fn read(&mut self) -> Vec<Obstacle> {
        let name = self.name();
        let there = self.file.as_ref().filter(|file| file.exists());
        let loaded = there.map(|file| Settings::load(file, &name)).transpose();
        let (read, mut obstacles) = match loaded {
            Ok(read) => (read, Vec::new()),
            Err(obstacle) => (None, vec![obstacle]),
        };
        let troubles = read.iter().flat_map(|read| &read.troubles);
        obstacles.extend(
            troubles.map(|t| Obstacle::new(&t.source, ErrorCode::BadSettings, t.to_string())),
        );
        self.take(read);
        obstacles.extend(self.yardstick.packs.obstacles());
        obstacles
    }

    fn take(&mut self, settings: Option<Settings>) {
        let file = self.file.as_deref().unwrap_or(Path::new(""));
        let of = |settings: &Settings| Yardstick {
            policy: settings.policy.clone(),
            drift: settings.drift.clone(),
            packs: Arc::new(Packs::load(&settings.pack_folders(file))),
        };
        self.yardstick = Arc::new(settings.as_ref().map(of).unwrap_or_default());
        self.settings = settings;
    }

    fn text(&self) -> Option<&str> {
        self.settings.as_ref().map(Settings::text)
    }

    /// Writes a text, or takes the file away, and puts it in force.
    fn write(&mut self, text: Option<&str>) -> Result<(), Refusal> {
        let name = self.name();
        if let Some(file) = &self.file {
            let written = match text {
                Some(text) => settings::write(file, text.as_bytes()),
                None => fs::remove_file(file),
            };
            written.map_err(|error| Refusal {
                code: ErrorCode::NotWritten,
                subject: name.clone(),
                detail: error.to_string(),
            })?;
        }
        let read = text.map(|text| Settings::read(&name, text.as_bytes().to_vec()));
        self.take(read.transpose().map_err(refused)?);
        Ok(())
    }
}

impl Workspace {
    /// Keeps settings for loose files in a file.
    #[must_use]
    pub fn keeping_settings_in(self, file: PathBuf) -> Self {
        {
            let mut in_force = self.in_force();
            in_force.own = Some(file.clone());
            in_force.file = Some(file);
            for obstacle in in_force.read() {
                self.state().problem(&obstacle);
            }
        }
        self
    }

    fn in_force(&self) -> MutexGuard<'_, InForce> {
        self.settings
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Says whether what is opened goes into the history.
    pub(super) fn keeps_history(&self) -> bool {
        let in_force = self.in_force();
        self.recorder.is_some() && in_force.settings.as_ref().is_none_or(|s| s.history)
    }

    /// Returns what is judged by: severities and ignores in force, and the schemas that are known.
    pub(super) fn yardstick(&self) -> Arc<Yardstick> {
        self.in_force().yardstick.clone()
    }

    /// Chooses the settings for what is being opened. Those of a folder stay until all is closed.
    pub(super) fn settle_settings(&self, paths: &[String]) {
        let loaded = self.state().status().loaded;
        let (before, after, obstacles) = {
            let mut in_force = self.in_force();
            if in_force.of_folder && loaded > 0 {
                return;
            }
            let (file, mut obstacles) = match settings::find_for(paths) {
                Ok(found) => (found, Vec::new()),
                Err(clash) => {
                    let obstacle = clashing(&clash);
                    (Some(clash.0), vec![obstacle])
                }
            };
            let folder = || paths.iter().map(Path::new).find(|path| path.is_dir());
            let file = file.or_else(|| Some(folder()?.join(settings::NAME)));
            in_force.of_folder = file.is_some();
            let file = file.or_else(|| in_force.own.clone());
            if in_force.file != file {
                in_force.changes.clear();
            }
            in_force.file = file;
            let before = in_force.yardstick.clone();
            obstacles.extend(in_force.read());
            (before, in_force.yardstick.clone(), obstacles)
        };
        for obstacle in &obstacles {
            self.state().problem(obstacle);
        }
        if loaded > 0 && !Arc::ptr_eq(&before, &after) {
            self.judge_again();
        }
    }

    /// Goes back to the settings for loose files: nothing is open any more.
    pub(super) fn leave_settings(&self) {
        let mut in_force = self.in_force();
        if in_force.of_folder {
            in_force.of_folder = false;
            in_force.file = in_force.own.clone();
            in_force.changes.clear();
            // what is wrong in it was told when the window opened
            let _ = in_force.read();
        }
    }

    /// Returns the settings in force.
    #[must_use]
    pub fn settings(&self) -> SettingsView {
        let (tally, hidden) = {
            let state = self.state();
            (state.tally(), state.status().hidden)
        };
        let in_force = self.in_force();
        let nested = self.state().not_applied(in_force.file.as_deref());
        let settings = in_force.settings.as_ref();
        let policy = &in_force.yardstick.policy;
        let ignores = policy.ignores().iter().enumerate();
        let drift = &in_force.yardstick.drift;
        let chosen = diagnose::CATALOGUE
            .iter()
            .filter_map(|rule| Some((rule, policy.chosen(rule.name)?)));
        SettingsView {
            file: in_force.name(),
            of_folder: in_force.of_folder,
            ignores: ignores
                .map(|(n, ignore)| IgnoreView {
                    number: narrow(n),
                    line: settings.map_or(0, |s| s.line_of(n)),
                    hides: ignore.words(),
                    reason: ignore.reason.clone(),
                    matched: tally.of(n),
                })
                .collect(),
            drift: in_force.drift_views(&tally),
            stuck_after: StuckAfter {
                chosen: drift.stuck_after.map(|after| after.to_string()),
                usual: Patience::default().to_string(),
            },
            severities: chosen
                .map(|(rule, level)| SeverityView {
                    rule: rule.name.to_owned(),
                    chosen: level.name().to_owned(),
                    usual: rule.severity.name().to_owned(),
                })
                .collect(),
            packs: in_force.pack_views(),
            nested,
            troubles: settings
                .map(|s| s.troubles.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
            can_undo: !in_force.changes.is_empty(),
            hidden,
        }
    }

    /// Gives a rule a severity, turns it off, or gives it its own severity back.
    ///
    /// # Errors
    /// Where no rule or severity has that name, or the settings cannot be changed.
    pub fn set_severity(&self, rule: &str, level: Option<&str>) -> Result<(), Refusal> {
        let Some(rule) = diagnose::rule(rule) else {
            return Err(super::unknown_rule(rule));
        };
        self.change(|_| match level {
            None => Ok(Edit::Level(rule.name, None)),
            Some(name) => {
                let level = Level::parse(name).ok_or(format!("`{name}` is no severity"))?;
                Ok(Edit::Level(rule.name, Some(level)))
            }
        })
    }

    fn change(&self, edit: impl FnOnce(&Settings) -> Result<Edit, String>) -> Result<(), Refusal> {
        {
            let mut in_force = self.in_force();
            if in_force.file.is_some() {
                // somebody else may have written the file meanwhile; its troubles refuse the change below
                let _ = in_force.read();
            }
            let name = in_force.name();
            let refuse = |detail: String| Refusal {
                code: ErrorCode::BadSettings,
                subject: name.clone(),
                detail,
            };
            let empty = Settings::read(&name, b"{\n}\n".to_vec()).map_err(refused)?;
            let settings = in_force.settings.as_ref().unwrap_or(&empty);
            let edit = edit(settings).map_err(refuse)?;
            let after = settings.edited(&edit).map_err(|e| refuse(e.to_string()))?;
            let before = in_force.text().map(str::to_owned);
            in_force.write(Some(&after))?;
            in_force.changes.push((before, after));
            let surplus = in_force.changes.len().saturating_sub(UNDONE);
            in_force.changes.drain(..surplus);
        }
        self.judge_again();
        Ok(())
    }

    /// Undoes the last change of the settings, unless somebody else has changed them since.
    ///
    /// # Errors
    /// Where there is none, or the file is another one now.
    pub fn undo_settings(&self) -> Result<(), Refusal> {
        {
            let mut in_force = self.in_force();
            if in_force.file.is_some() {
                // read for what it says now; its troubles were told before
                let _ = in_force.read();
            }
            let refusal = |detail: &str| Refusal {
                code: ErrorCode::BadSettings,
                subject: in_force.name(),
                detail: detail.to_owned(),
            };
            let Some((before, after)) = in_force.changes.last().cloned() else {
                return Err(refusal("nothing was changed that could be undone"));
            };
            if in_force.text() != Some(&after) {
                return Err(refusal("the file was changed elsewhere since"));
            }
            in_force.write(before.as_deref())?;
            in_force.changes.pop();
        }
        self.judge_again();
        Ok(())
    }
}

fn clashing(clash: &Clash) -> Obstacle {
    let source = clash.0.display().to_string();
    let detail = format!("{clash}; those of the first apply, open the other folder alone");
    Obstacle::new(&source, ErrorCode::BadSettings, detail)
}

fn refused(obstacle: Obstacle) -> Refusal {
    Refusal {
        code: obstacle.code,
        subject: obstacle.source_name,
        detail: obstacle.detail,
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
