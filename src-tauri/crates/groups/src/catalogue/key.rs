//! Which schema is meant: dialect, group, direction and version, as its path says.

use std::fmt;

use crate::dialect::Dialect;
use crate::negotiate::Direction;
use crate::version::Version;

/// What a schema is for: a section of the twin, or one side of a direct method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flow {
    /// Written by the back end into desired.
    Desired,
    /// Written by the device into reported.
    Reported,
    /// What a direct method takes.
    Input,
    /// What a direct method answers.
    Output,
}

impl Flow {
    /// Every one, in the order of their names in lists.
    pub const ALL: [Self; 4] = [Self::Desired, Self::Reported, Self::Input, Self::Output];

    /// The machine name, as in file names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Desired => "desired",
            Self::Reported => "reported",
            Self::Input => "input",
            Self::Output => "output",
        }
    }

    /// Returns the one of that machine name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.name() == name)
    }
}

impl From<Direction> for Flow {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Desired => Self::Desired,
            Direction::Reported => Self::Reported,
        }
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a schema of the catalogue is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The dialect it is written in; undeclared for a plain group of a pack.
    pub dialect: Dialect,
    /// The group; a section of the older agent without `windows.`.
    pub group: String,
    /// What it is for.
    pub flow: Flow,
    /// The version; none where the dialect has none.
    pub version: Option<Version>,
    /// The version as written in the file's name; empty where there is none.
    pub version_text: String,
}

/// Why a path names no schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not `<dialect>/<group>/<file>.json`.
    #[error("`{0}` is not of the form <dialect>/<group>/<direction>-<version>.json")]
    Form(String),
    /// The first part is no dialect.
    #[error(
        "`{0}` is no dialect; there are gen1, draft, preview, staging and ga, and plain for groups that no agent handles"
    )]
    Dialect(String),
    /// The file's name begins with no direction.
    #[error("`{0}` is no direction; there are desired, reported, input and output")]
    Flow(String),
    /// The version in the file's name cannot be read.
    #[error("`{0}` is no version; it has one to three numbers with dots between them")]
    Version(String),
    /// The version is written as another dialect writes versions.
    #[error("the version `{text}` is not written as {dialect} writes versions: {form}")]
    VersionForm {
        /// The dialect's folder.
        dialect: &'static str,
        /// The version as written.
        text: String,
        /// How it is written there.
        form: &'static str,
    },
}

/// Folder of the groups that carry none of an agent's nodes; only packs have it.
pub const PLAIN: &str = "plain";

/// Returns the folder of a dialect.
#[must_use]
pub fn folder(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Undeclared => PLAIN,
        dialect => dialect.name(),
    }
}

/// Returns the dialect of a folder; groups in `plain` declare none.
#[must_use]
pub fn dialect_of(folder_name: &str) -> Option<Dialect> {
    Dialect::ALL.into_iter().find(|d| folder(*d) == folder_name)
}

impl Key {
    /// Reads a key from a path below a catalogue's folder; nothing for the shared parts.
    ///
    /// # Errors
    /// Says which part of the path cannot be read.
    pub fn parse(path: &str) -> Option<Result<Self, KeyError>> {
        let parts: Vec<_> = path.split('/').collect();
        if parts.contains(&"shared") {
            return None;
        }
        let [dialect, group, file] = parts[..] else {
            return Some(Err(KeyError::Form(path.to_owned())));
        };
        Some(Self::of(dialect, group, file))
    }

    fn of(dialect: &str, group: &str, file: &str) -> Result<Self, KeyError> {
        let stem = file.strip_suffix(".json").unwrap_or(file);
        let (flow, version_text) = stem.split_once('-').unwrap_or((stem, ""));
        let version = match version_text {
            "" => None,
            text => Some(version(text).ok_or_else(|| KeyError::Version(text.to_owned()))?),
        };
        Ok(Self {
            dialect: dialect_of(dialect).ok_or_else(|| KeyError::Dialect(dialect.to_owned()))?,
            group: group.to_owned(),
            flow: Flow::parse(flow).ok_or_else(|| KeyError::Flow(flow.to_owned()))?,
            version,
            version_text: version_text.to_owned(),
        })
    }

    /// Returns its path below a catalogue's folder.
    #[must_use]
    pub fn path(&self) -> String {
        let Self {
            dialect,
            group,
            flow,
            version_text,
            ..
        } = self;
        let dash = if version_text.is_empty() { "" } else { "-" };
        format!(
            "{}/{group}/{flow}{dash}{version_text}.json",
            folder(*dialect)
        )
    }

