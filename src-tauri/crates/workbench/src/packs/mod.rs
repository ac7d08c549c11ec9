//! Users' own groups: packs chosen for a workspace or a check, loaded from their folders, with
//! every problem at its file, line and column; and what can be asked of the schemas there are.
//!
//! The desktop keeps one [`Packs`] a workspace: [`Packs::load`] with the folders that were chosen,
//! [`Packs::reload`] when they changed on disk, [`Examination::with_packs`] for every look.
//!
//! [`Examination::with_packs`]: crate::examine::Examination::with_packs

mod compare;
mod find;
mod folder;
mod list;
mod show;
mod starter;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use groups::Dialect;
pub use groups::catalogue::Catalogue;
use groups::catalogue::pack::Problem;
use groups::catalogue::{Clash, Pack};
use serde::Serialize;

pub use compare::{ChangeLine, Difference, NumberLine, differ};
pub use find::{find, side};
pub use list::{ListedSchema, list};
pub use show::{PropertyLine, ShownSchema, Value, show};
pub use starter::{Wish, start};

use crate::pieces::Obstacle;
use crate::wire::ErrorCode;

/// Contradictions between packs that are told one by one.
const CLASHES: usize = 10;

/// A pack and where it was loaded from.
#[derive(Debug)]
pub struct LoadedPack {
    /// The folder, as the user named it.
    pub folder: PathBuf,
    /// What is in it.
    pub pack: Pack,
}

/// The packs chosen, in their order: of two that contradict each other the first one counts.
#[derive(Debug, Default)]
pub struct Packs {
    /// Those that could be looked at.
    pub loaded: Vec<LoadedPack>,
    folders: Vec<PathBuf>,
    unread: Vec<Obstacle>,
    catalogue: Option<Arc<Catalogue>>,
}

/// A pack at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PackSummary {
    /// Machine name.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// Its folder, as the user named it.
    pub folder: String,
    /// Schemas that work.
    pub schemas: usize,
    /// Files with errors, which are not used.
    pub not_used: Vec<String>,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Problems that are not listed one by one.
    pub further: u64,
}

/// A problem of a pack, for people and programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PackProblem {
    /// File, with the pack's folder before it.
    pub file: String,
    /// Line where it starts, from 1.
    pub line: u32,
    /// Column where it starts, in characters from 1.
    pub column: u32,
    /// Line of its end.
    pub end_line: u32,
    /// Column one past its end.
    pub end_column: u32,
    /// JSON pointer of the value.
    pub pointer: String,
    /// What kind of problem it is, in kebab case.
    pub kind: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// What.
    pub message: String,
    /// Why.
    pub reason: &'static str,
    /// Do.
    pub advice: String,
}

/// Returns the catalogue without any pack.
#[must_use]
pub fn built_in() -> Catalogue {
    Catalogue::with([])
}

/// Returns the folders of all dialects, as in keys.
#[must_use]
pub fn dialects() -> [&'static str; 6] {
    Dialect::ALL.map(groups::catalogue::folder)
}

impl Packs {
    /// Loads the packs of some folders. What cannot be looked at is among the [`Self::obstacles`].
    #[must_use]
    pub fn load<N: AsRef<Path>>(folders: &[N]) -> Self {
        let rules: Vec<_> = diagnose::CATALOGUE.iter().map(|rule| rule.name).collect();
        let mut packs = Self {
            folders: folders.iter().map(|f| f.as_ref().to_owned()).collect(),
            ..Self::default()
        };
        let mut seen = Vec::new();
        for folder in &packs.folders {
            // the same folder a second time says nothing new
            let whole = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
            if seen.contains(&whole) {
                continue;
            }
            seen.push(whole);
            match folder::read(folder, &rules) {
                Ok(pack) => packs.loaded.push(LoadedPack {
                    folder: folder.clone(),
                    pack,
                }),
                Err(obstacle) => packs.unread.push(obstacle),
            }
        }
        if !packs.loaded.is_empty() {
            let all = packs.loaded.iter().map(|loaded| &loaded.pack);
            packs.catalogue = Some(Arc::new(Catalogue::with(all)));
        }
        packs
    }

    /// Loads the same folders again.
    #[must_use]
    pub fn reload(&self) -> Self {
        Self::load(&self.folders)
    }

    /// Returns the catalogue with the packs in it; nothing where there are none, so that
    /// [`built_in`] counts.
    #[must_use]
    pub fn catalogue(&self) -> Option<Arc<Catalogue>> {
        self.catalogue.clone()
    }

    /// Returns the catalogue to judge by: with the packs in it, or [`built_in`] where there are none.
    #[must_use]
    pub fn known(&self) -> &Catalogue {
        self.catalogue.as_deref().unwrap_or(Catalogue::built_in())
    }

