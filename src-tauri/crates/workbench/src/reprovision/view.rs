//! The answer of the crate in the words of the wire.

use groups::catalogue::Catalogue;
use groups::names::is_group;
use reprovision::{
    Age, Allocation, Answer, Assumption, Hub, Identity, Input, Judged, Problem, Record, Request,
    Status, Substatus, VersionTable,
};
use serde::Serialize;
use twin::write::{Layout, Secrets, to_json};
use twin::{Document, shape::recognise};

use super::chart::chart;
use super::choice::{chosen_by, measures};
use super::documents::{Documents, GivenError};
use crate::compare::{Told, Wanted, of_two};
use crate::wire::{
    HubDevice, NamedSentence, RestsOn, SimulatedHub, SimulatedStage, Simulation, SimulationGiven,
    SimulationProblem, SimulationSwitch, TwinChange,
};

/// One request, asked and told.
pub(super) fn simulation(documents: &Documents, time: &str) -> Simulation {
    let request = documents.request(time);
    let mut answer = request.answer();
    let of_enrollment = |problem: &&mut Problem| problem.input == Input::Enrollment;
    for problem in answer.problems.iter_mut().filter(of_enrollment) {
        let source = documents.sources.get(problem.nth);
        problem.nth = source.copied().unwrap_or_default();
    }
    let mut told = told(&answer, request);
    let own = documents.problems.iter().map(problem);
    told.problems.splice(0..0, own);
    told
}

/// Asks and tells.
pub(super) fn of(request: Request<'_>) -> Simulation {
    told(&request.answer(), request)
}

/// Tells what came of a request.
pub(super) fn told(answer: &Answer, request: Request<'_>) -> Simulation {
    let enrollment = answer.enrollment.map(|at| &request.enrollments[at]);
    let policy = enrollment.and_then(|enrollment| enrollment.policy);
    let (changes, further) = changes(
        there(request.hubs, answer.from.as_deref()),
        there(
            &answer.hubs,
            answer
                .result
                .assigned_hub
                .as_deref()
                .or(answer.from.as_deref()),
        ),
    );
    let allocation = answer.allocation.as_ref();
    Simulation {
        given: given(answer, request),
        registration_id: answer.registration_id.clone(),
        device_id: answer.device_id.clone(),
        enrollment: enrollment.map(|enrollment| enrollment.id().to_owned()),
        policy: policy.map(|policy| policy.kind().name().to_owned()),
        outcome: answer.outcome.name().to_owned(),
        sentence: answer.sentence(),
        from: answer.from.clone(),
        to: answer
            .outcome
            .is_assigned()
            .then(|| answer.result.assigned_hub.clone())
            .flatten(),
        status: answer.result.status.map_or("", Status::name).to_owned(),
        substatus: substatus(Some(&answer.result)),
        recorded_substatus: substatus(answer.record.as_ref()),
        chart: chart(answer.decision.as_ref()),
        candidates: allocation.map(|a| a.candidates.clone()).unwrap_or_default(),
        allocation: allocation.map(of_allocation),
        webhook_request: answer
            .webhook_request
            .as_ref()
            .map(|json| pretty(json.text())),
        record_before: record_before(answer, request)
            .as_ref()
            .map(|record| pretty(&record.to_json())),
        record_after: answer
            .record
            .as_ref()
            .map(|record| pretty(&record.to_json())),
        result: pretty(&answer.result.to_json()),
        hubs: hubs(request.hubs, answer),
        stages: answer.stages.iter().map(stage).collect(),
        lost: answer
            .lost
            .iter()
            .map(|l| named(l.name(), &l.sentence()))
            .collect(),
        changes,
        further,
        rests_on: answer
            .rests_on
            .iter()
            .map(|switch| rests_on(*switch, request))
            .collect(),
        inferences: answer
            .inferences
            .iter()
            .map(|inference| named(inference.name(), inference.sentence()))
            .collect(),
        problems: answer.problems.iter().map(problem).collect(),
    }
}

/// The record as it was: the one that was given, or what the hubs alone say of it.
fn record_before(answer: &Answer, request: Request<'_>) -> Option<Record> {
    let enrollment = answer.enrollment.map(|at| &request.enrollments[at]);
    let given = request.record.or_else(|| enrollment?.record.as_ref());
    let mut record = match (given, &answer.from) {
        (Some(given), _) => given.clone(),
        (None, Some(_)) => Record::default(),
        (None, None) => return None,
    };
    record.assigned_hub.clone_from(&answer.from);
    Some(record)
}

