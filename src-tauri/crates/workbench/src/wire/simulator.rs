//! What the window's simulator asks for and keeps: changes to try out, documents from files, drawings to be saved.

use serde::{Deserialize, Serialize};

use super::{NamedSentence, SimulationFormat, SimulationRequest};

/// Something that is tried out: each is written into the documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum WhatIf {
    /// Another policy.
    Policy {
        /// `migrate`, `reset`, `never`, `unnamed`, or `none` for no policy at all.
        policy: String,
    },
    /// Another version of the service's API; the SDK is left out then.
    ApiVersion {
        /// As the device sends it.
        version: String,
    },
    /// Another SDK; the API version is left out then.
    Sdk {
        /// Its language.
        language: String,
        /// Version of its package.
        version: String,
    },
    /// The device is on another hub, with its twin.
    CurrentHub {
        /// That hub; nothing for a device that was never assigned.
        host: Option<String>,
    },
    /// Another way to choose the hub.
    Allocation {
        /// `hashed`, `geoLatency`, `static`, `custom`.
        policy: String,
        /// The hub that is to be chosen, where that can be said.
        host: Option<String>,
    },
    /// A hub has another share of a hashed allocation.
    Weight {
        /// The hub.
        host: String,
        /// 1 to 1000.
        weight: u32,
    },
    /// Another latency is measured to a hub.
    Latency {
        /// The hub.
        host: String,
        /// Nothing for a hub that is not measured.
        milliseconds: Option<u32>,
    },
    /// The enrollment is enabled or disabled.
    Enabled {
        /// Which of them.
        enabled: bool,
    },
    /// A switch of what no document settles.
    Assumption {
        /// Its name.
        name: String,
        /// How it is to stand.
        value: String,
    },
}

/// A switch of what no document settles, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SimulationSwitch {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub value: String,
    /// How it can stand, with what that means.
    pub options: Vec<NamedSentence>,
}

/// What is measured of the hubs where one of them is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum ChosenBy {
    /// Their weights, 1 to 1000: a hashed allocation.
    Weight,
    /// The milliseconds to them.
    Latency,
}

/// What is measured of one hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HubMeasure {
    /// The hub.
    pub host: String,
    /// Weight or milliseconds as a number in text; nothing where it is not measured.
    pub value: Option<String>,
    /// Why it cannot be chosen, whatever is measured.
    pub idle: Option<String>,
}

/// What the documents say of everything that can be tried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SimulationGiven {
    /// False where there is no enrollment at all.
    pub has_enrollment: bool,
    /// `migrate`, `reset`, `never`, `unnamed`, or `none` for no policy at all.
    pub policy: String,
    /// How the hub is chosen, where the enrollment says so.
    pub allocation: Option<String>,
    /// The one hub that a static allocation names.
    pub target: Option<String>,
    /// False where the enrollment is disabled.
    pub enabled: bool,
    /// As the device sends it.
    pub api_version: Option<String>,
    /// The language of its SDK.
    pub sdk_language: Option<String>,
    /// The version of its SDK.
    pub sdk_version: Option<String>,
    /// `old`, `new` or `unknown`.
    pub age: String,
    /// The hubs by host name.
    pub hubs: Vec<String>,
    /// What the hub is chosen by, where that is a measure.
    pub chosen_by: Option<ChosenBy>,
    /// The measures of the hubs; none where it is chosen by something else.
    pub measures: Vec<HubMeasure>,
    /// The hub that the device is on.
    pub current_hub: Option<String>,
    /// What no document settles.
    pub switches: Vec<SimulationSwitch>,
}

/// The text of a file that the user picked, secrets masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PickedDocument {
    /// Name of the file.
    pub name: String,
    /// What is in it.
    pub text: String,
    /// True where a secret is masked.
    pub masked: bool,
}

/// What was dropped or pasted, and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TakenDocument {
    /// Name of the file, or where the text came from.
    pub name: String,
    /// The document it is: a member of the request, or `scenario`; nothing where it is none of them.
    pub input: Option<String>,
    /// What is in it, secrets masked; empty where it is none of them.
    pub text: String,
    /// True where a secret is masked.
    pub masked: bool,
    /// What it was taken for and why, or why it was not taken and the way out.
    pub sentence: String,
}

/// What is to be drawn or written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct DrawRequest {
    /// The documents of one request.
    pub simulation: SimulationRequest,
    /// The document of a sequence, of which one step is meant; nothing for the one request.
    pub scenario: Option<String>,
    /// Which step, from 0.
    pub step: u32,
    /// In which form.
    pub format: SimulationFormat,
}

/// What the simulator was showing, kept from one start to the next. Documents are not: they may hold keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct RememberedSimulation {
    /// Name of the sample that it began with.
    pub sample: String,
    /// What was tried out since, one undo after the other.
    pub tried: Vec<Vec<WhatIf>>,
    /// How many of them hold; the others were undone.
    #[cfg_attr(test, ts(type = "number"))]
    pub held: u32,
}
