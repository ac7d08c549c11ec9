//! One twin beside many: how many of the others have the same value at each property, what is rare first.

use std::ops::ControlFlow;
use std::path::Path;

use ::diff::Crowd;
use diagnose::Units;
use groups::catalogue::Catalogue;
use rayon::prelude::*;
use serde::Serialize;
use twin::{SectionKind, Twin};

use crate::check::Progress;
use crate::drift::{cell, each_document, name};
use crate::noise;
use crate::packs::Packs;
use crate::pieces::{self, Obstacle, Piece, Way};
use crate::wire::{ErrorCode, FleetRow};

/// Documents read ahead; bounds what is in memory.
const AHEAD: usize = 256;
/// Bytes read ahead.
const BYTES_AHEAD: usize = 16 << 20;
/// Documents that one core counts by itself before the counts are joined.
pub(crate) const TOGETHER: usize = 16;

/// A twin beside others.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outliers {
    /// Device and module id of the twin, or its source.
    pub name: String,
    /// Twins it was compared with.
    pub others: u32,
    /// Twins of the same device, which were left out.
    pub left_out: u32,
    /// Its properties, and those that at least half of the others have and it has not; what is rare first.
    pub rows: Vec<FleetRow>,
    /// What could not be looked at.
    #[serde(skip)]
    pub problems: Vec<Obstacle>,
}

/// Counts around one twin. What changes by itself, counters, stamps and times, is left out.
pub(crate) struct Fleet<'d> {
    name: String,
    crowds: Vec<(SectionKind, Crowd<'d>)>,
    left_out: u32,
}

impl<'d> Fleet<'d> {
    /// Begins with the one that is compared.
    pub fn around(twin: &Twin<'d>) -> Self {
        let crowds = twin.sections().map(|section| {
            let crowd = Crowd::around(section.value, |member| !noise::is_below_a_section(member));
            (section.kind, crowd)
        });
        Self {
            name: name(twin),
            crowds: crowds.collect(),
            left_out: 0,
        }
    }

    /// Adds another one; what is no twin, or of the same device, is none.
    pub fn add(&mut self, other: &Twin<'_>) {
        if other.sections().next().is_none() {
            return;
        }
        if !self.name.is_empty() && name(other) == self.name {
            self.left_out += 1;
            return;
        }
        for (kind, crowd) in &mut self.crowds {
            match other.section(*kind) {
                Some(section) => crowd.add(section.value),
                None => crowd.add_without(),
            }
        }
    }

    /// Adds those who were gathered elsewhere.
    pub fn join(&mut self, other: Self) {
        self.left_out += other.left_out;
        for ((_, crowd), (_, theirs)) in self.crowds.iter_mut().zip(other.crowds) {
            crowd.join(theirs);
        }
    }

    /// Returns how many there are, and how many were left out.
    pub fn members(&self) -> (u32, u32) {
        let others = self.crowds.first().map_or(0, |(_, crowd)| crowd.members());
        (others, self.left_out)
    }

    /// Returns what was found, rare things first.
    pub fn rows(self) -> Vec<FleetRow> {
        let mut all = Vec::new();
        for (kind, crowd) in self.crowds {
            all.extend(crowd.shares().into_iter().map(|share| {
                let most = share.most.as_ref();
                FleetRow {
                    section: kind.name().to_owned(),
                    path: share.path.to_string(),
                    value: share.value.map(|value| cell(value, false)),
                    same: share.same,
                    other: share.other,
                    without: share.without,
                    most: most.map(|(text, _)| text.to_string()),
                    most_count: most.map_or(0, |(_, count)| *count),
                }
            }));
        }
        // of one section they are in this order already: sorting keeps the sections in theirs
        all.sort_by_key(|row| row.same);
        all
    }
}

