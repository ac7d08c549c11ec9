//! Where settings are looked for: the folder of what is looked at, and those above it, up to the
//! user's home or the top of the file system.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::NAME;
use crate::pieces::{self, Way};

/// Two files of settings for what was named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} and {} are both settings of what is named", .0.display(), .1.display())]
pub struct Clash(pub PathBuf, pub PathBuf);

/// Finds the settings that a file or folder stands under. A name with wildcards is taken for its
/// fixed part; what does not exist has none.
#[must_use]
pub fn find(near: &Path) -> Option<PathBuf> {
    let folder = folder_of(near)?;
    in_or_above(&folder, std::env::home_dir().as_deref())
}

/// Finds the settings for everything that was named; standard input stands in the working folder.
///
/// # Errors
/// Where two files come into question.
pub fn find_for<N: AsRef<Path>>(names: &[N]) -> Result<Option<PathBuf>, Clash> {
    let home = std::env::home_dir();
    let folders: BTreeSet<_> = names
        .iter()
        .filter_map(|name| folder_of(name.as_ref()))
        .collect();
    let found: BTreeSet<_> = folders
        .iter()
        .filter_map(|folder| in_or_above(folder, home.as_deref()))
        .collect();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(one), Some(other)) => Err(Clash(one, other)),
        (one, _) => Ok(one),
    }
}

fn folder_of(near: &Path) -> Option<PathBuf> {
    if near == Path::new("-") {
        return std::env::current_dir().ok();
    }
    let mut near = near;
    while !near.as_os_str().is_empty() && !near.exists() && is_pattern(near) {
        near = near.parent()?;
    }
    if near.as_os_str().is_empty() {
        near = Path::new(".");
    }
    let full = fs::canonicalize(near).ok()?;
    if full.is_dir() {
        return Some(full);
    }
    full.parent().map(Path::to_owned)
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

fn in_or_above(folder: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let mut at = Some(folder);
    while let Some(folder) = at {
        let file = folder.join(NAME);
        if file.is_file() {
            return Some(file);
        }
        if Some(folder) == home {
            return None;
        }
        at = folder.parent();
    }
    None
}

/// Says whether what was named is everything below the folder of a settings file, its packs aside.
#[must_use]
pub fn covers<N: AsRef<Path>>(names: &[N], settings: &Path, packs: &[PathBuf]) -> bool {
    let Some(folder) = fs::canonicalize(settings)
        .ok()
        .and_then(|f| f.parent().map(Path::to_owned))
    else {
        return false;
    };
    let full = |name: &N| fs::canonicalize(name.as_ref()).ok();
    if names.iter().filter_map(full).any(|n| folder.starts_with(n)) {
        return true;
    }
    let mut named = HashSet::new();
    let mut way = Way::past(packs);
    pieces::expand(&mut way, names, &mut |found| {
        named.extend(found.ok().and_then(|path| fs::canonicalize(path).ok()));
        ControlFlow::Continue(())
    });
    if named.is_empty() {
        return false;
    }
    let mut all = true;
    pieces::expand(&mut way, &[folder], &mut |found| {
        all = found.is_ok_and(|path| fs::canonicalize(path).is_ok_and(|p| named.contains(&p)));
        if all {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_found_above_and_not_beyond_home() {
        let top = tempfile::tempdir().expect("a folder");
        let top = fs::canonicalize(top.path()).expect("it is there");
        let deep = top.join("home/site/line");
        fs::create_dir_all(&deep).expect("made");
        fs::write(top.join(NAME), "{}").expect("written");
        assert_eq!(in_or_above(&deep, Some(&top.join("home"))), None);
        assert_eq!(in_or_above(&deep, None), Some(top.join(NAME)));
        fs::write(top.join("home").join(NAME), "{}").expect("written");
        assert_eq!(
            in_or_above(&deep, Some(&top.join("home"))),
            Some(top.join("home").join(NAME))
        );
    }

    #[test]
    fn what_is_named_may_be_all_or_only_some() {
        let top = tempfile::tempdir().expect("a folder");
        let at = |name: &str| top.path().join(name);
        for name in ["a.json", "b.json", NAME] {
            fs::write(at(name), "{}").expect("written");
        }
        fs::create_dir(at("pack")).expect("made");
        fs::write(at("pack/pack.json"), "{}").expect("written");
        let settings = at(NAME);
        let covers = |names: &[PathBuf]| covers(names, &settings, &[at("pack")]);
        assert!(covers(&[top.path().to_owned()]));
        assert!(covers(&[at("a.json"), at("b.json")]));
        assert!(covers(&[at("*.json")]));
        assert!(!covers(&[at("a.json")]));
        assert!(!covers(&[PathBuf::from("-")]));
    }

    #[test]
    fn two_settings_clash() {
        let top = tempfile::tempdir().expect("a folder");
        let folders = ["a", "b"].map(|name| top.path().join(name));
        for folder in &folders {
            fs::create_dir_all(folder).expect("made");
            fs::write(folder.join(NAME), "{}").expect("written");
        }
        assert!(find_for(&folders).is_err());
        assert!(find_for(&folders[..1]).is_ok_and(|f| f.is_some()));
    }
}
