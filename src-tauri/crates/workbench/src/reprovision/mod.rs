//! The reprovisioning simulator: documents in, the answer of the crate `reprovision` out, in words, as drawing and as
//! pages. Decides nothing.

mod chart;
mod choice;
mod documents;
mod draw;
mod edit;
pub mod fleet;
mod given;
mod intake;
mod matrix;
mod report;
mod samples;
mod sequence;
mod view;
mod what_if;
#[cfg(test)]
mod what_if_tests;
mod window;

use jiff::Timestamp;

use crate::wire::{Simulation, SimulationRequest};

pub use documents::GivenError;
pub use draw::{draw, markdown, mermaid, svg};
pub use given::{Paths, text_of};
pub use intake::{take_file, take_text};
pub use matrix::matrix;
pub use report::{json, matrix_json, scenario_json, table_json};
pub use samples::{sample, samples};
pub use sequence::{at_step, play};
pub use view::{TableRow, table};
pub use what_if::what_if;
pub use window::{draw_now, matrix_now, play_now, read_document, simulate_now, step_now, try_out};

use documents::Documents;

/// Says what one request comes to. Whatever is wrong with the documents is part of the answer.
///
/// # Errors
/// A switch that there is not, or a document too large to be read.
pub fn simulate(request: &SimulationRequest, time: Timestamp) -> Result<Simulation, GivenError> {
    let documents = Documents::read(request)?;
    Ok(view::simulation(&documents, &written(time)))
}

/// The time of a request that is asked now.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// As the service writes times: UTC, seven digits.
fn written(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%7fZ").to_string()
}