/// What the documents say of everything that can be tried out: of the enrollment that was found, or of the first one.
fn given(answer: &Answer, request: Request<'_>) -> SimulationGiven {
    let at = answer.enrollment.unwrap_or_default();
    let enrollment = request.enrollments.get(at);
    let device = request.device;
    let age = match Judged::of(device, request.table).age {
        Age::Old => "old",
        Age::Native => "new",
        Age::Unknown => "unknown",
    };
    let policy = enrollment.and_then(|enrollment| enrollment.policy);
    let target = enrollment.and_then(|enrollment| match enrollment.hubs.as_slice() {
        [] => enrollment.host.clone(),
        [one] => Some(one.clone()),
        _ => None,
    });
    let assumed = request.assumptions;
    let stand = [
        Assumption::SameHubReset(assumed.same_hub_reset),
        Assumption::UnknownAge(assumed.unknown_age),
    ];
    SimulationGiven {
        has_enrollment: enrollment.is_some(),
        policy: policy
            .map_or("none", |policy| policy.kind().name())
            .to_owned(),
        allocation: enrollment.and_then(|e| Some(e.allocation?.name().to_owned())),
        target,
        enabled: enrollment.is_none_or(|enrollment| enrollment.is_enabled),
        api_version: device.api_version.clone(),
        sdk_language: device.sdk.as_ref().map(|sdk| sdk.language.clone()),
        sdk_version: device.sdk.as_ref().and_then(|sdk| sdk.version.clone()),
        age: age.to_owned(),
        hubs: request.hubs.iter().map(|hub| hub.host.clone()).collect(),
        chosen_by: chosen_by(answer, enrollment),
        measures: measures(answer, request, enrollment),
        current_hub: answer.from.clone(),
        switches: stand.map(switch).into(),
    }
}

fn switch(stands: Assumption) -> SimulationSwitch {
    let all = Assumption::ALL.into_iter();
    let own = all.filter(|one| one.name() == stands.name());
    SimulationSwitch {
        name: stands.name().to_owned(),
        value: stands.value().to_owned(),
        options: own.map(|one| named(one.value(), one.sentence())).collect(),
    }
}

fn of_allocation(allocation: &Allocation) -> NamedSentence {
    named(allocation.policy.name(), &allocation.sentence())
}

fn substatus(record: Option<&Record>) -> Option<String> {
    let substatus = record?.substatus.map(Substatus::name);
    substatus.map(str::to_owned)
}

fn named(name: &str, sentence: &str) -> NamedSentence {
    NamedSentence {
        name: name.to_owned(),
        sentence: sentence.to_owned(),
    }
}

/// A switch, and what would come of it if it stood the other way.
fn rests_on(switch: Assumption, request: Request<'_>) -> RestsOn {
    let other = switch.other();
    let otherwise = Request {
        assumptions: request.assumptions.with(other),
        ..request
    };
    RestsOn {
        name: switch.name().to_owned(),
        value: switch.value().to_owned(),
        sentence: switch.sentence().to_owned(),
        other: other.value().to_owned(),
        otherwise: otherwise.answer().sentence(),
    }
}

fn stage(stage: &reprovision::Stage) -> SimulatedStage {
    SimulatedStage {
        kind: stage.kind.name().to_owned(),
        status: stage.status.map(|status| status.name().to_owned()),
        hub: stage.hub.clone(),
        sentence: stage.sentence(),
    }
}

/// The hubs as they were given, with both states of the device.
fn hubs(before: &[Hub], answer: &Answer) -> Vec<SimulatedHub> {
    let from = answer.from.as_deref();
    let pairs = before.iter().zip(&answer.hubs);
    pairs
        .map(|(before, after)| SimulatedHub {
            assigned_before: from.is_some_and(|from| before.is(from)),
            ..hub(Some(before), after)
        })
        .collect()
}

/// The hubs after a step of a sequence, beside what the step before left.
pub(super) fn hubs_after(before: &[Hub], after: &[Hub]) -> Vec<SimulatedHub> {
    let same = |hub: &&Hub| before.iter().find(|before| before.is(&hub.host));
    after.iter().map(|after| hub(same(&after), after)).collect()
}

fn hub(before: Option<&Hub>, after: &Hub) -> SimulatedHub {
    SimulatedHub {
        host: after.host.clone(),
        linked: after.is_linked,
        assigned_before: before.is_some_and(|before| before.is_assigned),
        assigned_after: after.is_assigned,
        before: before
            .and_then(|before| before.identity.as_ref())
            .map(device),
        after: after.identity.as_ref().map(device),
    }
}

