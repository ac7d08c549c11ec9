//! Drift of every twin of a file.

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;

use ::groups::Groups;
use diagnose::Units;
use groups::catalogue::Catalogue;
use jiff::SignedDuration;
use twin::Document;

use super::{DriftSettings, Wanted, matches, of_twin};
use crate::packs::Packs;
use crate::pieces::{self, Obstacle, Origin};
use crate::settings::Tally;
use crate::wire::{DriftTwin, ErrorCode};

/// Units of a length of time, the longest first.
const UNITS: [(&str, i64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

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

impl fmt::Display for Patience {
    /// As it can be read again: `1h 30m`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.0.as_secs();
        let mut parts = Vec::new();
        for (unit, seconds) in UNITS {
            let number = left / seconds;
            left %= seconds;
            if number > 0 {
                parts.push(format!("{number}{unit}"));
            }
        }
        match parts.is_empty() {
            true => f.write_str("0s"),
            false => f.write_str(&parts.join(" ")),
        }
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
            let unit = match &part[at..] {
                "min" => "m",
                unit => unit,
            };
            let known = UNITS.iter().find(|(name, _)| *name == unit);
            let (_, seconds) = *known.ok_or_else(no_time)?;
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

/// What is asked of the twins of a file.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Groups that are known beside the built-in ones.
    pub packs: &'a Packs,
    /// What is not told, and what is pending for too long.
    pub settings: &'a DriftSettings,
    /// Which rows.
    pub wanted: Wanted,
}

/// The drift of a file.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Its twins.
    pub twins: Vec<DriftTwin>,
    /// How often each ignore hid something.
    pub tally: Tally,
}

/// Finds the drift of every twin of a file; `-` is standard input.
///
/// # Errors
/// Where the file cannot be looked at.
pub fn of_path(path: &Path, asked: Asked<'_>) -> Result<Found, Obstacle> {
    let Asked {
        packs,
        settings,
        wanted,
    } = asked;
    let catalogue = packs.catalogue();
    let catalogue = catalogue.as_deref().unwrap_or(Catalogue::built_in());
    let clock = settings.clock(Some(crate::examine::now()));
    let mut found = Found::default();
    each_document(path, catalogue, &mut |doc, origin| {
        let units = Units::of(&doc).known_to(catalogue);
        for twin in (0..units.len()).filter_map(|n| units.twin(n)) {
            let groups = Groups::known_to(catalogue, &twin);
            let mut told = of_twin(&twin, &groups, catalogue, (clock, settings), wanted);
            if told.name.is_empty() {
                told.name = origin.source.to_string();
            }
            let times = matches(&twin, catalogue, clock, settings);
            found.tally.add_matches(&[], &times);
            found.twins.push(told);
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
