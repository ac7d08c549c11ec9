//! The documents of a simulation, read: what is wrong with them is kept for the answer.

use reprovision::{
    Assumption, Assumptions, Device, Enrollment, Hub, Hubs, Input, Problem, Record, Request,
    VersionTable, WebhookAnswer,
};
use thiserror::Error;
use twin::{Document, ReadError};

use crate::wire::SimulationRequest;

/// Why nothing can be simulated.
#[derive(Debug, Error)]
pub enum GivenError {
    /// A switch that there is not.
    #[error("`{0}` is no assumption; there are {1}")]
    Assumption(String, String),
    /// A document that cannot be read.
    #[error("the {0} cannot be read: {1}")]
    Document(&'static str, ReadError),
}

/// Everything that decides, and what is wrong with it.
#[derive(Debug)]
pub(super) struct Documents {
    pub enrollments: Vec<Enrollment>,
    /// The document each enrollment stands in: one can have several.
    pub sources: Vec<usize>,
    pub device: Device,
    pub hubs: Hubs,
    pub record: Option<Record>,
    pub webhook: Option<WebhookAnswer>,
    pub table: VersionTable,
    pub assumptions: Assumptions,
    pub problems: Vec<Problem>,
}

impl Documents {
    pub fn read(given: &SimulationRequest) -> Result<Self, GivenError> {
        let assumptions = assumptions(&given.assumptions)?;
        let mut problems = Vec::new();
        let told = &mut problems;
        let (mut enrollments, mut sources) = (Vec::new(), Vec::new());
        let texts = std::iter::once(&given.enrollment).chain(&given.further_enrollments);
        for (nth, text) in texts.enumerate() {
            let mut of_one = Vec::new();
            let read = read(text, Input::Enrollment, Enrollment::read, &mut of_one)?;
            enrollments.extend(read.unwrap_or_default());
            sources.resize(enrollments.len(), nth);
            told.extend(of_one.into_iter().map(|problem| Problem { nth, ..problem }));
        }
        let device = read(&given.device, Input::Device, Device::read, told)?;
        let hubs = read(&given.hubs, Input::Hubs, Hub::read, told)?;
        let record = read(&given.record, Input::Record, Record::read, told)?;
        let webhook = read(&given.webhook, Input::Webhook, WebhookAnswer::read, told)?;
        let (table, of_table) = table(&given.versions)?;
        problems.extend(of_table);
        Ok(Self {
            enrollments,
            sources,
            device: device.unwrap_or_default(),
            hubs: hubs.unwrap_or_default(),
            record: record.flatten(),
            webhook: webhook.flatten(),
            table,
            assumptions,
            problems,
        })
    }

    pub fn request<'a>(&'a self, time: &'a str) -> Request<'a> {
        Request {
            enrollments: &self.enrollments,
            device: &self.device,
            hubs: &self.hubs,
            record: self.record.as_ref(),
            webhook: self.webhook.as_ref(),
            table: &self.table,
            assumptions: self.assumptions,
            time,
        }
    }
}

/// Reads a document, if it is given, and keeps what is wrong with it.
fn read<T>(
    text: &str,
    input: Input,
    read: impl Fn(&Document) -> (T, Vec<Problem>),
    problems: &mut Vec<Problem>,
) -> Result<Option<T>, GivenError> {
    let Some(doc) = document(text, input)? else {
        return Ok(None);
    };
    let (value, told) = read(&doc);
    problems.extend(told);
    Ok(Some(value))
}

/// Reads switches, `same-hub-reset=keeps`.
pub(super) fn assumptions(given: &[String]) -> Result<Assumptions, GivenError> {
    given
        .iter()
        .try_fold(Assumptions::default(), |assumed, text| {
            let switch = Assumption::named(text).ok_or_else(|| {
                let known =
                    Assumption::ALL.map(|known| format!("{}={}", known.name(), known.value()));
                GivenError::Assumption(twin::secret::cut(text, 60), known.join(", "))
            })?;
            Ok(assumed.with(switch))
        })
}

/// Reads a table of versions; nothing stands for the built-in one.
pub(super) fn table(text: &str) -> Result<(VersionTable, Vec<Problem>), GivenError> {
    Ok(match document(text, Input::Versions)? {
        Some(doc) => VersionTable::read(&doc),
        None => (VersionTable::built_in().clone(), Vec::new()),
    })
}

pub(super) fn document(text: &str, input: Input) -> Result<Option<Document>, GivenError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let read = Document::read_str(text);
    read.map(Some)
        .map_err(|error| GivenError::Document(input.word(), error))
}
