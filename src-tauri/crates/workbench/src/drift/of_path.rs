//! Drift of every twin of a file.

use std::ops::ControlFlow;
use std::path::Path;

use ::groups::Groups;
use diagnose::Units;
use diff::drift::Clock;
use groups::catalogue::Catalogue;
use jiff::SignedDuration;
use twin::Document;

use super::{Wanted, of_twin};
use crate::packs::Packs;
use crate::pieces::{self, Obstacle, Origin};
use crate::wire::{DriftTwin, ErrorCode};

/// How long a change may be pending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience(SignedDuration);

/// A text that is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no length of time; write 10m, 1h 30m or 2d")]
pub struct NoTime {
    /// The text.
    text: String,
}

impl Patience {
    /// Returns the length of time.
    #[must_use]
    pub fn length(self) -> SignedDuration {
        self.0
    }
}

impl Default for Patience {
    /// An hour.
    fn default() -> Self {
        Self(SignedDuration::from_hours(1))
    }
}

impl std::str::FromStr for Patience {
    type Err = NoTime;

    fn from_str(text: &str) -> Result<Self, NoTime> {
        let no_time = || NoTime {
            text: text.to_owned(),
        };
        let mut sum = SignedDuration::ZERO;
        for part in text.split_whitespace() {
            let at = part
                .find(|c: char| !c.is_ascii_digit())
                .ok_or_else(no_time)?;
            let number: i64 = part[..at].parse().map_err(|_| no_time())?;
            let seconds = match &part[at..] {
                "s" => 1,
                "m" | "min" => 60,
                "h" => 3_600,
                "d" => 86_400,
                _ => return Err(no_time()),
            };
            let part = number.checked_mul(seconds).map(SignedDuration::from_secs);
            sum = part
                .and_then(|part| sum.checked_add(part))
                .ok_or_else(no_time)?;
        }
        match sum.is_zero() && text.trim().is_empty() {
            true => Err(no_time()),
            false => Ok(Self(sum)),
        }
    }
}

/// Finds the drift of every twin of a file; `-` is standard input. Groups of packs are known. What is pending longer
/// than `patience` is told so.
///
/// # Errors
/// Where the file cannot be looked at.
pub fn of_path(
    path: &Path,
    packs: &Packs,
    patience: Patience,
    wanted: Wanted,
) -> Result<Vec<DriftTwin>, Obstacle> {
    let catalogue = packs.catalogue();
    let catalogue = catalogue.as_deref().unwrap_or(Catalogue::built_in());
    let clock = Clock {
        now: Some(crate::examine::now()),
        patience: patience.0,
    };
    let mut found = Vec::new();
    each_document(path, catalogue, &mut |doc, origin| {
        let units = Units::of(&doc).known_to(catalogue);
        for twin in (0..units.len()).filter_map(|n| units.twin(n)) {
            let groups = Groups::known_to(catalogue, &twin);
            let mut told = of_twin(&twin, &groups, catalogue, clock, wanted);
            if told.name.is_empty() {
                told.name = origin.source.to_string();
            }
            found.push(told);
        }
    })?;
    Ok(found)
}

/// Reads the documents of a file one after another; `-` is standard input. What packs declare secrets is masked.
///
/// # Errors
/// Where the file cannot be looked at.
pub(crate) fn each_document(
    path: &Path,
    catalogue: &Catalogue,
    tell: &mut dyn FnMut(Document, &Origin),
) -> Result<(), Obstacle> {
    let name = &*path.to_string_lossy();
    let mut failed = None;
    let mut taken = |piece: pieces::Piece| {
        match crate::secrets::read(piece.bytes, catalogue) {
            Ok(doc) => tell(doc, &piece.origin),
            Err(e) => failed = Some(Obstacle::new(name, ErrorCode::TooLarge, e.to_string())),
        }
        ControlFlow::Continue(())
    };
    match name {
        "-" => pieces::of_reader("-", 0, std::io::stdin().lock(), &mut taken)?,
        _ => pieces::of_file(path, &mut taken)?,
    }
    failed.map_or(Ok(()), Err)
}