    /// Returns the folders, as the user named them.
    #[must_use]
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Returns the packs at a glance, in their order.
    #[must_use]
    pub fn summaries(&self) -> Vec<PackSummary> {
        self.loaded.iter().map(LoadedPack::summary).collect()
    }

    /// Returns why a folder could not be looked at.
    #[must_use]
    pub fn unread_at(&self, folder: &Path) -> Option<&Obstacle> {
        let shown = folder.display().to_string();
        self.unread.iter().find(|o| o.source_name == shown)
    }

    /// Says what of a pack is not used because another one says it already.
    pub fn clashes_of<'p>(&'p self, pack: &'p LoadedPack) -> impl Iterator<Item = String> + 'p {
        let clashes = self.catalogue.as_ref().map_or(&[][..], |c| c.clashes());
        let of_pack = clashes
            .iter()
            .filter(|clash| *clash.other == *pack.pack.manifest.name);
        of_pack.map(clash_words)
    }

    /// Returns every problem of every pack, by file and place.
    #[must_use]
    pub fn problems(&self) -> Vec<PackProblem> {
        self.loaded.iter().flat_map(LoadedPack::problems).collect()
    }

    /// Returns what keeps a look from being what the user asked for, one line each: folders that could
    /// not be read, packs with errors, packs that contradict each other.
    #[must_use]
    pub fn obstacles(&self) -> Vec<Obstacle> {
        let mut all = self.unread.clone();
        all.extend(self.loaded.iter().filter_map(LoadedPack::obstacle));
        let clashes = self.catalogue.as_ref().map_or(&[][..], |c| c.clashes());
        all.extend(
            clashes.iter().take(CLASHES).map(|clash| {
                Obstacle::new(&clash.other, ErrorCode::PackFaulty, clash_words(clash))
            }),
        );
        if let Some(clash) = clashes.get(CLASHES) {
            let further = clashes.len() - CLASHES;
            let detail = format!("{further} more of its schemas are in other packs already");
            all.push(Obstacle::new(&clash.other, ErrorCode::PackFaulty, detail));
        }
        all
    }
}

fn clash_words(clash: &Clash) -> String {
    let Clash {
        subject, counts, ..
    } = clash;
    format!(
        "`{subject}` is in the pack `{counts}` already, which counts; choose one of the two, or rename the group"
    )
}

impl LoadedPack {
    /// Returns the pack at a glance.
    #[must_use]
    pub fn summary(&self) -> PackSummary {
        let Pack {
            manifest, problems, ..
        } = &self.pack;
        let errors = problems.iter().filter(|p| p.is_error()).count();
        PackSummary {
            name: manifest.name.clone(),
            title: manifest.title.clone(),
            description: manifest.description.clone(),
            folder: self.folder.display().to_string(),
            schemas: self.pack.schemas.len(),
            not_used: self.pack.not_used.clone(),
            errors,
            warnings: problems.len() - errors,
            further: self.pack.problems_not_kept,
        }
    }

    /// Returns every problem, by file and place.
    pub fn problems(&self) -> impl Iterator<Item = PackProblem> {
        self.pack.problems.iter().map(|problem| self.told(problem))
    }

    fn told(&self, problem: &Problem) -> PackProblem {
        let file = if problem.path.is_empty() {
            self.folder.clone()
        } else {
            self.folder.join(&problem.path)
        };
        PackProblem {
            file: file.display().to_string(),
            line: problem.start.line,
            column: problem.start.column,
            end_line: problem.end.line,
            end_column: problem.end.column,
            pointer: problem.pointer.clone(),
            kind: problem.kind.name(),
            severity: if problem.is_error() {
                "error"
            } else {
                "warning"
            },
            message: problem.message.clone(),
            reason: problem.kind.why(),
            advice: problem.advice.clone(),
        }
    }

    /// Says in one line that not all of it is used, and where to begin.
    fn obstacle(&self) -> Option<Obstacle> {
        let mut errors = self.problems().filter(|p| p.severity == "error");
        let first = errors.next()?;
        let PackSummary {
            name,
            folder,
            not_used,
            ..
        } = self.summary();
        let not_used = match not_used.as_slice() {
            [] => "its manifest has errors".to_owned(),
            [one] => format!("`{one}` is not used"),
            many => format!("{} files are not used", many.len()),
        };
        let first = format!(
            "{}:{}:{} {}",
            first.file, first.line, first.column, first.message
        );
        let detail = format!(
            "not all of the pack `{name}` is used: {not_used}; the first error: {first}; `twinscope schema check {folder}` lists all"
        );
        Some(Obstacle::new(&folder, ErrorCode::PackFaulty, detail))
    }
}

#[cfg(test)]
mod tests;
