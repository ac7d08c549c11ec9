//! Gathers the groups of a twin: one pass over the top-level nodes, one over the direct members
//! of each. Never walks a group's body.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use twin::{Section, Twin, Value};

use crate::catalogue::Catalogue;
use crate::clues::{Clues, Meta};
use crate::dialect::Dialect;
use crate::group::{Group, Groups, NODES_KEPT, Role};
use crate::names::{self, without_suffix};

/// Collects the groups of a twin.
pub(crate) fn groups<'d>(twin: &Twin<'d>, catalogue: &Catalogue) -> Groups<'d> {
    let mut groups = Groups {
        all: Vec::new(),
        dialect: Dialect::Undeclared,
        device_schemas: None,
        portal_schemas: None,
        summary: None,
        not_kept: 0,
        has_desired: twin.desired.is_some_and(|s| s.value.is_object()),
        has_reported: twin.reported.is_some_and(|s| s.value.is_object()),
        listing: Listing::Untold,
        index: HashMap::new(),
    };
    let older = [twin.desired, twin.reported].into_iter().flatten();
    let mut windows = older.filter_map(|s| s.get("windows"));
    let has_gen1 = windows.any(|windows| is_gen1(windows, catalogue));
    add_section(&mut groups, twin.desired, Slot::Desired, has_gen1);
    add_section(&mut groups, twin.reported, Slot::Reported, has_gen1);
    let node = |groups: &Groups<'d>, name| groups.get(name).map(|g| (g.desired, g.reported));
    groups.portal_schemas = node(&groups, "__portalSchemas").and_then(|(desired, _)| desired);
    groups.device_schemas = node(&groups, "__deviceSchemas").and_then(|(_, reported)| reported);
    groups.summary = node(&groups, "__summary").and_then(|(_, reported)| reported);
    let (portal, device) = (groups.portal_schemas, groups.device_schemas);
    add_entries(&mut groups, portal, Slot::PortalEntry);
    add_entries(&mut groups, device, Slot::SchemaEntry);
    groups
        .all
        .iter_mut()
        .for_each(|group| claim(group, catalogue));
    groups.all.iter_mut().for_each(read_members);
    groups.listing = Listing::of(&groups);
    decide_dialects(&mut groups, catalogue);
    groups
}

/// Where a node of a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Desired,
    Reported,
    PortalEntry,
    SchemaEntry,
}

fn add_section<'d>(
    groups: &mut Groups<'d>,
    section: Option<Section<'d>>,
    slot: Slot,
    has_gen1: bool,
) {
    let Some(section) = section else { return };
    for member in section.members() {
        if has_gen1 && member.is_key("windows") && member.is_object() {
            for part in member.children() {
                let name = Cow::Owned(format!("windows.{}", part.key().unwrap_or_default()));
                add(groups, name, part, slot, true);
            }
        } else {
            add(groups, plain(section.name_of(member)), member, slot, false);
        }
    }
}

fn add_entries<'d>(groups: &mut Groups<'d>, schemas: Option<Value<'d>>, slot: Slot) {
    let entries = schemas.into_iter().filter(|s| s.is_object());
    for entry in entries.flat_map(Value::children) {
        let name = plain(entry.key().unwrap_or_default());
        if !matches!(&*name, "__meta" | "__errors" | "reporting") {
            add(groups, name, entry, slot, false);
        }
    }
}

/// Returns a name without the draft's mark of its depth.
fn plain(name: Cow<'_, str>) -> Cow<'_, str> {
    match name {
        Cow::Borrowed(name) => Cow::Borrowed(without_suffix(name)),
        Cow::Owned(name) => Cow::Owned(without_suffix(&name).to_owned()),
    }
}

fn add<'d>(groups: &mut Groups<'d>, name: Cow<'d, str>, node: Value<'d>, slot: Slot, gen1: bool) {
    let at = match groups.index.get(&name) {
        Some(&at) => at,
        None if groups.all.len() >= NODES_KEPT => {
            groups.not_kept += 1;
            return;
        }
        None => {
            let role = role_of(&name, gen1);
            groups.all.push(Group::new(name.clone().into_owned(), role));
            groups.index.insert(name, groups.all.len() - 1);
            groups.all.len() - 1
        }
    };
    let group = &mut groups.all[at];
    let place = match slot {
        Slot::Desired => &mut group.desired,
        Slot::Reported => &mut group.reported,
        Slot::PortalEntry => &mut group.portal_entry,
        Slot::SchemaEntry => &mut group.schema_entry,
    };
    let Some(old) = *place else {
        *place = Some(node);
        return;
    };
    // the plain name wins over one with a depth marker; of equal keys the last, as readers do
    let keeps_old = old.raw_key() != node.raw_key() && old.is_key(&group.name);
    if !keeps_old {
        *place = Some(node);
    }
    if old.raw_key() != node.raw_key() {
        group.others.push(if keeps_old { node } else { old });
    }
}

