//! The values view: desired and reported side by side, one row a property.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use twin::limits::is_platform_key;
use twin::metadata::{Stamp, node_for};
use twin::{Kind, NodeId, Section, SectionKind, Twin, Value, secret};

use super::shown::Shown;
use crate::cell::{Cell, narrow};
use crate::wire::{Scope, ScopeKind, ValueCell, ValueRow, ValuesPage, ValuesRequest};

/// Rows made for one view; beyond that a view helps nobody.
const ROWS: usize = 300_000;

/// The list made for the last request, kept while the page scrolls through it.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Option<(Asked, Arc<List>)>>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    scope: Scope,
    show_metadata: bool,
    search: String,
    folded: Vec<String>,
}

#[derive(Debug)]
struct List {
    rows: Vec<Row>,
    two_sided: bool,
}

#[derive(Debug, Clone)]
struct Row {
    left: Option<NodeId>,
    right: Option<NodeId>,
    /// Number of the row it stands below.
    parent: Option<u32>,
    depth: u32,
    folded: bool,
}

/// Returns a window of values.
pub(super) fn page(shown: &Shown, request: &ValuesRequest) -> ValuesPage {
    let twin = shown.twin();
    let list = list(shown, &twin, request);
    let total = u32::try_from(list.rows.len()).unwrap_or(u32::MAX);
    let first = request.first.min(total);
    let last = first.saturating_add(request.count.min(1_000)).min(total);
    let findings = findings_by_span(shown);
    let view = |i: u32| row_view(shown, &twin, &list, i as usize, &findings);
    ValuesPage {
        total,
        first,
        two_sided: list.two_sided,
        rows: (first..last).map(view).collect(),
    }
}

fn list(shown: &Shown, twin: &Twin<'_>, request: &ValuesRequest) -> Arc<List> {
    let asked = Asked {
        scope: request.scope.clone(),
        show_metadata: request.show_metadata,
        search: request.search.to_lowercase(),
        folded: request.folded.clone(),
    };
    let mut kept = shown
        .values()
        .0
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some((same, list)) = kept.as_ref()
        && *same == asked
    {
        return list.clone();
    }
    let list = Arc::new(make(shown, twin, &asked));
    *kept = Some((asked, list.clone()));
    list
}

fn make(shown: &Shown, twin: &Twin<'_>, asked: &Asked) -> List {
    let (pairs, two_sided) = tops(shown, twin, asked);
    let folded: HashSet<&str> = asked.folded.iter().map(String::as_str).collect();
    let mut rows = Vec::new();
    // (left, right, depth, parent, key), the next one last
    let mut open: Vec<_> = pairs
        .into_iter()
        .rev()
        .map(|(l, r)| (l, r, 0, None, String::new()))
        .collect();
    while let Some((left, right, depth, parent, above)) = open.pop() {
        if rows.len() >= ROWS {
            break;
        }
        let key = format!("{above}/{}", name(left, right));
        let number = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        // folding needs the key of every row; search shows everything that fits
        let is_folded = asked.search.is_empty() && folded.contains(key.as_str());
        rows.push(Row {
            left: left.map(Value::id),
            right: right.map(Value::id),
            parent,
            depth,
            folded: is_folded,
        });
        if is_folded {
            continue;
        }
        for (l, r) in children(left, right, asked.show_metadata).into_iter().rev() {
            open.push((l, r, depth + 1, Some(number), key.clone()));
        }
    }
    let rows = if asked.search.is_empty() {
        rows
    } else {
        searched(twin, rows, &asked.search)
    };
    List { rows, two_sided }
}

type Pair<'d> = (Option<Value<'d>>, Option<Value<'d>>);

