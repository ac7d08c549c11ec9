//! A fleet: a table of devices, row by row, in bounded memory. Which stick, which may move, which are reset; counts, the
//! rows that stand out, and every row for whoever wants to go on with it.

mod rows;
mod tally;

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::Path;

use reprovision::{Age, Assumption, FleetVerdict, Judged, Problem, UnknownAge};
use serde::Serialize;

use super::documents::{Documents, GivenError};
use super::view::problem;
use crate::pieces::{self, Obstacle};
use crate::wire::{ErrorCode, SimulationProblem, SimulationRequest};

pub use tally::{Count, Outlier};

use rows::{Read, Rows};
use tally::Tally;

/// What becomes of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Line of the table, from 1.
    pub line: u64,
    /// Registration id.
    pub id: String,
    /// Its enrollment, or its policy, as the table has it.
    pub enrollment: String,
    /// `sticks`, `moves`, `resets`, `disabled`, `unknown` or `not-enrolled`.
    pub verdict: &'static str,
    /// What decided: `policy`, `api-version`, `sdk-version`, a switch such as `unknown-version=old`, or nothing.
    pub decided_by: &'static str,
    /// What is doubtful about it; empty where nothing is.
    pub doubt: String,
}

/// What becomes of a fleet.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fleet {
    /// Devices that were decided about.
    pub devices: u64,
    /// How many of each verdict.
    pub verdicts: Vec<Count>,
    /// The same by enrollment.
    pub enrollments: Vec<tally::OfEnrollment>,
    /// Rows that stand out.
    pub outliers: Vec<Outlier>,
    /// Switches that verdicts rest on.
    pub assumptions: Vec<Assumed>,
    /// Rows that could not be read, the first of them.
    pub unreadable: Vec<Unreadable>,
    /// How many could not be read.
    pub not_read: u64,
    /// What is wrong with the enrollments and the table of versions.
    pub findings: Vec<SimulationProblem>,
}

/// A switch, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Assumed {
    /// Its name.
    pub name: &'static str,
    /// How it stands.
    pub value: &'static str,
    /// What that means.
    pub sentence: &'static str,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unreadable {
    /// Line of the table, from 1.
    pub line: u64,
    /// Why.
    pub message: String,
}

/// What decided about a device whose version does not tell.
const TAKEN_FOR_OLD: &str = "unknown-version=old";
const TAKEN_FOR_NEW: &str = "unknown-version=new";

/// Rows that could not be read and are named.
const NAMED: usize = 20;

