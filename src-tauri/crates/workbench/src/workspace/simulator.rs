//! The files that the simulator is given: noted, so that nothing is ever saved over one of them.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Workspace, save};
use crate::reprovision;
use crate::wire::{ErrorCode, PickedDocument, Refusal, TakenDocument};

/// Files that are noted; of more, the first ones are forgotten.
const NOTED: usize = 256;
/// Files that are looked at in one drop: a simulation has six documents.
const DROPPED: usize = 32;

/// Files that the simulator was given, last one last.
#[derive(Debug, Clone, Default)]
pub(super) struct Documents(Arc<Mutex<Vec<Arc<str>>>>);

impl Documents {
    fn note(&self, path: &str) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.retain(|known| &**known != path);
        let over = (noted.len() + 1).saturating_sub(NOTED);
        noted.drain(..over);
        noted.push(path.into());
    }

    fn all(&self) -> Vec<Arc<str>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Workspace {
    /// Reads a file that the user picked for a document of the simulator.
    ///
    /// # Errors
    /// Where it is no file, cannot be read, is no text, or is too large.
    pub fn read_document(&self, path: &str) -> Result<PickedDocument, Refusal> {
        let read = reprovision::read_document(path)?;
        self.documents.note(path);
        Ok(read)
    }

    /// Takes files that were dropped on the simulator: each document by what is in it, or why it was not taken.
    #[must_use]
    pub fn take_files(&self, paths: &[String]) -> Vec<TakenDocument> {
        let looked_at = paths.iter().take(DROPPED);
        let taken = looked_at.flat_map(|path| {
            let taken = reprovision::take_file(path);
            if taken.iter().any(|one| one.input.is_some()) {
                self.documents.note(path);
            }
            taken
        });
        let mut taken: Vec<_> = taken.collect();
        if let Some(over) = paths.len().checked_sub(DROPPED).filter(|over| *over > 0) {
            taken.push(TakenDocument {
                name: String::new(),
                input: None,
                text: String::new(),
                masked: false,
                sentence: format!("{over} further files were not looked at: a simulation has six documents. Drop those of one simulation."),
            });
        }
        taken
    }

    /// Saves something that was made here in a file that the user chose: never one that is open, nor one that a document
    /// of the simulator came from.
    ///
    /// # Errors
    /// Where the file is one of those, or cannot be written.
    pub fn save_export(&self, to: &Path, bytes: &[u8]) -> Result<(), Refusal> {
        let saved = save::save(&self.inputs(), to, bytes);
        saved.map_err(|refused| self.told_of_document(refused, to))
    }

    /// A document of the simulator is noted for as long as the window is there, and need not be in it any more: a file
    /// that only such a document came from is not called open.
    fn told_of_document(&self, refused: Refusal, to: &Path) -> Refusal {
        let full = fs::canonicalize(to).ok();
        let is_it = |source: &Arc<str>| full.is_some() && fs::canonicalize(&**source).ok() == full;
        let open: Vec<_> = self.open_sources().collect();
        if refused.code != ErrorCode::OpenInput || open.iter().any(is_it) {
            return refused;
        }
        Refusal {
            detail: "a document of the simulator came from it; save it under another name"
                .to_owned(),
            ..refused
        }
    }

    /// Every file that something in the window came from.
    pub(super) fn inputs(&self) -> Vec<Arc<str>> {
        self.open_sources().chain(self.documents.all()).collect()
    }

    fn open_sources(&self) -> impl Iterator<Item = Arc<str>> + use<> {
        self.state().files().0.into_iter().map(|(_, source)| source)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::workspace::Event;

    const ENROLLMENT: &str =
        "{\"registrationId\": \"pump-7\", \"attestation\": {\"type\": \"x509\"}}";
    const TWIN: &str =
        "{\"deviceId\": \"pump-7\", \"properties\": {\"desired\": {}, \"reported\": {}}}";

    #[test]
    fn nothing_is_saved_over_a_twin_that_is_open_or_a_document_that_was_given() {
        let folder = tempfile::tempdir().expect("a folder");
        let [twin, picked, dropped, free] =
            ["twin.json", "picked.json", "dropped.json", "free.json"]
                .map(|n| folder.path().join(n));
        fs::write(&twin, TWIN).expect("written");
        for path in [&picked, &dropped] {
            fs::write(path, ENROLLMENT).expect("written");
        }
        let (tell, told) = mpsc::channel();
        let workspace = Workspace::new(move |event| {
            // the test may have gone before the last word
            let _ = tell.send(event);
        });
        workspace.open_paths(vec![twin.display().to_string()]);
        assert!(told.iter().any(|event| matches!(event, Event::Opened(_))));
        workspace
            .read_document(&picked.display().to_string())
            .expect("a document");
        assert_eq!(
            workspace.take_files(&[dropped.display().to_string()]).len(),
            1
        );
        for path in [&twin, &picked, &dropped] {
            let before = fs::read(path).expect("there");
            let refused = workspace
                .save_export(path, b"<svg/>")
                .expect_err("it is open");
            assert_eq!(refused.code, ErrorCode::OpenInput);
            let is_document = refused.detail.contains("a document of the simulator came");
            assert_eq!(is_document, path != &twin, "{}", refused.detail);
            assert_eq!(fs::read(path).expect("there"), before);
        }
        for _ in 0..2 {
            workspace
                .save_export(&free, b"<svg/>")
                .expect("nobody looks at it");
        }
        assert_eq!(fs::read(&free).expect("there"), b"<svg/>");
    }

    #[test]
    fn of_many_files_the_first_are_looked_at_and_the_others_told() {
        let workspace = Workspace::new(drop);
        let paths = vec!["/no/such/file.json".to_owned(); DROPPED + 2];
        let taken = workspace.take_files(&paths);
        assert_eq!(taken.len(), DROPPED + 1);
        assert!(taken[DROPPED].sentence.starts_with("2 further files"));
        for _ in 0..2 * NOTED {
            workspace.documents.note("same");
        }
        assert_eq!(workspace.documents.all().len(), 1);
    }
}
