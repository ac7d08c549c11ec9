//! Findings about twins, and the catalogue of rules that make them. No I/O of any kind: the
//! document, the profile and the time come in as arguments.

mod agent_files;
mod apps;
mod batch;
mod certificates;
mod context;
mod declared;
mod finding;
mod managed;
mod methods;
mod naming;
mod pasted;
mod pattern;
mod place;
mod policy;
mod refusal;
mod repaired;
mod reporting;
mod rule;
mod rules;
mod schemas;
mod secrets;
mod stamps;
mod suffixes;
mod summary;
mod tellers;
mod verdicts;
mod wanted;
mod words;

pub use batch::{Circumstances, Sightings, Units};
pub use context::{Context, Question, Sighting};
pub use finding::{Confidence, Finding, Findings, Related, Severity};
pub use pattern::{IdPattern, PathPattern, PatternFault};
pub use place::{Locator, Place};
pub use policy::{Ignore, Level, Match, Policy, Sifted, Subject, Why};
pub use rule::{Category, Rule};
pub use rules::{CATALOGUE, rule};

use context::Facts;

/// Findings of one rule kept a twin; further ones are counted and told in one line.
pub const KEPT_PER_RULE: usize = 100;

/// Asks every rule of the catalogue about one twin. Findings come in the order of the text.
#[must_use]
pub fn diagnose(question: &Question<'_>) -> Vec<Finding> {
    diagnose_with(CATALOGUE, question)
}

/// Asks some rules only.
#[must_use]
pub fn diagnose_with(rules: &[&'static Rule], question: &Question<'_>) -> Vec<Finding> {
    let facts = Facts::of(question);
    let context = Context::new(question, &facts);
    let mut findings = Findings::default();
    let has_groups = context.managed().next().is_some() || context.judged().next().is_some();
    for rule in rules {
        // most twins of other products have no group of the agent, and none of a pack
        if has_groups || rule.category != Category::Schema {
            findings.ask(rule, &context);
        }
    }
    findings.into_sorted()
}
