//! Every policy for an old and a new device, at a glance.

use jiff::Timestamp;
use reprovision::{Age, Device, Enrollment, Policy, PolicyKind};

use super::documents::{Documents, GivenError};
use super::view::{age_of, of, simulation};
use super::written;
use crate::wire::{Matrix, MatrixCell, NamedSentence, SimulationRequest};

/// An API version that is the first to have reprovisioning documented, and the last one that stands for the old ones.
const NEW: &str = "2019-03-31";

/// Asks the same request with each policy, of an old and of a new device.
///
/// # Errors
/// As for one simulation.
pub fn matrix(request: &SimulationRequest, time: Timestamp) -> Result<Matrix, GivenError> {
    let documents = Documents::read(request)?;
    let time = written(time);
    let old = documents.table.api_last_before.to_string();
    let ages = [("old", Age::Old, old.as_str()), ("new", Age::Native, NEW)];
    let enrollment = documents.enrollments.first();
    let enrollment = enrollment
        .cloned()
        .unwrap_or_else(|| Enrollment::with_policy(None));
    let now = documents.request(&time).answer().enrollment;
    let current = now.map(|at| documents.enrollments[at].policy.map(Policy::kind));
    let found = now
        .map(|at| documents.enrollments[at].clone())
        .unwrap_or(enrollment);
    let policies = PolicyKind::ALL.map(Some).into_iter().chain([None]);
    let mut cells = Vec::new();
    let mut rows = Vec::new();
    for policy in policies {
        rows.push(row(policy));
        for (name, age, version) in ages {
            let mut enrollments = [found.clone()];
            enrollments[0].policy = policy.map(Policy::of);
            let device = Device {
                api_version: Some(version.to_owned()),
                sdk: None,
                ..documents.device.clone()
            };
            let asked = reprovision::Request {
                enrollments: &enrollments,
                device: &device,
                ..documents.request(&time)
            };
            let told = of(asked);
            cells.push(MatrixCell {
                policy: policy.map_or("none", PolicyKind::name).to_owned(),
                age: name.to_owned(),
                outcome: told.outcome,
                to: told.to,
                substatus: told.substatus,
                sentence: told.sentence,
                current: current == Some(policy) && age_of(&documents) == age,
                rests_on: told.rests_on,
                inferences: told.inferences,
            });
        }
    }
    Ok(Matrix {
        rows,
        ages: ages.map(|(name, _, version)| named(name, version)).into(),
        cells,
        problems: simulation(&documents, &time).problems,
    })
}

fn row(policy: Option<PolicyKind>) -> NamedSentence {
    match policy {
        Some(policy) => named(policy.name(), policy.title()),
        None => named("none", "No policy saved"),
    }
}

fn named(name: &str, sentence: &str) -> NamedSentence {
    NamedSentence {
        name: name.to_owned(),
        sentence: sentence.to_owned(),
    }
}
