//! A user's own groups: a folder with `pack.json` and schemas by the layout of the catalogue. Files
//! come in as path and bytes, one at a time; every problem has its place. What has no error works,
//! and what has one is told and not used: never in part, never silently.

mod inspect;
pub mod limits;
mod manifest;
mod problem;
mod reference;
mod strict;
pub(super) mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value as Plain;

pub use manifest::{MANIFEST, Manifest, is_name};
pub use problem::{PROBLEMS_KEPT, Problem, ProblemKind};

use super::documents::{BASE, Documents};
use super::key::{self, Key, KeyError};
use super::schema::Schema;
use super::{Catalogue, Flow, Form};
use crate::dialect::Dialect;
use crate::names;
use inspect::{Inspected, Patterns};
use problem::Problems;
use reference::References;

/// A folder of the pack for whatever is no schema: sample twins.
pub const SAMPLES: &str = "samples";

/// What came of reading one file.
#[derive(Debug, Clone)]
pub enum Content {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It is larger than a file of a pack may be; so many bytes.
    TooLarge(u64),
    /// It could not be read; the reason of the system.
    Unreadable(String),
}

/// A pack: what `pack.json` says, the schemas without errors, and every problem.
#[derive(Debug, Default)]
pub struct Pack {
    /// What `pack.json` says.
    pub manifest: Manifest,
    /// The schemas that work, by path.
    pub schemas: Vec<Arc<Schema>>,
    /// Problems, by path and place.
    pub problems: Vec<Problem>,
    /// Problems that are not kept, one by one.
    pub problems_not_kept: u64,
    /// Schemas that are not used because of errors.
    pub not_used: Vec<String>,
}

impl Pack {
    /// Reads a folder called `folder`: `paths` are its files below it, with `/` between their parts,
    /// and `content` reads one of them. `rules` are the names of all rules.
    #[must_use]
    pub fn read(
        paths: Vec<String>,
        content: &mut dyn FnMut(&str) -> Content,
        folder: &str,
        rules: &[&str],
    ) -> Self {
        let mut reading = Reading {
            told: Problems::default(),
            patterns: Patterns::default(),
            documents: Documents::over(Catalogue::built_in().documents.clone()),
            inspected: BTreeMap::new(),
            paths: BTreeSet::new(),
            keys: Vec::new(),
            subschemas: 0,
            manifest: None,
        };
        let paths = reading.bounded(paths);
        let mut bytes: u64 = 0;
        for path in paths {
            let content = within_limits(content(&path), &mut bytes);
            reading.read(&path, content, folder, rules);
        }
        reading.finish(folder)
    }

    /// True where a file is not used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error) || !self.not_used.is_empty()
    }
}

struct Reading {
    told: Problems,
    patterns: Patterns,
    documents: Documents,
    inspected: BTreeMap<String, Inspected>,
    paths: BTreeSet<String>,
    keys: Vec<Key>,
    subschemas: usize,
    manifest: Option<Manifest>,
}

impl Reading {
    /// Keeps as many files as a pack may have, and tells the rest.
    fn bounded(&mut self, mut paths: Vec<String>) -> Vec<String> {
        // the manifest first: without it nothing of a pack can be told by name
        paths.sort_by(|a, b| (a != MANIFEST, a).cmp(&(b != MANIFEST, b)));
        if paths.len() > limits::FILES {
            let message = format!("{} files; a pack may have {}", paths.len(), limits::FILES);
            let last = &paths[limits::FILES - 1];
            let advice = format!("Split the pack; what comes after `{last}` is not read.");
            self.told
                .push(Problem::of_file("", ProblemKind::TooLarge, message).advise(advice));
            paths.truncate(limits::FILES);
        }
        paths
    }

    fn read(&mut self, path: &str, content: Content, folder: &str, rules: &[&str]) {
        let is_new = self.paths.insert(path.to_owned());
        let bytes = match content {
            Content::Bytes(bytes) if is_new => bytes,
            other => return self.refused(path, &other),
        };
        let key = if path == MANIFEST {
            None
        } else {
            self.key(path)
        };
        let Some((doc, plain)) = strict::read(path, bytes, &mut self.told) else {
            return;
        };
        if path == MANIFEST {
            self.manifest = Some(Manifest::of(&doc, folder, rules, &mut self.told));
            return;
        }
        let to = (&mut self.patterns, &mut self.told);
        let inspected = inspect::inspect(path, (&doc, &plain), key.is_some(), to);
        self.subschemas += inspected.schemas.len();
        if self.subschemas > limits::SUBSCHEMAS {
            let message = format!("more than {} subschemas in one pack", limits::SUBSCHEMAS);
            let problem = Problem::of_file(path, ProblemKind::TooLarge, message);
            self.told.push(problem.advise("Split the pack."));
            return;
        }
        self.inspected.insert(path.to_owned(), inspected);
        self.documents
            .add_parsed(path, doc.text(), identified(plain, path));
        self.keys.extend(key);
    }