fn tops<'d>(shown: &Shown, twin: &Twin<'d>, asked: &Asked) -> (Vec<Pair<'d>>, bool) {
    let section = |kind| twin.section(kind).map(|s: Section<'d>| s.value);
    let one = |value: Option<Value<'d>>| match value {
        Some(value) => children(Some(value), None, asked.show_metadata),
        None => Vec::new(),
    };
    match asked.scope.kind {
        ScopeKind::Twin if twin.desired.is_none() && twin.reported.is_none() => {
            (one(Some(twin.root)), false)
        }
        ScopeKind::Twin => {
            let (desired, reported) = (
                section(SectionKind::Desired),
                section(SectionKind::Reported),
            );
            (children(desired, reported, asked.show_metadata), true)
        }
        ScopeKind::Identity => (twin.identity().map(|v| (Some(v), None)).collect(), false),
        ScopeKind::Tags => (one(section(SectionKind::Tags)), false),
        ScopeKind::Desired => (one(section(SectionKind::Desired)), false),
        ScopeKind::Reported => (one(section(SectionKind::Reported)), false),
        ScopeKind::Group => {
            let groups = shown.groups(twin);
            let group = groups.get(&asked.scope.group);
            let pair = group.map(|g| (g.desired, g.reported));
            match pair {
                Some((None, None)) | None => (Vec::new(), true),
                Some(pair) if is_flat(pair) => (vec![pair], true),
                Some((desired, reported)) => {
                    (children(desired, reported, asked.show_metadata), true)
                }
            }
        }
    }
}

/// True where neither side has members: `"Refreshing"`, null, a number.
fn is_flat((left, right): Pair<'_>) -> bool {
    let flat = |v: Option<Value<'_>>| v.is_none_or(|v| !v.kind().is_container());
    flat(left) && flat(right)
}

fn children<'d>(
    left: Option<Value<'d>>,
    right: Option<Value<'d>>,
    show_metadata: bool,
) -> Vec<Pair<'d>> {
    let shown = |member: &Value<'d>| show_metadata || !is_platform_key(*member);
    let of = |value: Option<Value<'d>>| value.into_iter().flat_map(Value::children).filter(shown);
    let same_kind = left.map(Value::kind) == right.map(Value::kind);
    if same_kind && left.map(Value::kind) == Some(Kind::Array) {
        let mut rights = of(right);
        let mut pairs: Vec<Pair<'d>> = of(left).map(|l| (Some(l), rights.next())).collect();
        pairs.extend(rights.map(|r| (None, Some(r))));
        return pairs;
    }
    let partner = |value: Option<Value<'d>>, member: Value<'d>| {
        value
            .filter(|v| v.is_object())
            .and_then(|v| v.get(&member.key()?))
    };
    let mut pairs: Vec<Pair<'d>> = of(left).map(|l| (Some(l), partner(right, l))).collect();
    pairs.extend(
        of(right)
            .filter(|r| partner(left, *r).is_none())
            .map(|r| (None, Some(r))),
    );
    pairs
}

fn name(left: Option<Value<'_>>, right: Option<Value<'_>>) -> String {
    let Some(value) = left.or(right) else {
        return String::new();
    };
    match value.key() {
        Some(key) => key.into_owned(),
        None => value
            .path()
            .steps()
            .last()
            .map_or_else(String::new, |step| match step {
                twin::Step::Index(index) => index.to_string(),
                twin::Step::Key(key) => key.to_string(),
            }),
    }
}

/// Keeps rows whose name or value fits, and the rows above them.
fn searched(twin: &Twin<'_>, rows: Vec<Row>, search: &str) -> Vec<Row> {
    let doc = twin.root.document();
    let value = |id: Option<NodeId>| id.map(|id| doc.value(id));
    let fits = |v: Value<'_>| {
        let by_key = v.key().is_some_and(|k| k.to_lowercase().contains(search));
        let by_value = !v.kind().is_container()
            && secret::masked(v).is_none()
            && v.raw().to_lowercase().contains(search);
        by_key || by_value
    };
    let mut kept = vec![false; rows.len()];
    for (i, row) in rows.iter().enumerate() {
        if value(row.left).is_some_and(fits) || value(row.right).is_some_and(fits) {
            let mut at = Some(i);
            while let Some(i) = at.filter(|&i| !kept[i]) {
                kept[i] = true;
                at = rows[i].parent.map(|p| p as usize);
            }
        }
    }
    let mut moved: HashMap<u32, u32> = HashMap::new();
    let mut out = Vec::new();
    for (i, mut row) in rows.into_iter().enumerate().filter(|(i, _)| kept[*i]) {
        moved.insert(narrow(i), narrow(out.len()));
        row.parent = row.parent.and_then(|p| moved.get(&p).copied());
        out.push(row);
    }
    out
}

