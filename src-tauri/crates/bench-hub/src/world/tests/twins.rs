//! Twins as services and devices see them, and who is told of a write.

use serde_json::{Value, json};

use super::{connected, desired, device, twin, world, write};
use crate::world::{How, IfMatch};

#[test]
fn a_service_sees_identity_connection_and_both_sections() {
    let mut world = world();
    let before = twin(&world, &device());
    assert_eq!(
        (&before["connectionState"], &before["etag"]),
        (&json!("Disconnected"), &json!("AAAAAAAAAAE="))
    );
    let _inbox = connected(&mut world, &device());
    let after = twin(&world, &device());
    assert_eq!(
        (&after["connectionState"], &after["version"]),
        (&json!("Connected"), &json!(2))
    );
    assert_eq!(after["authenticationType"], "sas");
    assert_eq!(after["capabilities"], json!({"iotEdge": false}));
}

#[test]
fn a_connected_device_is_told_of_desired_writes_only() {
    let mut world = world();
    let mut inbox = connected(&mut world, &device());
    write(&mut world, &device(), &json!({"tags": {"site": "A"}}));
    write(&mut world, &device(), &desired(json!({"a": null})));
    let delivery = inbox.deliveries.try_recv().unwrap();
    assert_eq!(
        delivery.topic,
        "$iothub/twin/PATCH/properties/desired/?$version=2"
    );
    let told: Value = serde_json::from_slice(&delivery.payload).unwrap();
    assert_eq!(told, json!({"a": null, "$version": 2}));
    assert!(inbox.deliveries.try_recv().is_err());
}

#[test]
fn if_match_comes_in_every_spelling() {
    let cases = [
        (None, true),
        (Some(""), true),
        (Some("*"), true),
        (Some("\"*\""), true),
        (Some("AAAAAAAAAAE="), true),
        (Some("\"AAAAAAAAAAE=\""), true),
        (Some("W/\"AAAAAAAAAAE=\""), true),
        (Some("AAAAAAAAAAI="), false),
        (Some("\"\""), false),
    ];
    for (header, is_taken) in cases {
        let mut world = world();
        let body = json!({"tags": {"a": 1}}).to_string();
        let done = world.write(
            &device(),
            How::Patch,
            body.as_bytes(),
            &IfMatch::read(header),
        );
        match done {
            Ok(()) => assert!(is_taken, "{header:?}"),
            Err(fault) => assert!(!is_taken && fault.status == 412, "{header:?}: {fault}"),
        }
        let is_written = twin(&world, &device())["tags"] == json!({"a": 1});
        assert_eq!(is_written, is_taken, "{header:?}");
    }
}

#[test]
fn what_is_refused_changes_nothing_and_tells_nobody() {
    let bodies = [
        "{",
        "[]",
        "{\"tags\": 1}",
        "{\"properties\": {\"desired\": []}}",
        "{\"tags\": {\"a\": 1}, \"properties\": {\"desired\": {\"a.b\": 1}}}",
    ];
    for body in bodies {
        let mut world = world();
        let mut inbox = connected(&mut world, &device());
        let before = twin(&world, &device());
        let fault = world
            .write(&device(), How::Patch, body.as_bytes(), &IfMatch::Absent)
            .unwrap_err();
        assert_eq!(fault.status, 400, "{body}: {fault}");
        assert_eq!(twin(&world, &device()), before, "{body}");
        assert!(inbox.deliveries.try_recv().is_err(), "{body}");
    }
}

#[test]
fn a_device_reports_what_is_json_and_within_the_limits() {
    let mut world = world();
    assert_eq!(world.report(&device(), b"{\"fw\": \"1.0\"}").unwrap(), 2);
    for body in [
        &b"{\"fw\": }"[..],
        b"",
        b" ",
        b"\xff",
        b"{\"$version\": 1}",
        b"null",
    ] {
        let fault = world.report(&device(), body).unwrap_err();
        assert_eq!((fault.status, fault.code), (400, 400_004));
    }
    let reported = &twin(&world, &device())["properties"]["reported"];
    assert_eq!(
        (&reported["fw"], &reported["$version"]),
        (&json!("1.0"), &json!(2))
    );
}

#[test]
fn nobody_is_told_of_a_twin_that_is_not_there() {
    let mut world = world();
    let nobody = crate::place::Place::device("east.example", "d");
    let module = crate::place::Place::new("west.example", "d", Some("m"));
    assert_eq!(world.service_twin(&nobody).unwrap_err().code, 404_001);
    assert_eq!(world.service_twin(&module).unwrap_err().code, 404_010);
    assert_eq!(world.report(&nobody, b"{}").unwrap_err().code, 404_001);
}

#[test]
fn reports_in_a_row_count_as_if_each_had_come_alone() {
    let bodies: [&[u8]; 4] = [
        b"{\"a\": 1}",
        b"{\"b.c\": 1}",
        b"{\"a\": null, \"d\": {\"e\": 2}}",
        b"{",
    ];
    let mut together = world();
    let versions = together.report_all(&device(), &bodies);
    let versions: Vec<_> = versions.into_iter().map(Result::ok).collect();
    assert_eq!(versions, [Some(2), None, Some(3), None]);
    let mut alone = world();
    for body in bodies {
        let _ = alone.report(&device(), body);
    }
    let reported = |world: &crate::world::World| {
        let mut reported = twin(world, &device())["properties"]["reported"].take();
        reported.as_object_mut().unwrap().remove("$metadata");
        reported
    };
    assert_eq!(reported(&together), reported(&alone));
    assert_eq!(reported(&together), json!({"d": {"e": 2}, "$version": 3}));
    let told = super::told(&together, crate::event::EventKind::Reported);
    assert_eq!(told.len(), 2, "{told:?}");
}
