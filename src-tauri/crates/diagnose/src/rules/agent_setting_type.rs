//! # agent-setting-type
//!
//! A setting of the agent has a type that the agent does not take.
//!
//! ## Why
//! The agent takes a setting of a wrong type for one that is not there, and goes by its default
//! without a word. Numbers are whole, not negative and of 32 bits; `"86400"` is a text. Two places
//! are harsher: a slot in `otherModuleIds` that is no number ends the agent at its start, and a
//! handler whose block is no object is never started.
//!
//! ## Do
//! Write the type that is asked for. The default that is used instead is told with each finding.

use crate::agent_files::{Holds, SETTINGS, Setting, configuration, count_in, given, members};
use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use crate::words::name_of;
use twin::secret::shown;
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "agent-setting-type",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("agent_setting_type.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = configuration(cx) else {
        return;
    };
    for setting in &SETTINGS {
        let written = root.get(setting.name).filter(|v| is_told_here(*v));
        if let Some(value) = written.filter(|v| !setting.holds.takes(*v)) {
            let severity = if value.kind() == Kind::Null || is_default(setting, value) {
                Severity::Warning
            } else {
                Severity::Error
            };
            out.push_as(severity, wrong(setting, value));
        }
    }
    let object = |name| root.get(name).filter(|v| v.is_object());
    for slot in object("otherModuleIds").into_iter().flat_map(members) {
        wrong_slot(slot, out);
    }
    for handler in object("handlers").into_iter().flat_map(members) {
        wrong_handler(handler, out);
    }
}

/// What is no value at all is told by the rules of the text.
fn is_told_here(value: Value<'_>) -> bool {
    !matches!(value.kind(), Kind::Missing | Kind::Placeholder)
}

fn wrong(setting: &Setting, value: Value<'_>) -> Finding {
    let name = setting.name;
    let message = match value.kind() {
        Kind::Number if setting.holds == Holds::Count => {
            format!("`{name}` is {}, and the agent reads {}", shown(value, 30), setting.holds.words())
        }
        kind => format!("`{name}` is {}, and the agent reads {}", kind.with_article(), setting.holds.words()),
    };
    let finding = Finding::at(Place::value(value), message)
        .because(format!(
            "The agent takes it for a setting that is not there, without a word, and goes by its default: {}.",
            setting.default_words()
        ))
        .advise(format!("Write {} in its place.", setting.holds.words()));
    let finding = if value.kind() == Kind::Null {
        finding
    } else {
        finding.evidence(shown(value, 60))
    };
    match meant(setting.holds, value) {
        Some(text) => finding.repair(text),
        None => finding,
    }
}

/// True where the text in the quotes is what the agent goes by anyway.
fn is_default(setting: &Setting, value: Value<'_>) -> bool {
    value.is_str(setting.default) || setting.default == format!("\"{}\"", value.raw())
}

/// Returns the value in the type that is asked for, where that is plain.
fn meant(holds: Holds, value: Value<'_>) -> Option<String> {
    let text = value.str().unwrap_or_default();
    match (holds, value.kind()) {
        (Holds::Count, Kind::String) => {
            let number: u32 = text.trim().parse().ok()?;
            Some(number.to_string())
        }
        (Holds::Flag, Kind::String) => ["true", "false"]
            .into_iter()
            .find(|word| text.trim().eq_ignore_ascii_case(word))
            .map(str::to_owned),
        (Holds::Text, Kind::Number | Kind::Boolean) => Some(twin::escape::quote(value.raw())),
        _ => None,
    }
}

/// The slots of other modules are read without asking for their type first.
fn wrong_slot(slot: Value<'_>, out: &mut Findings) {
    if count_in(slot).is_some() || !is_told_here(slot) {
        return;
    }
    let name = name_of(slot);
    let seen = if slot.kind().is_container() {
        slot.kind().with_article().to_owned()
    } else {
        shown(slot, 30)
    };
    let is_fraction = slot.raw().parse().is_ok_and(|n: f64| (0.0..4_294_967_296.0).contains(&n));
    let (severity, reason) = match slot.kind() {
        Kind::Null | Kind::Boolean => (Severity::Warning, "The agent turns `true` into slot 1, `false` and `null` into slot 0."),
        Kind::Number if is_fraction => (Severity::Warning, "The agent cuts the fraction off."),
        _ => (Severity::Error, "The agent reads slots without asking for their type first: this one ends it at its start, before anything is connected."),
    };
    let finding = Finding::at(
        Place::value(slot),
        format!("the slot of the module `{name}` is {seen}, and the agent reads a whole number"),
    )
    .confidence(Confidence::Likely)
    .because(reason)
    .advise("Write the number of a TPM slot without quotes.");
    out.push_as(
        severity,
        match meant(Holds::Count, slot) {
            Some(number) => finding.repair(number),
            None => finding,
        },
    );
}

fn wrong_handler(handler: Value<'_>, out: &mut Findings) {
    if !handler.is_object() {
        if is_told_here(handler) && handler.kind() != Kind::Null {
            out.push(
                Finding::at(Place::value(handler), format!("what `{}` is told is {}, and the agent reads an object", name_of(handler), handler.kind().with_article()))
                    .confidence(Confidence::Likely)
                    .because("The agent cannot hand it on, and the handler is never started: its group stays pending for ever, a command answers that the handler is not active.")
                    .advise("Write an object, as `{ \"reportOnConnect\": true }`."),
            );
        }
        return;
    }
    let flags = [
        ("reportOnConnect", Severity::Warning, "The handler takes it for a setting that is not there, and does not report when the connection comes up."),
        ("handlerTestMode", Severity::Error, "The handler takes it for a setting that is not there: the test mode is off, and commands are carried out for real."),
    ];
    for (name, severity, reason) in flags {
        let written = given(handler, name).filter(|v| v.kind() != Kind::Boolean);
        let Some(value) = written else {
            continue;
        };
        let finding = Finding::at(
            Place::value(value),
            format!("`{name}` of `{}` is {}, and the handler reads `true` or `false`", name_of(handler), value.kind().with_article()),
        )
        .evidence(shown(value, 60))
        .because(reason)
        .advise("Write `true` or `false` without quotes.");
        out.push_as(
            severity,
            match meant(Holds::Flag, value) {
                Some(word) => finding.repair(word),
                None => finding,
            },
        );
    }
}
