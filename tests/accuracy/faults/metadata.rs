//! `$metadata`, revisions and the counters of a twin.

use serde_json::{Value as Json, json};

use super::{Fault, Mutant, drop_member, replace};
use crate::corpus::Base;
use crate::edit::{Edit, join};
use crate::random::Random;

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "value without a stamp",
        rule: "value-without-metadata",
        inject: no_stamp,
    },
    Fault {
        name: "stamp without a value",
        rule: "metadata-without-value",
        inject: no_value,
    },
    Fault {
        name: "revision above the section's",
        rule: "metadata-above-version",
        inject: above,
    },
    Fault {
        name: "text for a revision",
        rule: "metadata-malformed",
        inject: |b, r| stamped(b, r, "$lastUpdatedVersion", json!("last")),
    },
    Fault {
        name: "stamp that is no time",
        rule: "metadata-malformed",
        inject: |b, r| stamped(b, r, "$lastUpdated", json!("yesterday")),
    },
    Fault {
        name: "number for an entry",
        rule: "metadata-malformed",
        inject: no_entry,
    },
    Fault {
        name: "text for the metadata",
        rule: "metadata-malformed",
        inject: no_metadata,
    },
    Fault {
        name: "property newer than what is around it",
        rule: "child-newer-than-parent",
        inject: newer,
    },
    Fault {
        name: "revision in reported",
        rule: "reported-metadata-has-version",
        inject: in_reported,
    },
    Fault {
        name: "all of desired written at once",
        rule: "whole-document-write",
        inject: at_once,
    },
    Fault {
        name: "counters that do not add up",
        rule: "counters-inconsistent",
        inject: counters,
    },
    Fault {
        name: "etag that is no counter",
        rule: "etag-malformed",
        inject: etag,
    },
    Fault {
        name: "version of zero",
        rule: "counter-malformed",
        inject: |b, r| counter(b, r, json!(0)),
    },
    Fault {
        name: "text for a version",
        rule: "counter-malformed",
        inject: |b, r| counter(b, r, json!("many")),
    },
];

const DESIRED: &str = "/properties/desired";
const REPORTED: &str = "/properties/reported";

/// The nodes of a section's `$metadata` that stand for a property, by path below it.
fn nodes(base: &Base, section: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![String::new()];
    while let Some(at) = open.pop() {
        let node = base.at(&format!("{section}/$metadata{at}"));
        for key in node
            .and_then(Json::as_object)
            .into_iter()
            .flat_map(|node| node.keys())
        {
            if !key.starts_with('$') {
                let inside = join(&at, key);
                found.push(inside.clone());
                open.push(inside);
            }
        }
    }
    found
}

fn section(random: &mut Random) -> &'static str {
    [DESIRED, REPORTED][random.below(2)]
}

fn one(base: &Base, random: &mut Random, section: &str) -> Option<String> {
    let nodes = nodes(base, section);
    random.one(&nodes).cloned()
}

/// The entry goes, and what it speaks of stays.
fn no_stamp(base: &Base, random: &mut Random) -> Option<Mutant> {
    let section = section(random);
    let at = one(base, random, section)?;
    let mutant = drop_member(
        base,
        &format!("{section}/$metadata{at}"),
        &format!("{section}{at}"),
    )?;
    // it may have been the only stamp that differed
    Some(mutant.also(&["whole-document-write"]))
}

fn no_value(base: &Base, random: &mut Random) -> Option<Mutant> {
    let section = section(random);
    let metadata = format!("{section}/$metadata");
    let entry = base.at(&metadata)?.as_object()?;
    let stamps = entry.iter().filter(|(key, _)| key.starts_with('$'));
    let node: Json = stamps
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let at = join(&metadata, "shiftNotes");
    let mut edit = Edit::of(&base.twin);
    edit.bare(&at, node)?;
    Some(Mutant::twin(&edit.twin, at))
}

fn above(base: &Base, random: &mut Random) -> Option<Mutant> {
    let at = one(base, random, DESIRED)?;
    let at = format!("{DESIRED}/$metadata{at}/$lastUpdatedVersion");
    let version = base.at(&format!("{DESIRED}/$version"))?.as_u64()?;
    // it is above what is around it as well
    Some(replace(base, &at, json!(version + 3))?.also(&["child-newer-than-parent"]))
}

