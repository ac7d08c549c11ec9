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
        {"op": "add", "path": "/a~1b", "value": 1},
    ]);
    let etag = patched(&mut world, &patch).unwrap();
    let is = &twin(&world, &device());
    let is = (&is["etag"], &is["properties"]["desired"]);
    assert_eq!(is.0, &json!(etag));
    for (name, value) in [
        ("interval", Value::Null),
        ("heater", json!({"__t": "c", "target": 20})),
        ("fan", json!({"__t": "c", "speed": 3})),
        ("a/b", json!(1)),
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
