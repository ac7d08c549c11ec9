//! Findings as the page shows them: a part of the twin, most serious first.

use diagnose::{Ignore, Why};
use twin::{SectionKind, Twin, TwinPath};

use super::shown::Shown;
use crate::examine::{Hidden, Located};
use crate::wire::{FindingView, FindingsPage, HiddenPage, HiddenView, Scope, ScopeKind};

/// Returns a window of the findings of a part.
pub(super) fn page(shown: &Shown, scope: &Scope, first: u32, count: u32) -> FindingsPage {
    let twin = shown.twin();
    let inside = Inside::of(&twin, scope);
    let all = shown.by_severity();
    let fitting: Vec<_> = all.into_iter().filter(|(_, l)| inside.has(l)).collect();
    let rows = fitting
        .iter()
        .skip(first as usize)
        .take(count.min(1_000) as usize);
    FindingsPage {
        total: narrow(fitting.len()),
        hidden: narrow(hidden_in(shown, &inside).count()),
        first,
        rows: rows
            .map(|&(index, located)| view(shown, index, located))
            .collect(),
    }
}

fn hidden_in<'s>(shown: &'s Shown, inside: &Inside) -> impl Iterator<Item = (usize, &'s Hidden)> {
    let first = shown.examined.findings.len();
    let all = shown.examined.hidden.iter().enumerate();
    all.filter(|(_, hidden)| inside.has(&hidden.located))
        .map(move |(n, hidden)| (first + n, hidden))
}

/// Returns a window of what the settings hide in a part; indexes go on behind those of the findings.
pub(super) fn hidden(shown: &Shown, scope: &Scope, first: u32, count: u32) -> HiddenPage {
    let inside = Inside::of(&shown.twin(), scope);
    let rows = hidden_in(shown, &inside)
        .skip(first as usize)
        .take(count.min(1_000) as usize);
    HiddenPage {
        total: narrow(hidden_in(shown, &inside).count()),
        first,
        rows: rows
            .map(|(index, hidden)| {
                let ignore = match hidden.why {
                    Why::Off => None,
                    Why::Ignored(number) => Some(number),
                };
                let words = ignore.and_then(|n| shown.yardstick.policy.ignores().get(n));
                HiddenView {
                    finding: view(shown, index, &hidden.located),
                    because: hidden.because.clone(),
                    ignore: ignore.map(narrow),
                    hides: words.map(Ignore::words).unwrap_or_default(),
                }
            })
            .collect(),
    }
}

/// Tells findings inside a part of a twin from others.
pub(super) struct Inside {
    scope: Scope,
    path: Option<TwinPath>,
    others: Vec<TwinPath>,
}

impl Inside {
    pub fn of(twin: &Twin<'_>, scope: &Scope) -> Self {
        let section = |kind| twin.section(kind).map(|s| s.value.path());
        let path = match scope.kind {
            ScopeKind::Twin | ScopeKind::Group => None,
            ScopeKind::Identity => Some(twin.root.path()),
            ScopeKind::Tags => section(SectionKind::Tags),
            ScopeKind::Desired => section(SectionKind::Desired),
            ScopeKind::Reported => section(SectionKind::Reported),
        };
        let others = twin.sections().map(|s| s.value.path()).collect();
        Self {
            scope: scope.clone(),
            path,
            others,
        }
    }

    pub fn has(&self, located: &Located) -> bool {
        let path = &located.finding.place.path;
        match self.scope.kind {
            ScopeKind::Twin => true,
            ScopeKind::Group => located.finding.group.as_deref() == Some(&self.scope.group),
            ScopeKind::Identity => !self.others.iter().any(|o| path.is_within(o)),
            _ => self.path.as_ref().is_some_and(|p| path.is_within(p)),
        }
    }
}

/// Returns one finding for the page.
pub(super) fn view(shown: &Shown, index: usize, located: &Located) -> FindingView {
    let finding = &located.finding;
    let rows = shown.rows();
    FindingView {
        index: narrow(index),
        rule: finding.rule.to_owned(),
        severity: finding.severity.name().to_owned(),
        confidence: finding.confidence.name().to_owned(),
        message: finding.message.clone(),
        reason: finding.reason.clone(),
        advice: finding.advice.clone(),
        place: rows.place(&shown.doc, &finding.place, String::new()),
        related: finding
            .related
            .iter()
            .map(|r| rows.place(&shown.doc, &r.place, r.label.clone()))
            .collect(),
        evidence: finding.evidence.clone(),
        repair: finding.repair.clone(),
        group: finding.group.clone(),
        code: finding.code.clone(),
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
