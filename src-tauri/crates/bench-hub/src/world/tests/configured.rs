//! Configurations at work, without the task that asks for it.

use serde_json::{Value, json};

use super::{desired, device, make, twin, world, write};
use crate::place::Place;
use crate::world::{Interests, Keeps, World};

fn keep(world: &mut World, id: &str, priority: i64, condition: &str, content: &Value) {
    let part = match condition.starts_with("from") {
        true => "moduleContent",
        false => "deviceContent",
    };
    let document = json!({
        "id": id, "priority": priority, "targetCondition": condition,
        "createdTimeUtc": format!("2026-01-01T00:00:{priority:02}Z"), "content": {part: content},
    });
    let text = document.to_string();
    let kept = world
        .keep
        .put_configuration("west.example", id, "tag", &text);
    kept.unwrap();
    world.plan("west.example").unwrap();
}

fn settle(world: &mut World, place: &Place) {
    let (_, places) = world.take_unsettled();
    for place in places {
        world.settle_configurations(&place).unwrap();
    }
    world.settle_configurations(place).unwrap();
}

/// Looks at what the applier would; how many looks it took until nothing was left to be looked at.
fn looks(world: &mut World) -> usize {
    for look in 0..20 {
        let (_, places) = world.take_unsettled();
        if places.is_empty() {
            return look;
        }
        for place in places {
            world.settle_configurations(&place).unwrap();
        }
    }
    panic!("it never comes to rest");
}

fn is(world: &World, place: &Place) -> (Value, Value) {
    let mut twin = twin(world, place);
    let mut desired = twin["properties"]["desired"].take();
    let members = desired.as_object_mut().unwrap();
    members.retain(|name, _| !name.starts_with('$'));
    (desired, twin["configurations"].take())
}

#[test]
fn the_most_important_configuration_has_its_way_and_the_next_one_follows_it() {
    let mut world = world();
    write(&mut world, &device(), &json!({"tags": {"site": "north"}}));
    write(&mut world, &device(), &desired(json!({"own": 1, "a": 0})));
    let site = "tags.site = 'north'";
    keep(
        &mut world,
        "low",
        1,
        "*",
        &json!({"properties.desired.a": 1, "properties.desired.b": 1}),
    );
    keep(
        &mut world,
        "high",
        9,
        site,
        &json!({"properties.desired.a": 9}),
    );
    keep(
        &mut world,
        "other",
        50,
        "tags.site = 'south'",
        &json!({"properties.desired.a": 50}),
    );
    keep(
        &mut world,
        "nobody",
        60,
        "",
        &json!({"properties.desired.a": 60}),
    );
    settle(&mut world, &device());
    let states = json!({"low": {"status": "Targeted"}, "high": {"status": "Applied"}});
    assert_eq!(
        is(&world, &device()),
        (json!({"own": 1, "a": 9, "b": 1}), states)
    );
    let before = twin(&world, &device());
    settle(&mut world, &device());
    assert_eq!(
        twin(&world, &device())["etag"],
        before["etag"],
        "nothing is written twice"
    );
    let counts = world.configuration_counts("west.example");
    assert_eq!((counts["low"].targeted, counts["low"].applied), (1, 0));
    assert_eq!((counts["high"].targeted, counts["high"].applied), (1, 1));
    write(&mut world, &device(), &json!({"tags": {"site": "south"}}));
    settle(&mut world, &device());
    assert_eq!(is(&world, &device()).0["a"], 50, "its tags lead to another");
    write(&mut world, &device(), &json!({"tags": null}));
    settle(&mut world, &device());
    let states = json!({"low": {"status": "Applied"}});
    assert_eq!(
        is(&world, &device()),
        (json!({"own": 1, "a": 1, "b": 1}), states)
    );
}

#[test]
fn what_a_configuration_wrote_is_signed_with_its_name() {
    let mut world = world();
    keep(
        &mut world,
        "climate",
        1,
        "*",
        &json!({"properties.desired.climate": {"target": 21}}),
    );
    settle(&mut world, &device());
    let metadata = &twin(&world, &device())["properties"]["desired"]["$metadata"]["climate"];
    assert_eq!(metadata["target"]["$lastUpdatedBy"], "climate");
    assert_eq!(metadata["target"]["$lastUpdatedByDigest"], "tag");
    write(
        &mut world,
        &device(),
        &desired(json!({"climate": {"target": 5}})),
    );
    let metadata = &twin(&world, &device())["properties"]["desired"]["$metadata"]["climate"];
    assert_eq!(metadata["target"]["$lastUpdatedBy"], Value::Null);
}

