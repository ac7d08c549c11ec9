//! What the window asks of the simulator: answered as of now, refused in the window's words; and the files that its
//! documents come from.

use std::path::Path;

use jiff::Timestamp;
use twin::{Document, Masks};

use super::sequence::begun;
use super::{GivenError, at_step, draw, matrix, play, simulate, what_if};
use crate::pieces::{self, Obstacle};
use crate::wire::{
    DrawRequest, ErrorCode, Matrix, PickedDocument, PlayedScenario, Refusal, Simulation,
    SimulationRequest, WhatIf,
};

/// Bytes of a document that is edited by hand: a text box with more is of no use.
pub(super) const LARGEST: usize = 2 << 20;

fn refusal(error: &GivenError) -> Refusal {
    Refusal {
        code: ErrorCode::NotSimulated,
        subject: "the simulation".to_owned(),
        detail: error.to_string(),
    }
}

/// Says what a request that came now would come to.
///
/// # Errors
/// A switch that there is not, or a document too large to be read.
pub fn simulate_now(request: &SimulationRequest) -> Result<Simulation, Refusal> {
    simulate(request, Timestamp::now()).map_err(|error| refusal(&error))
}

/// Says what it would come to with every policy, for an old and a new device.
///
/// # Errors
/// As for one simulation.
pub fn matrix_now(request: &SimulationRequest) -> Result<Matrix, Refusal> {
    matrix(request, Timestamp::now()).map_err(|error| refusal(&error))
}

/// Plays a sequence that begins now.
///
/// # Errors
/// As for one simulation.
pub fn play_now(
    text: &str,
    versions: &str,
    assumptions: &[String],
) -> Result<PlayedScenario, Refusal> {
    play(text, versions, assumptions, Timestamp::now()).map_err(|error| refusal(&error))
}

/// Returns the documents of one request as a step of a sequence finds them that happens now.
///
/// # Errors
/// As for one simulation, and where the sequence has no such step.
pub fn step_now(
    text: &str,
    versions: &str,
    assumptions: &[String],
    step: u32,
) -> Result<SimulationRequest, Refusal> {
    let begins = begun(Timestamp::now(), step);
    let start = at_step(text, versions, assumptions, step, begins);
    start
        .map_err(|error| refusal(&error))?
        .ok_or_else(|| Refusal {
            code: ErrorCode::NotSimulated,
            subject: "the sequence".to_owned(),
            detail: format!("it has no step {}", step + 1),
        })
}

/// Writes what is tried out into the documents.
///
/// # Errors
/// As for one simulation.
pub fn try_out(request: SimulationRequest, tried: &[WhatIf]) -> Result<SimulationRequest, Refusal> {
    what_if(request, tried).map_err(|error| refusal(&error))
}

/// Draws or writes an answer: that of the one request, or of a step of a sequence.
///
/// # Errors
/// As for one simulation, and where the sequence has no such step, or the device does not ask in it.
pub fn draw_now(request: &DrawRequest) -> Result<String, Refusal> {
    let given = &request.simulation;
    let Some(text) = &request.scenario else {
        return Ok(draw(&simulate_now(given)?, request.format));
    };
    let played = play_now(text, &given.versions, &given.assumptions)?;
    let step = played.steps.into_iter().nth(request.step as usize);
    let simulation = step.and_then(|step| step.simulation);
    let simulation = simulation.ok_or_else(|| Refusal {
        code: ErrorCode::NotSimulated,
        subject: "the sequence".to_owned(),
        detail: format!("the device does not ask in step {}", request.step + 1),
    })?;
    Ok(draw(&simulation, request.format))
}

/// Reads a file that the user picked, for the text boxes of the simulator: one document of bounded size, with every
/// secret masked where it stands, so that lines and columns stay what they are.
///
/// # Errors
/// Where it is no file, cannot be read, is no text, or is too large.
pub fn read_document(path: &str) -> Result<PickedDocument, Refusal> {
    let refused = |obstacle: Obstacle| Refusal {
        code: obstacle.code,
        subject: obstacle.source_name.clone(),
        detail: obstacle.detail,
    };
    let bytes = pieces::whole(Path::new(path), LARGEST).map_err(refused)?;
    let doc = Document::read(bytes).map_err(|error| Refusal {
        code: ErrorCode::NotText,
        subject: path.to_owned(),
        detail: error.to_string(),
    })?;
    let (text, masked) = without_secrets(&doc);
    Ok(PickedDocument {
        name: name_of(path),
        masked,
        text,
    })
}

/// The name of a file without its folder.
pub(super) fn name_of(path: &str) -> String {
    let name = Path::new(path).file_name();
    name.map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into())
}

/// A text with every secret masked where it stands, and whether there was one.
pub(super) fn without_secrets(doc: &Document) -> (String, bool) {
    let text = doc.text();
    let shown = Masks::of(doc).apply(text, 0..text.len());
    let masked = shown != text;
    (shown, masked)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_picked_file_is_masked_where_its_secrets_stand() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("enrollment.json");
        let key = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmU=";
        let text = format!(
            "{{\n  \"registrationId\": \"a\",\n  \"attestation\": {{ \"symmetricKey\": {{ \"primaryKey\": \"{key}\" }} }},\n  \"x\": 1.0\n}}\n"
        );
        fs::write(&path, &text).expect("it is written");
        let picked = read_document(&path.display().to_string()).expect("a document");
        assert!(
            picked.masked && !picked.text.contains("c2Vjc"),
            "{}",
            picked.text
        );
        assert_eq!(picked.text.chars().count(), text.chars().count());
        assert_eq!(picked.name, "enrollment.json");
    }

    #[test]
    fn what_is_no_document_is_refused_by_its_reason() {
        let folder = tempfile::tempdir().expect("a folder");
        let of = |path: &Path| {
            let read = read_document(&path.display().to_string());
            read.map(|_| ()).map_err(|refusal| refusal.code)
        };
        assert_eq!(of(folder.path()), Err(ErrorCode::NotAFile));
        assert_eq!(of(&folder.path().join("gone")), Err(ErrorCode::NotFound));
        let large = folder.path().join("large.json");
        fs::write(&large, vec![b' '; LARGEST + 1]).expect("it is written");
        assert_eq!(of(&large), Err(ErrorCode::TooLarge));
    }
}
