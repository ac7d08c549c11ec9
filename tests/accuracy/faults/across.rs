//! Values that fit by themselves and not together, and those that an agent is known to stumble over.

use groups::Dialect;
use serde_json::{Value as Json, json};

use super::{At, Fault, Mutant, drop_member, put, rename, replace};
use crate::corpus::Base;
use crate::edit::{Edit, join};
use crate::random::Random;
use crate::sites::{Site, Spot};

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "active hours of more than eighteen",
        rule: "active-hours-span",
        inject: active_hours,
    },
    Fault {
        name: "restart at a time that has passed",
        rule: "reboot-time-in-the-past",
        inject: restart,
    },
    Fault {
        name: "restart on a day that no calendar has",
        rule: "date-impossible",
        inject: restart_on_no_day,
    },
    Fault {
        name: "two apps in the foreground",
        rule: "several-foreground-apps",
        inject: foreground,
    },
    Fault {
        name: "app under another name than it reports",
        rule: "app-id-differs",
        inject: app_id,
    },
    Fault {
        name: "app without a storage account",
        rule: "storage-account-missing",
        inject: no_account,
    },
    Fault {
        name: "certificate without its file",
        rule: "certificate-file-missing",
        inject: no_file,
    },
    Fault {
        name: "text for a collector",
        rule: "collector-not-an-object",
        inject: collector,
    },
    Fault {
        name: "number that the agent never set",
        rule: "defect-uninitialised-number",
        inject: never_set,
    },
];

/// The groups of that name that an agent since the preview is asked for.
fn asked<'b>(base: &'b Base, names: &[&str]) -> Vec<(&'b Site, &'b str)> {
    let is_older = |s: &Site| matches!(s.dialect, Dialect::Gen1 | Dialect::Draft);
    let sites = base
        .sites
        .iter()
        .filter(|s| !is_older(s) && names.contains(&s.name.as_str()));
    sites
        .filter_map(|s| Some((s, s.desired.as_deref()?)))
        .collect()
}

/// The end is nineteen hours and more behind the start.
fn active_hours(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites = asked(base, &["windowsUpdate"]);
    let (_, group) = *random.one(&sites)?;
    let start = base.at(&join(group, "activeHoursStart"))?.as_u64()?;
    let span = 19 + u64::try_from(random.below(5)).ok()?;
    replace(
        base,
        &join(group, "activeHoursEnd"),
        json!((start + span) % 24),
    )
    .filter(|_| {
        // one that is too long already is told already
        !base
            .told
            .iter()
            .any(|told| told.rule == "active-hours-span")
    })
}

fn restart(base: &Base, random: &mut Random) -> Option<Mutant> {
    let times = [
        "2026-02-01T02:30:00Z",
        "2025-11-20T03:00:00Z",
        "2019-04-01T00:00:00Z",
    ];
    planned(base, random, &times)
}

fn restart_on_no_day(base: &Base, random: &mut Random) -> Option<Mutant> {
    let times = [
        "2030-02-31T02:30:00Z",
        "2031-04-31T03:00:00Z",
        "2029-02-29T01:00:00Z",
    ];
    planned(base, random, &times)
}

fn planned(base: &Base, random: &mut Random, times: &[&str]) -> Option<Mutant> {
    let sites = asked(base, &["rebootInfo", "DirectRebootInfo"]);
    let (_, group) = *random.one(&sites)?;
    // a version without a schema is not looked into
    base.spots.iter().find(|s| s.pointer == group)?;
    let told = base
        .told
        .iter()
        .any(|told| told.rule == "reboot-time-in-the-past");
    let time = *random.one(times)?;
    replace(base, &join(group, "singleRebootTime"), json!(time)).filter(|_| !told)
}

/// The apps that are desired, and the one that is to be there in some version.
fn apps<'b>(base: &'b Base, random: &mut Random) -> Option<(String, &'b str, &'b Json)> {
    let sites = asked(base, &["uwpApps"]);
    let apps = join(random.one(&sites)?.1, "apps");
    let members = base.at(&apps)?.as_object()?;
    let (key, app) = members
        .iter()
        .find(|(_, app)| app["version"] != "not installed")?;
    app.get("pkgFamilyName")?;
    Some((apps, key, app))
}

/// Another app; what is said about its files is that of the first.
fn foreground(base: &Base, random: &mut Random) -> Option<Mutant> {
    let (apps, key, app) = apps(base, random)?;
    app.get("appxSource")?;
    let mut second = app.clone();
    second["startup"] = json!("foreground");
    second["pkgFamilyName"] = json!("Zeta.Clock_1w720vyc4ccym");
    let mut edit = Edit::of(&base.twin);
    edit.set(
        &format!("{}/startup", join(&apps, key)),
        json!("foreground"),
    )?;
    let at = join(&apps, "Zeta_Clock_1w720vyc4ccym");
    edit.set(&at, second)?;
    Some(Mutant::twin(&edit.twin, join(&at, "startup")))
}

fn app_id(base: &Base, random: &mut Random) -> Option<Mutant> {
    let (apps, key, _) = apps(base, random)?;
    let name = format!("{}-of-the-line", key.split('_').next()?);
    rename(base, &join(&apps, key), &name)
}

fn no_account(base: &Base, random: &mut Random) -> Option<Mutant> {
    let (apps, key, app) = apps(base, random)?;
    app.get("appxSource")?;
    let group = apps.strip_suffix("/apps")?;
    let mut edit = Edit::of(&base.twin);
    edit.remove(&join(group, "connectionString"))?;
    // what the device has needs no account
    edit.set(&format!("{}/version", join(&apps, key)), json!("9.9.9.0"))?;
    Some(Mutant::twin(&edit.twin, group))
}

fn no_file(base: &Base, random: &mut Random) -> Option<Mutant> {
    let has_file = |s: &&Spot| {
        let file = base.at(&join(&s.pointer, "fileName"));
        // what is to be removed needs none
        let is_wanted = base.at(&join(&s.pointer, "state")) != Some(&json!("uninstalled"));
        s.is_desired && is_wanted && file.is_some()
    };
    let certificates: Vec<_> = base.spots.iter().filter(has_file).collect();
    let at = &random.one(&certificates)?.pointer;
    drop_member(base, &join(at, "fileName"), at)
}

fn collector(base: &Base, random: &mut Random) -> Option<Mutant> {
    let sites = asked(base, &["eventTracingCollectors"]);
    let (_, group) = *random.one(&sites)?;
    let names = base
        .at(group)?
        .as_object()?
        .keys()
        .filter(|key| !key.starts_with("__"));
    let names: Vec<_> = names.collect();
    let at = join(group, random.one(&names)?);
    put(base, &at, json!("detailed"))
}

/// Reported numbers of which the schema names the defect.
fn never_set(base: &Base, random: &mut Random) -> Option<Mutant> {
    let is_reported = |s: &&Spot| {
        let is_number = base.at(&s.pointer).is_some_and(Json::is_number);
        !s.is_desired && is_number && s.property.defect.is_some() && s.property.maximum.is_some()
    };
    let spots: Vec<_> = base.spots.iter().filter(is_reported).collect();
    let at = &random.one(&spots)?.pointer;
    let mutant = put(base, at, json!(1_819_043_176))?;
    Some(Mutant {
        at: At::Path(at.clone()),
        ..mutant
    })
}
