//! Which devices declare a group, and in which version: evaluated here, and as IoT Hub query text.

use twin::{TwinPath, Value};

use crate::dialect::Dialect;
use crate::group::Groups;
use crate::version::{self, Format, Parsed, Version};

/// What an operator looks for: a group, in a version or in any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The group.
    pub group: String,
    /// The version, as the operator wrote it.
    pub version: Option<String>,
}

/// Why a condition cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// No group is named.
    #[error("no group is named in \"{0}\"; write group or group@version, as in rebootInfo@3.0")]
    NoGroup(String),
    /// `@` without a version behind it.
    #[error("no version after \"{0}@\"; leave out the @ to look for any version")]
    NoVersion(String),
    /// The version has no form that any dialect knows.
    #[error("\"{0}\" is no version; write it as 3.0 or 1.0.0")]
    BadVersion(String),
}

impl Condition {
    /// Reads `rebootInfo` or `rebootInfo@3.0`; also `rebootInfo.version="3.0"` as the draft writes it.
    ///
    /// # Errors
    /// Where no group is named or the version is none.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let (group, version) = match (text.split_once('@'), misspelt(text)) {
            (Some((group, version)), _) => (group, Some(version)),
            (None, Some((group, version))) => (group, version),
            (None, None) => (text, None),
        };
        let group = group.trim().to_owned();
        if group.is_empty() {
            return Err(ConditionError::NoGroup(text.to_owned()));
        }
        let version = version.map(|v| v.trim().trim_matches(['"', '\'']).to_owned());
        match version {
            Some(v) if v.is_empty() => Err(ConditionError::NoVersion(group)),
            Some(v) if version::text(&v, Format::Draft).version().is_none() => {
                Err(ConditionError::BadVersion(v))
            }
            version => Ok(Self { group, version }),
        }
    }

    /// Writes the condition as an IoT Hub query, with the path that exists in a dialect.
    #[must_use]
    pub fn query(&self, dialect: Dialect) -> String {
        let entry = match dialect {
            Dialect::Gen1 => ["reported", "windows"],
            _ => ["reported", "__deviceSchemas"],
        };
        let path = TwinPath::default().child("properties");
        let path = entry
            .iter()
            .fold(path, |p, key| p.child(key))
            .child(&self.group);
        let test = match (&self.version, dialect) {
            // the older agent declares no versions: the section itself is all there is
            (None, _) | (_, Dialect::Gen1) => format!("IS_DEFINED({})", path.to_query()),
            (Some(version), dialect) => {
                let property = property_of(version, dialect);
                let literal = literal(version, dialect);
                format!("{} = {literal}", path.child(property).to_query())
            }
        };
        format!("SELECT * FROM devices WHERE {test}")
    }

    /// True where one of these versions, declared for the group, meets the condition; for callers
    /// that keep what devices declare and not their twins.
    #[must_use]
    pub fn is_met_by(&self, declared: &[Version]) -> bool {
        match &self.version {
            None => !declared.is_empty(),
            Some(wanted) => version::text(wanted, Format::Draft)
                .version()
                .is_some_and(|wanted| declared.contains(&wanted)),
        }
    }

    /// Returns the words for what a query cannot tell in a dialect.
    #[must_use]
    pub fn query_note(&self, dialect: Dialect) -> Option<&'static str> {
        match dialect {
            Dialect::Gen1 if self.version.is_some() => Some(
                "the older agent declares no versions: the query finds every device with the section",
            ),
            Dialect::Undeclared => {
                Some("no dialect can be told: the query asks for what the released agent declares")
            }
            _ => None,
        }
    }
}

/// The property that declares a version in a dialect; without a dialect, by the form of the version.
fn property_of(version: &str, dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Draft | Dialect::Preview | Dialect::Staging => "outputVersion",
        Dialect::Undeclared if version.matches('.').count() < 2 => "outputVersion",
        _ => "interfaceVersion",
    }
}

