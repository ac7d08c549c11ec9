//! The reprovisioning simulator: what is asked, the way through the flowchart, what becomes of the device.

use serde::{Deserialize, Serialize};

use super::{PropertyCell, SimulationGiven};

/// What is simulated: documents as text, as the service prints them. An empty text stands for one that is not given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct SimulationRequest {
    /// Enrollments: one, an array, or several after each other.
    pub enrollment: String,
    /// Further enrollments, each a document of its own: the group behind an individual one.
    pub further_enrollments: Vec<String>,
    /// `{registrationId, apiVersion}` or `{registrationId, sdk: {language, version}}`.
    pub device: String,
    /// `[{hostName, assigned?, twin?, modules?}]`.
    pub hubs: String,
    /// The registration record, where it is known apart from the hubs.
    pub record: String,
    /// What the webhook of a custom allocation answers.
    pub webhook: String,
    /// A table of versions that takes the place of the built-in one.
    pub versions: String,
    /// Switches, as `same-hub-reset=keeps`.
    pub assumptions: Vec<String>,
}

/// Where something stands in the drawing, in its own units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ChartPoint {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// What a node of the flowchart is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum ChartShape {
    /// Where it starts.
    Start,
    /// A question.
    Question,
    /// Where it ends.
    End,
}

/// A node of the flowchart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ChartNode {
    /// Its machine name.
    pub name: String,
    /// What it is.
    pub shape: ChartShape,
    /// What stands in it.
    pub title: String,
    /// The same in lines that fit.
    pub lines: Vec<String>,
    /// The sentence of the rules that it stands for.
    pub rule: String,
    /// What decided there; nothing where the way does not pass.
    pub fact: Option<String>,
    /// Its middle.
    pub at: ChartPoint,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

/// An edge of the flowchart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ChartEdge {
    /// Where it starts.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// `Yes` or `No`, at a question.
    pub answer: Option<String>,
    /// True where the way takes it.
    pub taken: bool,
    /// Its line.
    pub line: [ChartPoint; 2],
    /// Where its answer stands.
    pub label: ChartPoint,
}

/// The flowchart, and the way through it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Chart {
    /// Width of the drawing.
    pub width: i32,
    /// Height of the drawing.
    pub height: i32,
    /// Its nodes.
    pub nodes: Vec<ChartNode>,
    /// Its edges.
    pub edges: Vec<ChartEdge>,
    /// Names of the nodes on the way, first to last; empty where the service does not get that far.
    pub path: Vec<String>,
}

/// The device on a hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct HubDevice {
    /// Its id there.
    pub device_id: String,
    /// `$version` of desired.
    #[cfg_attr(test, ts(type = "number"))]
    pub desired_version: i64,
    /// `$version` of reported.
    #[cfg_attr(test, ts(type = "number"))]
    pub reported_version: i64,
    /// True for an edge device.
    pub is_edge: bool,
    /// Ids of its modules.
    pub modules: Vec<String>,
    /// Its twin as JSON, over several lines, secrets masked.
    pub twin: String,
}

/// A hub before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SimulatedHub {
    /// Its host name.
    pub host: String,
    /// True where it is linked to the service.
    pub linked: bool,
    /// True where the record named it before.
    pub assigned_before: bool,
    /// True where the record names it afterwards.
    pub assigned_after: bool,
    /// The device there before.
    pub before: Option<HubDevice>,
    /// The device there afterwards.
    pub after: Option<HubDevice>,
}

/// One stage of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SimulatedStage {
    /// Its machine name.
    pub kind: String,
    /// What the service says of the registration at that time: `assigning`, `assigned` …
    pub status: Option<String>,
    /// The hub it happens on.
    pub hub: Option<String>,
    /// What happens.
    pub sentence: String,
}

/// Something with a name and a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct NamedSentence {
    /// Its machine name.
    pub name: String,
    /// What there is to say.
    pub sentence: String,
}

/// A switch that the answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct RestsOn {
    /// Name of the switch.
    pub name: String,
    /// How it stands.
    pub value: String,
    /// What that means.
    pub sentence: String,
    /// How else it could stand.
    pub other: String,
    /// What would come of it then.
    pub otherwise: String,
}

/// A problem of what was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct SimulationProblem {
    /// Its machine name.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// Which document: `enrollment`, `device`, `hubs` …
    pub input: String,
    /// Which of several documents of that kind, from 0.
    pub nth: u32,
    /// JSON pointer; empty for the whole.
    pub pointer: String,
    /// Line, from 1.
    pub line: Option<u32>,
    /// Column, from 1.
    pub column: Option<u32>,
    /// What.
    pub message: String,
    /// Why.
    pub reason: String,
    /// Do.
    pub advice: String,
}

