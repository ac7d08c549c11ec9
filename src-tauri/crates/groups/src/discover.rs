//! Which devices declare a group, and in which version: evaluated here, and as IoT Hub query text.

use twin::{TwinPath, Value};

use crate::dialect::Dialect;
use crate::group::Groups;
use crate::version::{self, Format, Parsed, Version};

/// The node around the older agent's sections.
const OLDER: &str = "windows.";

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
        let dialect = self.asked(dialect);
        let entry = match dialect {
            Dialect::Gen1 => ["reported", "windows"],
            _ => ["reported", "__deviceSchemas"],
        };
        let path = TwinPath::default().child("properties");
        let path = entry
            .iter()
            .fold(path, |p, key| p.child(key))
            .child(self.plain_group());
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

    /// The group without the node around the older agent's sections, which may be written before it.
    fn plain_group(&self) -> &str {
        self.group.strip_prefix(OLDER).unwrap_or(&self.group)
    }

    /// The name a twin's groups have it under, in a dialect: sections of the older agent stand below
    /// `windows`.
    #[must_use]
    pub fn name_in(&self, dialect: Dialect) -> String {
        match self.asked(dialect) {
            Dialect::Gen1 => format!("{OLDER}{}", self.plain_group()),
            _ => self.group.clone(),
        }
    }

    /// Who names the node of the older agent asks for it.
    fn asked(&self, dialect: Dialect) -> Dialect {
        if self.group.starts_with(OLDER) {
            Dialect::Gen1
        } else {
            dialect
        }
    }

    /// True where a hub finds a device by the query in a dialect, which looks at one property and
    /// compares it as it is written.
    #[must_use]
    pub fn is_found(&self, dialect: Dialect, declared: Declared<'_>) -> bool {
        match (self.asked(dialect), &self.version) {
            (Dialect::Gen1, _) => declared.is_reported,
            (_, None) => declared.is_listed,
            (dialect, Some(version)) => {
                let (property, wanted) = (property_of(version, dialect), literal(version, dialect));
                let mut statements = declared.statements.iter();
                statements.any(|s| s.is_at(property) && s.literal().as_deref() == Some(&*wanted))
            }
        }
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
        match self.asked(dialect) {
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
    // each property has its own form, whatever the operator writes
    let form = version::text(version, Format::Draft).version();
    let is_plain = version.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match (form.filter(|_| is_plain), property_of(version, dialect)) {
        (Some(v), "interfaceVersion") => {
            return format!("'{}.{}.{}'", v.major, v.minor, v.patch.unwrap_or(0));
        }
        (Some(v), _) if v.patch.unwrap_or(0) == 0 => return format!("'{}.{}'", v.major, v.minor),
        _ => {}
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

    fn bit(self) -> u8 {
        1 << self as u8
    }

    /// True for a version the device has, not only one it can read.
    #[must_use]
    pub fn is_own(self) -> bool {
        self != Self::MaxInput
    }
}

/// How a version is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// `1`, a number.
    Integer,
    /// `"1.0"`.
    Two,
    /// `"1.0.0"`.
    Three,
    /// In a way that no query has.
    Other,
}

/// A version that a device has for a group, kept without its twin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// The version.
    pub version: Version,
    spelling: Spelling,
    /// Which properties say so, one bit each.
    kinds: u8,
}

impl Statement {
    fn is_at(self, property: &str) -> bool {
        let at = |kind: &DeclarationKind| self.kinds & kind.bit() != 0;
        let entry = [DeclarationKind::Output, DeclarationKind::Interface];
        entry
            .iter()
            .filter(|kind| at(kind))
            .any(|kind| kind.property() == property)
    }

    /// Returns the version as a query writes it.
    fn literal(self) -> Option<String> {
        let v = self.version;
        match self.spelling {
            Spelling::Integer => Some(v.major.to_string()),
            Spelling::Two => Some(format!("'{}.{}'", v.major, v.minor)),
            Spelling::Three => Some(format!(
                "'{}.{}.{}'",
                v.major,
                v.minor,
                v.patch.unwrap_or(0)
            )),
            Spelling::Other => None,
        }
    }

    /// Returns the versions that a device has, each once for each way it is written.
    #[must_use]
    pub fn all(declarations: &[Declaration<'_>]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for declaration in declarations.iter().filter(|d| d.kind.is_own()) {
            let Some(version) = declaration.version.version() else {
                continue;
            };
            let own = Self {
                version,
                spelling: spelling(declaration.value, version),
                kinds: declaration.kind.bit(),
            };
            let same = |s: &&mut Self| (s.version, s.spelling) == (own.version, own.spelling);
            match all.iter_mut().find(same) {
                Some(known) => known.kinds |= own.kinds,
                None => all.push(own),
            }
        }
        all
    }
}

fn spelling(value: Value<'_>, v: Version) -> Spelling {
    let text = value.str();
    match (text.as_deref(), v.patch) {
        (None, _) if value.raw() == v.major.to_string() => Spelling::Integer,
        (Some(text), None) if text == format!("{}.{}", v.major, v.minor) => Spelling::Two,
        (Some(text), Some(patch)) if text == format!("{}.{}.{patch}", v.major, v.minor) => {
            Spelling::Three
        }
        _ => Spelling::Other,
    }
}

/// What is known of a group of a device, for a query.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'s> {
    /// The versions the device has for it.
    pub statements: &'s [Statement],
    /// Whether it has an entry in `__deviceSchemas`.
    pub is_listed: bool,
    /// Whether the device reports it.
    pub is_reported: bool,
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
