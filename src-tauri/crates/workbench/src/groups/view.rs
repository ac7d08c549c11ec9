//! Rows as they are shown: cells, findings, and what the schema says about the one that is open.

use std::collections::{HashMap, HashSet};

use diagnose::Finding;
use groups::Group;
use groups::catalogue::{Allowed, Property, Reported};
use twin::{NodeId, Value, secret};

use super::Subject;
use super::head::head;
use super::rows::{List, Row};
use crate::cell::{Cell, narrow};
use crate::examine::Located;
use crate::wire::{
    AllowedValue, FindingMark, GroupPage, PropertyCell, PropertyKind, PropertyRow, PropertyText,
};

/// Rows given at once.
const AT_ONCE: u32 = 1_000;
/// Allowed values named.
const ALLOWED: usize = 40;
/// Findings named at one row.
const MARKS: usize = 8;
/// Characters of a text of a schema: a pack may say anything.
const TEXT: usize = 1_200;
/// What stands for a secret.
const MASK: &str = "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}";

/// Which of the wanted rows are shown, and how.
pub(crate) struct Window<'w> {
    /// Numbers of the wanted rows.
    pub wanted: &'w [u32],
    /// First of them to be shown.
    pub first: u32,
    /// How many.
    pub count: u32,
    /// Rows folded, or unfolded, against their habit.
    pub toggled: &'w [String],
    /// Also what is not set.
    pub unset: bool,
    /// Folding does not count: everything found is shown.
    pub searching: bool,
    /// Row whose text is wanted.
    pub open: Option<&'w str>,
}

/// Returns a window of a group.
pub(crate) fn page(
    subject: &Subject<'_>,
    group: &Group<'_>,
    list: &List,
    window: &Window<'_>,
) -> GroupPage {
    let total = narrow(window.wanted.len());
    let first = window.first.min(total);
    let last = first.saturating_add(window.count.min(AT_ONCE)).min(total);
    let marks = marks(subject, group);
    let toggled: HashSet<&str> = window.toggled.iter().map(String::as_str).collect();
    let shown = |at: &u32| {
        let at = *at as usize;
        let mut row = row(subject, list, at, &marks);
        row.has_children = list.has_below(at, window.unset);
        row.folded = row.has_children && !window.searching && list.is_folded(at, &toggled);
        if window.open == Some(row.key.as_str()) {
            row.text = text(list, at);
        }
        row
    };
    let rows = &window.wanted[first as usize..last as usize];
    GroupPage {
        head: head(subject, group, list),
        total,
        first,
        rows: rows.iter().map(shown).collect(),
    }
}

/// Findings by the value they stand at.
pub(crate) type Marks<'d> = HashMap<NodeId, Vec<(usize, &'d Located)>>;

/// Gathers the findings of a group by the value they stand at, most serious first.
pub(crate) fn marks<'d>(subject: &Subject<'d>, group: &Group<'_>) -> Marks<'d> {
    let mut marks = Marks::new();
    for (index, located) in subject.findings_of(&group.name) {
        if let Some(at) = node_of(subject, &located.finding) {
            marks.entry(at).or_default().push((index, located));
        }
    }
    marks
}

/// Returns the value that a finding stands at: the one whose key or text it underlines.
pub(crate) fn node_of(subject: &Subject<'_>, finding: &Finding) -> Option<NodeId> {
    let doc = subject.twin.root.document();
    Some(doc.value_at(finding.place.span.start)?.id())
}

/// Names a finding.
pub(crate) fn mark(index: usize, located: &Located) -> FindingMark {
    FindingMark {
        index: narrow(index),
        severity: located.finding.severity.name().to_owned(),
        rule: located.finding.rule.to_owned(),
        message: located.finding.message.clone(),
    }
}

/// Returns one row, folded and opened by nobody.
pub(crate) fn row(subject: &Subject<'_>, list: &List, at: usize, marks: &Marks<'_>) -> PropertyRow {
    let row = &list.rows[at];
    let doc = subject.twin.root.document();
    let value = |id: Option<NodeId>| id.map(|id| doc.value(id));
    let here = row.desired.into_iter().chain(row.reported);
    let found = here.flat_map(|id| marks.get(&id).map(Vec::as_slice).unwrap_or_default());
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|(_, located)| located.finding.severity);
    let is_secret = row.of.both().any(|p| p.is_secret);
    let cell = |side: Option<NodeId>, of: Option<&Property>| {
        value(side).map(|value| cell(value, of, is_secret))
    };
    PropertyRow {
        key: list.key(at),
        name: twin::secret::without(&row.name).into_owned(),
        title: title(row),
        depth: row.depth,
        kind: row.kind,
        desired: cell(row.desired, row.of.desired.as_deref()),
        reported: cell(row.reported, row.of.reported.as_deref()),
        unit: row.of.both().find_map(|p| p.unit.clone()),
        state: row.state,
        note: row.note.to_string(),
        findings: found
            .into_iter()
            .take(MARKS)
            .map(|(index, located)| mark(*index, located))
            .collect(),
        has_children: false,
        folded: false,
        has_text: text_of(row).is_some(),
        text: None,
    }
}

