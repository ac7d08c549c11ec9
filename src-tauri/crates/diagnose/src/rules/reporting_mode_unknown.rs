//! # reporting-mode-unknown
//!
//! `reportingMode` has a value that does not do what it says.
//!
//! ## Why
//! The released agent tests for `detailed` only. Everything else behaves as `none`: the properties of
//! the group are removed from reported. `always` and `never` are words of the preview.
//!
//! ## Do
//! Write `detailed` to have the properties reported, `none` to have only the status.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::quoted;
use crate::place::Place;
use crate::reporting::{EARLY_MODES, collectors, mode, modes, reads_words};
use crate::rule::{Category, Rule};
use crate::words::meant;
use groups::{Dialect, Group};
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "reporting-mode-unknown",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("reporting_mode_unknown.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    for group in cx.managed().filter(|g| g.dialect == Dialect::Preview) {
        if let Some(mode) = mode(group) {
            look_early(group, mode, out);
        }
    }
    for group in cx.managed().filter(|g| reads_words(g)) {
        if group.name == "eventTracingCollectors" {
            collectors(group).for_each(|mode| look(group, mode, out));
        } else if let Some(mode) = mode(group) {
            look(group, mode, out);
        }
    }
}

/// The preview has two words of its own.
fn look_early(group: &Group<'_>, mode: Value<'_>, out: &mut Findings) {
    let text = mode.str();
    let is_known = match text.as_deref() {
        Some(word) => EARLY_MODES.contains(&word) || word.starts_with('<'),
        None => matches!(mode.kind(), Kind::Null | Kind::Placeholder),
    };
    if is_known {
        return;
    }
    let message = format!("reportingMode {} of {} is no word of the preview", quoted(mode), group.name);
    let finding = Finding::at(Place::value(mode), message)
        .because("The preview agent knows `never` and `always`; what it does at another word nobody has written down.")
        .confidence(Confidence::Likely);
    let meant = text.and_then(|word| meant(&word, &EARLY_MODES));
    out.push(match meant {
        Some(word) => finding.advise(format!("`{word}` is probably meant.")).repair(twin::escape::quote(word)),
        None => finding.advise("Write `always` to have the properties reported, `never` to have only the status."),
    });
}

fn look(group: &Group<'_>, mode: Value<'_>, out: &mut Findings) {
    let text = mode.str();
    let is_known = match text.as_deref() {
        Some(word) => modes().contains(&word),
        None => mode.kind() == Kind::Null,
    };
    if is_known {
        return;
    }
    if mode.kind().is_container() {
        return out.push_as(Severity::Error, refused(group, mode));
    }
    let advice = match text.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("detailed" | "always" | "all" | "full") => {
            "Write `detailed`, if the properties should be reported."
        }
        Some("none" | "never") => "Write `none`, if only the status should be reported.",
        _ => "Write `detailed` to have the properties reported, `none` to have only the status.",
    };
    out.push(
        Finding::at(Place::value(mode), format!("reportingMode {} of {} behaves as \"none\"", quoted(mode), group.name))
            .because("The released agent tests for `detailed` only; with anything else it removes the group's properties from reported.")
            .advise(advice)
            .confidence(Confidence::Likely),
    );
}

fn refused(group: &Group<'_>, mode: Value<'_>) -> Finding {
    let message = format!(
        "reportingMode of {} is {}, and the agent gives up at it",
        group.name,
        mode.kind().with_article()
    );
    Finding::at(Place::value(mode), message)
        .because("The agent reads it as text; at an object or an array it gives up with code -1, and the group fails.")
        .advise("Write `detailed` to have the properties reported, `none` to have only the status.")
        .confidence(Confidence::Likely)
}