#[test]
fn configurations_of_modules_leave_devices_alone_and_what_is_gone_is_not_counted() {
    let mut world = world();
    let module = Place::new("west.example", "d", Some("m"));
    make(&mut world, &module);
    let content = json!({"properties.desired.a": 1});
    keep(
        &mut world,
        "modules",
        1,
        "from devices.modules where moduleId = 'm'",
        &content,
    );
    settle(&mut world, &device());
    settle(&mut world, &module);
    assert_eq!(is(&world, &device()), (json!({}), Value::Null));
    assert_eq!(is(&world, &module).0, json!({"a": 1}));
    world
        .remove_identity(&device(), &crate::world::IfMatch::Any)
        .unwrap();
    assert!(world.configuration_counts("west.example").is_empty());
}

#[test]
fn what_a_twin_cannot_hold_is_told_and_nothing_of_it_written() {
    let mut world = world();
    let much = json!({"properties.desired.a": 1, "properties.desired.b": "x".repeat(5000)});
    keep(&mut world, "much", 1, "*", &much);
    settle(&mut world, &device());
    let (desired, states) = is(&world, &device());
    assert_eq!(
        (desired, &states["much"]["status"]),
        (json!({}), &json!("Targeted"))
    );
    let told = super::told(&world, crate::event::EventKind::Fault);
    assert!(
        told[0].starts_with("configurations are not applied"),
        "{told:?}"
    );
}

#[test]
fn a_content_is_applied_to_a_device_and_to_its_modules_or_not_at_all() {
    let mut world = world();
    write(&mut world, &device(), &desired(json!({"old": 1})));
    let apply = |world: &mut World, content: Value| {
        world.apply_content(&device(), content.to_string().as_bytes())
    };
    let agent = Place::new("west.example", "d", Some("$edgeAgent"));
    let bad = json!({"modulesContent": {
        "$edgeAgent": {"properties.desired": {"a": 1}},
        "$edgeHub": {"properties.reported": {}},
    }});
    assert_eq!(apply(&mut world, bad).unwrap_err().status, 400);
    assert!(world.keep.row(&agent).unwrap().is_none());
    for bad in [json!({}), json!([]), json!({"modulesContent": {"a/b": {}}})] {
        assert_eq!(
            apply(&mut world, bad.clone()).unwrap_err().status,
            400,
            "{bad}"
        );
    }
    let content = json!({
        "deviceContent": {"properties.desired.climate": {"target": 21}},
        "modulesContent": {"$edgeAgent": {"properties.desired": {"schemaVersion": "1.1"}}},
    });
    for _ in 0..2 {
        apply(&mut world, content.clone()).unwrap();
        assert_eq!(
            is(&world, &device()).0,
            json!({"old": 1, "climate": {"target": 21}})
        );
        assert_eq!(is(&world, &agent).0, json!({"schemaVersion": "1.1"}));
    }
    let other = json!({"modulesContent": {"$edgeAgent": {"properties.desired": {"x": 1}}}});
    apply(&mut world, other).unwrap();
    assert_eq!(is(&world, &agent).0, json!({"x": 1}));
}

#[test]
fn configurations_that_undo_each_other_come_to_rest() {
    let mut world = world();
    write(&mut world, &device(), &desired(json!({"m": 1})));
    for (id, has, wants) in [("a", 1, 2), ("b", 2, 1)] {
        let condition = format!("properties.desired.m = {has}");
        keep(
            &mut world,
            id,
            1,
            &condition,
            &json!({"properties.desired.m": wants}),
        );
    }
    assert_eq!(looks(&mut world), 0, "a hub is looked at as a whole");
    for _ in 0..2 {
        let version = twin(&world, &device())["properties"]["desired"]["$version"].clone();
        write(&mut world, &device(), &json!({"tags": {"x": 1}}));
        assert_eq!(looks(&mut world), 1);
        let after = twin(&world, &device())["properties"]["desired"]["$version"].clone();
        assert_eq!(after.as_i64(), version.as_i64().map(|version| version + 1));
    }
}

#[test]
fn a_device_that_comes_and_goes_is_looked_at_where_a_condition_asks_for_that() {
    for (condition, is_looked_at) in [
        ("connectionState = 'Connected'", true),
        ("tags.a = 1", false),
    ] {
        let mut world = world();
        keep(
            &mut world,
            "c",
            1,
            condition,
            &json!({"properties.desired.here": 1}),
        );
        looks(&mut world);
        let inbox = world.inbox(&device(), Interests::default(), Keeps::Nothing);
        assert_eq!(looks(&mut world), usize::from(is_looked_at), "{condition}");
        let here = &twin(&world, &device())["properties"]["desired"]["here"];
        assert_eq!(here == 1, is_looked_at);
        world.close(&device(), inbox.session, "bye");
        assert_eq!(looks(&mut world), usize::from(is_looked_at));
    }
}
