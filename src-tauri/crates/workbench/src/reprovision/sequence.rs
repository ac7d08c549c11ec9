//! Sequences of requests, step by step, with what changed from step to step.

use jiff::{SignedDuration, Timestamp};
use reprovision::{Hub, Identity, Input, Scenario};

use super::documents::{GivenError, assumptions, document, table};
use super::view::{changes, hubs_after, problem, there};
use super::{view, written};
use crate::wire::{PlayedScenario, PlayedStep};

/// Time between two steps.
const APART: SignedDuration = SignedDuration::from_hours(1);

/// Plays a sequence.
///
/// # Errors
/// As for one simulation.
pub fn play(
    text: &str,
    versions: &str,
    switches: &[String],
    start: Timestamp,
) -> Result<PlayedScenario, GivenError> {
    let assumed = assumptions(switches)?;
    let (table, mut problems) = table(versions)?;
    let doc = document(text, Input::Scenario)?;
    let read = doc.as_ref().map(Scenario::read).unwrap_or_default();
    problems.extend(read.1);
    let Some(scenario) = read.0 else {
        return Ok(PlayedScenario {
            title: String::new(),
            description: String::new(),
            steps: Vec::new(),
            problems: problems.iter().map(problem).collect(),
        });
    };
    let time = |at: usize| {
        let steps = i32::try_from(at).unwrap_or(i32::MAX);
        written(start.saturating_add(APART * steps).unwrap_or(start))
    };
    let mut last: Option<Identity> = None;
    let mut left: Vec<Hub> = Vec::new();
    let mut steps = Vec::new();
    scenario.play(&table, assumed, &time, &mut |played| {
        let now = device(played.hubs).cloned();
        let (changed, further) = changes(last.as_ref(), now.as_ref());
        steps.push(PlayedStep {
            title: played.title.to_owned(),
            simulation: played
                .asked
                .map(|(request, answer)| view::told(answer, request)),
            hubs: hubs_after(&left, played.hubs),
            changes: changed,
            further,
            problems: played.problems.iter().map(problem).collect(),
        });
        last = now.or(last.take());
        left = played.hubs.to_vec();
    });
    Ok(PlayedScenario {
        title: scenario.title,
        description: scenario.description,
        steps,
        problems: problems.iter().map(problem).collect(),
    })
}

/// The device where it is.
fn device(hubs: &[Hub]) -> Option<&Identity> {
    let assigned = hubs.iter().find(|hub| hub.is_assigned)?;
    there(hubs, Some(&assigned.host))
}
