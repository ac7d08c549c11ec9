//! What the counterpart's own schema says about the outcome.

use std::collections::HashSet;

use twin::Document;

use crate::catalogue::{Fault, Flow, Property, Schema, Violation, Weight};

use super::carry::{Told, kinds, title};
use super::sheet::{Body, Purpose, Sheet, pointer};
use super::{Fate, Row, Written, words};

/// Adds what the counterpart cannot do without and what can be said: the version it is written for.
pub(super) fn complete(mut sheet: Sheet, to: &Schema, told: &mut Told) -> Sheet {
    let name = match to.key.flow {
        Flow::Desired => "serviceInterfaceVersion",
        Flow::Reported => "deviceInterfaceVersion",
        Flow::Input | Flow::Output => return sheet,
    };
    let meta = to.property().members.get("__meta");
    let knows = meta.is_some_and(|meta| meta.members.contains_key(name));
    let is_object = matches!(sheet.body, Body::Object(_));
    if !told.is_anew() || !knows || !is_object {
        return sheet;
    }
    // the two come together in a report, and nobody but the device knows the former
    let says_deployment = || {
        sheet
            .get("__meta")
            .is_some_and(|m| m.get("deploymentId").is_some())
    };
    if to.key.flow == Flow::Reported && !says_deployment() {
        return sheet;
    }
    let written = sheet.get("__meta").and_then(|meta| meta.get(name)).cloned();
    let version = to.key.version_text.as_str();
    if written.as_ref().and_then(Sheet::text).as_deref() == Some(version) {
        return sheet;
    }
    let said = Sheet {
        origin: written.as_ref().and_then(|w| w.origin.clone()),
        body: Body::text(version),
    };
    let place = pointer("/__meta", name);
    let row = Row {
        fate: if written.is_some() {
            Fate::Reworded
        } else {
            Fate::Added
        },
        from: said.origin.clone(),
        to: Some(place.clone()),
        title: "Interface version".to_owned(),
        value: written.as_ref().map(Sheet::shown).unwrap_or_default(),
        new_value: Some(said.shown()),
        sentence: match to.key.flow {
            Flow::Desired => {
                "The device refuses a group that does not say which interface it is written for."
            }
            _ => "The device says which interface it serves.",
        }
        .to_owned(),
        breaks: None,
    };
    match told.row_mut(&place) {
        Some(known) => *known = row,
        None => told.push(row),
    }
    if let Some(meta) = sheet.entry("__meta") {
        meta.put(name, said);
    }
    sheet
}

/// The group as it is before it crosses.
pub(super) struct Before<'b> {
    /// How it is written.
    pub written: &'b Written<'b>,
    /// What the schema in force says, as the group is rebuilt.
    pub property: Option<&'b Property>,
}

impl Before<'_> {
    /// Places where the value does not even fit the schema it is written by.
    fn broken(&self) -> HashSet<String> {
        let Written {
            value,
            form,
            schema,
            ..
        } = *self.written;
        let depth = value.path().to_string().len();
        let violations = schema.map(|s| s.validate(value, form));
        let violations = violations.unwrap_or_default();
        let hard = violations.iter().filter(|v| v.weight == Weight::Error);
        hard.map(|v| v.at.path().to_string()[depth..].to_owned())
            .collect()
    }
}

/// Says what counts here although it is left out, where the counterpart must be told.
pub(super) fn spell_out(
    mut sheet: Sheet,
    before: &Before<'_>,
    to: &Schema,
    told: &mut Told,
) -> Sheet {
    let Some(here) = before.property.filter(|_| told.is_anew()) else {
        return sheet;
    };
    let Ok(doc) = Document::read_str(&sheet.json(Purpose::Copy)) else {
        return sheet;
    };
    let violations = doc
        .root()
        .map(|root| to.validate(root, before.written.form));
    for violation in violations.unwrap_or_default() {
        let names: &[String] = match &violation.fault {
            Fault::Missing(name) => std::slice::from_ref(name),
            Fault::Incomplete(names) => names,
            _ => &[],
        };
        let at = violation.at.path().to_string();
        for name in names {
            let place = pointer(&at, name);
            let source = source_of(&sheet, &at).and_then(|from| property_at(here, from));
            let of = source.or_else(|| property_at(here, &at));
            let default =
                of.and_then(|of| Some((of.member(name)?, of.member(name)?.default.clone()?)));
            let Some((of, default)) = default.filter(|_| !told.has(&place)) else {
                continue;
            };
            let said = Sheet::added(Body::Plain(default.clone()));
            if sheet.put_at(&at, name, said) {
                told.push(Row {
                    fate: Fate::Added,
                    from: None,
                    to: Some(place),
                    title: of.title.clone(),
                    value: String::new(),
                    new_value: Some(default.clone()),
                    sentence: format!(
                        "Left out, it counts as `{default}` here; there it must be said."
                    ),
                    breaks: None,
                });
            }
        }
    }
    sheet
}

/// Returns where the object at a pointer comes from.
fn source_of<'s>(sheet: &'s Sheet, at: &str) -> Option<&'s str> {
    let found = at.split('/').skip(1).try_fold(sheet, |of, step| {
        of.get(&step.replace("~1", "/").replace("~0", "~"))
    });
    found?.origin.as_deref()
}

