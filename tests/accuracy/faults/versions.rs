//! Versions that are wrong, malformed, missing or of another type, in each dialect's way to declare them.

use groups::Dialect;
use serde_json::{Value as Json, json};

use super::schema::NOT_REPORTED;
use super::{At, Fault, Mutant, drop_member, put, replace};
use crate::corpus::Base;
use crate::edit::{Edit, join, split};
use crate::random::Random;
use crate::sites::Site;

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "service a major version ahead",
        rule: "service-version-too-new",
        inject: |b, r| asked(b, r, &["2.0.0", "3.1.4", "10.0.0"], OTHER_MAJOR),
    },
    Fault {
        name: "service a major version behind",
        rule: "agent-refuses-older-version",
        inject: |b, r| asked(b, r, &["0.9.0", "0.1.0"], OTHER_MAJOR),
    },
    Fault {
        name: "service a minor version ahead",
        rule: "newer-minor-service",
        inject: |b, r| asked(b, r, &["1.1.0", "1.7.2"], OTHER_MAJOR),
    },
    Fault {
        name: "service version that cannot be read",
        rule: "service-version-malformed",
        inject: |b, r| {
            asked(
                b,
                r,
                &["one", "", "v1.0.0", "1.x.0", "..."],
                &["placeholder-text"],
            )
        },
    },
    Fault {
        name: "service version that only the agent reads",
        rule: "verdicts-disagree",
        inject: |b, r| asked(b, r, &["1.0.0-beta", " 1.0.0", "+1.0.0"], &[]),
    },
    Fault {
        name: "service version of two parts",
        rule: "service-version-malformed",
        inject: |b, r| asked(b, r, &["1.0", "1"], &[]),
    },
    Fault {
        name: "number for the service version",
        rule: "service-version-malformed",
        inject: service_number,
    },
    Fault {
        name: "service version left out",
        rule: "service-version-missing",
        inject: service_missing,
    },
    Fault {
        name: "__meta left out",
        rule: "group-meta-missing",
        inject: meta_missing,
    },
    Fault {
        name: "report of another version than declared",
        rule: "device-version-differs",
        inject: |b, r| said(b, r, json!("1.4.0")),
    },
    Fault {
        name: "empty version in a report",
        rule: "device-version-empty",
        inject: |b, r| said(b, r, json!("")),
    },
    Fault {
        name: "version in a report that cannot be read",
        rule: "version-malformed",
        inject: |b, r| said_malformed(b, r),
    },
    Fault {
        name: "declared version that cannot be read",
        rule: "version-malformed",
        inject: |b, r| declared(b, r, json!("1.x.0")),
    },
    Fault {
        name: "number for a declared version",
        rule: "version-type",
        inject: |b, r| declared(b, r, json!(1)),
    },
    Fault {
        name: "group that the device does not list",
        rule: "group-not-declared-by-device",
        inject: not_listed,
    },
    Fault {
        name: "integer of no preview",
        rule: "preview-version-not-one",
        inject: |b, r| preview(b, r),
    },
    Fault {
        name: "reporting mode of the preview",
        rule: "reporting-mode-unknown",
        inject: |b, r| mode(b, r, "always"),
    },
    Fault {
        name: "reporting mode that there is not",
        rule: "reporting-mode-unknown",
        inject: |b, r| mode(b, r, "everything"),
    },
    Fault {
        name: "draft: portal a major version ahead",
        rule: "desired-version-too-new",
        inject: |b, r| portal(b, r, "outputVersion", &["2.0", "9.4"], &["versions-cross"]),
    },
    Fault {
        name: "draft: portal a minor version ahead",
        rule: "newer-minor-desired",
        inject: |b, r| portal(b, r, "outputVersion", &["1.1", "1.10"], &[]),
    },
    Fault {
        name: "draft: device a major version ahead",
        rule: "reported-version-too-new",
        inject: |b, r| device(b, r, "outputVersion", &["2.0", "9.4"], DEVICE_AHEAD),
    },
    Fault {
        name: "draft: device a minor version ahead",
        rule: "newer-minor-reported",
        inject: |b, r| device(b, r, "outputVersion", &["1.1", "1.10"], &[]),
    },
    Fault {
        name: "draft: output version of the portal left out",
        rule: "portal-output-version-missing",
        inject: |b, r| undeclared(b, r, true, "outputVersion"),
    },
    Fault {
        name: "draft: input version of the portal left out",
        rule: "portal-input-version-missing",
        inject: |b, r| undeclared(b, r, true, "maxInputVersion"),
    },
    Fault {
        name: "draft: output version of the device left out",
        rule: "device-output-version-missing",
        inject: |b, r| undeclared(b, r, false, "outputVersion"),
    },
    Fault {
        name: "draft: input version of the device left out",
        rule: "device-input-version-missing",
        inject: |b, r| undeclared(b, r, false, "maxInputVersion"),
    },
    Fault {
        name: "draft: version that cannot be read",
        rule: "version-malformed",
        inject: |b, r| {
            portal(
                b,
                r,
                "outputVersion",
                &["1.x", "one", "1..0", "1.0-beta"],
                &[],
            )
        },
    },
    Fault {
        name: "draft: version with a leading zero",
        rule: "version-spelling",
        inject: |b, r| portal(b, r, "outputVersion", &["01.0", "1.00"], &[]),
    },
    Fault {
        name: "draft: version of three parts",
        rule: "version-spelling",
        inject: |b, r| device(b, r, "maxInputVersion", &["1.0.0"], &[]),
    },
    Fault {
        name: "draft: number for a version",
        rule: "version-type",
        inject: draft_number,
    },
    Fault {
        name: "draft: input and output crossed",
        rule: "versions-cross",
        inject: crossed,
    },
];

