//! Schemas made into laws: references followed, `allOf` merged, one law for each value that more than
//! one schema speaks of.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Map, Value as Plain};
use twin::Kind;

use super::law::{ANY, Also, KINDS, Law, LawId, Quick, Range, Text, bit};
use super::pattern::Pattern;
use super::{members, scalars, simplify};
use crate::catalogue::documents::{BASE, Location};
use crate::catalogue::property::Property;

/// Most laws of a schema; the largest of the catalogue has a few hundred. Beyond it all is unsure.
const MOST: usize = 4_096;

/// The draft whose keywords these are.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Keywords that ask nothing.
const SILENT: [&str; 12] = [
    "$comment",
    "$defs",
    "$ref",
    "allOf",
    "default",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "then",
    "title",
    "writeOnly",
];

/// A schema, and the file it stands in.
#[derive(Clone, Copy)]
pub(super) struct Site<'c> {
    pub path: &'c str,
    pub schema: &'c Plain,
}

impl<'c> Site<'c> {
    /// Returns a schema below this one.
    pub fn below(self, schema: &'c Plain) -> Self {
        Self { schema, ..self }
    }

    fn address(self) -> usize {
        std::ptr::from_ref(self.schema).addr()
    }
}

/// Returns the laws of a schema, and the one for the whole value.
pub(super) fn compile(
    path: &str,
    files: &BTreeMap<String, Arc<Plain>>,
    property: &Arc<Property>,
) -> (Vec<Law>, LawId) {
    let mut compiler = Compiler {
        files,
        laws: vec![Law {
            kinds: KINDS,
            quick: Quick::Kind,
            ..Law::default()
        }],
        known: HashMap::new(),
        patterns: HashMap::new(),
    };
    let root = files
        .get_key_value(path)
        .map(|(path, schema)| Site { path, schema });
    let root = match root {
        Some(root) => compiler.law(&[root], Some(property)),
        None => compiler.unsure(),
    };
    (compiler.laws, root)
}

pub(super) struct Compiler<'c> {
    files: &'c BTreeMap<String, Arc<Plain>>,
    laws: Vec<Law>,
    known: HashMap<(Merged, usize), LawId>,
    patterns: HashMap<&'c str, Option<Arc<Pattern>>>,
}

/// The schemas that speak of one value, by address; and whether any refuses all, or cannot be followed.
#[derive(Default, PartialEq, Eq, Hash)]
struct Merged {
    addresses: BTreeSet<usize>,
    never: bool,
    unsure: bool,
}

impl<'c> Compiler<'c> {
    /// Returns the law for a value that all these schemas speak of. What nobody reads is told by
    /// `property`; nothing is where there is none.
    pub fn law(&mut self, sites: &[Site<'c>], property: Option<&Arc<Property>>) -> LawId {
        let property = property.filter(|p| p.is_object || p.items.is_some());
        let mut merged = Merged::default();
        let mut all = Vec::new();
        for site in sites {
            self.merge(*site, &mut Vec::new(), &mut merged, &mut all);
        }
        if merged == Merged::default() && property.is_none() {
            return ANY;
        }
        let key = (merged, property.map_or(0, |p| Arc::as_ptr(p).addr()));
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        if self.laws.len() >= MOST {
            return self.unsure();
        }
        let (never, unsure) = (key.0.never, key.0.unsure);
        let id = self.add(Law::default());
        self.known.insert(key, id);
        let mut law = Law {
            kinds: if never { 0 } else { KINDS },
            unsure,
            ..Law::default()
        };
        for site in &all {
            if let Plain::Object(schema) = site.schema {
                for (keyword, value) in schema {
                    self.keyword(*site, schema, (keyword, value), &mut law);
                }
            }
        }
        law.object = members::object(self, &all, property, &mut law.unsure);
        law.array = members::array(self, &all, property, &mut law.unsure);
        simplify::simplify(&mut law, &self.laws);
        law.quick = law.quick();
        self.laws[id as usize] = law;
        id
    }

    /// Returns the law for a value that one schema speaks of, and of which nothing else is told.
    pub fn alone(&mut self, site: Site<'c>) -> LawId {
        self.law(&[site], None)
    }

    /// Returns a pattern, compiled once; nothing for one that is left to `jsonschema`.
    pub fn pattern(&mut self, pattern: &'c str) -> Option<Arc<Pattern>> {
        let compiled = self.patterns.entry(pattern);
        compiled.or_insert_with(|| Pattern::of(pattern)).clone()
    }

    /// Returns the kinds that a law asks for, where it asks for nothing else; otherwise none.
    pub fn kinds_only(&self, law: LawId) -> u8 {
        match &self.laws[law as usize] {
            Law {
                kinds,
                quick: Quick::Kind,
                ..
            } => *kinds,
            _ => 0,
        }
    }

    /// Returns what a law asks of a text; nothing where it asks more than that, or cannot tell.
    pub fn text_only(&self, law: LawId) -> Option<Text> {
        let law = &self.laws[law as usize];
        let others = law.kinds & bit(Kind::String) == 0
            || law.unsure
            || law.allowed.is_some()
            || !law.also.is_empty();
        let text = || law.text.as_deref().cloned().unwrap_or_default();
        (!others).then(text)
    }

    /// Collects a schema, what it refers to and what it is merged from, each once.
    fn merge(
        &self,
        site: Site<'c>,
        trail: &mut Vec<usize>,
        merged: &mut Merged,
        all: &mut Vec<Site<'c>>,
    ) {
        let schema = match site.schema {
            Plain::Bool(true) => return,
            Plain::Bool(false) => {
                merged.never = true;
                return;
            }
            Plain::Object(schema) => schema,
            _ => {
                merged.unsure = true;
                return;
            }
        };
        if trail.contains(&site.address()) {
            // refers to itself before anything is reached
            merged.unsure = true;
            return;
        }
        if !merged.addresses.insert(site.address()) {
            return;
        }
        all.push(site);
        trail.push(site.address());
        if let Some(reference) = schema.get("$ref") {
            match self.target(reference, site.path) {
                Some(target) => self.merge(target, trail, merged, all),
                None => merged.unsure = true,
            }
        }
        match schema.get("allOf") {
            Some(Plain::Array(parts)) => {
                for part in parts {
                    self.merge(site.below(part), trail, merged, all);
                }
            }
            Some(_) => merged.unsure = true,
            None => {}
        }
        trail.pop();
    }

    fn target(&self, reference: &Plain, from: &str) -> Option<Site<'c>> {
        let reference = reference.as_str().filter(|r| !r.contains('%'))?;
        let location = Location::of(reference, from);
        let (path, document) = self.files.get_key_value(&location.path)?;
        let schema = document.pointer(&location.pointer)?;
        Some(Site { path, schema })
    }

