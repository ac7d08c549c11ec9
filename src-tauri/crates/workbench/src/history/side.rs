//! A snapshot of the history where a file may stand: `history:DEVICE@WHICH`.

use std::path::Path;
use std::str::FromStr;

use groups::catalogue::Catalogue;
use twin::Document;

use super::{History, HistoryError, Stamp, Which, place};

/// Begins the name of a snapshot. A file that is named like that is written `./history:…`.
const SCHEME: &str = "history:";

/// Reads the snapshot that an argument names, and returns it with its device and number; nothing
/// where it names a file. `WHICH` is a number, a time, or `newest`, which it is without one.
///
/// # Errors
/// Where nothing is kept, or no such snapshot.
pub fn snapshot(
    argument: &Path,
    catalogue: &Catalogue,
) -> Option<Result<(String, Document), HistoryError>> {
    let named = argument.to_str()?.strip_prefix(SCHEME)?;
    let file = place().ok_or(HistoryError::NoHistory);
    Some(file.and_then(|file| of_file(&file, named, catalogue)))
}

fn of_file(
    file: &Path,
    named: &str,
    catalogue: &Catalogue,
) -> Result<(String, Document), HistoryError> {
    // a device may have an @ in its name, the end of this never has
    let (device, which) = match named.rsplit_once('@') {
        Some((device, which)) => (device, which.parse()?),
        None => (named, Which::Newest),
    };
    let history = History::open_at_best(file)?;
    let device = history.device(device)?;
    let (number, text) = history.text(&device, which)?;
    // kept when a pack may not have called it a secret yet
    match crate::secrets::read(text.into_bytes(), catalogue) {
        Ok(doc) => Ok((format!("{device}@{number}"), doc)),
        Err(_) => Err(HistoryError::Unreadable {
            device: device.to_string(),
            number,
        }),
    }
}

impl FromStr for Which {
    type Err = HistoryError;

    fn from_str(text: &str) -> Result<Self, HistoryError> {
        if text == "newest" {
            return Ok(Self::Newest);
        }
        if let Ok(number) = text.parse() {
            return Ok(Self::Number(number));
        }
        let stamp: Result<Stamp, _> = text.parse();
        stamp
            .map(|stamp| Self::At(stamp.0))
            .map_err(|_| HistoryError::NoSnapshotName(text.to_owned()))
    }
}
