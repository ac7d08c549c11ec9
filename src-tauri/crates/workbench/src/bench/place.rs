//! Where the state of the bench hub lies.

use std::path::PathBuf;

/// Names another folder.
const OVERRIDE: &str = "TWINSCOPE_BENCH";
/// The program's own folder among the user's data, by the name that its window has there.
const PROGRAM: &str = "dev.twinscope.desktop";
const FOLDER: &str = "bench";

/// Returns the folder of the bench hub: the one that `TWINSCOPE_BENCH` names, else the one among the user's data; nothing
/// where the system has no place for data.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    match std::env::var_os(OVERRIDE) {
        Some(named) if !named.is_empty() => Some(PathBuf::from(named)),
        _ => Some(dirs::data_dir()?.join(PROGRAM).join(FOLDER)),
    }
}
