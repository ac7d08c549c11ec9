//! The answer as JSON, the same for everybody: documents in it are documents, not texts.

use serde::Serialize;
use serde_json::value::RawValue;

use super::view::TableRow;
use crate::wire::{
    HubDevice, Matrix, MatrixCell, NamedSentence, PlayedScenario, PlayedStep, RestsOn,
    SimulatedHub, SimulatedStage, Simulation, SimulationProblem, TwinChange,
};

/// A node on the way, and what decided there.
#[derive(Serialize)]
struct Step<'a> {
    node: &'a str,
    title: &'a str,
    fact: Option<&'a str>,
    rule: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Device<'a> {
    device_id: &'a str,
    desired_version: i64,
    reported_version: i64,
    modules: &'a [String],
    twin: Option<Box<RawValue>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Hub<'a> {
    host_name: &'a str,
    linked: bool,
    assigned_before: bool,
    assigned_after: bool,
    before: Option<Device<'a>>,
    after: Option<Device<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    registration_id: &'a str,
    device_id: &'a str,
    enrollment: Option<&'a str>,
    policy: Option<&'a str>,
    outcome: &'a str,
    sentence: &'a str,
    previous_hub: Option<&'a str>,
    assigned_hub: Option<&'a str>,
    status: &'a str,
    substatus: Option<&'a str>,
    recorded_substatus: Option<&'a str>,
    path: Vec<Step<'a>>,
    allocation: Option<&'a NamedSentence>,
    candidates: &'a [String],
    statuses: Vec<&'a str>,
    stages: &'a [SimulatedStage],
    hubs: Vec<Hub<'a>>,
    registration_state: Option<Box<RawValue>>,
    record_before: Option<Box<RawValue>>,
    record_after: Option<Box<RawValue>>,
    webhook_request: Option<Box<RawValue>>,
    lost: &'a [NamedSentence],
    changes: &'a [TwinChange],
    further: u32,
    assumptions: &'a [RestsOn],
    inferences: &'a [NamedSentence],
    findings: &'a [SimulationProblem],
}

#[derive(Serialize)]
struct StepReport<'a> {
    title: &'a str,
    simulation: Option<Report<'a>>,
    changes: &'a [TwinChange],
    further: u32,
    findings: &'a [SimulationProblem],
}

#[derive(Serialize)]
struct ScenarioReport<'a> {
    title: &'a str,
    description: &'a str,
    steps: Vec<StepReport<'a>>,
    findings: &'a [SimulationProblem],
}

/// One answer.
#[must_use]
pub fn json(told: &Simulation) -> String {
    written(&report(told))
}

#[derive(Serialize)]
struct MatrixReport<'a> {
    rows: &'a [NamedSentence],
    ages: &'a [NamedSentence],
    cells: &'a [MatrixCell],
    findings: &'a [SimulationProblem],
}

/// All policies.
#[must_use]
pub fn matrix_json(matrix: &Matrix) -> String {
    written(&MatrixReport {
        rows: &matrix.rows,
        ages: &matrix.ages,
        cells: &matrix.cells,
        findings: &matrix.problems,
    })
}

/// A sequence.
#[must_use]
pub fn scenario_json(played: &PlayedScenario) -> String {
    written(&ScenarioReport {
        title: &played.title,
        description: &played.description,
        steps: played.steps.iter().map(step).collect(),
        findings: &played.problems,
    })
}

/// The table of versions, as it can be given back.
#[must_use]
pub fn table_json(rows: &[TableRow]) -> String {
    let (api, sdks): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.language == "api");
    written(&TableReport {
        api: ApiReport {
            last_before: api.first().map_or("", |row| &row.last_before),
        },
        sdks: sdks
            .into_iter()
            .map(|row| SdkReport {
                language: row.language,
                package: &row.package,
                last_before: &row.last_before,
                asks: row
                    .asks
                    .iter()
                    .map(|(from, api)| AsksReport {
                        from,
                        api: api.as_deref(),
                    })
                    .collect(),
            })
            .collect(),
    })
}

#[derive(Serialize)]
struct TableReport<'a> {
    api: ApiReport<'a>,
    sdks: Vec<SdkReport<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ApiReport<'a> {
    last_before: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SdkReport<'a> {
    language: &'a str,
    package: &'a str,
    last_before: &'a str,
    asks: Vec<AsksReport<'a>>,
}

#[derive(Serialize)]
struct AsksReport<'a> {
    from: &'a str,
    api: Option<&'a str>,
}

fn written<T: Serialize>(value: &T) -> String {
    let written = serde_json::to_string_pretty(value);
    let mut written = written.expect("plain data with text keys is always JSON");
    written.push('\n');
    written
}

fn step(step: &PlayedStep) -> StepReport<'_> {
    StepReport {
        title: &step.title,
        simulation: step.simulation.as_ref().map(report),
        changes: &step.changes,
        further: step.further,
        findings: &step.problems,
    }
}

fn report(told: &Simulation) -> Report<'_> {
    let on_way = told.chart.path.iter().filter_map(|name| {
        let node = told.chart.nodes.iter().find(|node| node.name == *name)?;
        Some(Step {
            node: &node.name,
            title: &node.title,
            fact: node.fact.as_deref(),
            rule: &node.rule,
        })
    });
    Report {
        registration_id: &told.registration_id,
        device_id: &told.device_id,
        enrollment: told.enrollment.as_deref(),
        policy: told.policy.as_deref(),
        outcome: &told.outcome,
        sentence: &told.sentence,
        previous_hub: told.from.as_deref(),
        assigned_hub: told.to.as_deref(),
        status: &told.status,
        substatus: told.substatus.as_deref(),
        recorded_substatus: told.recorded_substatus.as_deref(),
        path: on_way.collect(),
        allocation: told.allocation.as_ref(),
        candidates: &told.candidates,
        statuses: statuses(&told.stages),
        stages: &told.stages,
        hubs: told.hubs.iter().map(hub).collect(),
        registration_state: raw(Some(&told.result)),
        record_before: raw(told.record_before.as_ref()),
        record_after: raw(told.record_after.as_ref()),
        webhook_request: raw(told.webhook_request.as_ref()),
        lost: &told.lost,
        changes: &told.changes,
        further: told.further,
        assumptions: &told.rests_on,
        inferences: &told.inferences,
        findings: &told.problems,
    }
}

/// What the service says of the registration, each once.
fn statuses(stages: &[SimulatedStage]) -> Vec<&str> {
    let mut statuses: Vec<_> = stages.iter().filter_map(|s| s.status.as_deref()).collect();
    statuses.dedup();
    statuses
}

fn hub(hub: &SimulatedHub) -> Hub<'_> {
    Hub {
        host_name: &hub.host,
        linked: hub.linked,
        assigned_before: hub.assigned_before,
        assigned_after: hub.assigned_after,
        before: hub.before.as_ref().map(device),
        after: hub.after.as_ref().map(device),
    }
}

fn device(device: &HubDevice) -> Device<'_> {
    Device {
        device_id: &device.device_id,
        desired_version: device.desired_version,
        reported_version: device.reported_version,
        modules: &device.modules,
        twin: raw(Some(&device.twin)),
    }
}

fn raw(json: Option<&String>) -> Option<Box<RawValue>> {
    RawValue::from_string(json?.clone()).ok()
}