/// Compares the one twin of a file with all others of files, folders and globs; `-` is standard input.
///
/// # Errors
/// Where the file cannot be looked at, or has not one twin.
pub fn outliers<N: AsRef<Path>>(
    file: &Path,
    names: &[N],
    packs: &Packs,
    noted: &mut dyn FnMut(Progress),
) -> Result<Outliers, Obstacle> {
    let shown = file.display().to_string();
    let mut documents = Vec::new();
    let catalogue = packs.known();
    each_document(file, catalogue, &mut |doc, _| documents.push(doc))?;
    let units: Vec<_> = documents
        .iter()
        .map(|doc| Units::of(doc).known_to(catalogue))
        .collect();
    let mut twins = units
        .iter()
        .flat_map(|units| (0..units.len()).filter_map(|n| units.twin(n)));
    let found = twins.next().filter(|twin| twin.sections().next().is_some());
    let (Some(twin), 0) = (found, twins.count()) else {
        let detail = "not one twin; name a file with the one that is to be compared";
        return Err(Obstacle::new(&shown, ErrorCode::NotATwin, detail));
    };
    let mut counting = Counting {
        fleet: Fleet::around(&twin),
        twin: &twin,
        catalogue,
        ahead: Vec::new(),
        bytes: 0,
        progress: Progress::default(),
        noted,
        problems: Vec::new(),
    };
    counting.paths(names, Way::past(packs.folders()));
    let Counting {
        fleet, problems, ..
    } = counting;
    let (others, left_out) = fleet.members();
    Ok(Outliers {
        name: match name(&twin) {
            empty if empty.is_empty() => shown,
            name => name,
        },
        others,
        left_out,
        rows: fleet.rows(),
        problems,
    })
}

struct Counting<'c, 'd> {
    fleet: Fleet<'d>,
    twin: &'c Twin<'d>,
    catalogue: &'c Catalogue,
    ahead: Vec<Piece>,
    bytes: usize,
    progress: Progress,
    noted: &'c mut dyn FnMut(Progress),
    problems: Vec<Obstacle>,
}

impl Counting<'_, '_> {
    fn paths<N: AsRef<Path>>(&mut self, names: &[N], mut way: Way) {
        for name in names {
            let name = name.as_ref();
            if name == Path::new("-") {
                let input = std::io::stdin().lock();
                let read = pieces::of_reader("-", 0, input, &mut |piece| self.take(piece));
                self.problems.extend(read.err());
                continue;
            }
            pieces::expand(&mut way, &[name], &mut |found| {
                let read =
                    found.and_then(|path| pieces::of_file(&path, &mut |piece| self.take(piece)));
                self.problems.extend(read.err());
                ControlFlow::Continue(())
            });
        }
        self.flush();
    }

    fn take(&mut self, piece: Piece) -> ControlFlow<()> {
        self.bytes += piece.bytes.len();
        self.ahead.push(piece);
        if self.ahead.len() >= AHEAD || self.bytes >= BYTES_AHEAD {
            self.flush();
        }
        ControlFlow::Continue(())
    }

    fn flush(&mut self) {
        let pieces = std::mem::take(&mut self.ahead);
        self.progress.documents += pieces.len() as u64;
        self.progress.bytes += std::mem::take(&mut self.bytes) as u64;
        (self.noted)(self.progress);
        let (twin, catalogue) = (self.twin, self.catalogue);
        let mut handfuls: Vec<Vec<Piece>> = Vec::new();
        for piece in pieces {
            match handfuls.last_mut().filter(|last| last.len() < TOGETHER) {
                Some(last) => last.push(piece),
                None => handfuls.push(vec![piece]),
            }
        }
        let counted: Vec<_> = handfuls
            .into_par_iter()
            .map(|pieces| of_pieces(pieces, twin, catalogue))
            .collect();
        for (fleet, problems) in counted {
            self.fleet.join(fleet);
            self.problems.extend(problems);
        }
    }
}

fn of_pieces<'d>(
    pieces: Vec<Piece>,
    twin: &Twin<'d>,
    catalogue: &Catalogue,
) -> (Fleet<'d>, Vec<Obstacle>) {
    let mut fleet = Fleet::around(twin);
    let mut problems = Vec::new();
    for piece in pieces {
        match crate::secrets::read(piece.bytes, catalogue) {
            Ok(doc) => {
                let units = Units::of(&doc).known_to(catalogue);
                let twins = (0..units.len()).filter_map(|n| units.twin(n));
                twins.for_each(|other| fleet.add(&other));
            }
            Err(e) => problems.push(Obstacle::new(
                &piece.origin.source,
                ErrorCode::TooLarge,
                e.to_string(),
            )),
        }
    }
    (fleet, problems)
}