    fn refused(&mut self, path: &str, content: &Content) {
        let problem = match content {
            Content::TooLarge(bytes) => {
                let most = limits::FILE_BYTES;
                let message = format!("{bytes} bytes; a file of a pack may have {most}");
                Problem::of_file(path, ProblemKind::TooLarge, message).advise("Split the file.")
            }
            Content::Unreadable(reason) => {
                let message = format!("it cannot be read: {reason}");
                Problem::of_file(path, ProblemKind::Unreadable, message)
                    .advise("Make it readable, or remove it.")
            }
            Content::Bytes(_) => return,
        };
        self.told.push(problem);
    }

    /// Reads what a path says; tells what is wrong with it.
    fn key(&mut self, path: &str) -> Option<Key> {
        let parts: Vec<_> = path.split('/').collect();
        let is_shared = match parts[..] {
            ["shared", _] => true,
            [dialect, "shared", _] => key::dialect_of(dialect).is_some(),
            _ => false,
        };
        if is_shared {
            return None;
        }
        let parsed = Key::parse(path).unwrap_or_else(|| Err(KeyError::Form(path.to_owned())));
        let parsed = parsed.and_then(|key| {
            let is_written_so = key.path() == path;
            if is_written_so {
                Ok(key)
            } else {
                Err(KeyError::Form(path.to_owned()))
            }
        });
        match parsed {
            Err(error) => {
                let advice = "Write `<dialect>/<group>/<direction>-<version>.json`, as `ga/camera/desired-1.0.0.json`; parts go to `shared/`, sample twins to `samples/`.";
                let problem = Problem::of_file(path, ProblemKind::Path, error.to_string());
                self.told.push(problem.advise(advice));
                None
            }
            Ok(key) => {
                self.check(path, &key);
                Some(key)
            }
        }
    }

    fn check(&mut self, path: &str, key: &Key) {
        if let Err(error) = key.check_version() {
            let advice = "Rename the file.";
            let problem = Problem::of_file(path, ProblemKind::VersionForm, error.to_string());
            self.told.push(problem.advise(advice));
        }
        if let Some((message, advice)) = illegal_name(&key.group) {
            let problem = Problem::of_file(path, ProblemKind::GroupName, message);
            self.told.push(problem.advise(advice));
        }
        let is_same = |other: &&Key| {
            let same =
                (&other.group, other.dialect, other.flow) == (&key.group, key.dialect, key.flow);
            same && other.version == key.version
        };
        if let Some(other) = self.keys.iter().find(is_same) {
            let message = format!("`{}` is the same version", other.path());
            let problem = Problem::of_file(path, ProblemKind::VersionTwice, message);
            self.told.push(problem.advise("Remove one of the two."));
        }
    }

    fn finish(mut self, folder: &str) -> Pack {
        let manifest = match self.manifest.take() {
            Some(manifest) => manifest,
            None => {
                if !self.paths.contains(MANIFEST) {
                    let message = "there is no `pack.json`";
                    let problem = Problem::of_file("", ProblemKind::ManifestMissing, message);
                    self.told.push(problem.advise(
                        "Write one, or let `twinscope schema new` write a pack to start from.",
                    ));
                }
                Manifest::unnamed(folder)
            }
        };
        self.clashes(manifest.replaces);
        let references = References {
            documents: &self.documents,
            inspected: &self.inspected,
            files: &self.paths,
        };
        references.check(&mut self.told);
        if self.keys.is_empty() && manifest.severities.is_empty() && self.told.is_empty() {
            let message = "no schema is in it: none was found at `<dialect>/<group>/<direction>-<version>.json`";
            let advice = "Put one there, as `ga/camera/desired-1.0.0.json`, or take the pack out of the settings: it says nothing about any twin.";
            let problem = Problem::of_file(MANIFEST, ProblemKind::SchemasMissing, message);
            self.told.push(problem.advise(advice));
        }
        let documents = Arc::new(self.documents);
        let name: Arc<str> = manifest.name.as_str().into();
        let mut schemas = Vec::new();
        for key in self.keys {
            let path = key.path();
            if self.told.has_broken(&path) {
                continue;
            }
            let schema = Schema::new(key, &path, Some(name.clone()), documents.clone());
            // the other form has nothing that the complete one has not
            match schema.compile(Form::Complete) {
                Ok(()) => schemas.push(Arc::new(schema)),
                Err(reason) => {
                    let message =
                        format!("it cannot be compiled: {}", twin::secret::cut(&reason, 160));
                    let problem = Problem::of_file(&path, ProblemKind::NotCompiled, message);
                    self.told
                        .push(problem.advise("Look at what the message names."));
                }
            }
        }
        let is_schema = |path: &&String| *path != MANIFEST && self.told.has_broken(path);
        let not_used = self.paths.iter().filter(is_schema).cloned().collect();
        let (problems, problems_not_kept) = self.told.into_sorted();
        Pack {
            manifest,
            schemas,
            problems,
            problems_not_kept,
            not_used,
        }
    }

