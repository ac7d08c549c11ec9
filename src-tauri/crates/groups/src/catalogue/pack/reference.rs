//! Where the references of a pack lead: to a schema of the pack or of the built-in catalogue, and
//! never back to where they started.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value as Plain;
use twin::secret::cut;

use super::inspect::{Inspected, Reference};
use super::limits;
use super::problem::{Problem, ProblemKind, Problems};
use super::vocabulary::{Holds, holds};
use crate::catalogue::documents::{BASE, Documents, Location};

const COPY: &str = "Copy the part into `shared/` of the pack and refer to it there.";

/// The files of a pack while their references are followed.
pub(super) struct References<'p> {
    pub documents: &'p Documents,
    pub inspected: &'p BTreeMap<String, Inspected>,
    /// Every file of the pack, also those that cannot be read.
    pub files: &'p BTreeSet<String>,
}

impl References<'_> {
    /// Tells every reference that leads nowhere, out of the pack, in a circle or to a broken file.
    pub fn check(&self, told: &mut Problems) {
        for reference in self.all() {
            if let Err(problem) = self.target(reference) {
                told.push(problem);
            }
        }
        self.unfold(told);
        self.spread(told);
    }

    fn all(&self) -> impl Iterator<Item = &Reference> {
        self.inspected.values().flat_map(|file| &file.references)
    }

    /// Returns where a reference leads; nothing for a file of the pack that cannot be read.
    fn target(&self, reference: &Reference) -> Result<Option<Location>, Problem> {
        let text = &reference.text;
        let quoted = cut(text, 120);
        let problem = |kind, message: String, advice: &str| {
            let place = reference.problem.clone();
            Problem {
                kind,
                message,
                ..place
            }
            .advise(advice)
        };
        let is_local = text.is_empty() || text.starts_with(['#', '/']) || text.starts_with(BASE);
        if !is_local {
            let (kind, message, advice) = if text.contains(':') {
                let message = format!("`{quoted}` leads out of the pack");
                (ProblemKind::ReferenceOutside, message, COPY)
            } else {
                let message =
                    format!("`{quoted}` is neither a path from the top nor a place in this file");
                let advice = "Write the path from the top of the pack, as `/shared/part.json`, or `#/$defs/part`.";
                (ProblemKind::ReferenceDangling, message, advice)
            };
            return Err(problem(kind, message, advice));
        }
        let to = Location::of(text, &reference.from.path);
        if to.path.split('/').any(|part| part == "..") {
            let message = format!("`{quoted}` leads out of the pack");
            return Err(problem(ProblemKind::ReferenceOutside, message, COPY));
        }
        match self.inspected.get(&to.path) {
            Some(file) if file.schemas.contains(&to.pointer) => return Ok(Some(to)),
            None if self.files.contains(&to.path) => return Ok(None),
            None if self.documents.at(&to).is_some() => return Ok(Some(to)),
            _ => {}
        }
        let (what, advice) = if self.documents.text(&to.path).is_some() {
            let what = format!(
                "no schema stands at `{}` of `{}`",
                cut(&to.pointer, 120),
                to.path
            );
            (
                what,
                "Check the pointer; it begins with `#/`, often `#/$defs/`.",
            )
        } else {
            let what = format!(
                "neither the pack nor the built-in catalogue has `{}`",
                cut(&to.path, 120)
            );
            (
                what,
                "Check the path; it begins with `/` and ends in `.json`.",
            )
        };
        Err(problem(ProblemKind::ReferenceDangling, what, advice))
    }

    /// Tells schemas that contain themselves, or grow too large with all references written out.
    fn unfold(&self, told: &mut Problems) {
        let mut unfolding = Unfolding {
            references: self,
            by_place: self.all().map(|r| (&r.from, r)).collect(),
            sizes: HashMap::new(),
            open: BTreeSet::new(),
            circles: BTreeSet::new(),
        };
        for (path, file) in self.inspected {
            let mut largest = Ok(0);
            for pointer in &file.schemas {
                let at = Location {
                    path: path.clone(),
                    pointer: pointer.clone(),
                };
                unfolding.open.clear();
                let size = unfolding.size(&at, 0);
                if size.is_err() || size > largest {
                    largest = size;
                }
                if largest.is_err() {
                    break;
                }
            }
            let message = match largest {
                Ok(size) if size > limits::UNFOLDED => {
                    format!(
                        "more than {} subschemas with all references written out",
                        limits::UNFOLDED
                    )
                }
                Err(TooDeep) => format!("more than {} schemas inside each other", limits::CHAIN),
                Ok(_) => continue,
            };
            let advice = "Describe less, or use `additionalProperties` for members that are alike.";
            told.push(Problem::of_file(path, ProblemKind::TooLarge, message).advise(advice));
        }
        for place in unfolding.circles {
            let Some(reference) = unfolding.by_place.get(&place) else {
                continue;
            };
            let quoted = cut(&reference.text, 120);
            let place = reference.problem.clone();
            told.push(
                Problem {
                    kind: ProblemKind::ReferenceEndless,
                    message: format!("`{quoted}` leads back to a schema that contains this one"),
                    ..place
                }
                .advise("Write the levels out, or let the innermost one accept anything."),
            );
        }
    }

    /// Tells files whose parts are broken, until nothing new is found.
    fn spread(&self, told: &mut Problems) {
        loop {
            let mut found = Vec::new();
            let mut seen = BTreeSet::new();
            for reference in self.all().filter(|r| !told.has_broken(&r.from.path)) {
                let to = Location::of(&reference.text, &reference.from.path);
                let is_broken = self.files.contains(&to.path) && told.has_broken(&to.path);
                if is_broken && seen.insert(&reference.from.path) {
                    found.push((reference, to.path));
                }
            }
            if found.is_empty() {
                return;
            }
            for (reference, path) in found {
                let place = reference.problem.clone();
                told.push(
                    Problem {
                        kind: ProblemKind::ReferenceToBroken,
                        message: format!("`{path}` has errors, so this schema is not used either"),
                        ..place
                    }
                    .advise("Mend the file that is referred to."),
                );
            }
        }
    }
}

