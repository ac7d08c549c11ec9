//! The shapes that cross a border: to the desktop's page and nowhere else.
//!
//! Plain data in the operator's words. Nothing here decides; nothing here holds a secret: values
//! arrive already masked. TypeScript for the page is generated from these types by a test.

mod bench;
mod codes;
#[cfg(test)]
mod current;
mod diff;
mod drift;
mod fleet;
mod groups;
mod history;
mod list;
mod migration;
mod overview;
mod reprovision;
mod settings;
mod simulator;
mod status;
mod text;
mod tree;

pub use bench::{
    BenchAccess, BenchDevice, BenchDevices, BenchDevicesRequest, BenchEvent, BenchEventKind,
    BenchEvents, BenchHost, BenchNews, BenchPolicy, BenchPorts, BenchSeeded, BenchState,
    BenchTrouble, BenchTroubleKind,
};
pub use codes::{CodeFamily, CodeRow, CodesPage};
pub use diff::{
    Compared, DiffCell, DiffCount, DiffHead, DiffLayout, DiffPage, DiffPiece, DiffRequest, DiffRow,
    DiffRowKind, DiffState, DriftHidden, PatchForm, Patches,
};
pub use drift::{DriftCount, DriftGroup, DriftPiece, DriftRow, DriftState, DriftTwin, PieceFate};
pub use fleet::{Counted, FleetPage, FleetRequest, FleetRow};
pub use groups::{
    AllowedValue, FindingMark, GroupCopy, GroupCopyRequest, GroupHead, GroupPage, GroupRequest,
    GroupStatus, PropertyCell, PropertyKind, PropertyRow, PropertyState, PropertyText,
    SchemaInForce, StateCount,
};
pub use history::{
    Blame, BlameSource, HistoryLane, HistoryPage, HistorySource, HistoryWay, Moments, NoHistory,
};
pub use list::{Filter, ListPage, RowState, TwinRow};
pub use migration::{
    Age, CounterpartView, Fate, FateCount, FateRow, Migration, SideOutlook, SideView,
};
pub use overview::{
    Discovery, Meter, NegotiationRow, Overview, SideVerdict, TakenFor, Term, VersionCell,
};
pub use reprovision::{
    Chart, ChartEdge, ChartNode, ChartPoint, ChartShape, HubDevice, Matrix, MatrixCell,
    NamedSentence, PlayedScenario, PlayedStep, RestsOn, ScenarioSample, SimulatedHub,
    SimulatedStage, Simulation, SimulationFormat, SimulationProblem, SimulationRequest, TwinChange,
};
pub use settings::{
    DriftReach, HiddenPage, HiddenView, HideDriftRequest, HidePreview, HideRequest, IgnoreView,
    PackView, PreviewRow, Reach, SettingsView, SeverityView, StuckAfter,
};
pub use simulator::{
    ChosenBy, DrawRequest, HubMeasure, PickedDocument, RememberedSimulation, SimulationGiven,
    SimulationSwitch, TakenDocument, WhatIf,
};
pub use status::{
    Activity, ErrorCode, Problem, Recent, Refusal, Remembered, Startup, Status, Theme,
};
pub use text::{Found, Mark, TextPage, TextRow};
pub use tree::{
    Badge, CellKind, CopyFormat, CopyRequest, FindingView, FindingsPage, PlaceView, RulePage,
    Scope, ScopeKind, Tab, TreeRow, ValueCell, ValueRow, ValuesPage, ValuesRequest,
};
