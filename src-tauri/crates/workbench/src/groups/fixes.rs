//! Fixes that are safe, put together into one patch for the group's desired properties.

use std::collections::{BTreeMap, HashSet};

use diagnose::{Category, Finding};
use groups::Group;
use twin::escape::quote;
use twin::limits::is_platform_key;
use twin::write::{Layout, Secrets, to_json};
use twin::{Document, Kind, NodeId, Value, secret};

use super::Subject;
use crate::examine::Located;

/// The safe fixes of a group as patches for the twin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixes {
    /// Merge patch (RFC 7396), as a twin update takes it; empty where there is nothing to mend.
    pub merge_patch: String,
    /// JSON patch (RFC 6902) with pointers from the top of a twin; empty where there is nothing to mend.
    pub json_patch: String,
    /// Findings that both mend.
    pub count: usize,
    /// What the merge patch cannot mend, and why: one sentence each.
    pub left_out: Vec<String>,
}

/// What is done to one value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Edit {
    /// Other JSON stands in its place.
    Replace(String),
    /// It goes.
    Remove,
    /// Its key changes.
    Rename(String),
}

type Edits = BTreeMap<NodeId, Edit>;

/// Returns the findings of a group that a patch can mend.
pub(crate) fn candidates<'d>(
    subject: &Subject<'d>,
    group: &Group<'d>,
) -> impl Iterator<Item = (NodeId, &'d Located)> {
    let doc = subject.twin.root.document();
    let desired = group.desired;
    let found = subject.findings_of(&group.name).into_iter();
    let mut taken = HashSet::new();
    found.filter_map(move |(_, located)| {
        let (value, edit) = edit(doc, &located.finding)?;
        let inside = desired.is_some_and(|d| d.contains(value));
        let clashes =
            matches!(&edit, Edit::Rename(to) if value.parent().and_then(|p| p.get(to)).is_some());
        (inside && !clashes && taken.insert(value.id())).then_some((value.id(), located))
    })
}

/// Reads what a finding offers as a change of one value; nothing for what concerns the text alone.
fn edit<'d>(doc: &'d Document, finding: &Finding) -> Option<(Value<'d>, Edit)> {
    let repair = finding.repair.as_deref()?;
    let is_text = diagnose::rule(finding.rule).is_none_or(|r| r.category == Category::Syntax);
    let value = doc
        .value_at(finding.place.span.start)
        .filter(|_| !is_text)?;
    let is_key = finding.place.span == value.key_span();
    if !is_key && finding.place.span != value.span() {
        return None;
    }
    let edit = match (is_key, repair) {
        (_, "") => Edit::Remove,
        (true, repair) => Edit::Rename(serde_json::from_str(repair).ok()?),
        (false, repair) => {
            serde_json::from_str::<serde_json::Value>(repair).ok()?;
            Edit::Replace(repair.to_owned())
        }
    };
    Some((value, edit))
}

impl Fixes {
    /// Puts the safe fixes of a group together.
    #[must_use]
    pub fn of(subject: &Subject<'_>, group: &Group<'_>) -> Self {
        let doc = subject.twin.root.document();
        let mut edits = Edits::new();
        for (id, located) in candidates(subject, group) {
            if let Some((_, edit)) = edit(doc, &located.finding) {
                edits.insert(id, edit);
            }
        }
        let mut fixes = Self {
            merge_patch: String::new(),
            json_patch: String::new(),
            count: edits.len(),
            left_out: Vec::new(),
        };
        let Some(node) = group.desired.filter(|_| !edits.is_empty()) else {
            return fixes;
        };
        let operations: Vec<_> = edits
            .iter()
            .rev()
            .map(|(id, edit)| operation(doc.value(*id), edit, node))
            .collect();
        fixes.json_patch = pretty(&format!("[{}]", operations.join(",")));
        let mergeable = mergeable(doc, &edits, &mut fixes.left_out);
        let mut members = Vec::new();
        member(node, &mergeable, &mut members);
        if !members.is_empty() {
            let desired = format!(
                "{{\"properties\":{{\"desired\":{{{}}}}}}}",
                members.join(",")
            );
            fixes.merge_patch = pretty(&desired);
        }
        fixes
    }
}

/// Leaves out what would carry a secret along: a merge patch repeats what it moves.
fn mergeable(doc: &Document, edits: &Edits, left_out: &mut Vec<String>) -> Edits {
    let mut kept = Edits::new();
    for (id, edit) in edits {
        let carried = carried(doc.value(*id), edit);
        if carried.is_some_and(has_secret) {
            let name = doc.value(*id).key().unwrap_or_default();
            left_out.push(format!(
                "`{}` is left out of the merge patch, which would have to repeat a secret; the JSON patch moves it.",
                secret::cut(&name, 60)
            ));
        } else {
            kept.insert(*id, edit.clone());
        }
    }
    kept
}

