//! The catalogue of configuration groups: a JSON Schema for each dialect, group, direction and
//! version, embedded, compiled when a twin first needs it; and which of them is in force for a group.
//!
//! Nothing is fetched, ever: references lead to other files of the catalogue only. Packs of a user
//! stand beside what is built in, and share it.

mod acceptance;
pub mod compare;
mod documents;
mod in_force;
mod key;
pub mod pack;
mod packs;
mod property;
mod schema;
mod unknown;
mod violation;
mod written;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::dialect::Dialect;

pub use documents::{BASE, Form, Location};
pub use in_force::{Choice, Fit};
pub use key::{Flow, Key, KeyError, PLAIN, dialect_of, folder};
pub use pack::Pack;
pub use packs::{Claim, Clash};
pub use property::{Allowed, Compared, Property, Reported, Rest};
pub use schema::Schema;
pub use violation::{Fault, Violation, Weight};

use documents::Documents;

/// The files of the catalogue that is built in: path and text.
static EMBEDDED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

static BUILT_IN: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut documents = Documents::default();
    for (path, text) in EMBEDDED {
        documents.add(path, text);
    }
    let documents = Arc::new(documents);
    let keys = EMBEDDED
        .iter()
        .filter_map(|(path, _)| Some((*path, Key::parse(path)?.ok()?)));
    let schemas: Vec<_> = keys
        .map(|(path, key)| Arc::new(Schema::new(key, path, None, documents.clone())))
        .collect();
    Catalogue::of(schemas, documents)
});

/// Schemas by dialect, group and direction.
#[derive(Debug)]
pub struct Catalogue {
    schemas: Vec<Arc<Schema>>,
    /// Positions by group, the oldest version first.
    index: HashMap<String, Vec<usize>>,
    /// The files that are built in.
    documents: Arc<Documents>,
    packs: packs::Packs,
}

impl Catalogue {
    /// Returns the catalogue of the published agents.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    fn of(schemas: Vec<Arc<Schema>>, documents: Arc<Documents>) -> Self {
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, schema) in schemas.iter().enumerate() {
            index.entry(schema.key.group.clone()).or_default().push(at);
        }
        for positions in index.values_mut() {
            positions.sort_by_key(|&at| schemas[at].key.version);
        }
        Self {
            schemas,
            index,
            documents,
            packs: packs::Packs::default(),
        }
    }

    /// Makes a catalogue of a few texts.
    #[cfg(test)]
    pub(crate) fn of_texts(texts: &[(&str, &str)]) -> Self {
        let mut documents = Documents::default();
        for (path, text) in texts {
            documents.add(path, text);
        }
        let documents = Arc::new(documents);
        let schema = |path: &str| {
            let key = Key::parse(path).expect("no shared part").expect(path);
            Arc::new(Schema::new(key, path, None, documents.clone()))
        };
        let schemas = texts.iter().map(|(path, _)| schema(path)).collect();
        Self::of(schemas, documents.clone())
    }

    /// Iterates over the schemas, by path.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Schema>> {
        self.schemas.iter()
    }

    /// Returns every version of a group's schema, the oldest first.
    pub fn versions(
        &self,
        dialect: Dialect,
        group: &str,
        flow: Flow,
    ) -> impl DoubleEndedIterator<Item = &Arc<Schema>> {
        let positions = self.index.get(group).map(Vec::as_slice).unwrap_or_default();
        let all = positions.iter().map(|&at| &self.schemas[at]);
        all.filter(move |s| s.key.dialect == dialect && s.key.flow == flow)
    }

    /// Returns every schema that packs bring for a group, or for a section of the older agent.
    pub(crate) fn of_packs(&self, group: &str) -> impl Iterator<Item = &Arc<Schema>> {
        let positions = self.index.get(group).map(Vec::as_slice).unwrap_or_default();
        let all = positions.iter().map(|&at| &self.schemas[at]);
        all.filter(|schema| schema.pack.is_some())
    }

    /// True where a dialect has a schema for the group.
    pub(crate) fn has(&self, dialect: Dialect, group: &str) -> bool {
        let positions = self.index.get(group).map(Vec::as_slice).unwrap_or_default();
        positions
            .iter()
            .any(|&at| self.schemas[at].key.dialect == dialect)
    }

    /// Returns the group whose name is one or two slips of the finger away.
    #[must_use]
    pub fn nearest_group(&self, name: &str) -> Option<&str> {
        let all = self.index.keys().map(String::as_str);
        let others = all.filter(|group| *group != name);
        crate::names::nearest(name, others).filter(|_| !self.knows(name))
    }

    /// True where any dialect has a schema for the group.
    #[must_use]
    pub fn knows(&self, group: &str) -> bool {
        self.index.contains_key(group)
    }
}

#[cfg(test)]
mod tests;
