//! Who wrote which property, when and at which revision, by the hub's stamps; and in which deployment.

use std::path::Path;

use ::diff::{Blamed, blame};
use ::groups::Groups;
use diagnose::Units;
use serde::Serialize;
use twin::{Section, Twin, Value};

use crate::drift::{cell, each_document, name};
use crate::packs::Packs;
use crate::pieces::Obstacle;
use crate::wire::PropertyCell;

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
}

/// One section.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SectionBlame {
    /// `tags`, `desired` or `reported`.
    pub section: &'static str,
    /// `$version`.
    pub version: Option<i64>,
    /// True where nothing in it has a stamp: a device's own view of its twin has none.
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

/// Tells of every property of every twin of a file who wrote it; `-` is standard input.
///
/// # Errors
/// Where the file cannot be looked at.
pub fn of_path(path: &Path, packs: &Packs) -> Result<Vec<TwinBlame>, Obstacle> {
    let now = crate::examine::now();
    let mut found = Vec::new();
    let catalogue = packs.known();
    each_document(path, catalogue, &mut |doc, source| {
        let units = Units::of(&doc).known_to(catalogue);
        for twin in (0..units.len()).filter_map(|n| units.twin(n)) {
            let mut told = of_twin(&twin, now);
            if told.name.is_empty() {
                told.name = source.to_owned();
            }
            found.push(told);
        }
    })?;
    Ok(found)
}

/// Tells of every property of a twin who wrote it.
#[must_use]
pub fn of_twin(twin: &Twin<'_>, now: jiff::Timestamp) -> TwinBlame {
    let groups = Groups::of(twin);
    TwinBlame {
        name: name(twin),
        kind: twin.recognition.shape.title().to_owned(),
        sections: twin
            .sections()
            .map(|section| of_section(section, twin, &groups, now))
            .collect(),
    }
}

fn of_section(
    section: Section<'_>,
    twin: &Twin<'_>,
    groups: &Groups<'_>,
    now: jiff::Timestamp,
) -> SectionBlame {
    let depth = section.value.path().steps().len();
    let lines: Vec<_> = blame(section)
        .iter()
        .map(|blamed| line(blamed, depth, twin, groups, now))
        .collect();
    SectionBlame {
        section: section.kind.name(),
        version: section.version().and_then(twin::metadata::revision),
        unstamped: lines
            .iter()
            .all(|line| line.at.is_none() && line.revision.is_none()),
        lines,
    }
}

fn line(
    blamed: &Blamed<'_>,
    depth: usize,
    twin: &Twin<'_>,
    groups: &Groups<'_>,
    now: jiff::Timestamp,
) -> Line {
    let path = blamed.value.path();
    let below = path.steps().get(depth..).unwrap_or_default().to_vec();
    let age = blamed
        .at()
        .map(|at| now.duration_since(at))
        .filter(|age| !age.is_negative());
    let text = |value: Option<Value<'_>>| {
        value.map(|v| twin::secret::cut(&v.str().unwrap_or_default(), 120))
    };
    let group = twin.group_name_of(blamed.value);
    let group = group.and_then(|name| groups.get(::groups::names::without_suffix(&name)));
    let deployment = group.and_then(|group| {
        let is_desired = twin.desired.is_some_and(|s| s.value.contains(blamed.value));
        if is_desired {
            group.deployment_desired
        } else {
            group.deployment_reported
        }
    });
    Line {
        path: twin::TwinPath::new(below).to_string(),
        value: cell(blamed.value, false),
        at: blamed.at().map(|at| at.to_string()),
        age: age.map(twin::time::spoken),
        revision: blamed.stamp.revision(),
        by: text(blamed.stamp.by),
        deployment: text(deployment).filter(|text| !text.is_empty()),
        own: blamed.is_own,
    }
}
