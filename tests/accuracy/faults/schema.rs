//! Values and properties that do not fit their schema: types, values, ranges, forms, names. Where a fault can
//! be put, the schema of the group says.

use groups::Dialect;
use groups::catalogue::{Property, Rest};
use regex::Regex;
use serde_json::{Value as Json, json};

use super::{At, Fault, Mutant, drop_member, put, rename};
use crate::corpus::Base;
use crate::edit::{Edit, join, split};
use crate::random::Random;
use crate::sites::{META, Spot};

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "text for a number",
        rule: "property-type",
        inject: |b, r| typed(b, r, &["integer", "number"], json!("seven")),
    },
    Fault {
        name: "number in quotes",
        rule: "property-type",
        inject: quoted_number,
    },
    Fault {
        name: "fraction for an integer",
        rule: "property-type",
        inject: |b, r| typed(b, r, &["integer"], json!(2.5)),
    },
    Fault {
        name: "boolean for a number",
        rule: "property-type",
        inject: |b, r| typed(b, r, &["integer", "number"], json!(true)),
    },
    Fault {
        name: "number for a text",
        rule: "property-type",
        inject: |b, r| typed(b, r, &["string"], json!(7)),
    },
    Fault {
        name: "boolean for a text",
        rule: "property-type",
        inject: |b, r| typed(b, r, &["string"], json!(true)),
    },
    Fault {
        name: "list for a text",
        rule: "property-type",
        inject: |b, r| typed(b, r, &["string"], json!(["a", "b"])),
    },
    Fault {
        name: "object for a text",
        rule: "property-type",
        inject: |b, r| typed(b, r, &["string"], json!({ "is": "a" })),
    },
    Fault {
        name: "text for a boolean",
        rule: "property-type",
        inject: |b, r| typed(b, r, &["boolean"], json!("true")),
    },
    Fault {
        name: "text for an object",
        rule: "property-type",
        inject: |b, r| typed(b, r, &["object"], json!("none")),
    },
    Fault {
        name: "value that there is not",
        rule: "property-value-not-allowed",
        inject: other_value,
    },
    Fault {
        name: "value in another case",
        rule: "property-value-not-allowed",
        inject: other_case,
    },
    Fault {
        name: "number below the range",
        rule: "property-out-of-range",
        inject: |b, r| ranged(b, r, |p| p.minimum.as_deref(), -1.0),
    },
    Fault {
        name: "number above the range",
        rule: "property-out-of-range",
        inject: |b, r| ranged(b, r, |p| p.maximum.as_deref(), 1.0),
    },
    Fault {
        name: "text longer than its property",
        rule: "property-length",
        inject: too_long,
    },
    Fault {
        name: "text of another form",
        rule: "property-malformed",
        inject: malformed,
    },
    Fault {
        name: "property left out",
        rule: "property-missing",
        inject: left_out,
    },
    Fault {
        name: "part of a sub-group left out",
        rule: "sub-group-incomplete",
        inject: part_left_out,
    },
    Fault {
        name: "element with a name of another form",
        rule: "property-name-malformed",
        inject: element_renamed,
    },
    Fault {
        name: "property that nobody reads",
        rule: "property-unknown",
        inject: nobody_reads,
    },
    Fault {
        name: "property with a slip in its name",
        rule: "property-unknown",
        inject: slip,
    },
    Fault {
        name: "property in another case",
        rule: "property-unknown",
        inject: name_case,
    },
    Fault {
        name: "property under the name of the documents",
        rule: "property-alias",
        inject: alias,
    },
    Fault {
        name: "state of the device in desired",
        rule: "read-only-in-desired",
        inject: read_only,
    },
];

/// What the device no longer reports, or is asked for under another name, it may not have.
pub const NOT_REPORTED: &[&str] = &["storage-account-missing", "app-source-missing"];

