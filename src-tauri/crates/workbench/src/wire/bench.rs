//! The bench hub on the page: how it is reached, its devices, what happens, what goes wrong. No key is in here: a
//! connection string is asked for one by one.

use serde::{Deserialize, Serialize};

use super::Refusal;

/// Whether the bench hub runs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum BenchState {
    /// Nobody started it.
    Stopped,
    /// It will be there in a moment.
    Starting,
    /// It could not be started.
    Failed {
        /// Why.
        refusal: Refusal,
    },
    /// It runs.
    Running {
        /// How it is reached.
        access: BenchAccess,
    },
}

/// How a bench hub is reached.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BenchAccess {
    /// Address of devices.
    pub devices: String,
    /// True where services and WebSockets reach it on 443, too.
    pub has443: bool,
    /// The usual ports, where other ones had to be taken.
    pub instead_of: Option<String>,
    /// File with the certificate of its authority.
    pub ca: String,
    /// Id scope of the provisioning service.
    pub id_scope: String,
    /// The hubs, in order.
    pub hubs: Vec<BenchHost>,
    /// The provisioning service.
    pub provisioning: BenchHost,
    /// What became of the files it was filled from.
    pub seeded: Option<BenchSeeded>,
}

/// A hub, or the provisioning service, as services reach it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BenchHost {
    /// Its name; `localhost` for the provisioning service.
    pub host: String,
    /// Address of services.
    pub services: String,
    /// Its policies.
    pub policies: Vec<BenchPolicy>,
}

/// A policy without its key.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BenchPolicy {
    /// Its name.
    pub name: String,
    /// Its connection string, the key masked.
    pub masked: String,
}

/// What became of the files a bench hub was filled from.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BenchSeeded {
    /// Devices made.
    pub made: u32,
    /// Devices that were there before.
    pub known: u32,
    /// What is no device, with the reason; the first of them.
    pub left_out: Vec<String>,
    /// How many are left out in all.
    pub left_out_count: u32,
}

/// Which ports a bench hub takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum BenchPorts {
    /// The usual ones.
    Usual,
    /// Any that are free.
    Free,
    /// The usual ones, or any that are free where somebody has those.
    UsualOrFree,
}

/// Which devices are asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BenchDevicesRequest {
    /// Words that id or hub must have.
    pub text: String,
    /// Only those that are connected.
    pub connected: bool,
    /// First row.
    pub first: u32,
    /// Rows.
    pub count: u32,
}

/// Some devices of a bench hub.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BenchDevices {
    /// Devices in all.
    pub all: u32,
    /// Devices that are connected.
    pub connected: u32,
    /// Devices that fit the request.
    pub total: u32,
    /// Number of the first row.
    pub first: u32,
    /// The rows.
    pub rows: Vec<BenchDevice>,
}

/// A device of a bench hub.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BenchDevice {
    /// Its hub.
    pub hub: String,
    /// Its id.
    pub device: String,
    /// False where it may not connect.
    pub enabled: bool,
    /// Whether it is connected now.
    pub connected: bool,
    /// When it last did anything; nothing where it never did.
    pub activity: Option<String>,
}

/// The kinds of events of a bench hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum BenchEventKind {
    /// A device connected.
    Connected,
    /// A device's connection ended.
    Disconnected,
    /// Somebody was turned away.
    Refused,
    /// A device reported properties.
    Reported,
    /// A service wrote tags or desired properties.
    Written,
    /// A direct method was called.
    Method,
    /// A device sent a message.
    Telemetry,
    /// A message was sent to a device.
    Message,
    /// An identity was made, changed or removed.
    Identity,
    /// A device was registered, moved or reset.
    Provisioned,
    /// A fault was asked for or struck.
    Fault,
}

/// Something that happened on a bench hub.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BenchEvent {
    /// Counts up from 1 at every start.
    pub number: u64,
    /// When, RFC 3339 in UTC.
    pub time: String,
    /// What.
    pub kind: BenchEventKind,
    /// On which hub.
    pub hub: Option<String>,
    /// Which device, module or registration.
    pub device: Option<String>,
    /// In words.
    pub message: String,
    /// What was said, masked and cut.
    pub detail: Option<String>,
}

/// Events after one that is known.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BenchEvents {
    /// Oldest first, at most 200.
    pub events: Vec<BenchEvent>,
    /// How many before these are kept no more.
    pub missed: u64,
    /// True where there are more.
    pub has_more: bool,
}

/// What can be made to go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum BenchTroubleKind {
    /// Every answer takes `amount` milliseconds longer.
    Latency,
    /// The connection is cut at the device's next packet.
    DropConnection,
    /// A token that is right is refused.
    RefuseToken,
    /// Requests are answered with 429.
    Throttle,
    /// A device gets its twin as it was before the last write.
    StaleRead,
    /// The hub's clock is ahead by `amount` seconds, or behind.
    ClockSkew,
    /// What is delivered to a device comes twice.
    DuplicateDelivery,
}

/// One thing that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct BenchTrouble {
    /// What.
    pub kind: BenchTroubleKind,
    /// For which hub; for all where none is named.
    pub hub: Option<String>,
    /// For which device; for all where none is named.
    pub device: Option<String>,
    /// How often; until it is taken away where no number is named.
    pub times: Option<u32>,
    /// Milliseconds of a latency, seconds of a skew.
    pub amount: Option<i64>,
}

/// What the page is told of: something is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum BenchNews {
    /// It runs, or does so no more.
    State,
    /// Something happened.
    Events,
}
