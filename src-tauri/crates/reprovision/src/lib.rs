//! Reprovisioning: what the Device Provisioning Service decides when a device asks it again, and what becomes of the
//! device's identity and twin. Everything comes in as values: no network, no clock, no files. It does not talk to a
//! service; the simulator shows what it says, and the bench hub does what it says.
//!
//! # Glossary
//! - **enrollment**: what the service knows beforehand, of one device (individual) or of many (group).
//! - **registration record**: what the service remembers of a device that has registered: its hub, its state.
//! - **policy**: `reprovisionPolicy` of an enrollment. That none is saved is an answer of its own.
//! - **flowchart**: the six nodes and five edges by which the service tells old devices from new ones ([`Node`]).
//! - **age** of a device: whether its API version is from before reprovisioning existed ([`Age`]).
//! - **allocation**: the choice of a hub among the linked ones.
//! - **initial configuration**: `initialTwin` and `capabilities` of the enrollment, never changed by what happens later.
//! - **outcome**: what one request comes to, a row of a table ([`Outcome`]).
//! - **assumption**: what no document settles, and the reader may settle otherwise ([`Assumptions`]).

mod age;
mod allocation;
mod assign;
mod assumption;
mod chart;
mod device;
mod effect;
mod enrollment;
mod fleet;
mod hash;
mod hub;
mod identity;
mod json;
mod places;
mod policy;
mod problem;
mod reading;
mod record;
mod request;
mod scenario;
mod table;
mod version;
mod webhook;
mod words;

pub use age::{Age, Doubt, Evidence, Judged};
pub use allocation::{Allocation, Because, Failure};
pub use assumption::{Assumption, Assumptions, Inference, SameHubReset, UnknownAge};
pub use chart::{Decision, EDGES, Edge, End, Fact, Node, Step};
pub use device::{Device, Sdk};
pub use effect::{Loss, Outcome, Stage, StageKind};
pub use enrollment::{AllocationPolicy, Attestation, Enrollment, Scope, Webhook};
pub use fleet::{FleetRow, FleetVerdict};
pub use hub::{Hub, Hubs};
pub use identity::{DeviceState, Identity, Module, Part};
pub use json::Json;
pub use places::Places;
pub use policy::{Policy, PolicyKind};
pub use problem::{Input, Problem, ProblemKind, Severity};
pub use record::{Record, Status, Substatus};
pub use request::{Answer, Request};
pub use scenario::{Change, Given, Played, Scenario, ScenarioStep, Source};
pub use table::{Column, Language, VersionTable};
pub use version::{ApiVersion, SdkVersion, VersionFault};
pub use webhook::{WebhookAnswer, webhook_request};