fn findings_by_span(shown: &Shown) -> HashMap<usize, (u32, &'static str)> {
    let mut found = HashMap::new();
    for (index, located) in shown.by_severity() {
        let start = located.finding.place.span.start;
        found
            .entry(start)
            .or_insert((narrow(index), located.finding.severity.name()));
    }
    found
}

fn row_view(
    shown: &Shown,
    twin: &Twin<'_>,
    list: &List,
    number: usize,
    findings: &HashMap<usize, (u32, &'static str)>,
) -> ValueRow {
    let row = &list.rows[number];
    let value = |id: Option<NodeId>| id.map(|id| shown.doc.value(id));
    let (left, right) = (value(row.left), value(row.right));
    let filled = |v: Option<Value<'_>>| v.is_some_and(|v| v.children().next().is_some());
    let cell = |v: Option<Value<'_>>| v.map(|v| cell(shown, twin, v, findings));
    // one-sided parts show their only side on the left
    ValueRow {
        key: key_of(shown, list, number),
        name: name(left, right),
        depth: row.depth,
        has_children: filled(left) || filled(right),
        folded: row.folded,
        desired: cell(left),
        reported: cell(right),
    }
}

fn key_of(shown: &Shown, list: &List, number: usize) -> String {
    let mut names = Vec::new();
    let mut at = Some(number);
    while let Some(i) = at {
        let row = &list.rows[i];
        let value = |id: Option<NodeId>| id.map(|id| shown.doc.value(id));
        names.push(name(value(row.left), value(row.right)));
        at = row.parent.map(|p| p as usize);
    }
    names.iter().rev().map(|n| format!("/{n}")).collect()
}

fn cell(
    shown: &Shown,
    twin: &Twin<'_>,
    value: Value<'_>,
    findings: &HashMap<usize, (u32, &'static str)>,
) -> ValueCell {
    let shown_cell = Cell::of(value);
    let at = |span: std::ops::Range<usize>| findings.get(&span.start).copied();
    let finding = at(value.span()).or_else(|| {
        if value.key_span().is_empty() {
            None
        } else {
            at(value.key_span())
        }
    });
    let section = twin
        .section_of(value)
        .filter(|s| s.kind != SectionKind::Tags);
    let stamp = section.and_then(|s| node_for_typed(s, value, shown));
    let text_of = |v: Option<Value<'_>>| {
        v.map(|v| {
            v.str()
                .map_or_else(|| v.raw().to_owned(), |s| s.into_owned())
        })
    };
    ValueCell {
        kind: shown_cell.kind,
        cut: shown_cell.cut,
        text: shown_cell.text,
        masked: shown_cell.masked,
        pointer: value.path().to_string(),
        last_updated: stamp.and_then(|s| text_of(s.last_updated)),
        version: stamp.and_then(|s| text_of(s.version)),
        by: stamp.and_then(|s| text_of(s.by)),
        severity: finding.map(|(_, s)| s.to_owned()),
        finding: finding.map(|(i, _)| i),
    }
}

fn node_for_typed<'d>(
    section: Section<'d>,
    value: Value<'_>,
    shown: &'d Shown,
) -> Option<Stamp<'d>> {
    Some(Stamp::of(node_for(section, shown.doc.value(value.id()))?))
}