fn stamped(base: &Base, random: &mut Random, name: &str, value: Json) -> Option<Mutant> {
    let section = section(random);
    let at = one(base, random, section)?;
    replace(base, &format!("{section}/$metadata{at}/{name}"), value)
}

fn no_entry(base: &Base, random: &mut Random) -> Option<Mutant> {
    let section = section(random);
    let at = one(base, random, section)?;
    replace(base, &format!("{section}/$metadata{at}"), json!(5))
}

fn no_metadata(base: &Base, random: &mut Random) -> Option<Mutant> {
    let section = section(random);
    replace(base, &format!("{section}/$metadata"), json!("none"))
}

fn newer(base: &Base, random: &mut Random) -> Option<Mutant> {
    let version = base.at(&format!("{DESIRED}/$version"))?.as_u64()?;
    let revision = |at: &str| {
        base.at(&format!("{DESIRED}/$metadata{at}/$lastUpdatedVersion"))?
            .as_u64()
    };
    let older = |at: &&String| {
        let around = at.rsplit_once('/').map_or("", |(around, _)| around);
        let is_leaf = !nodes(base, DESIRED)
            .iter()
            .any(|n| n.starts_with(&format!("{at}/")));
        is_leaf && revision(around).is_some_and(|r| r < version)
    };
    let nodes = nodes(base, DESIRED);
    let older: Vec<_> = nodes.iter().filter(older).collect();
    let at = random.one(&older)?;
    replace(
        base,
        &format!("{DESIRED}/$metadata{at}/$lastUpdatedVersion"),
        json!(version),
    )
}

fn in_reported(base: &Base, random: &mut Random) -> Option<Mutant> {
    let entry = base.at(&format!("{REPORTED}/$metadata"))?.as_object()?;
    let mut places: Vec<_> = entry
        .keys()
        .filter(|key| !key.starts_with('$'))
        .cloned()
        .collect();
    places.truncate(30);
    places.push(String::new());
    let key = random.one(&places)?;
    let inside = if key.is_empty() {
        String::new()
    } else {
        join("", key)
    };
    let at = format!("{REPORTED}/$metadata{inside}/$lastUpdatedVersion");
    let mut edit = Edit::of(&base.twin);
    edit.bare(&at, json!(1))?;
    Some(Mutant::twin(&edit.twin, at))
}

/// Desired with three properties at least, all of one stamp.
fn at_once(base: &Base, _: &mut Random) -> Option<Mutant> {
    let members = base.at(DESIRED)?.as_object()?;
    let own = members.keys().filter(|key| !key.starts_with('$')).count();
    let version = base.at(&format!("{DESIRED}/$version"))?.as_u64()?;
    let metadata = format!("{DESIRED}/$metadata");
    // by an automatic configuration all is written at once
    let is_by_hand = !base.text.contains("$lastUpdatedBy");
    let mut twin = base.twin.clone();
    let stamp = base.at(&format!("{metadata}/$lastUpdated"))?.clone();
    level(twin.pointer_mut(&metadata)?, &stamp, version);
    (own >= 3 && version > 2 && is_by_hand).then(|| Mutant::twin(&twin, metadata))
}

fn level(node: &mut Json, stamp: &Json, version: u64) {
    for (key, value) in node.as_object_mut().into_iter().flatten() {
        match key.as_str() {
            "$lastUpdated" => *value = stamp.clone(),
            "$lastUpdatedVersion" => *value = json!(version),
            _ => level(value, stamp, version),
        }
    }
}

fn counters(base: &Base, random: &mut Random) -> Option<Mutant> {
    let version = base.at("/version")?.as_u64()?;
    base.at("/etag")?;
    base.at("/properties/reported/$version")?;
    replace(
        base,
        "/version",
        json!(version + 1 + random.below(5) as u64),
    )
}

fn etag(base: &Base, random: &mut Random) -> Option<Mutant> {
    base.at("/deviceId")?;
    let etag = *random.one(&["17", "not-an-etag", "W/\"abc\"", "2026-02-24"])?;
    replace(base, "/etag", json!(etag))
}

fn counter(base: &Base, random: &mut Random, value: Json) -> Option<Mutant> {
    let places = [
        "/version",
        "/properties/desired/$version",
        "/properties/reported/$version",
    ];
    let at = *random.one(&places)?;
    // nothing adds up with such a number, and every revision is above it
    let also = &["counters-inconsistent", "metadata-above-version"];
    Some(replace(base, at, value)?.also(also))
}
