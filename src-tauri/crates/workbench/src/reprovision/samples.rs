//! The sequences that Twinscope comes with: the stories that the document on reprovisioning tells.

use twin::Document;
use twin::write::{Layout, Secrets, to_json};

use crate::wire::{ScenarioSample, SimulationRequest};

/// A sequence in the folder of them, by its name.
macro_rules! sequence {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../scenarios/", $name, ".json")),
        )
    };
}

/// Name and document of each, in the order in which they are offered.
const SAMPLES: [(&str, &str); 8] = [
    sequence!("quarantine"),
    sequence!("quarantine-reset"),
    sequence!("tenant-change"),
    sequence!("geo-move"),
    sequence!("solution-change"),
    sequence!("factory-reset"),
    sequence!("legacy-fleet"),
    sequence!("identity-deleted"),
];

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    #[test]
    fn every_sequence_of_the_folder_is_offered_and_can_be_shown() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
        let files = fs::read_dir(folder).expect("the folder");
        let names = files.map(|file| file.expect("a file").path());
        let names = names.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
        let offered: BTreeSet<_> = samples().into_iter().map(|sample| sample.name).collect();
        assert_eq!(names.collect::<BTreeSet<_>>(), offered);
    }
}
