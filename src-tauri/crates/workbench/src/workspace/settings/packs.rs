//! Packs of the settings in the window: chosen by their folders, and what is wrong in each, at its
//! file, line and column.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{InForce, narrow};
use crate::packs::{LoadedPack, PackProblem, Packs};
use crate::settings::Edit;
use crate::wire::{PackView, Refusal};
use crate::workspace::Workspace;

/// Problems of one pack that are listed; `twinscope schema check` lists all.
const LISTED: usize = 50;

impl Workspace {
    /// Adds the folder of a pack to the settings; one that is there already is not added again. One that
    /// cannot be used is added, too, and says why: it may be a pack that is being written.
    ///
    /// # Errors
    /// Where the settings cannot be changed.
    pub fn add_pack(&self, folder: &str) -> Result<(), Refusal> {
        let file = {
            let in_force = self.in_force();
            if in_force.has_pack(Path::new(folder)) {
                return Ok(());
            }
            in_force.file.clone().unwrap_or_default()
        };
        self.change(|_| Ok(Edit::Pack(written(Path::new(folder), &file))))
    }

    /// Takes a pack off the settings; it is named by its folder, too, as the file may have changed.
    ///
    /// # Errors
    /// Where the settings cannot be changed.
    pub fn remove_pack(&self, pack: u32, folder: &str) -> Result<(), Refusal> {
        self.change(|settings| {
            let there = settings.packs.get(pack as usize);
            match there.filter(|there| *there == folder) {
                Some(_) => Ok(Edit::NoPack(pack as usize)),
                None => Err("this pack is no longer in the settings".to_owned()),
            }
        })
    }

    /// Reads settings and packs again, which may have been edited elsewhere, and judges by them.
    pub fn reload_settings(&self) {
        let obstacles = {
            let mut in_force = self.in_force();
            if in_force.file.is_none() {
                return;
            }
            in_force.read()
        };
        for obstacle in &obstacles {
            self.state().problem(obstacle);
        }
        self.judge_again();
    }
}

impl Workspace {
    /// Takes off the list what stands in the folders of packs and was met on the way through a folder around them:
    /// schemas and samples of a pack are nobody's twins.
    pub(super) fn leave_packs_out(&self) {
        let yardstick = self.yardstick();
        let folders = yardstick.packs.folders().iter();
        let packs: Vec<_> = folders.flat_map(fs::canonicalize).collect();
        if packs.is_empty() {
            return;
        }
        let (files, ways) = self.state().files();
        let mut known: HashMap<PathBuf, Option<PathBuf>> = HashMap::new();
        for (id, source) in files {
            let file = Path::new(&*source);
            let folder = file.parent().unwrap_or(Path::new(""));
            let full = known
                .entry(folder.to_owned())
                .or_insert_with_key(|folder| fs::canonicalize(folder).ok());
            let Some((full, name)) = full.as_ref().zip(file.file_name()) else {
                continue;
            };
            let full = full.join(name);
            let is_passed = |pack: &PathBuf| {
                full.starts_with(pack)
                    && ways.iter().any(|way| way.led_through(pack))
                    && !ways.iter().any(|way| way.was_asked_for(file, &full, pack))
            };
            if packs.iter().any(is_passed) {
                self.state().close(id);
            }
        }
    }
}

impl InForce {
    fn has_pack(&self, folder: &Path) -> bool {
        let file = self.file.as_deref().unwrap_or(Path::new(""));
        let Ok(whole) = fs::canonicalize(folder) else {
            return false;
        };
        let there = self.settings.iter().flat_map(|s| s.pack_folders(file));
        there
            .map(fs::canonicalize)
            .any(|pack| pack.is_ok_and(|pack| pack == whole))
    }

    /// Returns the packs in the order of the file, each with what is wrong in it.
    pub(super) fn pack_views(&self) -> Vec<PackView> {
        let (Some(settings), packs) = (&self.settings, &self.yardstick.packs) else {
            return Vec::new();
        };
        let file = self.file.as_deref().unwrap_or(Path::new(""));
        let all = settings.packs.iter().zip(settings.pack_folders(file));
        let view = |(number, (folder, path)): (usize, (&String, PathBuf))| {
            let loaded = packs.loaded.iter().find(|loaded| loaded.folder == path);
            let told = told(packs, loaded, &path);
            PackView {
                number: narrow(number),
                folder: folder.clone(),
                title: loaded.map(|loaded| loaded.summary().title),
                schemas: loaded.map_or(0, |loaded| narrow(loaded.pack.schemas.len())),
                further: narrow(told.len().saturating_sub(LISTED)),
                problems: told.into_iter().take(LISTED).collect(),
            }
        };
        all.enumerate().map(view).collect()
    }
}

/// Says everything that keeps a pack from being used whole, errors first.
fn told(packs: &Packs, loaded: Option<&LoadedPack>, path: &Path) -> Vec<String> {
    let Some(loaded) = loaded else {
        let unread = packs.unread_at(path).map(|o| o.detail.clone());
        let twice = || "this folder is among the packs already".to_owned();
        return vec![unread.unwrap_or_else(twice)];
    };
    let mut problems: Vec<_> = loaded.problems().collect();
    problems.sort_by_key(|problem| problem.severity != "error");
    let mut told: Vec<_> = problems.iter().map(line).collect();
    told.extend(packs.clashes_of(loaded));
    told
}

fn line(problem: &PackProblem) -> String {
    let PackProblem {
        file,
        line,
        column,
        severity,
        message,
        advice,
        ..
    } = problem;
    format!("{file}:{line}:{column} {severity}: {message}. {advice}")
}

/// Names a folder as it stands in the settings: against their folder where it lies below it, so that
/// both can be moved together; with slashes, which every system reads.
fn written(folder: &Path, file: &Path) -> String {
    let beside = file
        .parent()
        .and_then(|parent| fs::canonicalize(parent).ok());
    let whole = fs::canonicalize(folder).ok();
    let below = beside.zip(whole).and_then(|(beside, whole)| {
        let below = whole.strip_prefix(beside).ok()?;
        let steps = below.components();
        Some(steps.map(|s| s.as_os_str().to_string_lossy().into_owned()))
            .map(|steps| steps.collect::<Vec<_>>().join("/"))
    });
    match below {
        Some(here) if here.is_empty() => ".".to_owned(),
        Some(below) => below,
        None => folder.display().to_string(),
    }
}