fn title(row: &Row) -> String {
    if row.kind == PropertyKind::SubGroup {
        return "Applied together".to_owned();
    }
    let named = row.of.both().find(|p| !p.title.is_empty());
    named.map(|p| cut(&p.title)).unwrap_or_default()
}

fn cell(value: Value<'_>, of: Option<&Property>, is_secret: bool) -> PropertyCell {
    let shown = Cell::of(value);
    let hides = is_secret && !value.kind().is_container() && !shown.text.is_empty();
    PropertyCell {
        kind: shown.kind,
        cut: shown.cut,
        text: if hides && !shown.masked {
            MASK.to_owned()
        } else {
            shown.text
        },
        masked: shown.masked || hides,
        pointer: value.path().to_string(),
        meaning: of.filter(|_| !hides).and_then(|of| meaning(value, of)),
    }
}

/// Returns what a value means.
fn meaning(value: Value<'_>, of: &Property) -> Option<String> {
    if of.allowed.is_empty() || value.kind().is_container() {
        return None;
    }
    let plain = match value.str() {
        Some(text) => serde_json::Value::String(text.into_owned()).to_string(),
        None => value.assumed().into_owned(),
    };
    let known = of.allowed.iter().find(|allowed| allowed.value == plain)?;
    known.meaning.as_deref().map(cut)
}

fn cut(text: &str) -> String {
    secret::cut(text, TEXT)
}

/// Returns the schema whose words count: that of desired, else that of reported.
fn text_of(row: &Row) -> Option<&Property> {
    let says = |p: &&std::sync::Arc<Property>| !p.description.is_empty() || !p.types.is_empty();
    row.of.both().find(says).map(|p| &**p)
}

/// Returns what the schema says about a row.
pub(crate) fn text(list: &List, at: usize) -> Option<PropertyText> {
    let row = &list.rows[at];
    let of = text_of(row)?;
    let heading = row.parent.map(|p| &list.rows[p as usize]);
    let heading = heading.filter(|above| above.kind == PropertyKind::SubGroup);
    let allowed = |allowed: &Allowed| AllowedValue {
        value: cut(&allowed.value),
        meaning: allowed.meaning.as_deref().map(cut),
    };
    let all = |texts: &[String]| texts.iter().take(ALLOWED).map(|t| cut(t)).collect();
    Some(PropertyText {
        description: cut(&of.description),
        types: all(&of.types),
        allowed: of.allowed.iter().take(ALLOWED).map(allowed).collect(),
        further_allowed: narrow(of.allowed.len().saturating_sub(ALLOWED)),
        closed: of.is_closed,
        range: span(of.minimum.as_deref(), of.maximum.as_deref()),
        length: length(of),
        pattern: of.pattern.as_deref().map(cut),
        default: of.default.as_deref().map(cut),
        required: row.required,
        reported: row.of.desired.as_deref().and_then(comes_back),
        sub_group: heading.map(|heading| cut(&heading.name)),
        aliases: all(&of.aliases),
        documented: of.documented.as_deref().map(cut),
        defect: row.of.both().find_map(|p| p.defect.as_deref().map(cut)),
        csp: of.csp.as_deref().map(cut),
        sources: all(&of.sources),
    })
}

fn span(least: Option<&str>, most: Option<&str>) -> Option<String> {
    match (least, most) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
        (Some(least), None) => Some(format!("{least} or more")),
        (None, Some(most)) => Some(format!("{most} or less")),
        (None, None) => None,
    }
}

fn length(of: &Property) -> Option<String> {
    let least = of
        .shortest
        .filter(|least| *least > 0)
        .map(|n| n.to_string());
    let most = of.longest.map(|n| n.to_string());
    let words = span(least.as_deref(), most.as_deref())?;
    Some(format!("{words} characters"))
}

/// Says how a desired property comes back in reported, where that is not plain.
fn comes_back(of: &Property) -> Option<String> {
    let words = match of.reported {
        Reported::Same => return None,
        Reported::Never => "It is never reported, by design.",
        Reported::WhenDesired => "It is reported only where desired has it.",
        Reported::ByThumbprint => "It is reported by the thumbprint of the certificate alone.",
        Reported::Normalised => "The device reports it in its own spelling.",
    };
    Some(words.to_owned())
}