/// Holds the outcome against the counterpart's schema.
pub(super) fn judge(sheet: &Sheet, before: &Before<'_>, to: &Schema, told: &mut Told) {
    let Ok(doc) = Document::read_str(&sheet.json(Purpose::Copy)) else {
        return;
    };
    let Some(root) = doc.root() else {
        return;
    };
    let already = before.broken();
    for violation in to.validate(root, before.written.form) {
        let at = violation.at.path().to_string();
        match &violation.fault {
            Fault::Unknown => {}
            Fault::Missing(name) => missing((&at, name), &violation, to, told),
            Fault::Incomplete(names) => {
                for name in names {
                    missing((&at, name), &violation, to, told);
                }
            }
            fault => refused(&at, fault, violation.weight, &already, told),
        }
    }
    if let Some(here) = before.property {
        new(sheet, here, to.property(), told);
    }
}

fn missing((at, name): (&str, &str), violation: &Violation<'_>, to: &Schema, told: &mut Told) {
    let place = pointer(at, name);
    if told.has(&place) {
        return;
    }
    let of = property_at(to.property(), at).and_then(|p| p.member(name).cloned());
    let is_hard = violation.weight == Weight::Error;
    let says = if is_hard { "is required" } else { "belongs" };
    let sentence = format!("It {says} there, and nothing here says it.");
    told.push(Row {
        fate: Fate::Missing,
        from: None,
        to: Some(place),
        title: title(None, of.as_deref()),
        value: String::new(),
        new_value: None,
        sentence,
        breaks: Some(violation.weight),
    });
}

fn property_at<'p>(root: &'p Property, at: &str) -> Option<&'p Property> {
    at.split('/').skip(1).try_fold(root, |of, step| {
        let name = step.replace("~1", "/").replace("~0", "~");
        let next = of.member(&name).or(of.items.as_ref());
        next.map(|next| &**next)
    })
}

fn refused(at: &str, fault: &Fault, weight: Weight, already: &HashSet<String>, told: &mut Told) {
    let is_new = told.is_anew() && told.row_mut(at).is_some_and(|r| r.from.is_none());
    let Some(row) = told.row_mut(at) else {
        return;
    };
    let is_worse = row.breaks.is_none_or(|known| weight < known);
    if is_new || !is_worse {
        return;
    }
    let (fate, what) = said(fault);
    row.fate = fate;
    row.breaks = Some(weight);
    let was_broken = row.from.as_ref().is_some_and(|from| already.contains(from));
    row.sentence = match (was_broken, weight) {
        (true, _) => format!("{what} It does not fit the schema in force either."),
        (false, Weight::Error) => format!("{what} This value is refused."),
        (false, _) => format!("{what} This value is outside of what is advised."),
    };
}

fn said(fault: &Fault) -> (Fate, String) {
    let what = match fault {
        Fault::Type { expected } => {
            return (
                Fate::TypeChanged,
                format!("Only {} is read there.", kinds(expected)),
            );
        }
        Fault::NotAllowed { allowed } => {
            let all: Vec<_> = allowed.iter().map(|a| format!("`{a}`")).collect();
            format!("Only {} is allowed there.", words::or(&all))
        }
        Fault::TooSmall(least) => format!("It must be {least} or more there."),
        Fault::TooLarge(most) => format!("It must be {most} or less there."),
        Fault::TooShort(least) => format!("It must have {least} or more there."),
        Fault::TooLong(most) => format!("It may not have more than {most} there."),
        Fault::Pattern(_) | Fault::Format(_) | Fault::Name => {
            "It must have another form there.".to_owned()
        }
        _ => "It does not fit what is read there.".to_owned(),
    };
    (Fate::Narrower, what)
}

/// Tells what only the counterpart knows: in the group itself, and in its `__meta`.
fn new(sheet: &Sheet, here: &Property, there: &Property, told: &mut Told) {
    new_in("", Some(sheet), here, there, told);
    if let (Some(here), Some(there)) = (here.members.get("__meta"), there.members.get("__meta")) {
        new_in("/__meta", sheet.get("__meta"), here, there, told);
    }
}

fn new_in(at: &str, sheet: Option<&Sheet>, here: &Property, there: &Property, told: &mut Told) {
    for (name, of) in &there.members {
        let is_known = here.members.contains_key(name)
            || here.members.values().any(|p| p.aliases.contains(name))
            || of
                .aliases
                .iter()
                .any(|alias| here.members.contains_key(alias));
        let is_there = sheet.is_some_and(|sheet| sheet.get(name).is_some());
        let place = pointer(at, name);
        if is_known || is_there || told.has(&place) {
            continue;
        }
        let default = of.default.as_ref();
        let left_out = default.map(|d| format!(" Left out, it counts as `{d}`."));
        told.push(Row {
            fate: Fate::New,
            from: None,
            to: Some(place),
            title: of.title.clone(),
            value: String::new(),
            new_value: None,
            sentence: format!("Only known there.{}", left_out.unwrap_or_default()),
            breaks: None,
        });
    }
}