/// Changes one of the values that fit.
fn at_one(
    base: &Base,
    random: &mut Random,
    change: impl Fn(&Spot, &Json) -> Option<Json>,
) -> Option<Mutant> {
    let changed = |spot: &Spot| change(spot, base.at(&spot.pointer)?);
    // the group itself has rules of its own
    let inside = base.spots.iter().filter(|s| s.around.is_some());
    let spots: Vec<_> = inside.filter(|s| changed(s).is_some()).collect();
    let spot = *random.one(&spots)?;
    put(base, &spot.pointer, changed(spot)?)
}

fn typed(base: &Base, random: &mut Random, types: &[&str], value: Json) -> Option<Mutant> {
    let mutant = at_one(base, random, |spot, _| {
        let known = &spot.property.types;
        let is_of = !known.is_empty() && known.iter().all(|t| types.contains(&t.as_str()));
        // a collector has a rule of its own
        let is_collector = split(&spot.pointer)?.0.ends_with("/eventTracingCollectors");
        (is_of && !is_collector).then(|| value.clone())
    })?;
    // whatever stands at the name of a secret is one
    let is_secret = matches!(&mutant.at, At::Path(path) if path.ends_with("/connectionString"));
    let secret: &[&str] = if is_secret { &["secret-in-twin"] } else { &[] };
    Some(mutant.also(NOT_REPORTED).also(secret))
}

fn quoted_number(base: &Base, random: &mut Random) -> Option<Mutant> {
    at_one(base, random, |spot, value| {
        // early builds of the older agent report numbers so
        let is_early = spot.dialect == Dialect::Gen1 && !spot.is_desired;
        let is_number = !is_early && !spot.property.types.iter().any(|t| t == "string");
        let number = value
            .as_i64()
            .filter(|_| is_number && !spot.property.types.is_empty())?;
        Some(json!(number.to_string()))
    })
}

fn is_closed(property: &Property) -> bool {
    property.is_closed && !property.allowed.is_empty()
}

/// What an agent leaves unset it reports as any number: that has a rule of its own.
fn is_left_unset(spot: &Spot) -> bool {
    !spot.is_desired && spot.property.defect.is_some()
}

fn other_value(base: &Base, random: &mut Random) -> Option<Mutant> {
    at_one(base, random, |spot, value| {
        // of several types each has values of its own
        let is_one = spot.property.types.len() == 1;
        let fits = is_closed(&spot.property) && is_one && !is_left_unset(spot);
        match value {
            Json::String(_) => fits.then(|| json!("perhaps")),
            Json::Number(_) => fits.then(|| json!(9_876)),
            _ => None,
        }
    })
}

fn other_case(base: &Base, random: &mut Random) -> Option<Mutant> {
    at_one(base, random, |spot, value| {
        let swapped = swap_case(value.as_str().filter(|_| is_closed(&spot.property))?);
        let written = json!(swapped).to_string();
        let is_known = spot.property.allowed.iter().any(|a| a.value == written);
        let is_new = swapped != *value && !is_known;
        is_new.then(|| json!(swapped))
    })
}

fn swap_case(text: &str) -> String {
    let swap = |c: char| match c.is_ascii_uppercase() {
        true => c.to_ascii_lowercase(),
        false => c.to_ascii_uppercase(),
    };
    text.chars().map(swap).collect()
}

fn ranged(
    base: &Base,
    random: &mut Random,
    limit: impl Fn(&Property) -> Option<&str>,
    step: f64,
) -> Option<Mutant> {
    at_one(base, random, |spot, value| {
        let limit: f64 = limit(&spot.property)?.parse().ok()?;
        let is_open = !is_left_unset(spot) && !is_closed(&spot.property);
        let is_number = value.is_number() && is_open;
        let beyond = limit + step;
        let number = match beyond.to_string().parse::<i64>() {
            Ok(whole) => json!(whole),
            Err(_) => json!(beyond),
        };
        is_number.then_some(number)
    })
}

