//! What a device says about its groups: status, errors, the summary.

use std::borrow::Cow;

use twin::Value;

use crate::codes::{self, Code, Origin};
use crate::group::Group;
use crate::names::without_suffix;

/// The status of a group's last change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// No change was processed yet.
    NotStarted,
    /// A change is being processed.
    Pending,
    /// The last change was applied.
    Succeeded,
    /// The last change was not applied, or not in full.
    Failed,
    /// A word that no agent writes.
    Unknown(String),
}

impl Status {
    /// Reads the word, of any dialect.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "notStarted" => Self::NotStarted,
            "pending" => Self::Pending,
            "succeeded" | "completed" | "committed" | "compliant" => Self::Succeeded,
            "failed" | "nonCompliant" => Self::Failed,
            _ => Self::Unknown(word.to_owned()),
        }
    }

    /// The machine name; the word itself where it is unknown.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::NotStarted => "notStarted",
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Unknown(word) => word,
        }
    }
}

/// Returns what a group reports as its status, and the value that says so.
#[must_use]
pub fn of<'d>(group: &Group<'d>) -> Option<(Status, Value<'d>)> {
    let meta = group.meta_reported();
    let word = ["deploymentStatus", "state", "status"]
        .into_iter()
        .find_map(|key| meta?.get(key))
        .or_else(|| group.last_change()?.get("state"))?;
    Some((read(word), word))
}

fn read(word: Value<'_>) -> Status {
    match word.str() {
        Some(text) => Status::parse(&text),
        None => Status::Unknown(twin::secret::shown(word, 40)),
    }
}

/// True for "refreshing", in any case, in place of a group.
#[must_use]
pub fn is_refreshing(value: Value<'_>) -> bool {
    crate::group::is_refreshing(value)
}

/// One entry of `__errors`.
#[derive(Debug, Clone)]
pub struct ErrorEntry<'d> {
    /// The operation that failed: the entry's key without depth marker.
    pub operation: Cow<'d, str>,
    /// `subsystem`, if it is text.
    pub subsystem: Option<Cow<'d, str>>,
    /// `context`, if it is text.
    pub context: Option<Cow<'d, str>>,
    /// `code`, if it is an integer.
    pub code: Option<i64>,
    /// `message`, if it is text.
    pub message: Option<Cow<'d, str>>,
    /// The entry itself.
    pub value: Value<'d>,
}

impl<'d> ErrorEntry<'d> {
    /// Reads an entry, whatever it is.
    #[must_use]
    pub fn of(value: Value<'d>) -> Self {
        let text = |key| member(value, key).and_then(Value::str);
        let operation = match value.key() {
            Some(Cow::Borrowed(key)) => Cow::Borrowed(without_suffix(key)),
            Some(Cow::Owned(key)) => Cow::Owned(key),
            None => Cow::Borrowed(""),
        };
        Self {
            operation,
            subsystem: text("subsystem"),
            context: text("context"),
            code: member(value, "code").and_then(Value::integer),
            message: text("message"),
            value,
        }
    }

    /// Returns what the code means in its subsystem, where that is known. A plug-in may count its own
    /// errors: a small number of one is no code of Windows.
    #[must_use]
    pub fn meaning(&self) -> Option<&'static Code> {
        let number = self.code?;
        let origin = Origin::Device(self.subsystem.as_deref());
        let is_plug_ins = self.is_plug_ins();
        codes::reported(number, origin).filter(|code| {
            let is_small = (0..=0xFFFF).contains(&number);
            !(is_plug_ins && is_small && code.family.is_windows())
        })
    }

    /// True where the agent fills in whatever code Windows gave last: a version that is missing or
    /// malformed is told by the message only.
    #[must_use]
    pub fn is_leftover(&self) -> bool {
        let says = |text: &str| text.to_ascii_lowercase().contains("version");
        self.is_plug_ins()
            && self.message.as_deref().is_some_and(says)
            && self.meaning().is_none_or(|code| code.family.is_windows())
    }

    fn is_plug_ins(&self) -> bool {
        self.subsystem.as_deref() == Some("DeviceAgentPlugin")
    }
}

fn member<'d>(value: Value<'d>, key: &str) -> Option<Value<'d>> {
    value.get(key).or_else(|| {
        let marked = |m: &Value<'_>| without_suffix(m.raw_key()) == key;
        value.children().filter(|_| value.is_object()).find(marked)
    })
}

/// Returns the entries of a group's `__errors`, in the order of the text.
pub fn errors<'d>(group: &Group<'d>) -> impl Iterator<Item = ErrorEntry<'d>> + use<'d> {
    let errors = group.errors().filter(|e| e.is_object());
    errors
        .into_iter()
        .flat_map(Value::children)
        .map(ErrorEntry::of)
}

/// A name in `failedGroups` or `pendingGroups`, with the elements that the draft's syntax adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The group.
    pub group: String,
    /// Elements of a configuration group list.
    pub instances: Vec<String>,
}

/// `__summary`, read.
#[derive(Debug, Clone)]
pub struct Summary<'d> {
    /// `failedCount`, if it is an integer.
    pub failed_count: Option<i64>,
    /// `failedGroups`, taken apart.
    pub failed_groups: Vec<Named>,
    /// `pendingCount`, if it is an integer.
    pub pending_count: Option<i64>,
    /// `pendingGroups`, taken apart.
    pub pending_groups: Vec<Named>,
    /// `time`.
    pub time: Option<Value<'d>>,
    /// The node itself.
    pub value: Value<'d>,
}

impl<'d> Summary<'d> {
    /// Reads `__summary`; members of another type count as missing.
    #[must_use]
    pub fn of(value: Value<'d>) -> Self {
        let count = |key| value.get(key).and_then(Value::integer);
        let groups = |key| {
            let text = value.get(key).and_then(Value::str);
            text.map_or_else(Vec::new, |t| names(&t))
        };
        Self {
            failed_count: count("failedCount"),
            failed_groups: groups("failedGroups"),
            pending_count: count("pendingCount"),
            pending_groups: groups("pendingGroups"),
            time: value.get("time"),
            value,
        }
    }
}

/// Names kept of one list: as many as a value of 4 KB can hold.
const NAMES_KEPT: usize = 2_048;

/// Takes a list of groups apart: `a;b`, or the draft's `apps:x;y|windowsUpdate`. Of a list that no
/// twin can hold only the first 2048 names of a level are kept.
#[must_use]
pub fn names(text: &str) -> Vec<Named> {
    let plain = |group: &str| Named {
        group: group.trim().to_owned(),
        instances: Vec::new(),
    };
    let parts = |text: &str, by: char| -> Vec<String> {
        let parts = text.split(by).map(str::trim);
        let parts = parts.filter(|p| !p.is_empty()).map(str::to_owned);
        parts.take(NAMES_KEPT).collect()
    };
    if !text.contains(['|', ':']) {
        return parts(text, ';').iter().map(|p| plain(p)).collect();
    }
    let groups = parts(text, '|');
    groups
        .iter()
        .flat_map(|part| match part.split_once(':') {
            None => parts(part, ';').iter().map(|p| plain(p)).collect(),
            Some((group, instances)) => vec![Named {
                group: group.trim().to_owned(),
                instances: parts(instances, ';'),
            }],
        })
        .take(NAMES_KEPT)
        .collect()
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
