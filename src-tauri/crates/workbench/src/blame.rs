//! Who wrote which property, when and at which revision, by the hub's stamps, or since when the history has it so where
//! no stamp tells; and in which deployment.

use std::path::Path;

use ::diff::{Blamed, blame, blame_of};
use ::groups::Groups;
use diagnose::Units;
use jiff::Timestamp;
use serde::Serialize;
use twin::{Section, Twin, Value};

use crate::cell::narrow;
use crate::drift::{cell, each_document, name};
use crate::history::held::{EVERYTHING, Held, Until, held};
use crate::history::{History, HistoryError, device_of, name_of};
use crate::packs::Packs;
use crate::pieces::Obstacle;
use crate::wire::{Blame, BlameSource, PropertyCell};

/// One property.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// JSON pointer below the section.
    pub path: String,
    /// The value.
    pub value: PropertyCell,
    /// When it was written: RFC 3339.
    pub at: Option<String>,
    /// How long ago, in words.
    pub age: Option<String>,
    /// `$version` of the section at that write; desired only.
    pub revision: Option<i64>,
    /// The device configuration that wrote it.
    pub by: Option<String>,
    /// Deployment that the group names.
    pub deployment: Option<String>,
    /// False where the stamp is that of what it stands in.
    pub own: bool,
    /// Where no stamp tells: since when the history has had the value without a break.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<FromHistory>,
}

/// The oldest snapshot of an unbroken run with a value.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FromHistory {
    /// When it was seen, no earlier than the value was written: RFC 3339.
    pub no_later_than: String,
    /// Number of the snapshot.
    pub snapshot: u32,
    /// `$version` of the section in it.
    pub revision: Option<i64>,
}

/// One section.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SectionBlame {
    /// `tags`, `desired` or `reported`.
    pub section: &'static str,
    /// `$version`.
    pub version: Option<i64>,
    /// True where nothing in it has a stamp, and the history tells nothing: a device's own view of its twin has none.
    pub unstamped: bool,
    /// Its properties, in the order of the text.
    pub lines: Vec<Line>,
}

/// One twin.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TwinBlame {
    /// Device and module id, or the source.
    pub name: String,
    /// What it was taken for.
    pub kind: String,
    /// Its sections.
    pub sections: Vec<SectionBlame>,
}

/// Tells of every property of every twin of a file who wrote it; `-` is standard input. Where no stamp tells, a history
/// may; the second answer is why it could not, if so.
///
/// # Errors
/// Where the file cannot be looked at.
pub fn of_path(
    path: &Path,
    packs: &Packs,
    history: Option<&History>,
) -> Result<(Vec<TwinBlame>, Option<HistoryError>), Obstacle> {
    let now = crate::examine::now();
    let catalogue = packs.known();
    let (mut found, mut trouble) = (Vec::new(), None);
    each_document(path, catalogue, &mut |doc, origin| {
        let source = &origin.source;
        let units = Units::of(&doc).known_to(catalogue);
        for (number, twin) in (0..units.len()).filter_map(|n| Some((n, units.twin(n)?))) {
            let unit = (narrow(number), narrow(units.len()));
            let device = device_of(&twin, &name_of(origin, unit));
            let held = history.zip(device).map_or_else(
                || Ok(Held::new()),
                |(history, device)| held(history, &device, &twin, EVERYTHING, Until::Now),
            );
            let held = held.unwrap_or_else(|error| {
                trouble = Some(error);
                Held::new()
            });
            let mut told = of_twin(&twin, &held, now);
            if told.name.is_empty() {
                told.name = source.to_string();
            }
            found.push(told);
        }
    })?;
    Ok((found, trouble))
}

/// Tells of every property of a twin who wrote it.
pub(crate) fn of_twin(twin: &Twin<'_>, held: &Held, now: Timestamp) -> TwinBlame {
    let groups = Groups::of(twin);
    TwinBlame {
        name: name(twin),
        kind: twin.recognition.shape.title().to_owned(),
        sections: twin
            .sections()
            .map(|section| of_section(section, (twin, &groups), held, now))
            .collect(),
    }
}