/// Why a fleet could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    /// The table cannot be read.
    #[error(transparent)]
    Table(#[from] Obstacle),
    /// Something beside the table.
    #[error(transparent)]
    Given(#[from] GivenError),
}

/// Decides about every row of a table, CSV with a head or one JSON object a line, and shows each as it comes. Only the
/// enrollments and the table of versions of `given` count.
///
/// # Errors
/// The table cannot be read at all. A row that cannot be read is counted and told.
pub fn of_path(
    path: &Path,
    given: &SimulationRequest,
    show: &mut dyn FnMut(&Row) -> ControlFlow<()>,
) -> Result<Fleet, FleetError> {
    let name = path.display().to_string();
    let input: Box<dyn io::Read> = match name.as_str() {
        "-" => Box::new(io::stdin()),
        _ => Box::new(pieces::open(path)?.1),
    };
    of_reader(&name, BufReader::with_capacity(1 << 16, input), given, show)
}

/// The same for a table that comes from anywhere.
///
/// # Errors
/// As for a file.
pub fn of_reader(
    name: &str,
    input: impl BufRead,
    given: &SimulationRequest,
    show: &mut dyn FnMut(&Row) -> ControlFlow<()>,
) -> Result<Fleet, FleetError> {
    let documents = Documents::read(given)?;
    let settled = settled(given, &documents);
    let mut rows =
        Rows::of(input).map_err(|message| Obstacle::new(name, ErrorCode::ReadFailed, message))?;
    let mut tally = Tally::default();
    let mut fleet = Fleet::default();
    let mut is_age_assumed = false;
    while let Some(read) = rows.next() {
        match read {
            Read::Row(line, row) => {
                let row = decided(line, row, &documents, settled);
                tally.count(&row);
                is_age_assumed |= [TAKEN_FOR_OLD, TAKEN_FOR_NEW].contains(&row.decided_by);
                fleet.devices += 1;
                if show(&row).is_break() {
                    break;
                }
            }
            Read::Unreadable(line, message) => {
                fleet.not_read += 1;
                if fleet.unreadable.len() < NAMED {
                    fleet.unreadable.push(Unreadable { line, message });
                }
            }
            Read::Failed(message) => {
                return Err(Obstacle::new(name, ErrorCode::ReadFailed, message).into());
            }
        }
    }
    tally.end(&mut fleet);
    fleet.assumptions = assumptions(&fleet, &documents, settled.filter(|_| is_age_assumed));
    fleet.findings = documents
        .problems
        .iter()
        .map(|p: &Problem| problem(p))
        .collect();
    Ok(fleet)
}

/// What a version that does not tell is taken for, where somebody said so: a fleet tells unknown versions by default.
fn settled(given: &SimulationRequest, documents: &Documents) -> Option<UnknownAge> {
    let stands = documents.assumptions.unknown_age;
    let name = Assumption::UnknownAge(stands).name();
    let said = given.assumptions.iter();
    let mut said = said.filter_map(|text| text.split_once('='));
    said.any(|(switch, _)| switch == name).then_some(stands)
}

/// The switches that verdicts of a fleet rest on. A device that is reset is not known to change its hub.
fn assumptions(fleet: &Fleet, documents: &Documents, age: Option<UnknownAge>) -> Vec<Assumed> {
    let is_there = |verdict: FleetVerdict| {
        let mut verdicts = fleet.verdicts.iter();
        verdicts.any(|count| count.name == verdict.name())
    };
    let same_hub = is_there(FleetVerdict::Resets).then_some(documents.assumptions.same_hub_reset);
    let switches = age.map(Assumption::UnknownAge).into_iter();
    let switches = switches.chain(same_hub.map(Assumption::SameHubReset));
    let assumed = switches.map(|switch| Assumed {
        name: switch.name(),
        value: switch.value(),
        sentence: switch.sentence(),
    });
    assumed.collect()
}

fn decided(
    line: u64,
    row: reprovision::FleetRow,
    documents: &Documents,
    settled: Option<UnknownAge>,
) -> Row {
    let (verdict, judged) = row.verdict(&documents.enrollments, &documents.table, settled);
    Row {
        line,
        verdict: verdict.name(),
        decided_by: match (settled, judged.as_ref().map(|judged| judged.age)) {
            (Some(UnknownAge::Old), Some(Age::Unknown)) => TAKEN_FOR_OLD,
            (Some(UnknownAge::New), Some(Age::Unknown)) => TAKEN_FOR_NEW,
            _ => decided_by(verdict, judged.as_ref()),
        },
        doubt: judged.as_ref().map(doubt).unwrap_or_default(),
        enrollment: row.enrollment.unwrap_or_default(),
        id: row.id,
    }
}

fn decided_by(verdict: FleetVerdict, judged: Option<&Judged>) -> &'static str {
    match (verdict, judged.map(|judged| &judged.by)) {
        (FleetVerdict::NotEnrolled, _) | (_, Some(reprovision::Evidence::Nothing)) => "",
        (FleetVerdict::Disabled, _) => "enrollment",
        (_, None) => "policy",
        (_, Some(reprovision::Evidence::Api { .. })) => "api-version",
        (_, Some(reprovision::Evidence::Sdk { .. })) => "sdk-version",
    }
}

fn doubt(judged: &Judged) -> String {
    match judged.problems().into_iter().next() {
        Some(problem) => problem.message,
        None if judged.age == Age::Unknown => "its version does not tell".to_owned(),
        None => String::new(),
    }
}

/// Rows as CSV, for spreadsheets.
#[derive(Debug)]
pub struct CsvRows(csv::Writer<Vec<u8>>);

impl CsvRows {
    /// Starts with the head.
    #[must_use]
    pub fn new() -> Self {
        let mut rows = Self(csv::Writer::from_writer(Vec::new()));
        rows.record(&["line", "id", "enrollment", "verdict", "decidedBy", "doubt"]);
        rows
    }

    /// Writes one row.
    pub fn row(&mut self, row: &Row) {
        let line = row.line.to_string();
        let fields = [&row.id, &row.enrollment, &row.doubt].map(|field| harmless(field));
        let [id, enrollment, doubt] = &fields;
        self.record(&[&line, id, enrollment, row.verdict, row.decided_by, doubt]);
    }

    fn record(&mut self, fields: &[&str]) {
        let written = self.0.write_record(fields);
        written.expect("memory takes everything, and every row has as many fields");
    }

    /// Bytes that wait to be taken, about.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.get_ref().len()
    }

    /// True where no byte waits to be taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes what was written.
    pub fn take(&mut self) -> String {
        let writer = std::mem::replace(&mut self.0, csv::Writer::from_writer(Vec::new()));
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Default for CsvRows {
    fn default() -> Self {
        Self::new()
    }
}

/// What a spreadsheet would take for a formula gets an apostrophe.
fn harmless(field: &str) -> Cow<'_, str> {
    match field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => Cow::Owned(format!("'{field}")),
        false => Cow::Borrowed(field),
    }
}