fn too_long(base: &Base, random: &mut Random) -> Option<Mutant> {
    at_one(base, random, |spot, value| {
        let longest = usize::try_from(spot.property.longest?).ok()?;
        let is_free = value.is_string() && spot.property.pattern.is_none() && longest < 4_000;
        is_free.then(|| json!("x".repeat(longest + 1)))
    })
}

fn malformed(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mutant = at_one(base, random, |spot, value| {
        let form = Regex::new(spot.property.pattern.as_ref()?).ok()?;
        let is_open = value.is_string() && spot.property.allowed.is_empty();
        let wrong = ["?!", "?/..\\!", "", " "]
            .into_iter()
            .find(|text| !form.is_match(text))?;
        is_open.then(|| json!(wrong))
    })?;
    Some(mutant.also(NOT_REPORTED))
}

/// One member of an object that fits, with what is said about both.
struct Member<'b> {
    object: &'b Spot,
    name: String,
    property: Option<&'b Property>,
}

impl Member<'_> {
    fn pointer(&self) -> String {
        join(&self.object.pointer, &self.name)
    }

    fn is_required(&self) -> bool {
        self.object.property.required.contains(&self.name)
    }
}

/// The members of objects that fit, the nodes of the agent aside.
fn members(base: &Base) -> impl Iterator<Item = Member<'_>> {
    base.spots.iter().flat_map(|object| {
        let inside = base.at(&object.pointer).and_then(Json::as_object);
        let names = inside.into_iter().flat_map(|members| members.keys());
        let own = names.filter(|name| !name.starts_with("__") && *name != "lastChange");
        own.map(move |name| Member {
            object,
            name: name.clone(),
            property: object.property.members.get(name).map(|p| &**p),
        })
    })
}

fn left_out(base: &Base, random: &mut Random) -> Option<Mutant> {
    // the file of a certificate has a rule of its own
    let required = members(base).filter(|m| m.is_required() && m.name != "fileName");
    let required: Vec<_> = required.collect();
    let member = random.one(&required)?;
    let mutant = drop_member(base, &member.pointer(), &member.object.pointer)?;
    Some(mutant.also(NOT_REPORTED))
}

fn part_left_out(base: &Base, random: &mut Random) -> Option<Mutant> {
    let all: Vec<_> = members(base).collect();
    // other sub-groups are only tried together, and the older agent takes each part for itself
    let is_whole = |m: &Member<'_>| m.object.dialect != Dialect::Gen1;
    let part = |m: &Member<'_>| {
        let name = m.property?.sub_group.clone()?;
        (is_whole(m) && name == "timeZone").then(|| (m.object.pointer.clone(), name))
    };
    let has_others = |m: &&Member<'_>| {
        let own = part(m);
        own.is_some() && all.iter().filter(|other| part(other) == own).count() > 1
    };
    // the device reports what it can
    let asked = all
        .iter()
        .filter(|m| m.object.is_desired && !m.is_required());
    let parts: Vec<_> = asked.filter(|m| has_others(m)).collect();
    let member = random.one(&parts)?;
    drop_member(base, &member.pointer(), &member.object.pointer)
}

/// Elements that are named by a thumbprint or a GUID.
fn element_renamed(base: &Base, random: &mut Random) -> Option<Mutant> {
    let is_named = |m: &Member<'_>| {
        let kind = m.object.property.element.as_deref();
        // the older agent's documents leave the form open
        let is_later = m.object.dialect != Dialect::Gen1;
        matches!(kind, Some("certificate" | "provider")) && m.property.is_none() && is_later
    };
    let elements: Vec<_> = members(base).filter(is_named).collect();
    let member = random.one(&elements)?;
    Some(rename(base, &member.pointer(), &format!("{}-x", member.name))?.also(NOT_REPORTED))
}