    fn keyword(
        &mut self,
        site: Site<'c>,
        schema: &'c Map<String, Plain>,
        (keyword, value): (&'c str, &'c Plain),
        law: &mut Law,
    ) {
        let is_known = match keyword {
            "type" => scalars::kinds(value, law),
            "enum" => scalars::allowed(value.as_array(), law, self),
            "const" => scalars::allowed(Some(&vec![value.clone()]), law, self),
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
                scalars::range(keyword, value, law)
            }
            "minLength" | "maxLength" => scalars::length(keyword, value, law),
            "pattern" => scalars::pattern(value, law, self),
            "anyOf" => self.branches(site, value).is_some_and(|laws| {
                law.also.push(Also::Any(laws));
                true
            }),
            "oneOf" => self.branches(site, value).is_some_and(|laws| {
                law.also.push(Also::One(laws));
                true
            }),
            "not" => {
                law.also.push(Also::Not(self.alone(site.below(value))));
                true
            }
            "if" => {
                law.also.push(self.choice(site, schema, value));
                true
            }
            "$id" => self.is_top(site) && value == &format!("{BASE}{}", site.path),
            "$schema" => {
                let draft = value.as_str().unwrap_or_default();
                self.is_top(site) && draft.trim_end_matches('#') == DRAFT
            }
            "else" => true,
            _ => {
                SILENT.contains(&keyword)
                    || keyword.starts_with("x-")
                    || members::KEYWORDS.contains(&keyword)
            }
        };
        law.unsure |= !is_known;
    }

    fn is_top(&self, site: Site<'c>) -> bool {
        let top = self.files.get(site.path);
        top.is_some_and(|top| std::ptr::eq(&raw const **top, site.schema))
    }

    fn branches(&mut self, site: Site<'c>, value: &'c Plain) -> Option<Vec<LawId>> {
        let branches = value.as_array().filter(|all| !all.is_empty())?;
        Some(branches.iter().map(|b| self.alone(site.below(b))).collect())
    }

    fn choice(&mut self, site: Site<'c>, schema: &'c Map<String, Plain>, value: &'c Plain) -> Also {
        let mut way = |name| match schema.get(name) {
            Some(way) => self.alone(site.below(way)),
            None => ANY,
        };
        let (then, otherwise) = (way("then"), way("else"));
        Also::If(self.alone(site.below(value)), then, otherwise)
    }

    /// Adds a law to those of the schema.
    pub fn add(&mut self, law: Law) -> LawId {
        let id = LawId::try_from(self.laws.len()).unwrap_or(ANY);
        self.laws.push(law);
        id
    }

    fn unsure(&mut self) -> LawId {
        self.add(Law {
            kinds: KINDS,
            unsure: true,
            ..Law::default()
        })
    }
}

impl Law {
    fn quick(&self) -> Quick {
        let is_leaf = self.object.is_none() && self.array.is_none() && self.also.is_empty();
        if !is_leaf || self.unsure || self.allowed.is_some() {
            return Quick::Not;
        }
        let range = self.range.or(self.whole.then_some(Range::ALL));
        match (range, self.text.as_deref()) {
            (None, None) => Quick::Kind,
            (Some(range), None) => Quick::Integer(range),
            (None, Some(text)) => match text.only_patterns() {
                Some([only]) => Quick::Pattern(only.clone()),
                Some(patterns) => Quick::Patterns(patterns.into()),
                None => Quick::Not,
            },
            (Some(_), Some(_)) => Quick::Not,
        }
    }
}
