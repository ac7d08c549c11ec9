//! What a write leaves behind, row by row: values, stamps, counters, and what the device is told.

use serde_json::{Value, json};

use crate::Fault;
use crate::state::twin::Rewritten;
use crate::state::{Section, ServiceWrite, TwinState};

const BORN: &str = "2026-01-01T00:00:00.0000000Z";
const LATER: &str = "2026-01-02T00:00:00.0000000Z";

fn patched(twin: &TwinState, body: &Value) -> Result<Rewritten, Fault> {
    let body = body.to_string();
    twin.patched(&ServiceWrite::read(body.as_bytes())?, LATER)
}

fn replaced(twin: &TwinState, body: &Value) -> Result<Rewritten, Fault> {
    let body = body.to_string();
    twin.replaced(&ServiceWrite::read(body.as_bytes())?, LATER)
}

fn reported(section: &Section, patch: &Value) -> Result<Section, Fault> {
    let written = section.patched(twin::SectionKind::Reported, Some(&patch.to_string()), LATER);
    written.map(|written| written.section)
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn desired(twin: &TwinState) -> Value {
    json_of(&twin.desired.for_service())
}

#[test]
fn a_new_twin_counts_from_one() {
    let twin = TwinState::new(BORN);
    assert_eq!(twin.counters().etag, "AAAAAAAAAAE=");
    assert_eq!(twin.counters().version, 2);
    let fresh = json!({"$metadata": {"$lastUpdated": BORN}, "$version": 1});
    assert_eq!(desired(&twin), fresh);
    let device = json!({"desired": {"$version": 1}, "reported": {"$version": 1}});
    assert_eq!(json_of(&twin.for_device()), device);
}

/// Each write with the counters after it: as the public twins and the integration tests of `az` show them.
#[test]
fn counters_move_with_each_write() {
    let writes = [
        (
            json!({"properties": {"desired": {"a": 1}}}),
            2,
            "AAAAAAAAAAI=",
            3,
        ),
        (json!({"tags": {"t": 1}}), 2, "AAAAAAAAAAM=", 4),
        (
            json!({"tags": {"t": 2}, "properties": {"desired": {"a": 1}}}),
            3,
            "AAAAAAAAAAQ=",
            5,
        ),
        (
            json!({"properties": {"desired": {"a": null}}}),
            4,
            "AAAAAAAAAAU=",
            6,
        ),
        (json!({"tags": null}), 4, "AAAAAAAAAAY=", 7),
        (
            json!({"properties": {"reported": {"a": 1}}}),
            4,
            "AAAAAAAAAAY=",
            7,
        ),
        (json!({}), 4, "AAAAAAAAAAY=", 7),
    ];
    let mut twin = TwinState::new(BORN);
    for (write, version, etag, sum) in writes {
        twin = patched(&twin, &write).unwrap().twin;
        let counters = twin.counters();
        let now = (
            twin.desired.version,
            counters.etag.as_str(),
            counters.version,
        );
        assert_eq!(now, (version, etag, sum), "{write}");
    }
    assert_eq!(twin.tags, "{}");
}

#[test]
fn a_write_stamps_its_leaves_and_all_above_them() {
    let twin = TwinState::new(BORN);
    let first = json!({"properties": {"desired": {"a": {"x": 1, "y": [1, 2]}, "b": 2}}});
    let twin = patched(&twin, &first).unwrap().twin;
    let body = json!({"properties": {"desired": {"a": {"x": 5}}}}).to_string();
    let write = ServiceWrite::read(body.as_bytes()).unwrap();
    let third = "2026-01-03T00:00:00.0000000Z";
    let twin = twin.patched(&write, third).unwrap().twin;
    let old = json!({"$lastUpdated": LATER, "$lastUpdatedVersion": 2});
    let new = json!({"$lastUpdated": third, "$lastUpdatedVersion": 3});
    assert_eq!(
        desired(&twin)["$metadata"],
        json!({
            "$lastUpdated": third, "$lastUpdatedVersion": 3, "b": old,
            "a": {"$lastUpdated": third, "$lastUpdatedVersion": 3, "x": new, "y": old},
        })
    );
}

#[test]
fn what_is_removed_leaves_a_stamp_above_it_only() {
    let section = Section::new(BORN);
    let section = reported(&section, &json!({"a": {"x": 1, "y": 2}})).unwrap();
    let section = reported(&section, &json!({"a": {"x": null}})).unwrap();
    assert_eq!(section.version, 3);
    let stamp = json!({"$lastUpdated": LATER});
    let metadata = json!({"$lastUpdated": LATER, "a": {"$lastUpdated": LATER, "y": stamp}});
    assert_eq!(json_of(&section.metadata), metadata);
    assert_eq!(json_of(&section.content), json!({"a": {"y": 2}}));
}

#[test]
fn a_leaf_becomes_an_object_and_an_object_a_leaf() {
    let cases = [
        (
            json!({"a": 1}),
            json!({"a": {"b": 2}}),
            json!({"a": {"b": 2}}),
        ),
        (json!({"a": {"b": 2}}), json!({"a": 1}), json!({"a": 1})),
        (json!({"a": [1, 2]}), json!({"a": [3]}), json!({"a": [3]})),
        (
            json!({"a": 1}),
            json!({"b": {"c": null}}),
            json!({"a": 1, "b": {}}),
        ),
    ];
    for (before, patch, after) in cases {
        let section = reported(&Section::new(BORN), &before).unwrap();
        let section = reported(&section, &patch).unwrap();
        assert_eq!(json_of(&section.content), after, "{before} + {patch}");
    }
}

#[test]
fn a_device_is_told_the_patch_itself() {
    let twin = TwinState::new(BORN);
    let write = json!({"properties": {"desired": {"a": null, "b": {"c": 1}, "$version": 7, "$metadata": {}}}});
    let notice = patched(&twin, &write).unwrap().notice.unwrap();
    assert_eq!(Value::Object(notice), json!({"a": null, "b": {"c": 1}}));
    let tags = patched(&twin, &json!({"tags": {"a": 1}})).unwrap();
    assert!(tags.notice.is_none());
}

#[test]
fn a_replacement_is_told_with_null_for_what_is_gone() {
    let twin = TwinState::new(BORN);
    let first = json!({"tags": {"t": 1}, "properties": {"desired": {"a": 1, "b": 2, "n": {"x": 1, "y": 2}}}});
    let twin = patched(&twin, &first).unwrap().twin;
    let second = json!({"properties": {"desired": {"a": 1, "c": 100, "n": {"y": 2}}}});
    let rewritten = replaced(&twin, &second).unwrap();
    let notice = Value::Object(rewritten.notice.unwrap());
    assert_eq!(
        notice,
        json!({"a": 1, "b": null, "c": 100, "n": {"x": null, "y": 2}})
    );
    assert_eq!(
        json_of(&rewritten.twin.desired.content),
        json!({"a": 1, "c": 100, "n": {"y": 2}})
    );
    assert_eq!(
        (rewritten.twin.tags.as_str(), rewritten.twin.desired.version),
        ("{}", 3)
    );
}

#[test]
fn desired_null_empties_the_section_and_tells_so() {
    let twin = TwinState::new(BORN);
    let twin = patched(
        &twin,
        &json!({"properties": {"desired": {"a": 1, "b": {"c": 2}}}}),
    )
    .unwrap()
    .twin;
    let rewritten = patched(&twin, &json!({"properties": {"desired": null}})).unwrap();
    assert_eq!(rewritten.twin.desired.content, "{}");
    assert_eq!(
        Value::Object(rewritten.notice.unwrap()),
        json!({"a": null, "b": null})
    );
}

/// A container within a container, so many times; the section is the first.
fn nested(levels: usize) -> Value {
    (1..levels).fold(json!({}), |inner, _| json!({"n": inner}))
}

#[test]
fn what_a_hub_refuses_is_refused_as_a_whole() {
    let long = |bytes: usize| "x".repeat(bytes);
    let cases = [
        (json!({"ok": 1, "a.b": 1}), "reported/a.b contains `.`"),
        (json!({"a b": 1}), "reported/a b contains ` `"),
        (json!({"$a": 1}), "reported/$a contains `$`"),
        (json!({"a": {"$b": 1}}), "reported/a/$b contains `$`"),
        (json!({"$version": 3}), "reported/$version contains `$`"),
        (json!({"a#": 1}), "reported/a# contains `#`"),
        (json!({"a\u{7}": 1}), "contains `\\u{7}`"),
        (json!({"": 1}), "has an empty key"),
        (
            json!({"a": [1, null]}),
            "reported/a/1 is null inside an array",
        ),
        (
            json!({"a": [{"b": null}]}),
            "reported/a/0/b is null inside an array",
        ),
        (
            json!({"a": 4_503_599_627_370_496_i64}),
            "is a number outside",
        ),
        (json!({"a": long(4097)}), "has 4097 bytes, 4096 are allowed"),
        (
            json!({long(1025): 1}),
            "has a key of 1025 bytes, 1024 are allowed",
        ),
        (nested(12), "is nested deeper than 10 levels"),
        (json!([1]), "reported is not an object"),
    ];
    for (patch, message) in cases {
        let section = Section::new(BORN);
        let fault = reported(&section, &patch).unwrap_err();
        assert_eq!((fault.status, fault.code), (400, 400_004), "{message}");
        assert!(
            fault.message.contains(message),
            "{} for {message}",
            fault.message
        );
    }
}

#[test]
fn what_is_just_allowed_is_taken() {
    let cases = [
        nested(11),
        json!({"a": "x".repeat(4096)}),
        json!({"k".repeat(1024): 1}),
        json!({"a": [4_503_599_627_370_495_i64, -4_503_599_627_370_496_i64, 1.5, true, {"b": []}]}),
    ];
    for patch in cases {
        let section = reported(&Section::new(BORN), &patch).unwrap();
        assert_eq!(json_of(&section.content), patch);
    }
}

#[test]
fn a_number_beyond_every_double_is_seen_in_the_text_as_it_was_sent() {
    let patch = "{\"a\": 123456789012345678901234567890}";
    let refused = Section::new(BORN).patched(twin::SectionKind::Reported, Some(patch), LATER);
    assert!(refused.unwrap_err().message.contains("is a number outside"));
}

#[test]
fn sections_are_held_against_their_size_after_the_write() {
    let part = |n: usize| json!({format!("k{n}"): "x".repeat(4000)});
    let mut section = Section::new(BORN);
    for n in 0..8 {
        section = reported(&section, &part(n)).unwrap();
    }
    let fault = reported(&section, &part(8)).unwrap_err();
    assert_eq!(
        fault.message,
        "reported would have 36018 bytes, 32768 are allowed"
    );
    let tags =
        json!({"tags": {"a": "x".repeat(4000), "b": "x".repeat(4000), "c": "x".repeat(400)}});
    let fault = patched(&TwinState::new(BORN), &tags).unwrap_err();
    assert!(
        fault.message.starts_with("tags would have"),
        "{}",
        fault.message
    );
}

#[test]
fn a_twin_from_elsewhere_keeps_its_counters_and_stamps() {
    let twin = json!({
        "deviceId": "d", "tags": {"t": 1},
        "properties": {
            "desired": {"a": 1, "$version": 7, "$metadata": {"$lastUpdated": BORN, "a": {"$lastUpdated": BORN}}},
            "reported": {"b": {"c": 2}},
        },
    });
    let state = TwinState::import(&twin.to_string(), LATER).unwrap();
    assert_eq!((state.desired.version, state.reported.version), (7, 1));
    assert_eq!(desired(&state)["$metadata"]["a"]["$lastUpdated"], BORN);
    let stamped = json_of(&state.reported.metadata);
    assert_eq!(stamped["b"]["c"]["$lastUpdated"], LATER);
}