/// A difference between the twin before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct TwinChange {
    /// `added`, `removed`, `edited`, `moved` or `respelled`.
    pub change: String,
    /// JSON pointer.
    pub path: String,
    /// Before.
    pub old: Option<PropertyCell>,
    /// After.
    pub new: Option<PropertyCell>,
}

/// What one request comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Simulation {
    /// What the documents say of what can be tried out.
    pub given: SimulationGiven,
    /// Who asks.
    pub registration_id: String,
    /// Its id on a hub.
    pub device_id: String,
    /// Id of the enrollment that was found.
    pub enrollment: Option<String>,
    /// Name of its policy; nothing where none is saved.
    pub policy: Option<String>,
    /// Machine name of what it comes to.
    pub outcome: String,
    /// The same in a sentence.
    pub sentence: String,
    /// The hub it was on.
    pub from: Option<String>,
    /// The hub it is on afterwards.
    pub to: Option<String>,
    /// What the device is told: `assigned`, `failed`, `disabled`.
    pub status: String,
    /// What the device is told of the assignment.
    pub substatus: Option<String>,
    /// What the service remembers of it.
    pub recorded_substatus: Option<String>,
    /// The flowchart.
    pub chart: Chart,
    /// How the hub was chosen.
    pub allocation: Option<NamedSentence>,
    /// The hubs it was chosen from.
    pub candidates: Vec<String>,
    /// What the webhook is asked, as JSON over several lines.
    pub webhook_request: Option<String>,
    /// The registration record before, as JSON over several lines.
    pub record_before: Option<String>,
    /// The registration record afterwards.
    pub record_after: Option<String>,
    /// What the device is told, whole.
    pub result: String,
    /// The hubs.
    pub hubs: Vec<SimulatedHub>,
    /// How it goes on.
    pub stages: Vec<SimulatedStage>,
    /// What is gone.
    pub lost: Vec<NamedSentence>,
    /// The twin before against the twin after.
    pub changes: Vec<TwinChange>,
    /// Further differences, which are not listed.
    pub further: u32,
    /// The switches that it rests on.
    pub rests_on: Vec<RestsOn>,
    /// What was concluded besides.
    pub inferences: Vec<NamedSentence>,
    /// What is wrong with what was given.
    pub problems: Vec<SimulationProblem>,
}

/// What a policy and an age come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct MatrixCell {
    /// Name of the policy, `none` without one.
    pub policy: String,
    /// `old` or `new`.
    pub age: String,
    /// Machine name of what it comes to.
    pub outcome: String,
    /// The hub the device is on afterwards.
    pub to: Option<String>,
    /// What the device is told of the assignment.
    pub substatus: Option<String>,
    /// The same in a sentence.
    pub sentence: String,
    /// True for what the device has now.
    pub current: bool,
    /// The switches that it rests on.
    pub rests_on: Vec<RestsOn>,
    /// What was concluded besides.
    pub inferences: Vec<NamedSentence>,
}

/// All policies by old and new devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Matrix {
    /// One row a policy, its name for people.
    pub rows: Vec<NamedSentence>,
    /// The API versions that stand for old and new.
    pub ages: Vec<NamedSentence>,
    /// Row by row.
    pub cells: Vec<MatrixCell>,
    /// What is wrong with what was given.
    pub problems: Vec<SimulationProblem>,
}

/// One step of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PlayedStep {
    /// What happens.
    pub title: String,
    /// What the request comes to; nothing where the device does not ask.
    pub simulation: Option<Simulation>,
    /// The hubs, before as the step before left them.
    pub hubs: Vec<SimulatedHub>,
    /// The device's twin, against that after the step before.
    pub changes: Vec<TwinChange>,
    /// Further differences, which are not listed.
    pub further: u32,
    /// What is wrong with what the step gives.
    pub problems: Vec<SimulationProblem>,
}

/// A sequence of requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct PlayedScenario {
    /// Its name.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// What happens.
    pub steps: Vec<PlayedStep>,
    /// What is wrong with the document.
    pub problems: Vec<SimulationProblem>,
}

/// A sequence that Twinscope comes with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct ScenarioSample {
    /// Its machine name.
    pub name: String,
    /// Its name.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// What a simulation starts with: the state before its first step.
    pub start: SimulationRequest,
    /// The document.
    pub text: String,
}

/// In which form a drawing is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum SimulationFormat {
    /// Scalable vector graphics.
    Svg,
    /// A page of Markdown.
    Markdown,
    /// A drawing of Mermaid's.
    Mermaid,
    /// The whole answer as JSON.
    Json,
}
