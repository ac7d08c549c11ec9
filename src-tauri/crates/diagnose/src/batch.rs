//! A whole document: every twin in it, one by one, each with its own repairs and its earlier sighting.

use std::collections::HashMap;
use std::sync::Arc;

use groups::Profile;
use groups::catalogue::Catalogue;
use jiff::Timestamp;
use twin::{Document, NodeId, Repair, Twin};

use crate::context::{Question, Sighting};
use crate::finding::Finding;
use crate::rule::Rule;

/// What the world adds to a document.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// Profile the user insists on.
    pub profile: Option<Profile>,
    /// The time of the look.
    pub now: Option<Timestamp>,
    /// Schemas of the user beside those of the published agents; without it only the latter.
    pub catalogue: Option<Arc<Catalogue>>,
}

impl Circumstances {
    /// Returns the schemas that groups are held against.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        self.catalogue.as_deref().unwrap_or(Catalogue::built_in())
    }
}

/// The last look at each device of a set, for what only two looks can tell.
#[derive(Debug, Default)]
pub struct Sightings {
    seen: HashMap<String, Sighting>,
}

impl Sightings {
    /// Passes a twin by: returns the earlier look at the same device, and keeps this one.
    /// `source` names where it was seen, for findings that speak of it.
    pub fn pass(&mut self, twin: &Twin<'_>, source: &str) -> Option<Sighting> {
        let identity = identity(twin)?;
        let now = Sighting::of(twin, source);
        let earlier = self.seen.get(&identity).cloned();
        if earlier
            .as_ref()
            .is_none_or(|kept| kept.newest <= now.newest)
        {
            self.seen.insert(identity, now);
        }
        earlier
    }
}

fn identity(twin: &Twin<'_>) -> Option<String> {
    let device = twin.device_id()?;
    Some(format!(
        "{device}\n{}",
        twin.module_id().unwrap_or_default()
    ))
}

/// The twins of a document, found but not looked at yet: a document may have a million.
#[derive(Debug)]
pub struct Units<'d> {
    doc: &'d Document,
    ids: Vec<NodeId>,
    /// Whose groups are known by name.
    catalogue: &'d Catalogue,
}

impl<'d> Units<'d> {
    /// Finds every twin: each document of the text, each element of an array, each case of a scenario.
    #[must_use]
    pub fn of(doc: &'d Document) -> Self {
        Self {
            doc,
            ids: twin::shape::units(doc),
            catalogue: Catalogue::built_in(),
        }
    }

    /// Knows the groups of a catalogue's packs, too: a twin may be nothing but such groups.
    #[must_use]
    pub fn known_to(self, catalogue: &'d Catalogue) -> Self {
        Self { catalogue, ..self }
    }

    /// Returns how many there are; never none.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Returns true where there are none, which no document has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Recognises the twin with that number, from 0.
    #[must_use]
    pub fn twin(&self, number: usize) -> Option<Twin<'d>> {
        let root = self.doc.value(*self.ids.get(number)?);
        let knows =
            |name: &str| groups::names::is_group(name) || self.catalogue.claim(name).is_some();
        Some(twin::shape::recognise(root, &knows))
    }

    /// Returns the repairs that belong to a twin; what stands between two belongs to the one before.
    #[must_use]
    pub fn repairs(&self, number: usize) -> &'d [Repair] {
        let all = self.doc.repairs();
        let start = |n: usize| {
            let from = self
                .ids
                .get(n)
                .map_or(usize::MAX, |id| self.doc.value(*id).span().start);
            all.partition_point(|r| r.span.start < from)
        };
        let from = if number == 0 { 0 } else { start(number) };
        &all[from..start(number + 1).max(from)]
    }

    /// Asks some rules about one twin.
    #[must_use]
    pub fn diagnose(
        &self,
        rules: &[&'static Rule],
        number: usize,
        twin: &Twin<'d>,
        circumstances: &Circumstances,
        earlier: Option<&Sighting>,
    ) -> Vec<Finding> {
        let question = Question {
            doc: self.doc,
            twin,
            repairs: self.repairs(number),
            profile: circumstances.profile,
            now: circumstances.now,
            catalogue: circumstances.catalogue(),
            earlier,
        };
        crate::diagnose_with(rules, &question)
    }
}
