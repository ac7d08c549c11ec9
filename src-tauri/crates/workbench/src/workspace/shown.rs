//! A twin being shown: its document, its findings, its rows of text. A few are kept on a shelf.

use std::sync::{Arc, OnceLock};

use diagnose::Units;
use groups::Groups;
use groups::catalogue::Catalogue;
use twin::{Document, Twin, Value};

use super::state::Loaded;
use super::text::Rows;
use super::yardstick::Yardstick;
use crate::examine::{Examined, Located, Ready, facts};
use crate::history::held::{Held, PROPERTIES};
use crate::pieces::{self, Obstacle};
use crate::wire::{ErrorCode, PlaceView, Refusal};

/// Twins kept on the shelf.
const KEPT: usize = 6;
/// Bytes of text kept on the shelf beside the twin shown last.
const BYTES_KEPT: usize = 64 << 20;

/// A twin being shown.
#[derive(Debug)]
pub(super) struct Shown {
    pub doc: Document,
    pub unit: usize,
    pub examined: Examined,
    /// What it was judged by.
    pub yardstick: Arc<Yardstick>,
    rows: OnceLock<Rows>,
    values: super::values::Kept,
    group: super::group::Kept,
    drift: super::differences::Kept,
    compared: super::differences::Kept,
    /// By the number of sections asked for: two of them, or all three.
    held: [OnceLock<Arc<Held>>; 2],
}

impl Shown {
    /// Reads a twin again.
    pub fn read(
        loaded: &Loaded,
        pasted: Option<Arc<[u8]>>,
        yardstick: &Arc<Yardstick>,
    ) -> Result<Self, Refusal> {
        let bytes = match pasted {
            Some(bytes) => bytes.to_vec(),
            None => pieces::again(&loaded.origin).map_err(refusal)?,
        };
        let source = loaded.origin.source.to_string();
        let doc = crate::secrets::read(bytes, yardstick.catalogue()).map_err(|e| Refusal {
            code: ErrorCode::TooLarge,
            subject: source.clone(),
            detail: e.to_string(),
        })?;
        let examined = examine(&doc, loaded, yardstick).ok_or_else(|| Refusal {
            code: ErrorCode::Changed,
            subject: source,
            detail: "this twin is no longer in the file".to_owned(),
        })?;
        Ok(Self {
            doc,
            unit: loaded.unit.0 as usize,
            examined,
            yardstick: yardstick.clone(),
            rows: OnceLock::new(),
            values: super::values::Kept::default(),
            group: super::group::Kept::default(),
            drift: super::differences::Kept::default(),
            compared: super::differences::Kept::default(),
            held: Default::default(),
        })
    }

    /// Returns the name for people: device and module id, or the last part of the source as in the list.
    pub fn name(&self) -> String {
        let name = self.examined.name();
        match self.examined.device_id {
            Some(_) => name,
            None => super::state::file_name(&name).to_owned(),
        }
    }

    /// Returns the twin's parts.
    pub fn twin(&self) -> Twin<'_> {
        let units = Units::of(&self.doc).known_to(self.catalogue());
        // the unit was there when the document was read, and documents do not change
        units.twin(self.unit).expect("a unit of this document")
    }

    /// Returns the rows of the text, made at the first call.
    pub fn rows(&self) -> &Rows {
        self.rows
            .get_or_init(|| Rows::of(&self.doc, self.unit, self.examined.origin.lines_before()))
    }

    /// Returns the lists of values made for the page, kept while it scrolls.
    pub fn values(&self) -> &super::values::Kept {
        &self.values
    }

    /// Returns a finding by its index; those that are hidden come behind the others.
    pub fn located(&self, index: u32) -> Option<&Located> {
        let Examined {
            findings, hidden, ..
        } = &self.examined;
        let index = index as usize;
        findings
            .get(index)
            .or_else(|| Some(&hidden.get(index.checked_sub(findings.len())?)?.located))
    }

    /// Returns the rows made of a group for the page, kept while it scrolls.
    pub fn group(&self) -> &super::group::Kept {
        &self.group
    }

    /// Returns the rows of desired beside reported, kept while the page scrolls.
    pub fn drift(&self) -> &super::differences::Kept {
        &self.drift
    }

    /// Returns the rows of another twin beside this one, kept while the page scrolls.
    pub fn compared(&self) -> &super::differences::Kept {
        &self.compared
    }

    /// Returns where it is kept since when the history has what no stamp of so many sections tells of.
    pub fn held(&self, sections: usize) -> &OnceLock<Arc<Held>> {
        &self.held[usize::from(sections > PROPERTIES.len())]
    }

    /// Returns the schemas that its groups are held against.
    pub fn catalogue(&self) -> &Catalogue {
        self.yardstick.catalogue()
    }

    /// Returns the groups of its twin, those of packs among them.
    pub fn groups<'d>(&self, twin: &Twin<'d>) -> Groups<'d> {
        Groups::known_to(self.catalogue(), twin)
    }

    /// Returns findings, most serious first, then in the order of the text, with their numbers.
    pub fn by_severity(&self) -> Vec<(usize, &Located)> {
        let mut all: Vec<_> = self.examined.findings.iter().enumerate().collect();
        all.sort_by_key(|(_, l)| l.finding.severity);
        all
    }

    /// Returns where a value stands.
    pub fn place(&self, value: Value<'_>) -> PlaceView {
        let place = diagnose::Place::key(value);
        self.rows().place(&self.doc, &place, String::new())
    }
}

/// Diagnoses a loaded twin again.
pub(super) fn examine(doc: &Document, loaded: &Loaded, yardstick: &Yardstick) -> Option<Examined> {
    let units = Units::of(doc).known_to(yardstick.catalogue());
    let number = loaded.unit.0 as usize;
    let ready = Ready {
        twin: units.twin(number)?,
        units: &units,
        number,
        earlier: loaded.earlier.as_deref().cloned(),
    };
    let circumstances = yardstick.circumstances(loaded.looked);
    let mut examined = ready.examine(&loaded.origin, &circumstances, &yardstick.policy);
    examined.drift = ready.drift(&circumstances, &yardstick.drift);
    // packs may know groups that nobody knew at the last look
    examined.facts = facts(&ready.twin, yardstick.catalogue());
    Some(examined)
}

fn refusal(obstacle: Obstacle) -> Refusal {
    Refusal {
        code: obstacle.code,
        subject: obstacle.source_name,
        detail: obstacle.detail,
    }
}

/// The twins shown last.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    kept: Vec<(u32, Arc<Shown>)>,
}

impl Shelf {
    /// Returns a kept twin, unless the list knows a newer one or the settings have changed.
    pub fn get(
        &mut self,
        twin: u32,
        loaded: &Loaded,
        yardstick: &Arc<Yardstick>,
    ) -> Option<Arc<Shown>> {
        let at = self.kept.iter().position(|(id, _)| *id == twin)?;
        let kept = self.kept.remove(at);
        if kept.1.examined.origin != loaded.origin || !Arc::ptr_eq(&kept.1.yardstick, yardstick) {
            return None;
        }
        self.kept.insert(0, kept.clone());
        Some(kept.1)
    }

    pub fn put(&mut self, twin: u32, shown: &Arc<Shown>) {
        self.kept.insert(0, (twin, shown.clone()));
        let mut bytes = 0;
        let mut number = 0;
        self.kept.retain(|(_, kept)| {
            number += 1;
            bytes += kept.doc.text().len();
            number == 1 || (number <= KEPT && bytes <= BYTES_KEPT)
        });
    }

    pub fn clear(&mut self) {
        self.kept.clear();
    }
}
