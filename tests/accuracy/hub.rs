//! Completes a twin as the hub does: `$metadata`, versions, the etag's counter.

use serde_json::{Map, Value as Json, json};

/// Stamps and revisions of properties that were written one after the other.
const WRITES: [(&str, u64); 4] = [
    ("2026-02-18T07:15:03.1180245Z", 3),
    ("2026-02-20T08:00:00.1234567Z", 4),
    ("2026-02-22T16:41:27.5512098Z", 5),
    ("2026-02-24T09:30:00.7654321Z", 6),
];
/// Writes that the device made.
const REPORTS: u64 = 12;
/// Writes that the etag counts.
const COUNTED: u8 = 6;

/// Builds the twin of a device around its properties.
pub fn twin(device: &str, mut desired: Json, mut reported: Json) -> Json {
    complete(&mut desired, true);
    complete(&mut reported, false);
    json!({
        "deviceId": device,
        "etag": etag(COUNTED),
        "deviceEtag": "MzQxNzU2MjA4",
        "status": "enabled",
        "statusUpdateTime": "0001-01-01T00:00:00Z",
        "connectionState": "Connected",
        "lastActivityTime": "2026-03-01T11:52:07.4412093Z",
        "cloudToDeviceMessageCount": 0,
        "authenticationType": "sas",
        "x509Thumbprint": { "primaryThumbprint": null, "secondaryThumbprint": null },
        "modelId": "",
        "version": u64::from(COUNTED) + REPORTS,
        "tags": { "site": "north", "line": 4, "owner": { "team": "filling", "onCall": true } },
        "properties": { "desired": desired, "reported": reported },
        "capabilities": { "iotEdge": false },
    })
}

/// The etag of a twin after so many writes: eight bytes in base64, of which the last counts.
fn etag(counted: u8) -> String {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let last = usize::from(counted & 0x0f) << 2;
    let before = usize::from(counted >> 4);
    format!(
        "AAAAAAAAA{}{}=",
        char::from(digits[before]),
        char::from(digits[last])
    )
}

fn complete(section: &mut Json, is_desired: bool) {
    let members = section.as_object_mut().expect("a section");
    let mut metadata = Map::new();
    let mut newest = 0;
    for (number, (key, value)) in members.iter().enumerate() {
        let write = number % WRITES.len();
        newest = newest.max(write);
        metadata.insert(key.clone(), stamped(value, WRITES[write], is_desired));
    }
    stamp(&mut metadata, WRITES[newest], is_desired);
    members.insert("$metadata".to_owned(), Json::Object(metadata));
    let version = if is_desired {
        WRITES[newest].1
    } else {
        REPORTS
    };
    members.insert("$version".to_owned(), json!(version));
}

fn stamped(value: &Json, write: (&str, u64), is_desired: bool) -> Json {
    let mut node = Map::new();
    stamp(&mut node, write, is_desired);
    for (key, member) in value.as_object().into_iter().flatten() {
        node.insert(key.clone(), stamped(member, write, is_desired));
    }
    Json::Object(node)
}

fn stamp(node: &mut Map<String, Json>, (time, revision): (&str, u64), is_desired: bool) {
    node.insert("$lastUpdated".to_owned(), json!(time));
    if is_desired {
        node.insert("$lastUpdatedVersion".to_owned(), json!(revision));
    }
}