fn nobody_reads(base: &Base, random: &mut Random) -> Option<Mutant> {
    const NAME: &str = "zzNobody";
    let takes =
        |s: &&Spot| s.property.ignores(NAME) && base.at(&s.pointer).is_some_and(Json::is_object);
    let objects: Vec<_> = base.spots.iter().filter(takes).collect();
    let object = random.one(&objects)?;
    put(base, &join(&object.pointer, NAME), json!(5))
}

/// Renames a member whose own name nobody misses, to one that nobody reads.
fn renamed(
    base: &Base,
    random: &mut Random,
    name: impl Fn(&Member<'_>) -> Option<String>,
) -> Option<Mutant> {
    let is_free = |m: &Member<'_>| {
        let part = m.property.is_some_and(|p| p.sub_group.is_none());
        // the parts of an error come together
        part && !m.name.starts_with("error")
            && !m.is_required()
            && matches!(m.object.property.rest, Rest::Unknown)
    };
    let free = members(base).filter(is_free);
    let named: Vec<_> = free
        .filter_map(|m| Some((m.pointer(), name(&m)?)))
        .collect();
    let (pointer, name) = random.one(&named)?;
    Some(rename(base, pointer, name)?.also(NOT_REPORTED))
}

fn slip(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mutant = renamed(base, random, |m| {
        let (start, last) = m.name.split_at_checked(m.name.len().checked_sub(2)?)?;
        let slipped = format!("{start}{}{last}", last.get(..1)?);
        m.object.property.ignores(&slipped).then_some(slipped)
    })?;
    // a certificate without its file has a rule of its own
    Some(mutant.also(&["certificate-file-missing"]))
}

fn name_case(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mutant = renamed(base, random, |m| {
        let (first, rest) = m.name.split_at_checked(1)?;
        let capital = format!("{}{rest}", first.to_ascii_uppercase());
        let is_alias = m.object.property.meant_by(&capital).is_some();
        let is_new = capital != m.name && !is_alias && m.object.property.ignores(&capital);
        is_new.then_some(capital)
    })?;
    // a secret is told under any name, and that nobody reads it is another fault
    let At::Path(path) = &mutant.at else {
        return None;
    };
    let also: &[&str] = match path.ends_with("/ConnectionString") {
        true => &["name-not-camel-case", "secret-in-twin"],
        // says the same of the name alone, whatever the schema knows
        false => &["name-not-camel-case"],
    };
    Some(mutant.also(also))
}

fn alias(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mut named = Vec::new();
    let is_alone = |m: &Member<'_>| m.property.is_some_and(|p| p.sub_group.is_none());
    for member in members(base).filter(|m| !m.is_required() && is_alone(m)) {
        for alias in member.property.into_iter().flat_map(|p| &p.aliases) {
            let is_one = member.object.property.meant_by(alias).is_some();
            if is_one && member.object.property.ignores(alias) {
                named.push((member.pointer(), alias.clone()));
            }
        }
    }
    let (pointer, name) = random.one(&named)?;
    let mutant = rename(base, pointer, name)?;
    // the capital letter of some aliases is told by its own rule
    Some(mutant.also(&["name-not-camel-case"]))
}

fn read_only(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mut states = Vec::new();
    for spot in base.spots.iter().filter(|s| s.is_desired) {
        let reported = spot.reported.iter().flat_map(|of| &of.members);
        let states_of = reported.filter(|(_, p)| p.is_read_only);
        // the nodes of the agent are told by other rules
        for (name, _) in states_of.filter(|(name, _)| !META.contains(&name.as_str())) {
            let pointer = join(&spot.pointer, name);
            if spot.property.ignores(name) && base.at(&pointer).is_none() {
                states.push(pointer);
            }
        }
    }
    let pointer = random.one(&states)?;
    let (around, _) = split(pointer)?;
    base.at(around)?.as_object()?;
    let mut edit = Edit::of(&base.twin);
    edit.set(pointer, json!("as it is"))?;
    Some(Mutant::twin(&edit.twin, pointer.as_str()))
}