    /// Tells groups and parts that the built-in catalogue has, unless they are to be replaced.
    fn clashes(&mut self, replaces: bool) {
        if replaces {
            return;
        }
        let built_in = Catalogue::built_in();
        for path in self.inspected.keys() {
            let message = match Key::parse(path) {
                None if built_in.documents.owns(path) => {
                    format!("the built-in catalogue has a part `{path}`")
                }
                Some(Ok(key)) if is_taken(&key) => match key.dialect {
                    Dialect::Undeclared => {
                        format!("agents have `{}`, so it is not plain", key.group)
                    }
                    dialect => format!(
                        "the built-in catalogue has the group `{}` in the dialect {}",
                        key.group,
                        key::folder(dialect)
                    ),
                },
                _ => continue,
            };
            let advice = "Give it another name, or write `\"replaces\": true` into `pack.json` if yours is to take its place.";
            self.told
                .push(Problem::of_file(path, ProblemKind::NameTaken, message).advise(advice));
        }
    }
}

/// Refuses what is larger than a file, or all files of a pack, may be.
fn within_limits(content: Content, bytes: &mut u64) -> Content {
    let Content::Bytes(read) = &content else {
        return content;
    };
    let length = read.len() as u64;
    if length > limits::FILE_BYTES {
        return Content::TooLarge(length);
    }
    *bytes = bytes.saturating_add(length);
    if *bytes > limits::PACK_BYTES {
        let most = limits::PACK_BYTES;
        return Content::Unreadable(format!("all files of a pack may have {most} bytes"));
    }
    content
}

/// True for a group that the built-in catalogue has in the same dialect; a plain one is not to be
/// taken for any group of an agent.
fn is_taken(key: &Key) -> bool {
    let has = |flow| {
        let mut versions = Catalogue::built_in().versions(key.dialect, &key.group, flow);
        versions.next().is_some()
    };
    match key.dialect {
        Dialect::Undeclared => names::is_known(&key.group),
        _ => Flow::ALL.into_iter().any(has),
    }
}

/// Says why no twin can have a group of this name.
#[must_use]
pub fn illegal_name(group: &str) -> Option<(String, &'static str)> {
    let quoted = twin::secret::cut(group, 60);
    if let Some(c) = group.chars().find(|&c| twin::limits::is_illegal_in_key(c)) {
        let message =
            format!("no twin can have a group `{quoted}`: the hub refuses {c:?} in a key");
        return Some((message, "Write letters, digits, `_` and `-`."));
    }
    if group.is_empty() || group.len() as u64 > twin::limits::KEY_BYTES {
        let most = twin::limits::KEY_BYTES;
        let message = format!("a group's name has 1 to {most} bytes");
        return Some((message, "Write a shorter name."));
    }
    if group.starts_with("__") && !names::is_meta_node(group) {
        let message = format!("`{quoted}` begins with `__`, which agents keep for themselves");
        return Some((message, "Write a name without the underscores."));
    }
    None
}

/// Gives a schema its `$id`, from which references start.
fn identified(mut schema: Plain, path: &str) -> Plain {
    if let Plain::Object(members) = &mut schema {
        members
            .entry("$id")
            .or_insert_with(|| format!("{BASE}{path}").into());
    }
    schema
}

#[cfg(test)]
mod tests;
