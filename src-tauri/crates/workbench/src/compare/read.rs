//! The two files, or snapshots of the history, that are compared.

use std::path::Path;

use diagnose::Units;
use groups::catalogue::Catalogue;
use twin::{Document, Twin};

use super::{Compared, Wanted, of_two};
use crate::drift::each_document;
use crate::history::{self, HistoryError};
use crate::packs::Packs;
use crate::pieces::Obstacle;

/// Why two files cannot be compared.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CompareError {
    /// A file cannot be looked at.
    #[error(transparent)]
    Obstacle(#[from] Obstacle),
    /// A snapshot cannot be had.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// Nothing stands in it.
    #[error("{path}: nothing to compare in it")]
    Empty {
        /// The file.
        path: String,
    },
    /// Both are standard input.
    #[error("standard input can be read once only; give a file for the other side")]
    InputTwice,
    /// Each side has several, and none has a partner.
    #[error("{old} has {olds} twins and {new} has {news}, and no device is in both")]
    NoPartners {
        /// The first file.
        old: String,
        /// Twins in it.
        olds: usize,
        /// The second file.
        new: String,
        /// Twins in it.
        news: usize,
    },
}

/// Compares the twins of two files; `-` is standard input, `history:DEVICE@WHICH` a snapshot. Where each has one, those two; where one has several, those
/// of the same device.
///
/// # Errors
/// Where a file cannot be looked at, or nothing in them belongs together.
pub fn of_paths(
    old: &Path,
    new: &Path,
    packs: &Packs,
    wanted: Wanted,
) -> Result<Vec<Compared>, CompareError> {
    if [old, new].iter().all(|path| path.as_os_str() == "-") {
        return Err(CompareError::InputTwice);
    }
    let catalogue = packs.known();
    let (old, old_docs) = documents(old, catalogue)?;
    let (new, new_docs) = documents(new, catalogue)?;
    let (olds, news) = (twins(&old_docs, catalogue), twins(&new_docs, catalogue));
    let paths = [old, new];
    for (path, found) in paths.iter().zip([&olds, &news]) {
        if found.is_empty() {
            let path = path.clone();
            return Err(CompareError::Empty { path });
        }
    }
    if let ([one], [other]) = (&*olds, &*news) {
        return Ok(vec![of_two(one, other, paths, wanted)]);
    }
    let named = |twin: &Twin<'_>| crate::drift::name(twin);
    let mut compared = Vec::new();
    for one in &olds {
        let name = named(one);
        let same = news
            .iter()
            .find(|other| !name.is_empty() && named(other) == name);
        if let Some(other) = same {
            let names = paths.clone().map(|path| format!("{path}: {name}"));
            compared.push(of_two(one, other, names, wanted));
        }
    }
    match compared.is_empty() {
        true => Err(CompareError::NoPartners {
            old: paths[0].clone(),
            olds: olds.len(),
            new: paths[1].clone(),
            news: news.len(),
        }),
        false => Ok(compared),
    }
}

/// Reads one side, and says what it is called.
fn documents(side: &Path, catalogue: &Catalogue) -> Result<(String, Vec<Document>), CompareError> {
    if let Some(kept) = history::snapshot(side, catalogue) {
        let (name, doc) = kept?;
        return Ok((name, vec![doc]));
    }
    let mut all = Vec::new();
    each_document(side, catalogue, &mut |doc, _| all.push(doc))?;
    Ok((side.display().to_string(), all))
}

fn twins<'d>(documents: &'d [Document], catalogue: &'d Catalogue) -> Vec<Twin<'d>> {
    let mut all = Vec::new();
    for doc in documents {
        let units = Units::of(doc).known_to(catalogue);
        all.extend((0..units.len()).filter_map(|n| units.twin(n)));
    }
    all
}
