//! What agents always write, and words of one agent in a group of another.

use groups::Dialect;
use serde_json::json;

use super::{Fault, Mutant, drop_member, put, rename, replace};
use crate::corpus::Base;
use crate::edit::join;
use crate::random::Random;
use crate::sites::Site;

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "status left out",
        rule: "status-missing",
        inject: no_status,
    },
    Fault {
        name: "report without __meta",
        rule: "status-missing",
        inject: no_meta,
    },
    Fault {
        name: "list for the tags of a handler",
        rule: "schema-entry-malformed",
        inject: |b, r| in_entry(b, r, "tags", json!(["dm"])),
    },
    Fault {
        name: "number for the type of a handler",
        rule: "schema-entry-malformed",
        inject: |b, r| in_entry(b, r, "type", json!(1)),
    },
    Fault {
        name: "time left out of the summary",
        rule: "summary-incomplete",
        inject: |b, _| drop_member(b, &in_summary(b, "time")?, SUMMARY),
    },
    Fault {
        name: "slip in a name of the summary",
        rule: "summary-incomplete",
        inject: |b, _| rename(b, &in_summary(b, "pendingGroups")?, "pendngGroups"),
    },
    Fault {
        name: "status under the name of the draft",
        rule: "meta-name-of-other-dialect",
        inject: |b, r| drafted(b, r, "deploymentStatus", "state"),
    },
    Fault {
        name: "deployment under the name of the draft",
        rule: "meta-name-of-other-dialect",
        inject: |b, r| drafted(b, r, "deploymentId", "deployment"),
    },
    Fault {
        name: "group that came later, for the preview",
        rule: "group-not-in-dialect",
        inject: too_early,
    },
    Fault {
        name: "policy of the draft that there is not",
        rule: "property-value-not-allowed",
        inject: policy,
    },
];

const SUMMARY: &str = "/properties/reported/__summary";

/// A member of a summary that an agent wrote: the figures of the draft show a part of one.
fn in_summary(base: &Base, name: &str) -> Option<String> {
    let is_drafted = |s: &Site| s.dialect == Dialect::Draft;
    let is_agents = !base.sites.is_empty() && !base.sites.iter().any(is_drafted);
    let portal = base.at("/properties/desired/__portalSchemas");
    (is_agents && portal.is_none()).then(|| join(SUMMARY, name))
}

/// The groups of agents since the preview that the device reports and declares.
fn reported(base: &Base) -> Vec<&Site> {
    let fits = |s: &&Site| {
        let is_released = matches!(s.dialect, Dialect::Ga | Dialect::Preview | Dialect::Staging);
        is_released && s.entry.is_some() && s.reported.is_some()
    };
    base.sites.iter().filter(fits).collect()
}

fn no_status(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites = reported(base);
    let site = random.one(&sites)?;
    let meta = join(site.reported.as_ref()?, "__meta");
    drop_member(base, &site.says("deploymentStatus")?, &meta)
}

fn no_meta(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites = reported(base);
    let site = random.one(&sites)?;
    let node = site.reported.as_ref()?;
    drop_member(base, &join(node, "__meta"), node)
}

fn in_entry(
    base: &Base,
    random: &mut Random,
    name: &str,
    value: serde_json::Value,
) -> Option<Mutant> {
    let sites = reported(base);
    let site = random.one(&sites)?;
    replace(base, &join(site.entry.as_ref()?, name), value)
}

fn drafted(base: &Base, random: &mut Random, from: &str, to: &str) -> Option<Mutant> {
    let mut sites = reported(base);
    sites.retain(|s| s.dialect == Dialect::Ga);
    rename(base, &random.one(&sites)?.says(from)?, to)
}

/// The device does not list it, and does not answer for it.
fn too_early(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites: Vec<_> = base.sites.iter().collect();
    let is_early = sites.iter().all(|s| s.dialect == Dialect::Preview);
    random.one(&sites).filter(|_| is_early)?;
    let at = "/properties/desired/eventTracingCollectors";
    if base.at(at).is_some() {
        return None;
    }
    put(
        base,
        at,
        json!({ "__meta": { "deploymentId": "ring-4", "reportingMode": "always" } }),
    )
}

fn policy(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites: Vec<_> = base
        .sites
        .iter()
        .filter(|s| s.dialect == Dialect::Draft && s.desired.is_some())
        .collect();
    let at = random.one(&sites)?.asks("policy")?;
    put(base, &at, json!("both"))
}
