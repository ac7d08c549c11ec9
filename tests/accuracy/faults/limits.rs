//! What the hub does not take, and what is no twin: a property is added to a section, or a member of the
//! twin's own is spoiled.

use serde_json::{Value as Json, json};

use super::{Fault, Mutant, put, rename, replace};
use crate::corpus::Base;
use crate::edit::{Edit, hub_bytes, join, nested};
use crate::random::Random;

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "empty key",
        rule: "empty-key",
        inject: |b, r| keyed(b, r, ""),
    },
    Fault {
        name: "blank in a key",
        rule: "key-illegal-character",
        inject: |b, r| keyed(b, r, "shift notes"),
    },
    Fault {
        name: "dot in a key",
        rule: "key-illegal-character",
        inject: |b, r| keyed(b, r, "shift.notes"),
    },
    Fault {
        name: "dollar in a key",
        rule: "key-illegal-character",
        inject: |b, r| keyed(b, r, "shift$notes"),
    },
    Fault {
        name: "hash in a key",
        rule: "key-illegal-character",
        inject: |b, r| keyed(b, r, "shift#notes"),
    },
    Fault {
        name: "control character in a key",
        rule: "key-illegal-character",
        inject: |b, r| keyed(b, r, "shift\tnotes"),
    },
    Fault {
        name: "key too long",
        rule: "key-too-long",
        inject: long_key,
    },
    Fault {
        name: "text too long",
        rule: "value-too-long",
        inject: long_value,
    },
    Fault {
        name: "text too long in UTF-8",
        rule: "value-too-long",
        inject: |b, r| added(b, r, json!("é".repeat(2_049))),
    },
    Fault {
        name: "integer too large",
        rule: "integer-out-of-range",
        inject: |b, r| added(b, r, json!(4_503_599_627_370_496_u64)),
    },
    Fault {
        name: "integer too small",
        rule: "integer-out-of-range",
        inject: |b, r| added(b, r, json!(-4_503_599_627_370_497_i64)),
    },
    Fault {
        name: "integer of twenty digits",
        rule: "integer-out-of-range",
        inject: |b, r| added(b, r, json!(18_446_744_073_709_551_615_u64)),
    },
    Fault {
        name: "number beyond a double",
        rule: "number-beyond-double",
        inject: beyond_double,
    },
    Fault {
        name: "eleven levels",
        rule: "nested-beyond-limit",
        inject: eleven_levels,
    },
    Fault {
        name: "section too large",
        rule: "section-too-large",
        inject: |b, r| filled(b, r, 101),
    },
    Fault {
        name: "section nearly full",
        rule: "section-nearly-full",
        inject: |b, r| filled(b, r, 95),
    },
    Fault {
        name: "null in a list",
        rule: "null-in-array",
        inject: null_in_list,
    },
    Fault {
        name: "null in a twin that was read",
        rule: "null-in-twin",
        inject: null_as_read,
    },
    Fault {
        name: "shared access key",
        rule: "secret-in-twin",
        inject: access_key,
    },
    Fault {
        name: "password",
        rule: "secret-in-twin",
        inject: password,
    },
    Fault {
        name: "path with single backslashes",
        rule: "path-escape",
        inject: |b, r| added(b, r, json!("c:\temp\new.txt")),
    },
    Fault {
        name: "placeholder in angle brackets",
        rule: "placeholder-text",
        inject: |b, r| added(b, r, json!("<name of the site>")),
    },
    Fault {
        name: "blank in the device's id",
        rule: "device-id-illegal",
        inject: |b, _| replace(b, "/deviceId", json!("pump 17")),
    },
    Fault {
        name: "id of 129 characters",
        rule: "device-id-illegal",
        inject: |b, _| replace(b, "/deviceId", json!("p".repeat(129))),
    },
    Fault {
        name: "number for an id",
        rule: "device-id-illegal",
        inject: |b, _| replace(b, "/deviceId", json!(17)),
    },
    Fault {
        name: "text for the tags",
        rule: "section-not-an-object",
        inject: |b, _| replace(b, "/tags", json!("north")),
    },
    Fault {
        name: "list for the tags",
        rule: "section-not-an-object",
        inject: |b, _| replace(b, "/tags", json!(["north"])),
    },
    Fault {
        name: "Tags for tags",
        rule: "unknown-twin-member",
        inject: |b, _| rename(b, "/tags", "Tags"),
    },
    Fault {
        name: "slip in the name of a member",
        rule: "unknown-twin-member",
        inject: |b, _| rename(b, "/connectionState", "conectionState"),
    },
];

