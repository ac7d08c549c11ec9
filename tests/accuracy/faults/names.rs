//! Groups and nodes of the agent under a wrong name, or in the wrong section.

use groups::{Dialect, Role};
use serde_json::{Value as Json, json};

use super::{Fault, Mutant, is_quiet_inside, put, rename};
use crate::corpus::Base;
use crate::edit::{Edit, join, split};
use crate::random::Random;
use crate::sites::Site;

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "group in another case",
        rule: "group-name-case",
        inject: group_case,
    },
    Fault {
        name: "slip in the name of a group",
        rule: "group-name-unknown",
        inject: group_slip,
    },
    Fault {
        name: "group under the name of the documents",
        rule: "group-alias",
        inject: group_alias,
    },
    Fault {
        name: "group with a mark of the documents",
        rule: "depth-suffix-live",
        inject: depth_mark,
    },
    Fault {
        name: "meta without its underlines",
        rule: "missing-meta-prefix",
        inject: |b, r| bare(b, r, "meta"),
    },
    Fault {
        name: "summary without its underlines",
        rule: "missing-meta-prefix",
        inject: bare_summary,
    },
    Fault {
        name: "slip in the name of a node",
        rule: "meta-name-unknown",
        inject: |b, r| bare(b, r, "__mta"),
    },
    Fault {
        name: "slip in a name of __meta",
        rule: "meta-property-unknown",
        inject: |b, r| in_meta(b, r, "deploymentId", "deplomentId"),
    },
    Fault {
        name: "status under the name of the documents",
        rule: "meta-name-of-other-dialect",
        inject: |b, r| other_dialect(b, r, "deploymentStatus", "status"),
    },
    Fault {
        name: "version under the name of the documents",
        rule: "meta-name-of-other-dialect",
        inject: |b, r| other_dialect(b, r, "deviceInterfaceVersion", "outputInterfaceVersion"),
    },
    Fault {
        name: "command in desired",
        rule: "command-in-desired",
        inject: command,
    },
    Fault {
        name: "summary in desired",
        rule: "device-written-in-desired",
        inject: summary_in_desired,
    },
    Fault {
        name: "status of the device in desired",
        rule: "device-written-in-desired",
        inject: status_in_desired,
    },
];

/// The groups of desired that agents since the preview read, other than the agent's own.
fn released(base: &Base) -> Vec<&Site> {
    let fits = |s: &&Site| {
        let is_released = matches!(s.dialect, Dialect::Ga | Dialect::Preview | Dialect::Staging);
        // a configuration of the hub names a group by its path
        let is_named = s
            .desired
            .as_ref()
            .is_some_and(|at| at.ends_with(&format!("/{}", s.name)));
        is_released && is_named && s.role == Role::Configuration
    };
    base.sites.iter().filter(fits).collect()
}

/// The device has no handler of such a name, and does not answer for the group.
const NO_HANDLER: &[&str] = &["group-not-declared-by-device", "desired-not-acknowledged"];

/// Renames a group in desired.
fn renamed(
    base: &Base,
    random: &mut Random,
    name: impl Fn(&str) -> Option<String>,
) -> Option<Mutant> {
    let sites = released(base);
    let site = random.one(&sites)?;
    let pointer = site.desired.as_ref()?;
    Some(rename(base, pointer, &name(&split(pointer)?.1)?)?.also(NO_HANDLER))
}

fn group_case(base: &Base, random: &mut Random) -> Option<Mutant> {
    renamed(base, random, |name| {
        let (first, rest) = name.split_at_checked(1)?;
        let capital = format!("{}{rest}", first.to_ascii_uppercase());
        // some are names that the documents use
        let is_alias = groups::names::alias_of(&capital).is_some();
        (capital != name && !is_alias).then_some(capital)
    })
}

fn group_slip(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mut sites = released(base);
    sites.retain(|s| s.entry.is_some());
    let site = random.one(&sites)?;
    let name = &site.name;
    let (start, last) = name.split_at_checked(name.len() - 2)?;
    let slipped = format!("{start}{}{last}", last.get(..1)?);
    let mut edit = Edit::of(&base.twin);
    // where the real group is there as well, the name may well be somebody's own
    if let Some(reported) = &site.reported {
        edit.remove(reported)?;
    }
    let desired = site.desired.as_ref()?;
    let at = edit
        .rename(desired, &slipped)
        .filter(|_| is_quiet_inside(base, desired))?;
    // one group is written with a capital, and only known groups may be
    Some(
        Mutant::twin(&edit.twin, at)
            .also(NO_HANDLER)
            .also(&["name-not-camel-case"]),
    )
}