/// What the catalogue has no schema for is not checked any further, and that is told.
const OTHER_MAJOR: &[&str] = &["schema-version-unknown"];

/// A device ahead of every figure of the documents writes what no schema has, too.
const DEVICE_AHEAD: &[&str] = &["versions-cross", "schema-version-unknown"];

fn of(base: &Base, dialect: Dialect, fits: impl Fn(&Site) -> bool) -> Vec<&Site> {
    let all = base.sites.iter().filter(|s| s.dialect == dialect);
    all.filter(|s| fits(s)).collect()
}

/// The groups of the released agent that are desired in a version.
fn versioned(base: &Base) -> Vec<&Site> {
    of(base, Dialect::Ga, |s| {
        let version = s.asks("serviceInterfaceVersion");
        version.is_some_and(|at| base.at(&at) == Some(&json!("1.0.0")))
    })
}

fn asked(
    base: &Base,
    random: &mut Random,
    versions: &[&str],
    also: &'static [&'static str],
) -> Option<Mutant> {
    let sites = versioned(base);
    let site = random.one(&sites)?;
    let version = *random.one(versions)?;
    let at = site.asks("serviceInterfaceVersion")?;
    Some(replace(base, &at, json!(version))?.also(also))
}

fn service_number(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites = versioned(base);
    let at = random.one(&sites)?.asks("serviceInterfaceVersion")?;
    replace(base, &at, json!(1))
}

fn service_missing(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites = versioned(base);
    let site = random.one(&sites)?;
    let meta = format!("{}/__meta", site.desired.as_ref()?);
    drop_member(base, &site.asks("serviceInterfaceVersion")?, &meta)
}

/// Where it is not the only sign of the agent.
fn meta_missing(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mut sites = versioned(base);
    sites.retain(|s| s.entry.is_some());
    let group = random.one(&sites)?.desired.as_ref()?;
    drop_member(base, &format!("{group}/__meta"), group)
}

/// The groups that report a version, and whose version is declared.
fn reporting(base: &Base) -> Vec<&Site> {
    of(base, Dialect::Ga, |s| {
        let version = s.says("deviceInterfaceVersion");
        let says = version.is_some_and(|at| base.at(&at) == Some(&json!("1.0.0")));
        says && s.entry.is_some() && s.name != "__deviceSchemas"
    })
}

fn said(base: &Base, random: &mut Random, version: Json) -> Option<Mutant> {
    let sites = reporting(base);
    let at = random.one(&sites)?.says("deviceInterfaceVersion")?;
    // the report is of a version that no agent was published in
    Some(replace(base, &at, version)?.also(OTHER_MAJOR))
}

fn said_malformed(base: &Base, random: &mut Random) -> Option<Mutant> {
    let version = *random.one(&["1.x.0", "one", "1.0.0-beta"])?;
    said(base, random, json!(version))
}

fn declared(base: &Base, random: &mut Random, version: Json) -> Option<Mutant> {
    let sites = of(base, Dialect::Ga, |s| s.entry.is_some());
    let entry = random.one(&sites)?.entry.as_ref()?;
    replace(base, &join(entry, "interfaceVersion"), version)
}

