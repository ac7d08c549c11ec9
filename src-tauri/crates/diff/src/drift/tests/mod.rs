//! What is decided, case by case: one line of input, one line of states.

mod known;
mod verdicts;

use twin::{Document, Value};

use super::*;

/// A twin of one group, `g`, with its stamps.
fn read(text: &str) -> Document {
    let doc = Document::read_str(text).expect("small");
    assert!(doc.repairs().is_empty(), "{text}");
    doc
}

fn sides(doc: &Document) -> Sides<'_> {
    let root = doc.root().expect("a value");
    let section = |name: &str| root.get(name);
    let stamps = |name: &str| root.get(name)?.get("$metadata")?.get("g");
    Sides {
        desired: section("desired").and_then(|s| s.get("g")),
        reported: section("reported").and_then(|s| s.get("g")),
        desired_stamps: stamps("desired"),
        reported_stamps: stamps("reported"),
        has_reported: section("reported").is_some(),
    }
}

fn drift<'d>(doc: &'d Document, contract: &Contract<'d>) -> Drift<'d> {
    let clock = Clock {
        now: Some("2026-05-01T12:00:00Z".parse().expect("a time")),
        ..Clock::default()
    };
    Drift::of(sides(doc), contract, clock)
}

/// Writes the states of the leaves: `name: state reason`.
fn states(doc: &Document, contract: &Contract<'_>) -> String {
    let drift = drift_of(doc, contract);
    let leaves = drift.properties().map(|row| {
        let name = row.desired.or(row.reported).and_then(Value::key);
        let stuck = if row.verdict.is_stuck { " stuck" } else { "" };
        let (state, reason) = (row.verdict.state, row.verdict.reason);
        format!("{}: {state:?} {reason:?}{stuck}", name.unwrap_or_default())
    });
    leaves.collect::<Vec<_>>().join(", ")
}

fn drift_of<'d>(doc: &'d Document, contract: &Contract<'_>) -> Drift<'d> {
    // errors stand in the document that is asked about
    let mut own: Contract<'d> = Contract {
        errors: Vec::new(),
        device_time: None,
        habits: contract.habits.clone(),
        name: contract.name.clone(),
        ..*contract
    };
    let errors = sides(doc).reported.and_then(|r| r.get("__errors"));
    own.errors = errors
        .into_iter()
        .flat_map(Value::children)
        .map(|value| Failure {
            operation: value.key().unwrap_or_default().into(),
            code: value.get("code").and_then(Value::integer),
            value,
        })
        .collect();
    own.device_time = sides(doc)
        .reported
        .and_then(|r| r.get("__meta")?.get("time"));
    drift(doc, &own)
}

fn contract() -> Contract<'static> {
    Contract {
        name: "g".to_owned(),
        aside: &["__meta", "__errors"],
        ..Contract::default()
    }
}

fn assert_states(contract: &Contract<'_>, twin: &str, expected: &str) {
    assert_eq!(states(&read(twin), contract), expected, "{twin}");
}

/// Both sides, each with one time for everything.
fn at(desired: &str, asked: &str, reported: &str, told: &str) -> String {
    let stamp = |at| format!(r#"{{"g":{{"$lastUpdated":"2026-05-01T{at}:00.0000000Z"}}}}"#);
    format!(
        r#"{{"desired":{{"g":{desired},"$metadata":{}}},"reported":{{"g":{reported},"$metadata":{}}}}}"#,
        stamp(asked),
        stamp(told)
    )
}