fn group_alias(base: &Base, random: &mut Random) -> Option<Mutant> {
    let aliases = [
        ("windowsUpdate", "windowsUpdates"),
        ("uwpApps", "apps"),
        ("timeInfo", "timeSettings"),
    ];
    let mut sites = released(base);
    sites.retain(|s| aliases.iter().any(|(name, _)| s.name == *name));
    let site = random.one(&sites)?;
    let (_, alias) = aliases.iter().find(|(name, _)| site.name == *name)?;
    groups::names::alias_of(alias)?;
    Some(rename(base, site.desired.as_ref()?, alias)?.also(NO_HANDLER))
}

/// A group of the draft, or one whose version says whose it is.
fn depth_mark(base: &Base, random: &mut Random) -> Option<Mutant> {
    let is_told = |s: &Site| match s.dialect {
        Dialect::Draft => true,
        Dialect::Ga => s
            .asks("serviceInterfaceVersion")
            .is_some_and(|at| base.at(&at).is_some()),
        _ => false,
    };
    let sites: Vec<_> = base.sites.iter().filter(|s| is_told(s)).collect();
    let site = random.one(&sites)?;
    let pointer = site.desired.as_ref().filter(|_| base.is_read())?;
    rename(base, pointer, &format!("{}_1", site.name))
}

/// Renames `__meta` in desired, where it is not the only sign of the agent.
fn bare(base: &Base, random: &mut Random, name: &str) -> Option<Mutant> {
    let mut sites = released(base);
    sites.retain(|s| s.entry.is_some());
    let site = random.one(&sites)?;
    let pointer = format!("{}/__meta", site.desired.as_ref()?);
    base.at(&pointer)?.as_object()?;
    // to the agent the group has no `__meta`, then, and a property that it does not read; in a list it is
    // one more element
    let also = &[
        "group-meta-missing",
        "property-unknown",
        "version-in-list-element",
    ];
    Some(rename(base, &pointer, name)?.also(also))
}

fn bare_summary(base: &Base, _: &mut Random) -> Option<Mutant> {
    // what tells it from a property of that name, and that an agent is there
    base.at("/properties/reported/__summary/failedCount")?;
    base.at("/properties/reported/__deviceSchemas")?;
    // under that name it is a group like any other, and has no version
    let mutant = rename(base, "/properties/reported/__summary", "summary")?;
    Some(mutant.also(&["group-without-versions"]))
}

/// Renames a member of `__meta` on either side.
fn in_meta(base: &Base, random: &mut Random, from: &str, to: &str) -> Option<Mutant> {
    let sites = released(base);
    let site = random.one(&sites)?;
    let pointer = [site.asks(from)?, site.says(from).unwrap_or_default()];
    let there: Vec<_> = pointer.iter().filter(|p| base.at(p).is_some()).collect();
    rename(base, random.one(&there)?, to)
}

fn other_dialect(base: &Base, random: &mut Random, from: &str, to: &str) -> Option<Mutant> {
    let sites: Vec<_> = base
        .sites
        .iter()
        .filter(|s| s.dialect == Dialect::Ga)
        .collect();
    rename(base, &random.one(&sites)?.says(from)?, to)
}

fn command(base: &Base, random: &mut Random) -> Option<Mutant> {
    let entry = base.at(released(base).first()?.entry.as_ref()?)?.clone();
    let name = *random.one(&["StartRebootCmd", "StartFactoryResetCmd", "clearReportedCmd"])?;
    let at = join("/properties/desired", name);
    let mut edit = Edit::of(&base.twin);
    edit.set(&join("/properties/reported/__deviceSchemas", name), entry)?;
    edit.set(&at, json!({ "delay": 5 }))?;
    Some(Mutant::twin(&edit.twin, at))
}

fn summary_in_desired(base: &Base, _: &mut Random) -> Option<Mutant> {
    let summary = base.at("/properties/reported/__summary")?.clone();
    put(base, "/properties/desired/__summary", summary)
}

fn status_in_desired(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites = released(base);
    let site = random.one(&sites)?;
    let pointer = site.asks("deploymentStatus")?;
    base.at(&site.asks("deploymentId")?)
        .and_then(Json::as_str)?;
    let mut edit = Edit::of(&base.twin);
    edit.set(&pointer, json!("succeeded"))?;
    Some(Mutant::twin(&edit.twin, pointer))
}
