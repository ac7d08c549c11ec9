//! # reporting-mode-unknown
//!
//! `reportingMode` has a value that does not do what it says.
//!
//! ## Why
//! The released agent tests for `detailed` only. Everything else behaves as `none`: the properties of
//! the group are removed from reported. `always` and `never` are words of the preview, and `minimal`
//! works in the collectors of `eventTracingCollectors` only.
//!
//! ## Do
//! Write `detailed` to have the properties reported, `none` to have only the status.

use crate::context::Context;
use crate::finding::{Confidence, Finding, Findings, Severity};
use crate::managed::quoted;
use crate::place::Place;
use crate::rule::{Category, Rule};
use groups::{Dialect, Direction, Group};
use twin::{Kind, Value};

pub static RULE: Rule = Rule {
    name: "reporting-mode-unknown",
    severity: Severity::Warning,
    category: Category::Versions,
    source: include_str!("reporting_mode_unknown.rs"),
    check,
};

fn check(cx: &Context<'_>, out: &mut Findings) {
    let judged = |g: &&Group<'_>| matches!(g.dialect, Dialect::Ga | Dialect::Undeclared);
    for group in cx.managed().filter(judged) {
        let own = group
            .meta_desired()
            .and_then(|meta| meta.get("reportingMode"));
        let is_collectors = group.name == "eventTracingCollectors";
        own.into_iter()
            .for_each(|mode| look(group, mode, is_collectors, out));
        if is_collectors {
            let metas = group
                .elements(Direction::Desired)
                .filter_map(|element| element.get("__meta"));
            metas
                .filter_map(|meta| meta.get("reportingMode"))
                .for_each(|mode| look(group, mode, true, out));
        }
    }
}

fn look(group: &Group<'_>, mode: Value<'_>, allows_minimal: bool, out: &mut Findings) {
    let text = mode.str();
    let is_known = match text.as_deref() {
        Some("detailed" | "none") => true,
        Some("minimal") => allows_minimal,
        _ => mode.kind() == Kind::Null,
    };
    if is_known {
        return;
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
