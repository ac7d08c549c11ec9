//! What changes by itself: the hub's counters and stamps, the agent's times. Left out unless everything is wanted.

use twin::Value;
use twin::limits::is_platform_key;

/// Members of the document itself that count writes, or tell of the connection.
const OF_THE_TWIN: [&str; 9] = [
    "etag",
    "deviceEtag",
    "version",
    "lastActivityTime",
    "connectionState",
    "connectionStateUpdatedTime",
    "statusUpdateTime",
    "statusUpdatedTime",
    "cloudToDeviceMessageCount",
];

/// True for a member that changes without anybody changing anything.
pub(super) fn is_noise(member: Value<'_>) -> bool {
    if member.key_span().is_empty() {
        return false;
    }
    let around = |name: &str| member.parent().is_some_and(|parent| parent.is_key(name));
    let is_of_twin = || {
        let parent = member.parent();
        parent
            .is_some_and(|twin| twin.get("properties").is_some() || twin.get("deviceId").is_some())
    };
    match member.raw_key() {
        key if key.starts_with('$') => is_platform_key(member),
        "time" => around("__meta") || around("__summary") || around("lastChange"),
        key => OF_THE_TWIN.contains(&key) && is_of_twin(),
    }
}

/// True for a value that stands in noise, or is some.
pub(super) fn is_in_noise(value: Value<'_>) -> bool {
    let mut at = Some(value);
    while let Some(value) = at {
        if is_noise(value) {
            return true;
        }
        at = value.parent();
    }
    false
}
