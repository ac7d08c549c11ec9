//! Status, errors and the summary: what a device says about its groups and does not fit together.

use groups::{Dialect, Role};
use serde_json::{Value as Json, json};

use super::schema::NOT_REPORTED;
use super::{Fault, Mutant, drop_member, put, replace};
use crate::corpus::Base;
use crate::edit::{Edit, join};
use crate::random::Random;
use crate::sites::Site;

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "summary with a wrong number",
        rule: "summary-count-wrong",
        inject: |b, r| summary(b, r, "failedCount", json!(77), &[]),
    },
    Fault {
        name: "summary with a wrong number of pending",
        rule: "summary-count-wrong",
        inject: |b, r| summary(b, r, "pendingCount", json!(77), &[]),
    },
    Fault {
        name: "stale summary: names a group that succeeded",
        rule: "summary-groups-wrong",
        inject: stale_summary,
    },
    Fault {
        name: "stale summary: lacks a group that failed",
        rule: "summary-groups-wrong",
        inject: summary_lacks,
    },
    Fault {
        name: "text for a number in the summary",
        rule: "summary-malformed",
        inject: |b, r| summary(b, r, "failedCount", json!("0"), &[]),
    },
    Fault {
        name: "list for the names in the summary",
        rule: "summary-malformed",
        inject: |b, r| summary(b, r, "failedGroups", json!([]), &[]),
    },
    Fault {
        name: "number for the summary",
        rule: "summary-malformed",
        inject: |b, _| replace(b, "/properties/reported/__summary", json!(0)),
    },
    Fault {
        name: "status that there is not",
        rule: "status-unknown",
        inject: |b, r| status(b, r, &["success", "Succeeded", "done", "ok"], &[]),
    },
    Fault {
        name: "status pending for days",
        rule: "group-pending",
        inject: |b, r| status(b, r, &["pending"], SUMMARY),
    },
    Fault {
        name: "failure without an error",
        rule: "failed-without-errors",
        inject: |b, r| status(b, r, &["failed"], SUMMARY),
    },
    Fault {
        name: "failure with an error",
        rule: "group-failed",
        inject: failed,
    },
    Fault {
        name: "error beside a success",
        rule: "errors-without-failure",
        inject: |b, r| error(b, r, good_error()),
    },
    Fault {
        name: "error without a code",
        rule: "error-object-malformed",
        inject: |b, r| bad_error(b, r, "code", None),
    },
    Fault {
        name: "error with a text for its code",
        rule: "error-object-malformed",
        inject: |b, r| bad_error(b, r, "code", Some(json!("1001"))),
    },
    Fault {
        name: "error without a message",
        rule: "error-object-malformed",
        inject: |b, r| bad_error(b, r, "message", None),
    },
    Fault {
        name: "number for a parameter of an error",
        rule: "error-object-malformed",
        inject: |b, r| bad_error(b, r, "parameters", Some(json!({ "line": 3 }))),
    },
    Fault {
        name: "error of another context",
        rule: "error-context-differs",
        inject: other_context,
    },
    Fault {
        name: "no errors, and yet a node for them",
        rule: "errors-empty",
        inject: no_errors,
    },
    Fault {
        name: "report of another deployment",
        rule: "deployment-id-differs",
        inject: other_deployment,
    },
    Fault {
        name: "group that the device does not answer",
        rule: "desired-not-acknowledged",
        inject: no_answer,
    },
    Fault {
        name: "report that is refreshing for days",
        rule: "refreshing",
        inject: refreshing,
    },
    Fault {
        name: "desired that asks to refresh",
        rule: "refreshing-in-desired",
        inject: refreshing_in_desired,
    },
    Fault {
        name: "time of a report that cannot be read",
        rule: "meta-time-malformed",
        inject: bad_time,
    },
];

/// The summary still says what was true before.
const SUMMARY: &[&str] = &["summary-groups-wrong"];
const NODE: &str = "/properties/reported/__summary";

/// The groups that report a success as agents since the preview do.
fn successes(base: &Base) -> Vec<&Site> {
    let fits = |s: &&Site| {
        let status = s
            .says("deploymentStatus")
            .and_then(|at| base.at(&at).cloned());
        let is_released = matches!(s.dialect, Dialect::Ga | Dialect::Preview | Dialect::Staging);
        is_released && s.role == Role::Configuration && status == Some(json!("succeeded"))
    };
    base.sites.iter().filter(fits).collect()
}

fn one<'b>(base: &'b Base, random: &mut Random) -> Option<&'b Site> {
    let sites = successes(base);
    random.one(&sites).copied()
}

fn summary(
    base: &Base,
    _: &mut Random,
    name: &str,
    value: Json,
    also: &'static [&'static str],
) -> Option<Mutant> {
    Some(replace(base, &join(NODE, name), value)?.also(also))
}

fn stale_summary(base: &Base, random: &mut Random) -> Option<Mutant> {
    let side = *random.one(&["failed", "pending"])?;
    let name = &one(base, random)?.name;
    let mut edit = Edit::of(&base.twin);
    let at = format!("{NODE}/{side}Groups");
    base.at(&at)?;
    edit.set(&at, json!(name))?;
    edit.set(&format!("{NODE}/{side}Count"), json!(1))?;
    Some(Mutant::twin(&edit.twin, at))
}

