//! Names of properties: escaped, indexed, spelled in another case, behind the name of their collection.

use serde_json::{Value, json};

use super::fleet::fleet;
use super::{UNDEFINED, computed, found, is, over};

fn document() -> Value {
    json!({
        "deviceId": "a", "moduleId": "m", "odd": {"Case": 1, "case": 2},
        "tags": {
            "group": "east", "a b": 1, "a-b": 2, "it's": 3, "1st": 4, "Site": "x", "count": 5, "größe": 6, "$x": 7, "_y": 8,
            "list": [10, {"deep": 11}, [12]], "deviceid": 13
        },
        "properties": {"desired": {"x": 14}, "reported": {"DESIRED": 15}},
        "x509Thumbprint": {"primaryThumbprint": "AB"}
    })
}

#[test]
fn names_are_written_in_many_ways() {
    computed(
        &document(),
        &[
            ("tags.[[group]]", is("east")),
            ("[[tags]].[[group]]", is("east")),
            ("tags[\"group\"]", is("east")),
            ("tags['a b']", is(1)),
            ("tags.[[a b]]", is(1)),
            ("tags.[[a-b]]", is(2)),
            (r"tags['it\'s']", is(3)),
            ("tags.[[it's]]", is(3)),
            ("tags.[[1st]]", is(4)),
            ("tags.count", is(5)),
            ("tags . größe", is(6)),
            ("tags.$x + tags._y", is(15)),
            ("tags.list[0]", is(10)),
            ("tags.list[1].deep", is(11)),
            ("tags['list'][1]['deep']", is(11)),
            ("tags.list[2][0]", is(12)),
            ("tags.list[0x1].deep", is(11)),
            ("tags.list[3]", UNDEFINED),
            ("tags.list.deep", UNDEFINED),
            ("tags[0]", UNDEFINED),
            ("tags.list['0']", UNDEFINED),
            ("deviceId.x", UNDEFINED),
        ],
    );
}

#[test]
fn only_the_hubs_own_names_may_be_spelled_in_any_case() {
    computed(
        &document(),
        &[
            ("DEVICEID", is("a")),
            ("moduleid", is("m")),
            ("Tags.Site", is("x")),
            ("tags.site", UNDEFINED),
            ("tags.DeviceId", UNDEFINED),
            ("tags.deviceid", is(13)),
            ("Properties.Desired.x", is(14)),
            ("properties.desired.X", UNDEFINED),
            ("properties.reported.desired", UNDEFINED),
            ("X509THUMBPRINT.PrimaryThumbprint", is("AB")),
            ("odd.Case + odd.case", is(3)),
            ("Odd.case", UNDEFINED),
            ("[[deviceid]]", UNDEFINED),
        ],
    );
}

#[test]
fn a_collection_may_have_another_name() {
    for from in [
        "devices WHERE tags.site = 'B'",
        "devices WHERE devices.tags.site = 'B'",
        "devices AS d WHERE d.tags.site = 'B'",
        "devices d WHERE d.Tags.site = 'B' AND d.DEVICEID != ''",
        "devices d WHERE tags.site = 'B'",
        "devices d WHERE devices.tags.site = 'B'",
        "devices AS [[where]] WHERE [[where]].tags.site = 'B'",
        "Devices AS tags WHERE tags.tags.site = 'B'",
    ] {
        assert_eq!(
            found(&fleet(), &format!("SELECT * FROM {from}")),
            "c",
            "{from}"
        );
    }
}

#[test]
fn columns_have_the_names_that_callers_look_for() {
    for (columns, row) in [
        ("DEVICEID", json!({"deviceId": "a"})),
        ("d.deviceId", json!({"deviceId": "a"})),
        ("deviceId AS [[a b]]", json!({"a b": "a"})),
        ("tags.[[a b]]", json!({"a b": 1})),
        ("tags['group']", json!({"group": "east"})),
        ("tags.list[1].deep", json!({"deep": 11})),
        ("tags.list[0]", json!({"list": 10})),
        (
            "1, deviceId, 1 + 1",
            json!({"$1": 1, "deviceId": "a", "$3": 2}),
        ),
        ("tags.missing, deviceId", json!({"deviceId": "a"})),
        ("odd", json!({"odd": {"Case": 1, "case": 2}})),
    ] {
        let rows = over(&[document()], &format!("SELECT {columns} FROM devices d")).rows;
        assert_eq!(rows, [row], "{columns}");
    }
    let rows = over(&[json!({"deviceId": "a"})], "SELECT d FROM devices d").rows;
    assert_eq!(rows, [json!({"d": {"deviceId": "a"}})]);
}

#[test]
fn numbers_of_columns_keep_their_form() {
    let text = r#"{"tags": {"x": 1.0, "y": 12345678901234567890}}"#;
    let document: Value = serde_json::from_str(text).expect("it is valid");
    let rows = over(&[document], "SELECT tags.x, tags.y FROM devices").rows;
    assert_eq!(rows[0].to_string(), r#"{"x":1.0,"y":12345678901234567890}"#);
}