fn role_of(name: &str, gen1: bool) -> Role {
    match name {
        _ if gen1 => Role::Gen1Section,
        "__deviceSchemas" => Role::DeviceSchemas,
        "__portalSchemas" => Role::PortalSchemas,
        "__summary" => Role::Summary,
        _ if names::is_command(name) => Role::Command,
        _ if names::is_configuration(name) => Role::Configuration,
        _ => Role::Custom,
    }
}

/// Says of a group what a pack says of it.
fn claim(group: &mut Group<'_>, catalogue: &Catalogue) {
    if group.role == Role::Gen1Section {
        return;
    }
    if let Some(claim) = catalogue.claim(&group.name) {
        group.role = match claim {
            claim if claim.is_plain => Role::Plain,
            claim if claim.is_command => Role::Command,
            _ => Role::Own,
        };
    }
}

fn is_gen1(windows: Value<'_>, catalogue: &Catalogue) -> bool {
    let is_known = |name: &str| names::is_gen1_section(name) || catalogue.has_section(name);
    let is_section = |m: Value<'_>| is_known(m.raw_key()) || m.get("lastChange").is_some();
    windows.is_object() && windows.children().any(is_section)
}

/// Returns `__meta` of a node, also with a depth marker.
pub(crate) fn meta_of(node: Value<'_>) -> Option<Value<'_>> {
    members(node).0
}

/// Returns `__meta`, `__errors` and `lastChange` of a node.
fn members(node: Value<'_>) -> (Option<Value<'_>>, Option<Value<'_>>, Option<Value<'_>>) {
    let (mut meta, mut errors, mut last_change) = (None, None, None);
    if !node.is_object() {
        return (meta, errors, last_change);
    }
    for member in node.children() {
        match member.raw_key() {
            "__meta" => meta = Some(member),
            "__errors" => errors = Some(member),
            "lastChange" => last_change = Some(member),
            key if key.starts_with("__") => match without_suffix(key) {
                "__meta" => meta = meta.or(Some(member)),
                "__errors" => errors = errors.or(Some(member)),
                _ => {}
            },
            _ => {}
        }
    }
    (meta, errors, last_change)
}

fn read_members(group: &mut Group<'_>) {
    if let Some(desired) = group.desired {
        group.meta_desired = members(desired).0;
    }
    if let Some(reported) = group.reported {
        (group.meta_reported, group.errors, group.last_change) = members(reported);
    }
}

fn decide_dialects(groups: &mut Groups<'_>, catalogue: &Catalogue) {
    let mut votes = [0_usize; 5];
    let mut weak = Vec::with_capacity(groups.all.len());
    for group in &mut groups.all {
        let clues = Clues::of(group);
        declare_versions(group, &clues);
        let sign = clues.strongest(group);
        weak.push(sign.is_none().then(|| clues.is_unversioned_agent()));
        if let Some(sign) = sign {
            group.dialect = sign.dialect;
            group.because = sign.because.to_owned();
            votes[sign.dialect as usize] += 1;
        }
    }
    groups.dialect = majority(votes, weak.contains(&Some(true)));
    for (group, weak) in groups.all.iter_mut().zip(weak) {
        if let Some(has_deployment_id) = weak {
            (group.dialect, group.because) = by_pack(group, groups.dialect, catalogue)
                .unwrap_or_else(|| fall_back(groups.dialect, has_deployment_id, group.role));
        }
    }
    settle_previews(groups, votes);
}

fn majority(votes: [usize; 5], has_weak: bool) -> Dialect {
    // of equal counts the first in the order of detection
    let most = votes.iter().copied().max().unwrap_or(0);
    match votes.iter().position(|&v| v == most) {
        Some(at) if most > 0 => Dialect::ALL[at],
        _ if has_weak => Dialect::Ga,
        _ => Dialect::Undeclared,
    }
}

/// Returns what a pack says of a group that says nothing itself, unless the twin's own dialect has a
/// schema for it.
fn by_pack(
    group: &Group<'_>,
    majority: Dialect,
    catalogue: &Catalogue,
) -> Option<(Dialect, String)> {
    let claim = catalogue.claim(&group.name)?;
    let pack = &claim.pack;
    if majority != Dialect::Undeclared && catalogue.has(majority, &group.name) {
        return None;
    }
    match (group.role, claim.dialect) {
        (Role::Plain, _) => {
            let because = format!("the pack `{pack}` has it as a group that no agent handles");
            Some((Dialect::Undeclared, because))
        }
        (Role::Own | Role::Command, Some(dialect)) => {
            let because =
                format!("nothing in the group tells; the pack `{pack}` has it in this dialect");
            Some((dialect, because))
        }
        _ => None,
    }
}

fn fall_back(majority: Dialect, has_deployment_id: bool, role: Role) -> (Dialect, String) {
    if has_deployment_id && !matches!(majority, Dialect::Preview | Dialect::Staging) {
        let because = "`__meta` is written as the released agent expects, but without a version; the preview wrote so, too";
        return (Dialect::Ga, because.to_owned());
    }
    // the older agent's sections stand below `windows` only
    if majority == Dialect::Undeclared || (majority == Dialect::Gen1 && role != Role::Gen1Section) {
        return (
            Dialect::Undeclared,
            "nothing in the group tells its dialect".to_owned(),
        );
    }
    let because = format!(
        "nothing in the group tells; most of this twin is written in the `{}` dialect",
        majority.name()
    );
    (majority, because)
}

/// Integers alone do not tell the preview from the staging agent: one of the latter settles it.
fn settle_previews(groups: &mut Groups<'_>, votes: [usize; 5]) {
    if votes[Dialect::Staging as usize] == 0 {
        return;
    }
    for group in &mut groups.all {
        if group.dialect == Dialect::Preview && !Clues::of(group).is_preview_only(group) {
            group.dialect = Dialect::Staging;
        }
    }
    if groups.dialect == Dialect::Preview {
        groups.dialect = Dialect::Staging;
    }
}

fn declare_versions<'d>(group: &mut Group<'d>, clues: &Clues<'d>) {
    let (portal, device) = (clues.portal, clues.schema);
    let (desired, reported): (Meta<'d>, Meta<'d>) = (clues.desired, clues.reported);
    group.service_interface = desired.service_interface;
    group.device_interface = reported.device_interface;
    group.interface = device.interface;
    group.portal_out = portal.output.or(desired.service_interface);
    group.portal_max_in = portal.max_input;
    group.device_max_in = device.max_input.or(device.interface);
    let written = device.output.or(reported.device_interface);
    group.device_out = written.or(device.interface);
    group.deployment_desired = desired.deployment_id.or(desired.deployment);
    group.deployment_reported = reported.deployment_id.or(reported.deployment);
}

