//! Which rule speaks of a value that does not fit: exactly one.
//!
//! A schema may refuse one value for several reasons, and rules about limits, names or defects know
//! more about some of them. It is decided here once for a twin, and only where something is wrong.

use std::collections::{HashMap, HashSet};

use groups::catalogue::Fault;
use groups::{Dialect, Direction};
use twin::limits::{KEY_BYTES, Remark, is_illegal_in_key};
use twin::{Kind, NodeId, Value};

use crate::context::Context;
use crate::naming::{has_agent, meta_meant, without_prefix};
use crate::schemas::Broken;
use crate::suffixes;

/// Nobody: another reason for the same value is told.
const NOBODY: &str = "";

/// Returns the name of a rule for everything that does not fit, in the same order.
pub(crate) fn of(cx: &Context<'_>) -> Vec<&'static str> {
    let all: Vec<_> = cx.broken().collect();
    if all.is_empty() {
        return Vec::new();
    }
    let known = Known::of(cx, &all);
    let named = all.iter().enumerate();
    named.map(|(at, broken)| known.teller(at, broken)).collect()
}

/// What decides between several reasons, gathered once.
struct Known<'c, 'd> {
    cx: &'c Context<'d>,
    /// The reason that is told of each value.
    told: HashMap<NodeId, usize>,
    /// Objects that are refused because they lack a part of a sub-group.
    refused: HashSet<NodeId>,
    /// Keys with a depth mark of the draft documents.
    marked: HashSet<NodeId>,
    has_agent: bool,
    /// True for a twin as a hub has it, which stores no `null`.
    is_stored: bool,
}

impl<'c, 'd> Known<'c, 'd> {
    fn of(cx: &'c Context<'d>, all: &[Broken<'d>]) -> Self {
        let mut told: HashMap<NodeId, usize> = HashMap::new();
        let mut refused = HashSet::new();
        for (at, broken) in all.iter().enumerate() {
            let id = broken.violation.at.id();
            match &broken.violation.fault {
                Fault::Incomplete(names) if !is_limit(names) => {
                    refused.insert(id);
                }
                Fault::Missing(_) | Fault::Incomplete(_) | Fault::Name | Fault::Unknown => {}
                _ => {
                    let best = told.entry(id).or_insert(at);
                    if rank(broken) < rank(&all[*best]) {
                        *best = at;
                    }
                }
            }
        }
        Self {
            cx,
            told,
            refused,
            marked: suffixes::of(cx).map(|(member, _)| member.id()).collect(),
            has_agent: has_agent(cx),
            is_stored: cx.is_stored(),
        }
    }

    fn teller(&self, at: usize, broken: &Broken<'d>) -> &'static str {
        let id = broken.violation.at.id();
        match &broken.violation.fault {
            Fault::Name => by_key(broken.violation.at).unwrap_or("property-name-malformed"),
            Fault::Unknown => self.of_unknown(broken),
            // in a twin that was read a deleted member is told as such
            Fault::Missing(name) if self.is_deleted(broken, name) => "null-in-twin",
            Fault::Incomplete(names) if names.iter().all(|name| self.is_deleted(broken, name)) => {
                "null-in-twin"
            }
            Fault::Missing(name) => match (broken.group_key(), name.as_str()) {
                ("certificates", "fileName") => "certificate-file-missing",
                _ => "property-missing",
            },
            Fault::Incomplete(names) if is_limit(names) => match self.refused.contains(&id) {
                true => NOBODY,
                false => "log-size-limit-absent",
            },
            Fault::Incomplete(_) => "sub-group-incomplete",
            _ if self.told.get(&id) != Some(&at) => NOBODY,
            fault => by_walk(self.cx, broken)
                .or_else(|| of_group(broken))
                .unwrap_or_else(|| by_fault(fault)),
        }
    }

    fn is_deleted(&self, broken: &Broken<'d>, name: &str) -> bool {
        let member = broken.violation.at.get(name);
        self.is_stored && member.is_some_and(|m| m.kind() == Kind::Null)
    }

    fn of_unknown(&self, broken: &Broken<'d>) -> &'static str {
        let member = broken.violation.at;
        let is_secret = |rule: &&str| *rule == "secret-in-twin" && is_slip(broken);
        if let Some(rule) = by_key(member)
            .or_else(|| self.by_name(broken))
            .filter(|r| !is_secret(r))
        {
            return rule;
        }
        let key = member.key().unwrap_or_default();
        if broken.around().is_some_and(|p| p.meant_by(&key).is_some()) {
            return "property-alias";
        }
        if broken.is_desired() && broken.read_only(self.cx).is_some() {
            "read-only-in-desired"
        } else {
            "property-unknown"
        }
    }

    /// Names that rules about names, versions and secrets speak of.
    fn by_name(&self, broken: &Broken<'d>) -> Option<&'static str> {
        let member = broken.violation.at;
        if self.marked.contains(&member.id()) {
            return Some("depth-suffix");
        }
        let group = member
            .parent()
            .filter(|_| broken.is_top() && self.has_agent);
        if group.is_some_and(|group| without_prefix(group, member).is_some()) {
            return Some("missing-meta-prefix");
        }
        let is_node = || meta_meant(member, &["__meta", "__errors"]).is_some();
        if group.is_some() && member.key_starts_with("_") && is_node() {
            return Some("meta-name-unknown");
        }
        if groups::names::is_list(broken.group_key()) && is_version_in_element(broken) {
            return Some("version-in-list-element");
        }
        let is_secret = member.kind() == Kind::String && twin::secret::has_secret(member);
        is_secret.then_some("secret-in-twin")
    }
}

/// True for a name that is nearly one of those there are: that it is not read is a fault of its own.
fn is_slip(broken: &Broken<'_>) -> bool {
    let key = broken.violation.at.key().unwrap_or_default();
    broken.around().is_some_and(|around| {
        let mut names = around.members.keys();
        names.any(|name| crate::words::meant(&key, &[name.as_str()]).is_some())
    })
}

fn is_limit(names: &[String]) -> bool {
    *names == ["logFileSizeLimitMB"]
}

/// The type first: what else is said of a value of the wrong one follows from it.
fn rank(broken: &Broken<'_>) -> (bool, crate::finding::Severity) {
    let is_type = matches!(broken.violation.fault, Fault::Type { .. });
    (!is_type, broken.severity())
}

fn by_fault(fault: &Fault) -> &'static str {
    match fault {
        Fault::Type { .. } => "property-type",
        Fault::NotAllowed { .. } => "property-value-not-allowed",
        Fault::TooSmall(_) | Fault::TooLarge(_) => "property-out-of-range",
        Fault::TooShort(_) | Fault::TooLong(_) => "property-length",
        Fault::Other(keyword) if keyword == "not" => "property-not-read",
        _ => "property-malformed",
    }
}

/// A key that the hub refuses is told as such.
fn by_key(member: Value<'_>) -> Option<&'static str> {
    let key = member.key()?;
    match () {
        () if key.is_empty() => Some("empty-key"),
        () if key.chars().any(is_illegal_in_key) => Some("key-illegal-character"),
        () if key.len() as u64 > KEY_BYTES => Some("key-too-long"),
        () => None,
    }
}

/// What the walk over the section has remarked tells more than a schema.
fn by_walk(cx: &Context<'_>, broken: &Broken<'_>) -> Option<&'static str> {
    let value = broken.violation.at;
    if value.kind().is_container() {
        return None;
    }
    let survey = cx.survey(cx.twin().section_of(value)?.kind)?;
    let is_long = matches!(broken.violation.fault, Fault::TooLong(_));
    // the walk goes through the section in the order of the text
    let from = survey
        .remarks
        .partition_point(|(_, at)| at.id() < value.id());
    let own = survey.remarks[from..]
        .iter()
        .take_while(|(_, at)| *at == value);
    own.into_iter().find_map(|(remark, _)| match remark {
        Remark::PlaceholderText => Some("placeholder-text"),
        Remark::PathEscape if broken.is_desired() => Some("path-escape"),
        Remark::LongValue(_) if is_long => Some("value-too-long"),
        Remark::WideInteger => Some("integer-out-of-range"),
        Remark::BeyondDouble => Some("number-beyond-double"),
        _ => None,
    })
}

/// Properties of which more is known than their schema says.
fn of_group(broken: &Broken<'_>) -> Option<&'static str> {
    let value = broken.violation.at;
    let fault = &broken.violation.fault;
    let is_form = matches!(fault, Fault::Pattern(_));
    let is_agents = !matches!(broken.dialect(), Dialect::Draft | Dialect::Gen1);
    match (broken.group_key(), broken.judged.direction) {
        ("eventTracingCollectors", Direction::Desired) if is_agents && broken.is_top() => {
            matches!(fault, Fault::Type { .. }).then_some("collector-not-an-object")
        }
        ("eventTracingCollectors", Direction::Desired) if is_agents => {
            let in_meta = value.parent().is_some_and(|p| p.is_key("__meta"));
            (in_meta && value.is_key("reportingMode")).then_some("reporting-mode-unknown")
        }
        ("timeInfo", Direction::Desired) if is_form && is_agents => {
            has_zone(value).then_some("time-zone-date-with-zone")
        }
        ("__deviceSchemas", Direction::Desired) if is_form => {
            all_with_others(value).then_some("device-schemas-filter")
        }
        ("certificates", Direction::Desired) if is_form => {
            (value.is_key("fileName") && value.is_str("")).then_some("certificate-file-missing")
        }
        ("uwpApps", Direction::Desired) if is_form => {
            (value.is_key("appxSource") && value.is_str("")).then_some("app-source-missing")
        }
        (_, Direction::Reported) if value.kind() == Kind::Number => {
            let defect = broken.property().is_some_and(|p| p.defect.is_some());
            (defect && !matches!(fault, Fault::Type { .. }))
                .then_some("defect-uninitialised-number")
        }
        _ => None,
    }
}

/// True for a version in an element of a list or in its `__meta`.
fn is_version_in_element(broken: &Broken<'_>) -> bool {
    let member = broken.violation.at;
    let around = member.parent();
    let element = around.and_then(|p| {
        if p.is_key("__meta") {
            p.parent()
        } else {
            Some(p)
        }
    });
    // uwpApps and certificates keep their elements one level below
    let is_nested = matches!(broken.group_key(), "uwpApps" | "certificates");
    let list = element.and_then(Value::parent);
    let list = list.and_then(|l| if is_nested { l.parent() } else { Some(l) });
    member.raw_key().ends_with("Version")
        && list.is_some()
        && list == broken.group.node(broken.judged.direction)
        && groups::names::is_version_key(member.raw_key())
}

/// True for a date of the time zone with `Z` or an offset behind its time.
pub(crate) fn has_zone(date: Value<'_>) -> bool {
    let text = date.str().unwrap_or_default();
    let time = text.split_once('T').map(|(_, time)| time);
    time.is_some_and(|time| time.contains(['Z', 'z', '+', '-']))
}

/// True for a filter that names `all` beside other names.
pub(crate) fn all_with_others(filter: Value<'_>) -> bool {
    let text = filter.str().unwrap_or_default();
    let mut names = text.split(';').filter(|name| !name.is_empty());
    names.clone().any(|name| name == "all") && names.any(|name| name != "all")
}