/// Returns the value that a merge patch would repeat: what is renamed, or the outermost list around a change.
fn carried<'d>(value: Value<'d>, edit: &Edit) -> Option<Value<'d>> {
    let mut found = matches!(edit, Edit::Rename(_)).then_some(value);
    let mut at = value;
    while let Some(parent) = at.parent() {
        if parent.kind() == Kind::Array {
            found = Some(parent);
        }
        at = parent;
    }
    found
}

fn has_secret(value: Value<'_>) -> bool {
    std::iter::once(value)
        .chain(value.descendants())
        .any(secret::has_secret)
}

/// Writes one operation of a JSON patch; `node` is the group's node in desired.
fn operation(value: Value<'_>, edit: &Edit, node: Value<'_>) -> String {
    let place = |path: &str| quote(&format!("/properties/desired{path}"));
    // the section may stand anywhere in the input; the patch is for a twin
    let above = node
        .parent()
        .map(|p| p.path().to_string().len())
        .unwrap_or_default();
    let path = value.path().to_string();
    let own = &path[above..];
    match edit {
        Edit::Replace(json) => {
            format!(
                "{{\"op\":\"replace\",\"path\":{},\"value\":{json}}}",
                place(own)
            )
        }
        Edit::Remove => format!("{{\"op\":\"remove\",\"path\":{}}}", place(own)),
        Edit::Rename(to) => {
            let parent = own.rsplit_once('/').map_or("", |(parent, _)| parent);
            let to = to.replace('~', "~0").replace('/', "~1");
            let to = place(&format!("{parent}/{to}"));
            format!("{{\"op\":\"move\",\"from\":{},\"path\":{to}}}", place(own))
        }
    }
}

/// Writes what a merge patch says about a member, if it says anything.
fn member(value: Value<'_>, edits: &Edits, out: &mut Vec<String>) {
    let name = quote(&value.key().unwrap_or_default());
    match edits.get(&value.id()) {
        Some(Edit::Replace(json)) => out.push(format!("{name}:{json}")),
        Some(Edit::Remove) => out.push(format!("{name}:null")),
        Some(Edit::Rename(to)) => {
            out.push(format!("{name}:null"));
            out.push(format!("{}:{}", quote(to), written(value, edits)));
        }
        None if !touches(value, edits) => {}
        None if value.kind() == Kind::Array => {
            out.push(format!("{name}:{}", written(value, edits)));
        }
        None => {
            let mut inner = Vec::new();
            for child in counted(value) {
                member(child, edits, &mut inner);
            }
            out.push(format!("{name}:{{{}}}", inner.join(",")));
        }
    }
}

/// True where something inside is changed.
fn touches(value: Value<'_>, edits: &Edits) -> bool {
    let last = value.descendants().last().map(Value::id);
    last.is_some_and(|last| edits.range(value.id()..=last).next().is_some())
}

/// Writes a value as it is after the changes inside it.
fn written(value: Value<'_>, edits: &Edits) -> String {
    match value.kind() {
        Kind::Object => {
            let mut members = Vec::new();
            for child in counted(value).filter(|c| c.kind() != Kind::Null) {
                let key = child.key().unwrap_or_default().into_owned();
                let (name, json) = match edits.get(&child.id()) {
                    Some(Edit::Remove) => continue,
                    Some(Edit::Replace(json)) => (key, json.clone()),
                    Some(Edit::Rename(to)) => (to.clone(), written(child, edits)),
                    None => (key, written(child, edits)),
                };
                members.push(format!("{}:{json}", quote(&name)));
            }
            format!("{{{}}}", members.join(","))
        }
        Kind::Array => {
            let kept = value
                .children()
                .filter_map(|child| match edits.get(&child.id()) {
                    Some(Edit::Remove) => None,
                    Some(Edit::Replace(json)) => Some(json.clone()),
                    _ => Some(written(child, edits)),
                });
            format!("[{}]", kept.collect::<Vec<_>>().join(","))
        }
        _ => to_json(value, Layout::Compact, Secrets::Masked),
    }
}

/// Members that count: of equal keys the last one, and none of the platform's.
fn counted(object: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    object
        .children()
        .filter(move |m| !is_platform_key(*m) && m.key().and_then(|k| object.get(&k)) == Some(*m))
}

/// Lays JSON out over lines; numbers keep their text.
pub(crate) fn pretty(json: &str) -> String {
    match Document::read_str(json) {
        Ok(doc) => doc
            .root()
            .map(|root| to_json(root, Layout::Pretty, Secrets::Shown))
            .unwrap_or_default(),
        Err(_) => json.to_owned(),
    }
}