fn device(identity: &Identity) -> HubDevice {
    let state = &identity.state;
    HubDevice {
        device_id: identity.device_id.clone().unwrap_or_default(),
        desired_version: state.desired.version,
        reported_version: state.reported.version,
        is_edge: state.is_edge,
        modules: identity
            .modules
            .iter()
            .map(|module| module.id.clone())
            .collect(),
        twin: pretty(&identity.to_json()),
    }
}

/// Writes JSON over several lines, secrets masked.
pub(super) fn pretty(json: &str) -> String {
    let doc = Document::read_str(json).ok();
    let root = doc.as_ref().and_then(Document::root);
    root.map(|root| to_json(root, Layout::Pretty, Secrets::Masked))
        .unwrap_or_default()
}

/// The device's identity where it is assigned to.
pub(super) fn there<'h>(hubs: &'h [Hub], host: Option<&str>) -> Option<&'h Identity> {
    let host = host?;
    hubs.iter().find(|hub| hub.is(host))?.identity.as_ref()
}

/// What differs between two states of the device, without what hubs count by themselves.
pub(super) fn changes(
    before: Option<&Identity>,
    after: Option<&Identity>,
) -> (Vec<TwinChange>, u32) {
    let (Some(before), Some(after)) = (before, after) else {
        return (Vec::new(), 0);
    };
    let read = |identity: &Identity| Document::read_str(&state(identity)).ok();
    let (before, after) = (read(before), read(after));
    let roots = before.as_ref().and_then(Document::root);
    let roots = roots.zip(after.as_ref().and_then(Document::root));
    let Some((before, after)) = roots else {
        return (Vec::new(), 0);
    };
    let twins = [before, after].map(|root| recognise(root, &is_group));
    let names = [String::new(), String::new()];
    let known = (Wanted::Meant, Catalogue::built_in());
    let compared = of_two(&twins[0], &twins[1], names, known);
    let further = u32::try_from(compared.further).unwrap_or(u32::MAX);
    (compared.changes.into_iter().map(change).collect(), further)
}

/// What moves with a device: not its id, which some twins leave out, nor what a hub says of it for the time being.
fn state(identity: &Identity) -> String {
    let moving = Identity {
        device_id: None,
        other: Vec::new(),
        ..identity.clone()
    };
    moving.to_json()
}

fn change(told: Told) -> TwinChange {
    TwinChange {
        change: told.change.to_owned(),
        path: told.path,
        old: told.old,
        new: told.new,
    }
}

pub(super) fn problem(problem: &Problem) -> SimulationProblem {
    let place = problem.place;
    SimulationProblem {
        rule: problem.kind.name().to_owned(),
        severity: problem.severity().name().to_owned(),
        input: problem.input.word().to_owned(),
        nth: u32::try_from(problem.nth).unwrap_or(u32::MAX),
        pointer: problem.pointer.clone(),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        message: problem.message.clone(),
        reason: problem.kind.why().to_owned(),
        advice: problem.advice.clone(),
    }
}

/// One row of the table of versions.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TableRow {
    /// Machine name of the SDK; `api` for the service's API.
    pub language: &'static str,
    /// The same for people.
    pub title: &'static str,
    /// The package whose versions are meant.
    pub package: String,
    /// The last version from before reprovisioning, itself included.
    pub last_before: String,
    /// From which version on it asks with which API version.
    pub asks: Vec<(String, Option<String>)>,
}

/// Reads a table of versions, nothing standing for the built-in one; the API first, and what is wrong with it.
///
/// # Errors
/// A text too large to be read.
pub fn table(text: &str) -> Result<(Vec<TableRow>, Vec<SimulationProblem>), GivenError> {
    let (table, problems) = super::documents::table(text)?;
    Ok((rows(&table), problems.iter().map(problem).collect()))
}

fn rows(table: &VersionTable) -> Vec<TableRow> {
    let api = TableRow {
        language: "api",
        title: "REST API",
        package: String::new(),
        last_before: table.api_last_before.to_string(),
        asks: Vec::new(),
    };
    let columns = table.columns.iter().map(|column| TableRow {
        language: column.language.name(),
        title: column.language.title(),
        package: column.package.clone(),
        last_before: column.last_before.to_string(),
        asks: column
            .asks
            .iter()
            .map(|(from, api)| (from.to_string(), api.as_ref().map(ToString::to_string)))
            .collect(),
    });
    std::iter::once(api).chain(columns).collect()
}

/// True for a device whose age is known.
pub(super) fn age_of(documents: &Documents) -> reprovision::Age {
    Judged::of(&documents.device, &documents.table).age
}
