//! The sequences that Twinscope comes with tell the story that their descriptions promise: what each request comes to,
//! what is lost on the way, where the device is in the end and with what.
#![expect(clippy::disallowed_methods, reason = "tests read the samples")]

use std::fs;
use std::path::Path;

use reprovision::{Assumption, Assumptions, Loss, Scenario, VersionTable};
use serde_json::{Value as Json, json};
use twin::Document;

/// What became of a sequence.
#[derive(Debug, Default, PartialEq)]
struct Story {
    /// Outcome of each request, with what was lost.
    outcomes: Vec<String>,
    /// The hub in the end, and the twin there.
    hub: String,
    tags: Json,
    desired: Json,
    reported: Json,
}

/// Plays a sample.
fn story(name: &str, assumptions: Assumptions) -> Story {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workbench/scenarios");
    let text = fs::read(path.join(format!("{name}.json"))).expect("the sample");
    let (scenario, problems) = Scenario::read(&Document::read(text).expect("small"));
    assert_eq!(problems, [], "{name}");
    let scenario = scenario.expect("a sequence");
    assert!(!scenario.title.is_empty() && !scenario.description.is_empty());
    let mut story = Story::default();
    let time = |at| format!("2026-03-01T{at:02}:00:00.0000000Z");
    let table = VersionTable::built_in();
    scenario.play(table, assumptions, &time, &mut |played| {
        assert!(!played.title.is_empty());
        assert_eq!(played.problems, [], "{name}: {}", played.title);
        if let Some((_, answer)) = played.asked {
            assert_eq!(answer.problems, [], "{name}: {}", played.title);
            let lost: Vec<_> = answer.lost.iter().map(Loss::name).collect();
            let outcome = answer.outcome.name();
            story.outcomes.push(match lost.is_empty() {
                true => outcome.to_owned(),
                false => format!("{outcome} without {}", lost.join(", ")),
            });
        }
        let at = played.hubs.iter().find(|hub| hub.is_assigned);
        let identity = at.and_then(|hub| hub.identity.as_ref());
        let twin = identity.map(|identity| serde_json::from_str(&identity.to_json()));
        let twin: Json = twin.transpose().expect("JSON").unwrap_or_default();
        let section = |name: &str| {
            let mut section = twin["properties"][name].clone();
            if let Some(members) = section.as_object_mut() {
                members.retain(|key, _| key != "$metadata");
            }
            section
        };
        story.hub = at
            .map(|hub| hub.host.replace(".azure-devices.net", ""))
            .unwrap_or_default();
        story.tags = twin["tags"].clone();
        (story.desired, story.reported) = (section("desired"), section("reported"));
    });
    story
}

fn check(name: &str, outcomes: &[&str], hub: &str, [tags, desired, reported]: [Json; 3]) {
    let told = story(name, Assumptions::default());
    let expected = Story {
        outcomes: outcomes
            .iter()
            .map(|outcome| (*outcome).to_owned())
            .collect(),
        hub: hub.to_owned(),
        tags,
        desired,
        reported,
    };
    assert_eq!(told, expected, "{name}");
}

#[test]
fn what_quarantine_mended_comes_back_with_migrate() {
    check(
        "quarantine",
        &["initial", "migrated", "migrated"],
        "plant-west",
        [
            json!({"site": "west", "updated": "yes"}),
            json!({"telemetry": {"intervalSeconds": 60}, "$version": 1}),
            json!({"firmware": "3.2.1", "telemetry": {"intervalSeconds": 60}, "$version": 3}),
        ],
    );
}

#[test]
fn what_quarantine_mended_is_lost_by_a_reset_on_the_way_back() {
    check(
        "quarantine-reset",
        &[
            "initial",
            "migrated",
            "reset without tags, desired, reported",
        ],
        "plant-west",
        [
            json!({"site": "west"}),
            json!({"telemetry": {"intervalSeconds": 60}, "$version": 1}),
            json!({"firmware": "3.2.1", "telemetry": {"intervalSeconds": 60}, "$version": 2}),
        ],
    );
}

#[test]
fn nothing_of_the_old_tenant_reaches_the_new_one() {
    check(
        "tenant-change",
        &["initial", "reset without tags, desired, reported"],
        "birch-foods",
        [
            json!({"tenant": "birch"}),
            json!({"setpoint": {"celsius": 2}, "$version": 1}),
            json!({"setpoint": {"celsius": 2}, "compressor": {"hours": 5121}, "$version": 2}),
        ],
    );
}

#[test]
fn a_container_is_where_it_is_answered_the_quickest_with_all_it_has() {
    check(
        "geo-move",
        &["initial", "migrated", "same-hub", "migrated"],
        "fleet-europe",
        [
            json!({"line": "north", "voyage": "N17"}),
            json!({"report": {"everyMinutes": 15}, "$version": 1}),
            json!({"cargo": "vaccines", "celsius": 5.2, "$version": 2}),
        ],
    );
}

#[test]
fn a_factory_reset_starts_anew_by_assumption_only() {
    check(
        "factory-reset",
        &[
            "initial",
            "reset-in-place without tags, desired, reported",
            "reset-in-place",
        ],
        "stores-central",
        [
            json!({"store": "unassigned"}),
            json!({"display": {"brightness": 80}, "$version": 1}),
            json!({"$version": 1}),
        ],
    );
    let keeps = Assumption::named("same-hub-reset=keeps").expect("a switch");
    let kept = story("factory-reset", Assumptions::default().with(keeps));
    assert_eq!(kept.outcomes, ["initial", "same-hub", "same-hub"]);
    assert_eq!(kept.tags, json!({"store": "0317", "floor": 1}));
}

#[test]
fn a_meter_goes_to_new_solutions_with_what_it_has() {
    check(
        "solution-change",
        &["initial", "migrated", "migrated", "failed"],
        "metering-pilot",
        [
            json!({"district": "7"}),
            json!({"tariff": {"zone": "A"}, "$version": 1}),
            json!({"tariff": {"zone": "A"}, "kilowattHours": 18204, "$version": 2}),
        ],
    );
}

#[test]
fn an_old_valve_sticks_until_a_policy_is_saved() {
    check(
        "legacy-fleet",
        &["initial", "stuck", "migrated"],
        "plant-south-new",
        [
            json!({"site": "south", "line": 3}),
            json!({"valve": {"maxPercent": 80}, "$version": 1}),
            json!({"valve": {"maxPercent": 80}, "firmware": "1.8.0", "$version": 2}),
        ],
    );
}

#[test]
fn an_identity_that_is_deleted_is_made_anew_and_one_without_a_record_keeps_its_twin() {
    check(
        "identity-deleted",
        &["initial", "recreated", "readopted"],
        "campus-north",
        [
            json!({"building": "N", "room": "N-204"}),
            json!({"sample": {"everySeconds": 30}, "$version": 1}),
            json!({"sample": {"everySeconds": 30}, "battery": 86, "$version": 2}),
        ],
    );
}