fn summary_lacks(base: &Base, random: &mut Random) -> Option<Mutant> {
    let site = one(base, random)?;
    let at = format!("{NODE}/failedGroups");
    base.at(&at)?;
    let mut edit = Edit::of(&base.twin);
    fail(&mut edit, site, good_error())?;
    // the failure itself is told as well
    Some(Mutant::twin(&edit.twin, at).also(&["group-failed"]))
}

fn status(
    base: &Base,
    random: &mut Random,
    words: &[&str],
    also: &'static [&'static str],
) -> Option<Mutant> {
    let at = one(base, random)?.says("deploymentStatus")?;
    let word = *random.one(words)?;
    Some(replace(base, &at, json!(word))?.also(also))
}

/// An error as the agent writes it, for the operation `level`.
fn good_error() -> Json {
    json!({
        "subsystem": "DeviceAgent", "context": "level", "code": 1001, "message": "Property not found",
        "parameters": {},
    })
}

fn error_at(site: &Site) -> Option<String> {
    Some(format!("{}/__errors/level", site.reported.as_ref()?))
}

fn fail(edit: &mut Edit, site: &Site, error: Json) -> Option<()> {
    edit.set(&site.says("deploymentStatus")?, json!("failed"))?;
    let node = format!("{}/__errors", site.reported.as_ref()?);
    edit.set(&node, json!({ "level": error }))?;
    Some(())
}

fn failed(base: &Base, random: &mut Random) -> Option<Mutant> {
    let site = one(base, random)?;
    let mut edit = Edit::of(&base.twin);
    fail(&mut edit, site, good_error())?;
    Some(Mutant::twin(&edit.twin, error_at(site)?).also(SUMMARY))
}

fn error(base: &Base, random: &mut Random, error: Json) -> Option<Mutant> {
    let site = one(base, random)?;
    let mut edit = Edit::of(&base.twin);
    let node = format!("{}/__errors", site.reported.as_ref()?);
    edit.set(&node, json!({ "level": error }))?;
    Some(Mutant::twin(&edit.twin, error_at(site)?))
}

/// An error is a failure, too, which the summary does not know.
const OF_ERROR: &[&str] = &["group-failed", "summary-groups-wrong"];

fn bad_error(base: &Base, random: &mut Random, name: &str, value: Option<Json>) -> Option<Mutant> {
    let site = one(base, random)?;
    let mut error = good_error();
    let members = error.as_object_mut()?;
    members.remove(name);
    if let Some(value) = value {
        members.insert(name.to_owned(), value);
    }
    let mut edit = Edit::of(&base.twin);
    fail(&mut edit, site, error)?;
    Some(Mutant::twin(&edit.twin, error_at(site)?).also(OF_ERROR))
}

fn other_context(base: &Base, random: &mut Random) -> Option<Mutant> {
    let site = one(base, random).filter(|s| s.dialect == Dialect::Ga)?;
    let mut error = good_error();
    error["context"] = json!("another");
    let mut edit = Edit::of(&base.twin);
    fail(&mut edit, site, error)?;
    let at = format!("{}/context", error_at(site)?);
    Some(Mutant::twin(&edit.twin, at).also(OF_ERROR))
}

fn no_errors(base: &Base, random: &mut Random) -> Option<Mutant> {
    let site = one(base, random)?;
    put(
        base,
        &format!("{}/__errors", site.reported.as_ref()?),
        json!({}),
    )
}

fn other_deployment(base: &Base, random: &mut Random) -> Option<Mutant> {
    let site = one(base, random)?;
    base.at(&site.asks("deploymentId")?)?.as_str()?;
    replace(base, &site.says("deploymentId")?, json!("another-v1"))
}

/// Where the device answers for another group, it should have for this one.
fn no_answer(base: &Base, random: &mut Random) -> Option<Mutant> {
    let site = one(base, random)?;
    base.at(&format!("{}/__meta", site.desired.as_ref()?))?;
    if successes(base).len() < 2 {
        return None;
    }
    let mutant = drop_member(base, site.reported.as_ref()?, site.desired.as_ref()?)?;
    Some(mutant.also(NOT_REPORTED))
}

fn refreshing(base: &Base, random: &mut Random) -> Option<Mutant> {
    let at = one(base, random)?.reported.clone()?;
    Some(replace(base, &at, json!("Refreshing"))?.also(SUMMARY))
}

fn refreshing_in_desired(base: &Base, random: &mut Random) -> Option<Mutant> {
    let site = one(base, random)?;
    replace(base, site.desired.as_ref()?, json!("Refreshing"))
}

fn bad_time(base: &Base, random: &mut Random) -> Option<Mutant> {
    let at = one(base, random)?.says("time")?;
    let time = *random.one(&["yesterday", "24.02.2026 10:30", "2026-02-30T10:00:00"])?;
    replace(base, &at, json!(time))
}
