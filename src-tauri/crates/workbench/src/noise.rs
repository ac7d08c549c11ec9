//! What changes by itself: the hub's counters and stamps, the agent's times. Left out unless everything is wanted.

use twin::limits::is_platform_key;
use twin::{Twin, Value};

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

/// Tells what is noise in two twins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noise<'d> {
    roots: [Value<'d>; 2],
}

impl<'d> Noise<'d> {
    /// Looks at two twins.
    pub fn of(twins: [&Twin<'d>; 2]) -> Self {
        Self {
            roots: twins.map(|twin| twin.root),
        }
    }

    /// True for a member that changes without anybody changing anything.
    pub fn is(self, member: Value<'_>) -> bool {
        if member.key_span().is_empty() {
            return false;
        }
        let Some(parent) = member.parent() else {
            return false;
        };
        match member.raw_key() {
            key if key.starts_with('$') || key == "time" => is_below_a_section(member),
            key => OF_THE_TWIN.contains(&key) && self.roots.contains(&parent),
        }
    }

    /// True for a value that stands in noise, or is some.
    pub fn is_around(self, value: Value<'_>) -> bool {
        let mut at = Some(value);
        while let Some(value) = at {
            if self.is(value) {
                return true;
            }
            at = value.parent();
        }
        false
    }
}

/// True for a member below a section that changes without anybody changing anything.
pub(crate) fn is_below_a_section(member: Value<'_>) -> bool {
    match member.raw_key() {
        key if key.starts_with('$') => is_platform_key(member),
        "time" => member.parent().is_some_and(|parent| {
            ["__meta", "__summary", "lastChange"]
                .iter()
                .any(|name| parent.is_key(name))
        }),
        _ => false,
    }
}
