//! The middle pane: the twin, its sections, its groups, each with its findings counted.

use groups::{Group, Role};
use twin::{SectionKind, Twin};

use super::findings::Inside;
use super::shown::Shown;
use crate::examine::Located;
use crate::wire::{Badge, Scope, ScopeKind, TreeRow};

/// Groups shown in the tree; a twin with more is broken, and the values view still has them all.
const GROUPS_SHOWN: usize = 5_000;

/// Returns the lines of the tree.
pub(super) fn rows(shown: &Shown) -> Vec<TreeRow> {
    let twin = shown.twin();
    let groups = shown.groups(&twin);
    let part = |kind, group: &str| Scope {
        kind,
        group: group.to_owned(),
    };
    let mut rows = vec![row(
        shown,
        &twin,
        part(ScopeKind::Twin, ""),
        "Overview",
        shown.examined.shape.title(),
    )];
    if twin.identity().next().is_some() {
        rows.push(row(
            shown,
            &twin,
            part(ScopeKind::Identity, ""),
            "Identity",
            "",
        ));
    }
    let sections = [
        (SectionKind::Tags, ScopeKind::Tags, "Tags"),
        (SectionKind::Desired, ScopeKind::Desired, "Desired"),
        (SectionKind::Reported, ScopeKind::Reported, "Reported"),
    ];
    for (kind, scope, label) in sections {
        if let Some(section) = twin.section(kind) {
            let note = count(
                section.members().count(),
                if kind == SectionKind::Tags {
                    "tag"
                } else {
                    "group"
                },
            );
            rows.push(row(shown, &twin, part(scope, ""), label, &note));
        }
    }
    let badges = group_badges(&shown.examined.findings);
    for group in groups.iter().take(GROUPS_SHOWN) {
        let mut line = TreeRow {
            key: format!("group:{}", group.name),
            scope: part(ScopeKind::Group, &group.name),
            label: group.name.to_string(),
            note: note(group),
            depth: 1,
            badge: badges.get(&*group.name).copied().unwrap_or_default(),
            in_desired: group.desired.is_some(),
            in_reported: group.reported.is_some(),
        };
        if group.declared_only() {
            line.note = "declared only".to_owned();
        }
        rows.push(line);
    }
    rows
}

fn row(shown: &Shown, twin: &Twin<'_>, scope: Scope, label: &str, note: &str) -> TreeRow {
    let inside = Inside::of(twin, &scope);
    let mut badge = Badge::default();
    for located in shown.examined.findings.iter().filter(|l| inside.has(l)) {
        add(&mut badge, located);
    }
    TreeRow {
        key: label.to_lowercase(),
        in_desired: scope.kind == ScopeKind::Desired,
        in_reported: scope.kind == ScopeKind::Reported,
        scope,
        label: label.to_owned(),
        note: note.to_owned(),
        depth: 0,
        badge,
    }
}

fn group_badges(findings: &[Located]) -> std::collections::HashMap<&str, Badge> {
    let mut badges = std::collections::HashMap::new();
    for located in findings {
        if let Some(group) = &located.finding.group {
            add(badges.entry(group.as_str()).or_default(), located);
        }
    }
    badges
}

fn add(badge: &mut Badge, located: &Located) {
    match located.finding.severity {
        diagnose::Severity::Error => badge.errors += 1,
        diagnose::Severity::Warning => badge.warnings += 1,
        diagnose::Severity::Info => badge.infos += 1,
    }
}

fn note(group: &Group<'_>) -> String {
    match (group.role, group.dialect) {
        (Role::Command, _) => "command".to_owned(),
        (Role::Summary, _) => "summary".to_owned(),
        (Role::Custom | Role::Plain, groups::Dialect::Undeclared) => String::new(),
        (_, groups::Dialect::Undeclared) => "no version".to_owned(),
        (_, dialect) => dialect.title().to_owned(),
    }
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}
