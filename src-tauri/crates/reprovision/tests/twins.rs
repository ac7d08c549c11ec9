//! What hubs count and stamp: new twins, twins that moved, twins that somebody edited between two steps of a sequence.

use reprovision::{
    Assumptions, Device, DeviceState, Enrollment, Hub, Identity, Json, Request, Scenario,
    VersionTable,
};
use serde_json::{Value, json};
use twin::Document;

const NOW: &str = "2026-03-01T12:00:00.0000000Z";

fn document(json: &Value) -> Document {
    Document::read_str(&json.to_string()).expect("small")
}

fn carried(json: &Value) -> Json {
    Json::of(document(json).root().expect("a value"))
}

fn written(identity: &Identity) -> Value {
    serde_json::from_str(&identity.to_json()).expect("JSON")
}

fn hubs(json: &Value) -> Vec<Hub> {
    Hub::read(&document(json)).0
}

#[test]
fn a_new_twin_has_a_stamp_for_every_object_and_every_leaf() {
    let desired =
        json!({"a": {"b": {"c": 1}, "d": [{"e": 1}, 2]}, "f": {}, "g": null, "h \"i\"": true});
    let tags = json!({"site": "west"});
    let state = DeviceState::initial(carried(&tags), carried(&desired), true, NOW);
    let at = |members: Value| {
        let mut stamp = json!({"$lastUpdated": NOW, "$lastUpdatedVersion": 1});
        let stamps = stamp.as_object_mut().expect("an object");
        stamps.extend(members.as_object().expect("an object").clone());
        stamp
    };
    let leaf = || at(json!({}));
    let expected = at(json!({
        "a": at(json!({"b": at(json!({"c": leaf()})), "d": leaf()})),
        "f": leaf(),
        "g": leaf(),
        "h \"i\"": leaf(),
    }));
    let twin = written(&Identity::new("pump-0042", state));
    assert_eq!(twin["properties"]["desired"]["$metadata"], expected);
    assert_eq!(
        twin["properties"]["reported"],
        json!({"$metadata": {"$lastUpdated": NOW}, "$version": 1})
    );
    assert_eq!(twin["etag"], "AAAAAAAAAAE=");
    assert_eq!(twin["version"], 2);
    assert_eq!(twin["capabilities"], json!({"iotEdge": true}));
}

#[test]
fn what_nobody_has_written_has_no_version_at_which_it_was() {
    let state = DeviceState::initial(Json::empty_object(), Json::empty_object(), false, NOW);
    let twin = written(&Identity::new("pump-0042", state));
    let fresh = json!({"$metadata": {"$lastUpdated": NOW}, "$version": 1});
    assert_eq!(
        twin["properties"],
        json!({"desired": fresh, "reported": fresh})
    );
}

#[test]
fn a_twin_that_moved_keeps_stamps_and_versions_and_gets_a_new_tag() {
    let stamp = |n: u8| json!({"$lastUpdated": format!("2025-01-0{n}T00:00:00.0000000Z")});
    let twin = json!({
        "deviceId": "pump-0042", "etag": "AAAAAAAAAAk=", "version": 16,
        "connectionState": "Connected",
        "tags": {"site": "west"},
        "properties": {
            "desired": {"a": 1e3, "$metadata": stamp(1), "$version": 8},
            "reported": {"b": 1.0, "$metadata": stamp(2), "$version": 7},
        },
    });
    // numbers keep their text
    let text = twin.to_string().replace("1000.0", "1e3");
    let hubs = format!(
        "[{{\"hostName\": \"a\", \"assigned\": true, \"twin\": {text}}}, {{\"hostName\": \"b\"}}]"
    );
    let hubs = Hub::read(&Document::read_str(&hubs).expect("small")).0;
    let enrollment =
        json!({"registrationId": "pump-0042", "iotHubs": ["b"], "reprovisionPolicy": {}});
    let enrollments = Enrollment::read(&document(&enrollment)).0;
    let device = Device::read(&document(&json!({"registrationId": "pump-0042"}))).0;
    let answer = Request::new(&enrollments, &device, &hubs, NOW).answer();
    let there = answer.hubs[1].identity.as_ref().expect("it moved");
    assert!(there.to_json().contains("\"a\":1e3") && there.to_json().contains("\"b\":1.0"));
    let after = written(there);
    assert_eq!(
        after["properties"],
        written(hubs[0].identity.as_ref().expect("it was there"))["properties"]
    );
    assert_eq!(
        (&after["etag"], &after["version"]),
        (&json!("AAAAAAAAAAE="), &json!(8))
    );
    // what belongs to the old identity stays behind
    assert_eq!(after.get("connectionState"), None);
}

