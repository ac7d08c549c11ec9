//! What is kept from one start to the next: the window's selection and the files opened before.
//!
//! A small JSON file, written beside and renamed, so that a crash leaves the old or the new one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::wire::{ErrorCode, Recent, Refusal, Remembered};

/// Files and folders kept in the list of recent ones.
const RECENT_KEPT: usize = 12;

/// The memory of the desktop.
#[derive(Debug)]
pub struct Memory {
    file: PathBuf,
    kept: Kept,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Kept {
    remembered: Remembered,
    recent: Vec<Recent>,
}

impl Memory {
    /// Reads the memory of a folder; a missing or broken file is an empty memory.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let file = folder.join("window.json");
        let kept = fs::read(&file)
            .ok()
            .and_then(|b| serde_json::from_slice(&b).ok())
            .unwrap_or_default();
        Self { file, kept }
    }

    /// Returns what the last window was showing.
    #[must_use]
    pub fn remembered(&self) -> Remembered {
        self.kept.remembered.clone()
    }

    /// Returns the files and folders opened before that are still there, newest first.
    #[must_use]
    pub fn recent(&self) -> Vec<Recent> {
        self.kept
            .recent
            .iter()
            .filter(|r| Path::new(&r.path).exists())
            .cloned()
            .collect()
    }

    /// Keeps what the window is showing.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn remember(&mut self, remembered: Remembered) -> Result<(), Refusal> {
        if self.kept.remembered == remembered {
            return Ok(());
        }
        self.kept.remembered = remembered;
        self.write()
    }

    /// Puts files and folders on top of the recent ones.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn opened(&mut self, paths: &[String]) -> Result<(), Refusal> {
        for path in paths {
            let full = fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
            let recent = Recent {
                name: full
                    .file_name()
                    .map_or_else(|| path.clone(), |n| n.to_string_lossy().into_owned()),
                folder: full.is_dir(),
                path: full.display().to_string(),
            };
            self.kept.recent.retain(|r| r.path != recent.path);
            self.kept.recent.insert(0, recent);
        }
        self.kept.recent.truncate(RECENT_KEPT);
        self.write()
    }

    /// Forgets the recent files.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn clear_recent(&mut self) -> Result<(), Refusal> {
        self.kept.recent.clear();
        self.write()
    }

    fn write(&self) -> Result<(), Refusal> {
        let written = || -> io::Result<()> {
            if let Some(folder) = self.file.parent() {
                fs::create_dir_all(folder)?;
            }
            let beside = self.file.with_extension("json.new");
            fs::write(&beside, serde_json::to_vec_pretty(&self.kept)?)?;
            fs::rename(&beside, &self.file)
        };
        written().map_err(|e| Refusal {
            code: ErrorCode::NotRemembered,
            subject: self.file.display().to_string(),
            detail: e.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shown_and_opened_survives_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut memory = Memory::of(folder.path());
        let shown = Remembered {
            twin: Some("pump-17".to_owned()),
            ..Remembered::default()
        };
        memory.remember(shown.clone()).expect("written");
        let file = folder.path().join("a.json");
        fs::write(&file, "{}").expect("written");
        memory
            .opened(&[file.display().to_string()])
            .expect("written");
        memory
            .opened(&[file.display().to_string()])
            .expect("written");
        let again = Memory::of(folder.path());
        assert_eq!(again.remembered(), shown);
        assert_eq!(again.recent().len(), 1);
        fs::remove_file(&file).expect("removed");
        assert!(again.recent().is_empty());
    }

    #[test]
    fn a_broken_file_is_an_empty_memory() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("window.json"), "{\"recent\": 7").expect("written");
        assert!(Memory::of(folder.path()).recent().is_empty());
    }
}
