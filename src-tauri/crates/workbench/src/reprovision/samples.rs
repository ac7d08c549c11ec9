//! The sequences that Twinscope comes with: the stories that the document on reprovisioning tells.

use twin::Document;
use twin::write::{Layout, Secrets, to_json};

use crate::wire::{ScenarioSample, SimulationRequest};

/// Name and document of each.
const SAMPLES: [(&str, &str); 1] = [(
    "quarantine",
    include_str!("../../scenarios/quarantine.json"),
)];

/// Returns every sequence.
#[must_use]
pub fn samples() -> Vec<ScenarioSample> {
    SAMPLES
        .iter()
        .filter_map(|(name, text)| read(name, text))
        .collect()
}

/// Returns the document of one sequence.
#[must_use]
pub fn sample(name: &str) -> Option<&'static str> {
    let found = SAMPLES.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text)
}

fn read(name: &str, text: &str) -> Option<ScenarioSample> {
    let doc = Document::read_str(text).ok()?;
    let root = doc.root()?;
    let said = |member: &str| Some(root.get(member)?.str()?.into_owned());
    let part = |member: &str| {
        let part = root.get(member);
        part.map(|part| to_json(part, Layout::Pretty, Secrets::Shown))
            .unwrap_or_default()
    };
    Some(ScenarioSample {
        name: name.to_owned(),
        title: said("title")?,
        description: said("description")?,
        start: SimulationRequest {
            enrollment: part("enrollment"),
            device: part("device"),
            hubs: part("hubs"),
            webhook: part("webhook"),
            ..SimulationRequest::default()
        },
        text: text.to_owned(),
    })
}