/// The device on the first hub after each step.
fn played(scenario: &Value) -> Vec<(Value, Vec<String>)> {
    let scenario = Scenario::read(&document(scenario)).0.expect("a sequence");
    let mut seen = Vec::new();
    let time = |_| NOW.to_owned();
    scenario.play(
        VersionTable::built_in(),
        Assumptions::default(),
        &time,
        &mut |played| {
            let twin = played.hubs[0].identity.as_ref().map(written);
            // each stands in the text of the sequence
            assert!(played.problems.iter().all(|p| p.place.is_some()));
            let problems = played
                .problems
                .iter()
                .map(|p| format!("{} {}", p.input.word(), p.kind.name()));
            seen.push((twin.unwrap_or_default(), problems.collect()));
        },
    );
    seen
}

fn with_steps(steps: Value) -> Value {
    json!({
        "title": "t", "description": "d",
        "enrollment": {"registrationId": "pump-0042", "iotHubs": ["a"], "reprovisionPolicy": {},
                       "initialTwin": {"tags": {"site": "west"}, "properties": {"desired": {"a": 1}}}},
        "device": {"registrationId": "pump-0042", "apiVersion": "2021-06-01"},
        "hubs": [{"hostName": "a"}],
        "steps": steps,
    })
}

#[test]
fn edits_by_hand_are_counted_as_the_hub_counts_them() {
    let edit = |twin: Value| json!({"title": "edit", "request": false, "hubs": [{"hostName": "A", "twin": twin}]});
    let seen = played(&with_steps(json!([
        {"title": "first"},
        edit(json!({"tags": {"line": 4}})),
        edit(json!({"properties": {"desired": {"a": 2}, "reported": {"a": 2}}})),
        edit(json!({"properties": {"desired": {"a": 2}}})),
        edit(json!({"properties": {"reported": {"b": 1, "$version": 9}}})),
    ])));
    let counted = seen.iter().map(|(twin, _)| {
        let properties = &twin["properties"];
        let counts = [
            &twin["version"],
            &properties["desired"]["$version"],
            &properties["reported"]["$version"],
        ];
        (
            counts.map(|count| count.as_i64().expect("a number")),
            twin["etag"].as_str(),
        )
    });
    let counted: Vec<_> = counted.collect();
    assert_eq!(
        counted,
        [
            ([2, 1, 1], Some("AAAAAAAAAAE=")),
            ([3, 1, 1], None),
            ([5, 2, 2], None),
            ([5, 2, 2], None),
            ([6, 2, 9], None),
        ]
    );
    let stamped = |at: usize| {
        seen[at].0["properties"]["desired"]
            .get("$metadata")
            .is_some()
    };
    assert_eq!([stamped(0), stamped(1), stamped(2)], [true, true, false]);
}

#[test]
fn what_a_step_gets_wrong_is_told_at_that_step_and_only_there() {
    let seen = played(&with_steps(json!([
        {"title": "first"},
        {"title": "a typo", "enrollment": {"reprovisionPolicy": {"migrate": true}}},
        {"title": "again"},
        {"title": "more", "device": {"apiversion": "x"}, "hubs": [{"twin": {}}], "webhook": {"host": "a"}},
    ])));
    let told: Vec<_> = seen.into_iter().map(|(_, problems)| problems).collect();
    assert_eq!(told[0], [""; 0]);
    assert_eq!(told[1], ["scenario policy-unknown-field"]);
    assert_eq!(told[2], [""; 0]);
    assert_eq!(
        told[3],
        [
            "scenario hub-without-name",
            "scenario reprovision-unknown-member",
            "scenario reprovision-unknown-member",
            "scenario reprovision-wrong-shape",
        ]
    );
}

#[test]
fn each_of_two_hubs_of_one_name_has_its_problems_at_its_own_place() {
    let twins = [json!({"twin": {}}), json!({"twin": 7})];
    let scenario = with_steps(json!([{"title": "two", "request": false, "hubs": twins}]));
    let scenario = Scenario::read(&document(&scenario)).0.expect("a sequence");
    let mut pointers = Vec::new();
    let time = |_| NOW.to_owned();
    scenario.play(
        VersionTable::built_in(),
        Assumptions::default(),
        &time,
        &mut |played| pointers.extend(played.problems.iter().map(|p| p.pointer.clone())),
    );
    let of = |nth: usize| {
        pointers
            .iter()
            .any(|p| p.starts_with(&format!("/steps/0/hubs/{nth}")))
    };
    assert!(of(0) && of(1), "{pointers:?}");
}

#[test]
fn equal_hubs_are_one_whatever_their_capitals() {
    let all = hubs(&json!([{"hostName": "Plant.azure-devices.net"}]));
    assert!(all[0].is("plant.AZURE-devices.net") && !all[0].is("plants.azure-devices.net"));
}