/// Only a list with other groups in it says that one is missing.
fn not_listed(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites = of(base, Dialect::Ga, |s| {
        s.entry.is_some() && s.desired.is_some()
    });
    let site = random.one(&sites)?;
    let entry = site.entry.as_ref()?;
    let listed = base.at(split(entry)?.0)?.as_object()?.values();
    if listed
        .filter(|e| e.get("interfaceVersion").is_some())
        .count()
        < 2
    {
        return None;
    }
    let mut edit = Edit::of(&base.twin);
    edit.remove(entry)?;
    if let Some(reported) = &site.reported {
        edit.remove(reported)?;
    }
    Some(Mutant::twin(&edit.twin, site.desired.as_ref()?.as_str()).also(NOT_REPORTED))
}

fn preview(base: &Base, random: &mut Random) -> Option<Mutant> {
    let is_old = |s: &&Site| matches!(s.dialect, Dialect::Preview | Dialect::Staging);
    let sites: Vec<_> = base.sites.iter().filter(is_old).collect();
    let entry = random.one(&sites)?.entry.as_ref()?;
    let at = join(entry, "maxInputVersion");
    Some(replace(base, &at, json!(2 + random.below(5)))?.also(OTHER_MAJOR))
}

fn mode(base: &Base, random: &mut Random, mode: &str) -> Option<Mutant> {
    let mut sites = versioned(base);
    // its collectors have modes of their own, and the list of schemas has none
    sites.retain(|s| {
        !matches!(
            s.name.as_str(),
            "eventTracingCollectors" | "__deviceSchemas"
        )
    });
    let at = random.one(&sites)?.asks("reportingMode")?;
    put(base, &at, json!(mode))
}

/// The groups of the draft that both sides declare.
fn draft(base: &Base) -> Vec<&Site> {
    of(base, Dialect::Draft, |s| {
        let both = [&s.portal, &s.entry];
        both.iter().all(|entry| {
            let at = entry.as_ref().map(|e| join(e, "outputVersion"));
            at.is_some_and(|at| base.at(&at) == Some(&json!("1.0")))
        })
    })
}

type Also = &'static [&'static str];

fn portal(
    base: &Base,
    random: &mut Random,
    name: &str,
    versions: &[&str],
    also: Also,
) -> Option<Mutant> {
    let sites = draft(base);
    let site = random.one(&sites)?;
    base.at(site.desired.as_ref()?)?;
    let version = *random.one(versions)?;
    Some(replace(base, &join(site.portal.as_ref()?, name), json!(version))?.also(also))
}

fn device(
    base: &Base,
    random: &mut Random,
    name: &str,
    versions: &[&str],
    also: Also,
) -> Option<Mutant> {
    let sites = draft(base);
    let site = random.one(&sites)?;
    base.at(site.reported.as_ref()?)?;
    let version = *random.one(versions)?;
    Some(replace(base, &join(site.entry.as_ref()?, name), json!(version))?.also(also))
}

/// Whoever lacks the version is told at the group that it speaks of.
fn undeclared(base: &Base, random: &mut Random, of_portal: bool, name: &str) -> Option<Mutant> {
    let sites = draft(base);
    let site = random.one(&sites)?;
    let entry = if of_portal { &site.portal } else { &site.entry };
    let is_about_desired = of_portal == (name == "outputVersion");
    let group = if is_about_desired {
        &site.desired
    } else {
        &site.reported
    };
    drop_member(base, &join(entry.as_ref()?, name), group.as_ref()?)
}

fn draft_number(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites = draft(base);
    let entry = random.one(&sites)?.portal.as_ref()?;
    let name = *random.one(&["outputVersion", "maxInputVersion"])?;
    let versions = [json!(1), json!(1.5), json!(true)];
    let version = random.one(&versions)?.clone();
    // what the number says is read, as far as it goes
    let also = &["newer-minor-desired", "newer-minor-reported"];
    Some(replace(base, &join(entry, name), version)?.also(also))
}

/// The portal reads less than it writes; the device keeps to what both know.
fn crossed(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites = draft(base);
    let site = random.one(&sites)?;
    let mut edit = Edit::of(&base.twin);
    let portal = site.portal.as_ref()?;
    edit.set(&join(portal, "maxInputVersion"), json!("0.9"))?;
    edit.set(&join(site.entry.as_ref()?, "outputVersion"), json!("0.9"))?;
    base.at(site.desired.as_ref()?)?;
    let mutant = Mutant::twin(&edit.twin, "");
    let at = At::Path(join(portal, "outputVersion"));
    Some(Mutant { at, ..mutant })
}