    /// Checks that the version is written as its dialect writes versions.
    ///
    /// # Errors
    /// [`KeyError::VersionForm`], with the form there is.
    pub fn check_version(&self) -> Result<(), KeyError> {
        let parts: Vec<_> = self.version_text.split('.').collect();
        let parts = if self.version_text.is_empty() {
            0
        } else {
            parts.len()
        };
        let (fits, form) = match self.dialect {
            Dialect::Gen1 => (parts == 0, "the older agent has none"),
            Dialect::Undeclared => (parts == 0, "a plain group has none"),
            Dialect::Draft => (parts == 0 || parts == 2, "two numbers, as 2.0, or none"),
            Dialect::Preview | Dialect::Staging => (parts == 1, "one number, as 1"),
            Dialect::Ga => (parts == 3, "three numbers, as 1.0.0"),
        };
        let has_zero = |part: &str| part.len() > 1 && part.starts_with('0');
        let is_padded = self.version_text.split('.').any(has_zero);
        if fits && !is_padded {
            return Ok(());
        }
        Err(KeyError::VersionForm {
            dialect: folder(self.dialect),
            text: match self.version_text.as_str() {
                "" => "none".to_owned(),
                text => text.to_owned(),
            },
            form: if is_padded {
                "no zero before other digits"
            } else {
                form
            },
        })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        f.write_str(path.strip_suffix(".json").unwrap_or(&path))
    }
}

/// Reads a version of one to three numbers.
fn version(text: &str) -> Option<Version> {
    let number = |part: &str| {
        let is_number = part.bytes().all(|b| b.is_ascii_digit());
        part.parse().ok().filter(|_| is_number)
    };
    let parts: Option<Vec<u64>> = text.split('.').map(number).collect();
    let parts = parts.filter(|p| (1..=3).contains(&p.len()))?;
    Some(Version {
        major: parts[0],
        minor: parts.get(1).copied().unwrap_or(0),
        patch: parts.get(2).copied(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_its_key_are_the_same() {
        for path in [
            "ga/rebootInfo/desired-1.0.0.json",
            "gen1/apps/reported.json",
            "preview/__deviceSchemas/reported-1.json",
            "ga/StartRebootCmd/input-1.0.0.json",
        ] {
            let key = Key::parse(path).expect("no shared part").expect("a key");
            assert_eq!(key.path(), path);
        }
    }

    #[test]
    fn what_is_wrong_with_a_path_is_named() {
        let error = |path| Key::parse(path).expect("no shared part").expect_err(path);
        assert_eq!(error("ga/x.json"), KeyError::Form("ga/x.json".into()));
        assert_eq!(error("gb/x/desired.json"), KeyError::Dialect("gb".into()));
        assert_eq!(error("ga/x/wish.json"), KeyError::Flow("wish".into()));
        assert_eq!(
            error("ga/x/desired-one.json"),
            KeyError::Version("one".into())
        );
        assert_eq!(
            error("ga/x/desired-+1.0.0.json"),
            KeyError::Version("+1.0.0".into())
        );
        assert_eq!(
            error("undeclared/x/desired.json"),
            KeyError::Dialect("undeclared".into())
        );
    }

    #[test]
    fn a_version_has_the_form_of_its_dialect() {
        let fits = |path| {
            let key = Key::parse(path).expect("no shared part").expect("a key");
            key.check_version().is_ok()
        };
        for path in [
            "ga/x/desired-1.0.0.json",
            "draft/x/desired-2.0.json",
            "draft/x/desired.json",
            "preview/x/desired-1.json",
            "gen1/x/desired.json",
            "plain/x/reported.json",
        ] {
            assert!(fits(path), "{path}");
        }
        for path in [
            "ga/x/desired-1.0.json",
            "ga/x/desired.json",
            "ga/x/desired-01.0.0.json",
            "draft/x/desired-2.json",
            "preview/x/desired-1.0.json",
            "gen1/x/desired-1.json",
            "plain/x/desired-1.0.0.json",
        ] {
            assert!(!fits(path), "{path}");
        }
    }

    #[test]
    fn shared_parts_have_no_key() {
        assert_eq!(Key::parse("shared/error.json"), None);
        assert_eq!(Key::parse("ga/shared/errors.json"), None);
    }
}