fn literal(version: &str, dialect: Dialect) -> String {
    if matches!(dialect, Dialect::Preview | Dialect::Staging)
        && let Some(v) = version::text(version, Format::Draft).version()
        && v == Version::new(v.major, 0)
    {
        return v.major.to_string();
    }
    format!("'{}'", version.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// Takes `rebootInfo.version` or `rebootInfo.version="3.0"` apart.
fn misspelt(text: &str) -> Option<(&str, Option<&str>)> {
    let (path, version) = match text.split_once('=') {
        Some((path, version)) => (path, Some(version)),
        None => (text, None),
    };
    let group = path.trim().strip_suffix(".version")?;
    Some((group.rsplit('.').next()?, version))
}

/// Explains a path that the draft's prose uses and no twin has; nothing for other texts.
#[must_use]
pub fn spelling_note(text: &str, dialect: Dialect) -> Option<String> {
    let (group, _) = misspelt(text)?;
    let property = property_of("", dialect);
    Some(format!(
        "no twin has `{group}.version`; the device declares it at `properties.reported.__deviceSchemas.{group}.{property}`"
    ))
}

/// Which property declares a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeclarationKind {
    /// `__deviceSchemas.<group>.maxInputVersion`: what the device reads.
    MaxInput,
    /// `__deviceSchemas.<group>.outputVersion`: what the device writes.
    Output,
    /// `__deviceSchemas.<group>.interfaceVersion`: what the handler has.
    Interface,
    /// `<group>.__meta.deviceInterfaceVersion`: what the handler used last.
    DeviceInterface,
}

impl DeclarationKind {
    /// The property's name.
    #[must_use]
    pub fn property(self) -> &'static str {
        match self {
            Self::MaxInput => "maxInputVersion",
            Self::Output => "outputVersion",
            Self::Interface => "interfaceVersion",
            Self::DeviceInterface => "deviceInterfaceVersion",
        }
    }

    /// True for a version the device has, not only one it can read.
    #[must_use]
    pub fn is_own(self) -> bool {
        self != Self::MaxInput
    }
}

/// A version that a device declares for a group.
#[derive(Debug, Clone)]
pub struct Declaration<'d> {
    /// The property that declares it.
    pub kind: DeclarationKind,
    /// The value.
    pub value: Value<'d>,
    /// The version in it.
    pub version: Parsed,
}

/// Returns what a device declares for a group, in every dialect.
#[must_use]
pub fn declarations<'d>(groups: &Groups<'d>, group: &str) -> Vec<Declaration<'d>> {
    let Some(group) = groups.get(group) else {
        return Vec::new();
    };
    let entry = |key| group.schema_entry.and_then(|e| e.get(key));
    [
        (DeclarationKind::MaxInput, entry("maxInputVersion")),
        (DeclarationKind::Output, entry("outputVersion")),
        (DeclarationKind::Interface, group.interface),
        (DeclarationKind::DeviceInterface, group.device_interface),
    ]
    .into_iter()
    .filter_map(|(kind, value)| {
        let value = value?;
        let version = version::parse(Some(value), Format::Draft);
        Some(Declaration {
            kind,
            value,
            version,
        })
    })
    .collect()
}

/// True where the device declares the group, in that version if the condition names one. The older
/// agent declares nothing; a section that it reports counts where any version will do.
/// Versions are compared by their numbers: `3.0` fits `"3.0"`, `"3.0.0"` and `3`.
#[must_use]
pub fn matches(groups: &Groups<'_>, condition: &Condition) -> bool {
    let Some(wanted) = &condition.version else {
        let declared = groups.get(&condition.group);
        let older = groups.get(&format!("windows.{}", condition.group));
        return declared.is_some_and(|g| g.schema_entry.is_some())
            || older.is_some_and(|g| g.reported.is_some());
    };
    let Some(wanted) = version::text(wanted, Format::Draft).version() else {
        return false;
    };
    declarations(groups, &condition.group)
        .iter()
        .any(|d| d.kind.is_own() && d.version.version() == Some(wanted))
}

#[cfg(test)]
#[path = "discover_tests.rs"]
mod tests;