/// Which handlers `__deviceSchemas` would list.
#[derive(Debug, Clone, Default)]
pub(crate) enum Listing {
    /// Nothing can be told: no entries, outdated, or filtered by type or tag.
    #[default]
    Untold,
    /// All handlers, or all that are configured.
    All,
    /// Only these.
    Some(HashSet<String>),
}

impl Listing {
    fn of(groups: &Groups<'_>) -> Self {
        let node = groups.get("__deviceSchemas").zip(groups.device_schemas);
        let Some((node, schemas)) = node.filter(|(_, schemas)| schemas.is_object()) else {
            return Self::Untold;
        };
        let mut entries = schemas.children();
        let has_entries = entries.any(|m| m.is_object() && !m.key_starts_with("__meta"));
        let status = node.meta_reported.and_then(|m| m.get("deploymentStatus"));
        let in_flux = status.is_some_and(|s| s.is_str("pending") || s.is_str("failed"));
        if !has_entries || in_flux {
            return Self::Untold;
        }
        let asked = node.desired.into_iter().flat_map(Value::children);
        let reporting = asked.filter(|m| without_suffix(m.raw_key()) == "reporting");
        reporting.last().map_or(Self::All, Self::filtered)
    }

    fn filtered(filter: Value<'_>) -> Self {
        let text = |key| filter.get(key).and_then(Value::str).unwrap_or_default();
        let listed = |text: &str| -> HashSet<String> {
            let parts = text.split(';').map(|part| part.trim().to_owned());
            parts.filter(|part| !part.is_empty()).collect()
        };
        let (groups, types) = (listed(&text("groups")), listed(&text("types")));
        let types_hide = !types.is_empty() && !types.contains("all") && !types.contains("raw");
        if types_hide || !text("tags").trim().is_empty() {
            return Self::Untold;
        }
        if groups.is_empty() || groups.contains("all") || groups.contains("configured") {
            return Self::All;
        }
        Self::Some(groups)
    }

    /// True where a handler of this name would be listed.
    pub(crate) fn covers(&self, name: &str) -> bool {
        match self {
            Self::Untold => false,
            Self::All => true,
            Self::Some(names) => names.contains(name),
        }
    }
}

#[cfg(test)]
#[path = "collect_tests.rs"]
mod tests;
