//! Five twins that differ in what queries ask for.

use serde_json::{Value, json};

/// Returns the twins of devices, `a` to `e`.
pub(super) fn fleet() -> Vec<Value> {
    vec![
        json!({
            "deviceId": "a", "etag": "AAAAAAAAAAE=", "deviceEtag": "MTIz", "version": 4,
            "status": "enabled", "statusReason": null, "statusUpdateTime": "0001-01-01T00:00:00Z",
            "connectionState": "Connected", "lastActivityTime": "2026-05-01T07:00:00.1234567Z",
            "cloudToDeviceMessageCount": 0, "authenticationType": "sas",
            "x509Thumbprint": {"primaryThumbprint": null, "secondaryThumbprint": null},
            "capabilities": {"iotEdge": false},
            "tags": {"site": "A", "floor": 1, "group": "east"},
            "properties": {
                "desired": {"fw": "1.2.0", "$version": 3,
                    "$metadata": {"$lastUpdated": "2026-04-01T10:00:00Z", "fw": {"$lastUpdated": "2026-04-01T10:00:00Z"}}},
                "reported": {"fw": "1.2.0", "battery": 90, "$version": 7,
                    "$metadata": {"$lastUpdated": "2026-05-01T07:00:00.5Z"}}
            }
        }),
        json!({
            "deviceId": "b", "status": "enabled", "connectionState": "Disconnected",
            "lastActivityTime": "2023-12-31T23:59:59.9999999Z",
            "tags": {"site": "A", "floor": 2},
            "properties": {
                "desired": {"fw": "1.2.0", "$version": 2},
                "reported": {"fw": "1.1.0", "battery": 12.5, "modes": ["slow", {"name": "night"}], "$version": 2}
            }
        }),
        json!({
            "deviceId": "c", "status": "disabled", "statusReason": "stolen", "connectionState": "Disconnected",
            "lastActivityTime": "0001-01-01T00:00:00Z",
            "tags": {"site": "B"},
            "properties": {"desired": {"fw": "1.2.0", "$version": 2}, "reported": {"$version": 1}}
        }),
        json!({
            "deviceId": "d", "status": "enabled", "connectionState": "Connected",
            "lastActivityTime": "2024-01-01T00:00:00Z",
            "tags": {"site": "b", "floor": "1"},
            "properties": {"desired": {"fw": 2, "$version": 2}, "reported": {"fw": "2", "battery": 12, "$version": 2}}
        }),
        json!({
            "deviceId": "e", "status": "enabled", "connectionState": "Disconnected",
            "properties": {"desired": {"$version": 1}, "reported": {"fw": {"main": "1.0", "radio": "3"}, "$version": 2}}
        }),
    ]
}