fn of_section(
    section: Section<'_>,
    of: (&Twin<'_>, &Groups<'_>),
    held: &Held,
    now: Timestamp,
) -> SectionBlame {
    let depth = section.value.path().steps().len();
    let lines: Vec<_> = blame(section)
        .iter()
        .map(|blamed| line(blamed, depth, of, held, now))
        .collect();
    SectionBlame {
        section: section.kind.name(),
        version: section.version().and_then(twin::metadata::revision),
        unstamped: lines
            .iter()
            .all(|l| l.at.is_none() && l.revision.is_none() && l.history.is_none()),
        lines,
    }
}

fn line(
    blamed: &Blamed<'_>,
    depth: usize,
    (twin, groups): (&Twin<'_>, &Groups<'_>),
    held: &Held,
    now: Timestamp,
) -> Line {
    let path = blamed.value.path();
    let below = path.steps().get(depth..).unwrap_or_default().to_vec();
    let told = told(blamed, held, now);
    let from_history = told.as_ref().filter(|b| b.source == BlameSource::History);
    let stamped = told.as_ref().filter(|b| b.source != BlameSource::History);
    Line {
        path: twin::TwinPath::new(below).to_string(),
        value: cell(blamed.value, false),
        at: stamped.and_then(|b| b.at.clone()),
        age: told
            .as_ref()
            .map(|b| b.age.clone())
            .filter(|age| !age.is_empty()),
        revision: stamped.and_then(|b| b.revision),
        by: stamped.and_then(|b| b.by.clone()),
        deployment: deployment(blamed.value, twin, groups),
        own: blamed.is_own,
        history: from_history.and_then(|b| {
            Some(FromHistory {
                no_later_than: b.at.clone()?,
                snapshot: b.snapshot?,
                revision: b.revision,
            })
        }),
    }
}

fn deployment(value: Value<'_>, twin: &Twin<'_>, groups: &Groups<'_>) -> Option<String> {
    let group = twin.group_name_of(value);
    let group = group.and_then(|name| groups.get(::groups::names::without_suffix(&name)))?;
    let is_desired = twin.desired.is_some_and(|s| s.value.contains(value));
    let deployment = match is_desired {
        true => group.deployment_desired,
        false => group.deployment_reported,
    };
    Some(short(deployment?)).filter(|text| !text.is_empty())
}

fn short(value: Value<'_>) -> String {
    twin::secret::cut(&value.str().unwrap_or_default(), 120)
}

/// Says who wrote a value of a twin: by its stamp, else since when the history has had it.
pub(crate) fn of_value(
    twin: &Twin<'_>,
    value: Value<'_>,
    held: &Held,
    now: Timestamp,
) -> Option<Blame> {
    let blamed = blame_of(twin.section_of(value)?, value)?;
    told(&blamed, held, now)
}

fn told(blamed: &Blamed<'_>, held: &Held, now: Timestamp) -> Option<Blame> {
    let (at, revision) = (blamed.at(), blamed.stamp.revision());
    if at.is_none() && revision.is_none() {
        return from_history(blamed.value, held, now);
    }
    Some(Blame {
        at: at.map(|at| at.to_string()),
        age: at.map(|at| age(at, now)).unwrap_or_default(),
        revision,
        by: blamed.stamp.by.map(short),
        source: match blamed.is_own {
            true => BlameSource::Own,
            false => BlameSource::Around,
        },
        snapshot: None,
    })
}

fn from_history(value: Value<'_>, held: &Held, now: Timestamp) -> Option<Blame> {
    // elements of a list stand or fall with it
    let mut around = std::iter::successors(Some(value), |v| v.parent());
    let since = around.find_map(|value| held.get(&value.id()))?;
    Some(Blame {
        at: Some(since.at.to_string()),
        age: age(since.at, now),
        revision: since.revision,
        by: None,
        source: BlameSource::History,
        snapshot: Some(since.snapshot),
    })
}

/// Says how long ago something was; nothing of what lies ahead.
fn age(at: Timestamp, now: Timestamp) -> String {
    let age = now.duration_since(at);
    match age.is_negative() {
        true => String::new(),
        false => twin::time::spoken(age),
    }
}
