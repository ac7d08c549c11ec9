//! The documents of a simulation from files.

use std::path::{Path, PathBuf};

use twin::Document;

use crate::pieces::{self, Obstacle};
use crate::wire::{ErrorCode, SimulationRequest};

/// Bytes of one document: many times what the service takes.
const LARGEST: usize = 1 << 26;

/// Files that a simulation is read from; `-` is standard input.
#[derive(Debug, Clone, Copy, Default)]
pub struct Paths<'p> {
    /// Enrollments.
    pub enrollments: &'p [PathBuf],
    /// The device and its request.
    pub device: Option<&'p Path>,
    /// The hubs.
    pub hubs: Option<&'p Path>,
    /// The registration record.
    pub record: Option<&'p Path>,
    /// What the webhook answers.
    pub webhook: Option<&'p Path>,
    /// A table of versions.
    pub versions: Option<&'p Path>,
    /// Switches, as `same-hub-reset=keeps`.
    pub assumptions: &'p [String],
}

impl Paths<'_> {
    /// Reads all of them.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(self) -> Result<SimulationRequest, Obstacle> {
        let text =
            |path: Option<&Path>| path.map(text_of).transpose().map(Option::unwrap_or_default);
        let enrollments = self.enrollments.iter().map(|path| text_of(path));
        let mut enrollments = enrollments.collect::<Result<Vec<_>, _>>()?.into_iter();
        Ok(SimulationRequest {
            enrollment: enrollments.next().unwrap_or_default(),
            further_enrollments: enrollments.collect(),
            device: text(self.device)?,
            hubs: text(self.hubs)?,
            record: text(self.record)?,
            webhook: text(self.webhook)?,
            versions: text(self.versions)?,
            assumptions: self.assumptions.to_vec(),
        })
    }
}

/// Reads one document as text, whatever its encoding.
///
/// # Errors
/// Nothing there, no right to it, no file, too large, or no text.
pub fn text_of(path: &Path) -> Result<String, Obstacle> {
    let name = path.display().to_string();
    let bytes = match name.as_str() {
        "-" => pieces::whole_of(&name, std::io::stdin(), LARGEST)?,
        _ => pieces::whole(path, LARGEST)?,
    };
    let doc = Document::read(bytes)
        .map_err(|error| Obstacle::new(&name, ErrorCode::NotText, error.to_string()))?;
    Ok(doc.text().to_owned())
}
