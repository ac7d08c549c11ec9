//! One JSON document a line: a twin, or `{"problem":{…}}`.

use serde::Serialize;
use workbench::examine::Examined;
use workbench::pieces::Obstacle;
use workbench::report::{Input, Problem};

use super::{Form, one_line};

/// The form.
pub(crate) struct Ndjson;

#[derive(Serialize)]
struct ProblemLine {
    problem: Problem,
}

impl Form for Ndjson {
    fn twin(&mut self, examined: &Examined) -> String {
        one_line(&Input::of(examined)) + "\n"
    }

    fn problem(&mut self, obstacle: &Obstacle) -> String {
        one_line(&ProblemLine {
            problem: obstacle.into(),
        }) + "\n"
    }
}
