//! Which settings apply: those named, those found beside or above what is looked at, or none.
//! Half a file is never applied: everything wrong in it is told, and the run ends.

use std::path::{Path, PathBuf};

use workbench::settings::{self, Settings};

use crate::arguments::{PackChoice, SettingsChoice};
use crate::output::Output;
use crate::paint::plain;

/// Settings that were chosen.
pub(crate) struct Chosen {
    /// The file.
    pub(crate) path: PathBuf,
    /// What stands in it.
    pub(crate) settings: Settings,
}

/// Chooses the settings for what was named; says on standard error why there can be none.
pub(crate) fn choose<N: AsRef<Path>>(
    choice: &SettingsChoice,
    names: &[N],
    output: &Output,
) -> Result<Option<Chosen>, ()> {
    if choice.no_config {
        return Ok(None);
    }
    let path = match &choice.config {
        Some(path) => Some(path.clone()),
        None => settings::find_for(names).map_err(|clash| {
            let way_out = "name one with --config, look at each alone, or say --no-config";
            output.complain(&plain(&format!("{clash}; {way_out}")));
        })?,
    };
    let Some(path) = path else {
        return Ok(None);
    };
    let settings = Settings::load(&path, &shown(&path)).map_err(|obstacle| {
        output.complain(&plain(&obstacle.to_string()));
    })?;
    if settings.troubles.is_empty() {
        return Ok(Some(Chosen { path, settings }));
    }
    for trouble in &settings.troubles {
        output.complain(&plain(&trouble.to_string()));
    }
    Err(())
}

/// Returns the folders of all packs: those of the settings, which stand against the folder of their
/// file, and after them those named.
pub(crate) fn pack_folders(chosen: Option<&Chosen>, named: &PackChoice) -> Vec<PathBuf> {
    let of_settings = chosen.map(|chosen| chosen.settings.pack_folders(&chosen.path));
    let mut all = of_settings.unwrap_or_default();
    all.extend(named.packs.iter().cloned());
    all
}

/// Names a file as a user standing here would.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir()
        .and_then(std::fs::canonicalize)
        .unwrap_or_default();
    let near = path.strip_prefix(&here).unwrap_or(path);
    near.display().to_string()
}
