//! What is said of a group above its rows: its schemas and why these, its status, its counts.

use std::collections::HashSet;

use groups::catalogue::{Choice, Schema};
use groups::status::Status;
use groups::{Direction, Group};
use twin::NodeId;

use super::fixes;
use super::migration::counterparts_of;
use super::rows::List;
use super::{Subject, view};
use crate::cell::narrow;
use crate::wire::{Badge, FindingMark, GroupHead, GroupStatus, SchemaInForce, StateCount};

/// Findings named above the rows.
const ELSEWHERE: usize = 12;

/// Returns the head of a group.
pub(crate) fn head(subject: &Subject<'_>, group: &Group<'_>, list: &List) -> GroupHead {
    let choices = [Direction::Desired, Direction::Reported].map(|d| subject.choice(group, d));
    // the side that the twin has speaks first
    let sides = match group.desired {
        Some(_) => [&choices[0], &choices[1]],
        None => [&choices[1], &choices[0]],
    };
    let mut of = sides.into_iter().flatten().map(|c| c.schema.property());
    let first = of.find(|of| !of.title.is_empty());
    let text = |text: fn(&groups::catalogue::Property) -> &String| {
        first.map(|of| text(of).clone()).unwrap_or_default()
    };
    let name = group.name.strip_prefix("windows.").unwrap_or(&group.name);
    GroupHead {
        group: group.name.clone(),
        title: text(|of| &of.title),
        description: text(|of| &of.description),
        dialect: group.dialect.name().to_owned(),
        dialect_title: group.dialect.title().to_owned(),
        dialect_because: group.because.clone(),
        in_desired: group.desired.is_some(),
        in_reported: group.reported.is_some(),
        refreshing: group.is_refreshing_desired() || group.is_refreshing_reported(),
        status: status(group),
        desired: choices[0].as_ref().map(in_force),
        reported: choices[1].as_ref().map(in_force),
        known: subject.catalogue.knows(name),
        badge: badge(subject, group),
        elsewhere: elsewhere(subject, group, list),
        states: list
            .states()
            .into_iter()
            .map(|(state, count)| StateCount {
                state,
                count: narrow(count),
            })
            .collect(),
        fixes: narrow(fixes::candidates(subject, group).count()),
        counterparts: narrow(counterparts_of(subject, group).len()),
    }
}

/// Returns the status that a group reports.
pub(crate) fn status(group: &Group<'_>) -> Option<GroupStatus> {
    let (status, _) = groups::status::of(group)?;
    Some(GroupStatus {
        known: !matches!(status, Status::Unknown(_)),
        name: twin::secret::cut(status.name(), 60),
    })
}

/// Says which schema is in force, and why.
pub(crate) fn in_force(choice: &Choice) -> SchemaInForce {
    SchemaInForce {
        path: choice.schema.path.clone(),
        name: name_of(&choice.schema),
        pack: choice.schema.pack.as_deref().map(str::to_owned),
        because: choice.to_string(),
        binding: choice.is_binding(),
    }
}

/// Names a schema by dialect and version.
pub(crate) fn name_of(schema: &Schema) -> String {
    let key = &schema.key;
    match key.version_text.as_str() {
        "" => key.dialect.name().to_owned(),
        version => format!("{} {version}", key.dialect.name()),
    }
}

/// Counts the findings of a group.
pub(crate) fn badge(subject: &Subject<'_>, group: &Group<'_>) -> Badge {
    let mut badge = Badge::default();
    for (_, located) in subject.findings_of(&group.name) {
        match located.finding.severity {
            diagnose::Severity::Error => badge.errors += 1,
            diagnose::Severity::Warning => badge.warnings += 1,
            diagnose::Severity::Info => badge.infos += 1,
        }
    }
    badge
}

/// Findings of the group that stand at none of its rows: at the group itself, in a declaration, in the summary.
fn elsewhere(subject: &Subject<'_>, group: &Group<'_>, list: &List) -> Vec<FindingMark> {
    let rows = list.rows.iter();
    let at_rows: HashSet<NodeId> = rows
        .flat_map(|r| r.desired.into_iter().chain(r.reported))
        .collect();
    let all = subject.findings_of(&group.name).into_iter();
    let apart = all.filter(|(_, located)| {
        let at = view::node_of(subject, &located.finding);
        at.is_none_or(|at| !at_rows.contains(&at))
    });
    apart
        .take(ELSEWHERE)
        .map(|(index, located)| view::mark(index, located))
        .collect()
}
