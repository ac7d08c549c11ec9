//! Asks the engine about a text, and tells what is new in a second answer.

use std::collections::BTreeMap;

use diagnose::{CATALOGUE, Circumstances, Locator, Severity, Units};
use twin::Document;

/// The time at which every twin is looked at.
const NOW: &str = "2026-03-01T12:00:00Z";

/// Rules that speak of the twin as a whole, at the first group that shows it: another group may stand first
/// after a change.
const OF_THE_WHOLE: [&str; 2] = ["dialect-superseded", "dialect-mix"];

/// What matters of a finding here.
#[derive(Debug, Clone)]
pub struct Told {
    pub rule: &'static str,
    pub severity: Severity,
    pub path: String,
    pub line: u32,
    pub column: u32,
}

/// Everything that the rules say about every twin in a text.
pub fn ask(text: Vec<u8>) -> Vec<Told> {
    let doc = Document::read(text).expect("a text of a few kilobytes");
    let units = Units::of(&doc);
    let circumstances = Circumstances {
        now: Some(NOW.parse().expect("a time")),
        ..Circumstances::default()
    };
    let locator = Locator::new(&doc);
    let mut told = Vec::new();
    for number in 0..units.len() {
        let Some(twin) = units.twin(number) else {
            continue;
        };
        for finding in units.diagnose(CATALOGUE, number, &twin, &circumstances, None) {
            let at = locator.start(&finding.place);
            told.push(Told {
                rule: finding.rule,
                severity: finding.severity,
                path: finding.place.path.to_string(),
                line: at.line,
                column: at.column,
            });
        }
    }
    told
}

/// The findings that were not there before: rule and path say which is which, for lines move.
pub fn new_ones<'t>(before: &[Told], after: &'t [Told]) -> Vec<&'t Told> {
    let key = |told: &Told| {
        let is_whole = OF_THE_WHOLE.contains(&told.rule);
        (
            told.rule,
            if is_whole {
                String::new()
            } else {
                told.path.clone()
            },
        )
    };
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for told in before {
        *known.entry(key(told)).or_default() += 1;
    }
    let mut new = Vec::new();
    for told in after {
        match known.get_mut(&key(told)) {
            Some(left) if *left > 0 => *left -= 1,
            _ => new.push(told),
        }
    }
    new
}
