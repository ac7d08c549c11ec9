//! Sequences of requests, step by step, with what changed from step to step.

use jiff::{SignedDuration, Timestamp};
use reprovision::{Given, Hub, Identity, Input, Json, Record, Scenario};
use twin::Document;
use twin::write::{Layout, Secrets, to_json};

use super::documents::{GivenError, assumptions, document, table};
use super::view::{changes, hubs_after, problem, there};
use super::{view, written};
use crate::wire::{PlayedScenario, PlayedStep, SimulationRequest};

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
    let time = |at: usize| written(time_of(start, at));
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

/// When a step happens.
fn time_of(start: Timestamp, step: usize) -> Timestamp {
    let steps = i32::try_from(step).unwrap_or(i32::MAX);
    start.saturating_add(APART * steps).unwrap_or(start)
}

/// When a sequence has to begin for a step to happen now: nothing in it is then from the future.
pub(super) fn begun(now: Timestamp, step: u32) -> Timestamp {
    let steps = i32::try_from(step).unwrap_or(i32::MAX);
    now.saturating_sub(APART * steps).unwrap_or(now)
}

/// Returns the documents of one request as a step of a sequence finds them, its own changes made and the device not yet
/// answered; nothing where there is no such step.
///
/// # Errors
/// As for one simulation.
pub fn at_step(
    text: &str,
    versions: &str,
    switches: &[String],
    step: u32,
    start: Timestamp,
) -> Result<Option<SimulationRequest>, GivenError> {
    let assumed = assumptions(switches)?;
    let (table, _) = table(versions)?;
    let doc = document(text, Input::Scenario)?;
    let Some(scenario) = doc.and_then(|doc| Scenario::read(&doc).0) else {
        return Ok(None);
    };
    let (mut found, mut at) = (None, 0);
    let time = |at: usize| written(time_of(start, at));
    scenario.play(&table, assumed, &time, &mut |played| {
        if at == step {
            found = Some(documents_of(played.given));
        }
        at += 1;
    });
    Ok(found.map(|request| SimulationRequest {
        versions: versions.to_owned(),
        assumptions: switches.to_vec(),
        ..request
    }))
}

fn documents_of(given: Given<'_>) -> SimulationRequest {
    let document = |json: Option<&Json>| json.map(|json| lines(json.text())).unwrap_or_default();
    let hubs: Vec<_> = given.hubs.iter().map(Hub::to_json).collect();
    SimulationRequest {
        enrollment: document(given.enrollment),
        device: document(given.device),
        hubs: lines(&format!("[{}]", hubs.join(","))),
        webhook: document(given.webhook),
        record: given
            .record
            .map(|record: &Record| lines(&record.to_json()))
            .unwrap_or_default(),
        ..SimulationRequest::default()
    }
}

/// A document over several lines, for a box that it is edited in: what the user gave comes back to the user as it is.
fn lines(json: &str) -> String {
    let doc = Document::read_str(json).ok();
    let root = doc.as_ref().and_then(Document::root);
    root.map(|root| to_json(root, Layout::Pretty, Secrets::Shown))
        .unwrap_or_default()
}

/// The device where it is.
fn device(hubs: &[Hub]) -> Option<&Identity> {
    let assigned = hubs.iter().find(|hub| hub.is_assigned)?;
    there(hubs, Some(&assigned.host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reprovision::{samples, simulate};

    #[test]
    fn asked_alone_from_where_a_step_begins_the_device_is_told_what_it_is_told_in_the_sequence() {
        let start: Timestamp = "2026-01-02T03:04:05Z".parse().expect("a time");
        let mut asked = 0;
        for sample in samples() {
            let played = play(&sample.text, "", &[], start).expect("small");
            for (at, step) in played.steps.into_iter().enumerate() {
                let number = u32::try_from(at).expect("few");
                let given = at_step(&sample.text, "", &[], number, start).expect("small");
                let given = given.expect("there is such a step");
                let alone = simulate(&given, time_of(start, at)).expect("small");
                let Some(told) = step.simulation else {
                    continue;
                };
                assert_eq!(alone, told, "{}, step {}", sample.name, at + 1);
                asked += 1;
            }
            let beyond = at_step(&sample.text, "", &[], 99, start).expect("small");
            assert_eq!(beyond, None);
        }
        assert!(asked > 10, "{asked}");
    }

    /// Every time of day that a text has.
    fn times(text: &str) -> Vec<Timestamp> {
        let parts = text.split('"');
        parts.filter_map(|part| part.parse().ok()).collect()
    }

    #[test]
    fn a_step_that_is_tried_now_finds_nothing_from_the_future() {
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().expect("a time");
        let mut last = Vec::new();
        for sample in samples() {
            for step in 0.. {
                let begins = begun(now, step);
                let given = at_step(&sample.text, "", &[], step, begins).expect("small");
                let Some(given) = given else { break };
                let stamps = [times(&given.record), times(&given.hubs)].concat();
                assert!(stamps.iter().all(|time| *time < now), "{given:?}");
                last.extend(stamps);
            }
        }
        let hour_ago = now
            .saturating_sub(APART)
            .expect("long after the start of time");
        assert_eq!(last.into_iter().max(), Some(hour_ago));
    }

    #[test]
    fn a_step_is_left_with_the_switches_it_was_played_with_and_nothing_is_no_sequence() {
        let start: Timestamp = "2026-01-02T03:04:05Z".parse().expect("a time");
        let text = &samples().remove(0).text;
        let switches = ["same-hub-reset=keeps".to_owned()];
        let given = at_step(text, "", &switches, 0, start).expect("small");
        assert_eq!(
            given.map(|given| given.assumptions),
            Some(switches.to_vec())
        );
        assert_eq!(at_step("", "", &[], 0, start).expect("small"), None);
        assert!(at_step(text, "", &["no=switch".to_owned()], 0, start).is_err());
    }
}
