//! Digital twins: what they show of a twin, and what a patch of them writes.

use serde_json::{Value, json};

use super::{desired, device, twin, world, write};
use crate::world::{IfMatch, World};

fn patched(world: &mut World, patch: &Value) -> Result<String, crate::Fault> {
    world.patch_digital_twin(&device(), patch.to_string().as_bytes(), &IfMatch::Absent)
}

fn shown(world: &World) -> Value {
    world.digital_twin(&device()).unwrap().0
}

#[test]
fn a_digital_twin_has_components_values_and_what_was_acknowledged() {
    let mut world = world();
    let wanted = json!({"interval": 5, "heater": {"__t": "c", "target": 21.5}});
    write(&mut world, &device(), &desired(wanted));
    let reported = json!({
        "serial": "x1",
        "heater": {"__t": "c", "max": 30, "target": {"value": 21.5, "ac": 200, "av": 2, "ad": "done"}},
    });
    world
        .report(&device(), reported.to_string().as_bytes())
        .unwrap();
    let shown = shown(&world);
    assert_eq!(
        (&shown["$dtId"], &shown["serial"]),
        (&json!("d"), &json!("x1"))
    );
    assert_eq!(shown["$metadata"]["$model"], "");
    assert_eq!(shown["interval"], Value::Null, "nobody reported it");
    assert_eq!(shown["$metadata"]["interval"]["desiredValue"], 5);
    let heater = &shown["heater"];
    assert_eq!(
        (&heater["max"], &heater["target"]),
        (&json!(30), &json!(21.5))
    );
    let told = &heater["$metadata"]["target"];
    for (name, value) in [
        ("desiredValue", json!(21.5)),
        ("desiredVersion", json!(2)),
        ("ackVersion", json!(2)),
        ("ackCode", json!(200)),
        ("ackDescription", json!("done")),
    ] {
        assert_eq!(told[name], value, "{name}");
    }
    assert!(told["lastUpdateTime"].is_string());
    assert_eq!(heater["__t"], Value::Null);
}

#[test]
fn a_json_patch_writes_desired_properties_whole_or_not_at_all() {
    let mut world = world();
    let patch = json!([
        {"op": "add", "path": "/interval", "value": 5},
        {"op": "replace", "path": "/heater/target", "value": 20},
        {"op": "add", "path": "/fan", "value": {"$metadata": {}, "speed": 3}},
        {"op": "remove", "path": "/interval"},
    ]);
    let etag = patched(&mut world, &patch).unwrap();
    let is = &twin(&world, &device());
    let is = (&is["etag"], &is["properties"]["desired"]);
    assert_eq!(is.0, &json!(etag));
    for (name, value) in [
        ("interval", Value::Null),
        ("heater", json!({"__t": "c", "target": 20})),
        ("fan", json!({"__t": "c", "speed": 3})),
    ] {
        assert_eq!(is.1[name], value, "{name}");
    }
    for bad in [
        json!({}),
        json!([{"op": "move", "path": "/a", "from": "/b"}]),
        json!([{"op": "add", "path": "/interval"}]),
        json!([{"op": "add", "path": "interval", "value": 1}]),
        json!([{"op": "add", "path": "/a/b/c", "value": 1}]),
        json!([{"op": "add", "path": "/$metadata", "value": 1}]),
        json!([{"op": "add", "path": "/x", "value": 1}, {"op": "remove", "path": "/none"}]),
        json!([{"op": "remove", "path": "/none/x"}]),
        json!([{"op": "add", "path": "/x.y", "value": 1}]),
    ] {
        assert_eq!(patched(&mut world, &bad).unwrap_err().status, 400, "{bad}");
    }
    assert_eq!(
        twin(&world, &device())["etag"],
        json!(etag),
        "nothing was written"
    );
    let late = world.patch_digital_twin(&device(), b"[]", &IfMatch::Tag("other".to_owned()));
    assert_eq!(late.unwrap_err().status, 412);
}

#[test]
fn only_components_have_properties_and_one_without_any_is_gone() {
    let mut world = world();
    let wanted = json!({"plain": 5, "object": {"x": 1}, "fan": {"__t": "c", "speed": 3}});
    write(&mut world, &device(), &desired(wanted));
    world.report(&device(), br#"{"serial": "x1"}"#).unwrap();
    for path in ["/plain/x", "/object/x", "/object/y", "/serial/x"] {
        let patch = json!([{"op": "add", "path": path, "value": 1}]);
        let refused = patched(&mut world, &patch).unwrap_err();
        assert!(
            refused.message.contains("not digital twin conformant"),
            "{refused}"
        );
    }
    patched(&mut world, &json!([{"op": "remove", "path": "/fan/speed"}])).unwrap();
    let is = twin(&world, &device());
    assert_eq!(is["properties"]["desired"]["fan"], Value::Null);
    assert_eq!(is["properties"]["desired"]["object"], json!({"x": 1}));
}

#[test]
fn what_is_written_again_is_stamped_and_told_again() {
    let mut world = world();
    write(
        &mut world,
        &device(),
        &desired(json!({"interval": 5, "fan": {"__t": "c", "speed": 3}})),
    );
    let patch = json!([
        {"op": "add", "path": "/interval", "value": 5},
        {"op": "replace", "path": "/fan/speed", "value": 3},
    ]);
    patched(&mut world, &patch).unwrap();
    let content = json!({"deviceContent": {"properties.desired.fan.speed": 3}});
    for version in [3, 4] {
        let stamps = &twin(&world, &device())["properties"]["desired"]["$metadata"];
        assert_eq!(stamps["fan"]["speed"]["$lastUpdatedVersion"], version);
        assert_eq!(stamps["interval"]["$lastUpdatedVersion"], 3);
        world
            .apply_content(&device(), content.to_string().as_bytes())
            .unwrap();
    }
}