/// A name that means nothing to any agent.
const KEY: &str = "shiftNotes";

/// Adds a property to one of the sections.
fn added(base: &Base, random: &mut Random, value: Json) -> Option<Mutant> {
    let section = *random.one(&base.sections())?;
    put(base, &join(section, KEY), value)
}

fn keyed(base: &Base, random: &mut Random, key: &str) -> Option<Mutant> {
    let section = *random.one(&base.sections())?;
    put(base, &join(section, key), json!(5))
}

fn long_key(base: &Base, random: &mut Random) -> Option<Mutant> {
    let key = "k".repeat(1_025 + random.below(200));
    keyed(base, random, &key)
}

fn long_value(base: &Base, random: &mut Random) -> Option<Mutant> {
    let text = "x ".repeat(2_049 + random.below(300));
    added(base, random, json!(text))
}

/// No JSON library of this test writes such a number.
fn beyond_double(base: &Base, random: &mut Random) -> Option<Mutant> {
    const MARK: &str = "a number stands here";
    let mutant = added(base, random, json!(MARK))?;
    let text = String::from_utf8(mutant.text).expect("text");
    let text = text.replace(&format!("\"{MARK}\""), "1e400");
    Some(Mutant {
        text: text.into_bytes(),
        ..mutant
    })
}

fn eleven_levels(base: &Base, random: &mut Random) -> Option<Mutant> {
    let section = *random.one(&base.sections())?;
    let top = join(section, KEY);
    let mutant = put(base, &top, nested(11))?;
    let deepest = format!("{top}{}", "/a".repeat(10));
    let at = super::At::Path(deepest);
    // to the draft every object of desired is a group
    Some(Mutant { at, ..mutant }.also(&["group-without-versions"]))
}

/// Fills a section up to so many of a hundred parts of what it may hold.
fn filled(base: &Base, random: &mut Random, percent: usize) -> Option<Mutant> {
    let section = *random.one(&base.sections())?;
    let limit = if section == "/tags" {
        8 * 1024
    } else {
        32 * 1024
    };
    let mut edit = Edit::of(&base.twin);
    let mut left = (limit * percent / 100).checked_sub(hub_bytes(base.at(section)?))?;
    for number in 0.. {
        let key = format!("fill{number}");
        let size = left.saturating_sub(key.len()).min(4_000);
        left = left.saturating_sub(key.len() + size);
        edit.set(&join(section, &key), json!("x ".repeat(size.div_ceil(2))))?;
        if left == 0 {
            break;
        }
    }
    // what is added has the stamp of the section, as one write of everything has
    Some(Mutant::twin(&edit.twin, section).also(&["whole-document-write"]))
}

fn null_in_list(base: &Base, random: &mut Random) -> Option<Mutant> {
    let section = *random.one(&base.sections())?;
    let top = join(section, KEY);
    let mutant = put(base, &top, json!([1, null, 3]))?;
    let at = super::At::Path(join(&top, "1"));
    Some(Mutant { at, ..mutant })
}

fn null_as_read(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mutant = added(base, random, Json::Null)?;
    base.is_read().then_some(mutant)
}

/// Put together here, so that no search for secrets finds one in this file.
fn access_key(base: &Base, random: &mut Random) -> Option<Mutant> {
    let key = "bm90IGEga2V5LCBvbmx5IGEgdGVzdCBvZiBvbmUuIDE".to_owned();
    let text = format!("HostName=a.example;SharedAccess{}={key}=", "Key");
    added(base, random, json!(text))
}

fn password(base: &Base, random: &mut Random) -> Option<Mutant> {
    let section = *random.one(&base.sections())?;
    put(base, &join(section, "password"), json!("swordfish7"))
}
