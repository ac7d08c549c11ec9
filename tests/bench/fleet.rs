//! Twins made to measure: as large as a hub allows, with the metadata a hub adds, seeded and repeatable.

use serde_json::{Map, Value, json};

/// A twin of the service's view, compact. `groups` of twenty properties each fill desired and
/// reported; 59 come close to the 32 KiB a section may have.
pub fn twin(number: u32, groups: u32) -> String {
    let named = |side: Side| {
        let group = |g| (format!("group{g:02}"), group(number, g, side));
        Value::Object((0..groups).map(group).collect())
    };
    json!({
        "deviceId": format!("pump-{number:05}"),
        "etag": "AAAAAAAAAFs=",
        "deviceEtag": "MTIz",
        "status": "enabled",
        "statusUpdateTime": "0001-01-01T00:00:00Z",
        "connectionState": "Connected",
        "lastActivityTime": "2026-02-11T08:00:00Z",
        "cloudToDeviceMessageCount": 0,
        "authenticationType": "sas",
        "x509Thumbprint": { "primaryThumbprint": null, "secondaryThumbprint": null },
        "version": 300,
        "tags": { "site": format!("plant-{}", number % 7), "line": number % 13 },
        "properties": {
            "desired": section(&named(Side::Desired), Side::Desired, 92),
            "reported": section(&named(Side::Reported), Side::Reported, 209),
        },
    })
    .to_string()
}

/// The same twin over many lines, as the portals show it.
pub fn pretty(twin: &str) -> String {
    let value: Value = serde_json::from_str(twin).expect("made as JSON");
    serde_json::to_string_pretty(&value).expect("serialises")
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Desired,
    Reported,
}

fn group(number: u32, group: u32, side: Side) -> Value {
    let meta = match side {
        Side::Desired => {
            json!({ "deploymentId": format!("rollout_{group}"), "serviceInterfaceVersion": "1.0.0" })
        }
        Side::Reported => json!({
            "deploymentId": format!("rollout_{group}"), "deploymentStatus": "succeeded",
            "time": "2026-02-11T08:00:00", "deviceInterfaceVersion": "1.0.0",
        }),
    };
    let mut members = Map::from_iter([("__meta".to_owned(), meta)]);
    for property in 0..20 {
        let seed = number * 977 + group * 31 + property;
        // one in ten differs between the sides
        let seed = seed + u32::from(side == Side::Reported && seed.is_multiple_of(10));
        let value = match property % 4 {
            0 => json!(seed),
            1 => json!(seed.is_multiple_of(2)),
            2 => json!(format!("value-{seed}")),
            _ => json!(f64::from(seed) + 0.5),
        };
        members.insert(format!("property{property:02}"), value);
    }
    Value::Object(members)
}

fn section(data: &Value, side: Side, version: u32) -> Value {
    let mut section = data.as_object().cloned().unwrap_or_default();
    section.insert("$metadata".to_owned(), metadata(data, side, 0));
    section.insert("$version".to_owned(), json!(version));
    Value::Object(section)
}

fn metadata(data: &Value, side: Side, seed: u32) -> Value {
    // a parent is never older than what it holds
    let day = if data.is_object() { 28 } else { 1 + seed % 27 };
    let at = format!(
        "2026-02-{day:02}T{:02}:{:02}:{:02}.{:07}Z",
        seed % 24,
        seed % 60,
        seed % 59,
        seed
    );
    let mut node = Map::from_iter([("$lastUpdated".to_owned(), json!(at))]);
    if side == Side::Desired {
        let version = if data.is_object() { 92 } else { 2 + seed % 90 };
        node.insert("$lastUpdatedVersion".to_owned(), json!(version));
        if !data.is_object() {
            node.insert("$lastUpdatedBy".to_owned(), json!("baseline-2026"));
            node.insert(
                "$lastUpdatedByDigest".to_owned(),
                json!("7d793037a0760186574b0282f2f435e7"),
            );
        }
    }
    for (i, (key, value)) in data.as_object().into_iter().flatten().enumerate() {
        let seed = seed * 7 + u32::try_from(i).unwrap_or(0) * 13 + 5;
        node.insert(key.clone(), metadata(value, side, seed % 9_999_999));
    }
    Value::Object(node)
}
