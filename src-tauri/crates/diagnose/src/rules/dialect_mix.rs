//! # dialect-mix
//!
//! The groups of a twin are written in different dialects.
//!
//! ## Why
//! Versions and status are written and read differently by the older agent, the draft documents, the
//! preview and the released agent. An agent that was upgraded in place leaves old entries behind, and a
//! portal may serve several generations. Each group is judged by the rules of its own dialect.
//!
//! ## Do
//! Know which agent the device runs. Entries of an earlier one go away with `clearReportedCmd`.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::is_marked;
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::verdicts::node;
use groups::{Dialect, Group, Role};
use std::collections::BTreeMap;
use twin::secret::cut;

pub static RULE: Rule = Rule {
    name: "dialect-mix",
    severity: Severity::Info,
    category: Category::Versions,
    source: include_str!("dialect_mix.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let mut spoken: BTreeMap<Dialect, Vec<&Group<'_>>> = BTreeMap::new();
    for group in cx
        .managed()
        .filter(|g| is_marked(g) || g.role == Role::Gen1Section)
    {
        for dialect in dialects(group) {
            spoken.entry(dialect).or_default().push(group);
        }
    }
    if spoken.len() < 2 {
        return;
    }
    let lists: Vec<_> = spoken
        .iter()
        .map(|(dialect, groups)| format!("{}: {}", dialect.name(), names(groups)))
        .collect();
    let rarest = spoken
        .values()
        .min_by_key(|groups| groups.len())
        .and_then(|groups| node(groups.first()?));
    let mut finding = Finding::at(
        rarest.map_or_else(Place::start, Place::key),
        format!("the twin is written in {} dialects", spoken.len()),
    )
    .because(format!("Each group is judged by the rules of its own dialect: {}.", lists.join("; ")))
    .advise("Know which agent the device runs; entries of an earlier one go away with `clearReportedCmd`.")
    .confidence(Confidence::Likely);
    for list in lists {
        finding = finding.evidence(list);
    }
    out.push(finding);
}

/// The dialect of a group, and those of left-overs in it. The staging agent counts as the preview.
fn dialects(group: &Group<'_>) -> impl Iterator<Item = Dialect> {
    let own = Some(group.dialect).filter(|d| *d != Dialect::Undeclared);
    let interface = group
        .service_interface
        .or(group.device_interface)
        .or(group.interface);
    let old = group
        .device_max_in
        .filter(|v| v.is_key("maxInputVersion") && v.number().is_some());
    let found = [
        own,
        interface.map(|_| Dialect::Ga),
        old.map(|_| Dialect::Preview),
    ];
    let single = found.map(|d| {
        if d == Some(Dialect::Staging) {
            Some(Dialect::Preview)
        } else {
            d
        }
    });
    single
        .into_iter()
        .flatten()
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
}

fn names(groups: &[&Group<'_>]) -> String {
    let named: Vec<_> = groups.iter().take(8).map(|g| cut(&g.name, 40)).collect();
    let more = if groups.len() > named.len() {
        ", …"
    } else {
        ""
    };
    format!("{}{more}", named.join(", "))
}
