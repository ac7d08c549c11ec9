//! A schema laid flat: every member by its path, with what must hold of it and what is said of it.
//! References are followed; what holds only under a condition stays together as one law.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Plain};

use crate::catalogue::documents::{Documents, Location};
use crate::catalogue::pack::vocabulary::{Holds, holds};
use crate::catalogue::schema::Schema;
use crate::catalogue::violation::Weight;

/// Schemas inside each other that are followed; a pack may have no more.
const DEEPEST: usize = 128;

/// Step to the further members of a map.
pub(super) const EACH: &str = "*";
/// Step to the elements of an array.
pub(super) const ELEMENT: &str = "[]";

/// The way to a member from the top of the group.
pub(super) type Path = Vec<String>;

/// What must hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Law {
    pub value: Plain,
    /// How much a breach weighs.
    pub weight: Weight,
}

/// One member.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Member {
    /// Whether it must be there.
    pub is_required: bool,
    /// Laws by keyword; several where `allOf` joins them.
    pub laws: BTreeMap<String, Vec<Law>>,
    /// What is said of it, by keyword.
    pub words: BTreeMap<String, Plain>,
}

/// Lays a schema flat; the group itself has the empty path.
pub(super) fn flatten(schema: &Schema) -> BTreeMap<Path, Member> {
    let mut flattening = Flattening {
        documents: &schema.documents,
        members: BTreeMap::new(),
        required: BTreeSet::new(),
    };
    let root = Location::of("#", &schema.path);
    flattening.walk(&root, &Path::new(), Weight::Error, 0);
    let Flattening {
        mut members,
        required,
        ..
    } = flattening;
    for path in required {
        members.entry(path).or_default().is_required = true;
    }
    for member in members.values_mut() {
        for laws in member.laws.values_mut() {
            laws.sort_by_key(|law| law.value.to_string());
            laws.dedup();
        }
    }
    members
}

struct Flattening<'d> {
    documents: &'d Documents,
    members: BTreeMap<Path, Member>,
    required: BTreeSet<Path>,
}

impl Flattening<'_> {
    fn walk(&mut self, at: &Location, path: &Path, weight: Weight, depth: usize) {
        self.members.entry(path.clone()).or_default();
        let Some(document) = self.documents.parsed(&at.path) else {
            return;
        };
        let Some(Plain::Object(schema)) = document.pointer(&at.pointer) else {
            return;
        };
        if depth > DEEPEST {
            return;
        }
        let weight = weight_of(schema).unwrap_or(weight);
        if let Some(Plain::String(reference)) = schema.get("$ref") {
            self.walk(&Location::of(reference, &at.path), path, weight, depth + 1);
        }
        for (keyword, value) in schema {
            let here = at.join(keyword);
            match (keyword.as_str(), value) {
                ("$ref" | "$id" | "$schema" | "$defs" | "$comment" | "x-severity", _) => {}
                (word, _) if is_word(word) => {
                    let member = self.members.entry(path.clone()).or_default();
                    member.words.insert(keyword.clone(), value.clone());
                }
                ("properties", Plain::Object(properties)) => {
                    for name in properties.keys() {
                        self.walk(&here.join(name), &below(path, name), weight, depth + 1);
                    }
                }
                ("patternProperties", Plain::Object(patterns)) => {
                    for pattern in patterns.keys() {
                        let step = format!("/{pattern}/");
                        self.walk(&here.join(pattern), &below(path, &step), weight, depth + 1);
                    }
                }
                ("additionalProperties", Plain::Object(_)) => {
                    self.walk(&here, &below(path, EACH), weight, depth + 1);
                }
                ("items", Plain::Object(_)) => {
                    self.walk(&here, &below(path, ELEMENT), weight, depth + 1);
                }
                ("allOf", Plain::Array(parts)) => {
                    for number in 0..parts.len() {
                        self.walk(&here.join(&number.to_string()), path, weight, depth + 1);
                    }
                }
                ("required", Plain::Array(names)) if weight == Weight::Error => {
                    let names = names.iter().filter_map(Plain::as_str);
                    self.required.extend(names.map(|name| below(path, name)));
                }
                _ => {
                    let value = self.law(&here, keyword, value, depth);
                    let member = self.members.entry(path.clone()).or_default();
                    let laws = member.laws.entry(keyword.clone()).or_default();
                    laws.push(Law { value, weight });
                }
            }
        }
    }

    /// Returns what a keyword demands, words left out and references written out.
    fn law(&self, at: &Location, keyword: &str, value: &Plain, depth: usize) -> Plain {
        match (holds(keyword), value) {
            (Some(Holds::Schema), _) => self.skeleton(at, depth + 1),
            (Some(Holds::List), Plain::Array(parts)) => {
                let part = |n: usize| self.skeleton(&at.join(&n.to_string()), depth + 1);
                Plain::Array((0..parts.len()).map(part).collect())
            }
            (Some(Holds::Map), Plain::Object(parts)) => {
                let part = |n: &String| (n.clone(), self.skeleton(&at.join(n), depth + 1));
                Plain::Object(parts.keys().map(part).collect())
            }
            _ => value.clone(),
        }
    }

    fn skeleton(&self, at: &Location, depth: usize) -> Plain {
        let document = self.documents.parsed(&at.path);
        let found = document.as_ref().and_then(|d| d.pointer(&at.pointer));
        let Some(Plain::Object(schema)) = found.filter(|_| depth <= DEEPEST) else {
            return found.cloned().unwrap_or(Plain::Bool(true));
        };
        let mut kept = Map::new();
        for (keyword, value) in schema {
            match keyword.as_str() {
                "$id" | "$schema" | "$defs" | "$comment" => {}
                "$ref" => {
                    let to = value.as_str().map(|text| Location::of(text, &at.path));
                    let target = to.map(|to| self.skeleton(&to, depth + 1));
                    kept.insert(keyword.clone(), target.unwrap_or(Plain::Bool(true)));
                }
                word if is_word(word) => {}
                _ => {
                    let law = self.law(&at.join(keyword), keyword, value, depth);
                    kept.insert(keyword.clone(), law);
                }
            }
        }
        Plain::Object(kept)
    }
}

fn below(path: &Path, step: &str) -> Path {
    let mut path = path.clone();
    path.push(step.to_owned());
    path
}

fn weight_of(schema: &Map<String, Plain>) -> Option<Weight> {
    match schema.get("x-severity")?.as_str()? {
        "error" => Some(Weight::Error),
        "warning" => Some(Weight::Warning),
        "info" => Some(Weight::Info),
        _ => None,
    }
}

/// True for a keyword that says something and demands nothing.
fn is_word(keyword: &str) -> bool {
    keyword.starts_with("x-") && keyword != "x-severity"
        || matches!(
            keyword,
            "title"
                | "description"
                | "default"
                | "examples"
                | "deprecated"
                | "readOnly"
                | "writeOnly"
        )
}