/// More schemas inside each other than are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct TooDeep;

struct Unfolding<'r> {
    references: &'r References<'r>,
    by_place: HashMap<&'r Location, &'r Reference>,
    sizes: HashMap<Location, u64>,
    open: BTreeSet<Location>,
    /// Places of references that close a circle.
    circles: BTreeSet<Location>,
}

impl Unfolding<'_> {
    /// Counts the subschemas of a schema with its references written out.
    fn size(&mut self, at: &Location, depth: usize) -> Result<u64, TooDeep> {
        if let Some(&known) = self.sizes.get(at) {
            return Ok(known);
        }
        if depth > limits::CHAIN {
            return Err(TooDeep);
        }
        let Some(document) = self.references.documents.parsed(&at.path) else {
            return Ok(1);
        };
        let Some(Plain::Object(schema)) = document.pointer(&at.pointer) else {
            return Ok(1);
        };
        self.open.insert(at.clone());
        let mut size: u64 = 1;
        for inner in below(schema, at) {
            size = size.saturating_add(self.size(&inner, depth + 1)?);
        }
        if let Some(Plain::String(text)) = schema.get("$ref") {
            let to = Location::of(text, &at.path);
            if self.open.contains(&to) {
                self.circles.insert(at.clone());
            } else {
                size = size.saturating_add(self.size(&to, depth + 1)?);
            }
        }
        self.open.remove(at);
        self.sizes.insert(at.clone(), size);
        Ok(size)
    }
}

/// Returns the places of the schemas directly below one, those in `$defs` left out.
fn below(schema: &serde_json::Map<String, Plain>, at: &Location) -> Vec<Location> {
    let mut found = Vec::new();
    for (keyword, value) in schema.iter().filter(|(keyword, _)| *keyword != "$defs") {
        let here = at.join(keyword);
        match (holds(keyword), value) {
            (Some(Holds::Schema), _) => found.push(here),
            (Some(Holds::Map), Plain::Object(members)) => {
                found.extend(members.keys().map(|name| here.join(name)));
            }
            (Some(Holds::List), Plain::Array(elements)) => {
                found.extend((0..elements.len()).map(|n| here.join(&n.to_string())));
            }
            _ => {}
        }
    }
    found
}
