//! One JSON document a line: a twin, or `{"problem":{…}}`; at the end `{"settings":{…}}` where some applied.

use serde::Serialize;
use workbench::examine::Examined;
use workbench::pieces::Obstacle;
use workbench::report::{Input, Problem, ReportedSettings};
use workbench::settings::Told;

use super::{Form, one_line};

/// The form.
pub(crate) struct Ndjson;

#[derive(Serialize)]
struct ProblemLine {
    problem: Problem,
}

#[derive(Serialize)]
struct SettingsLine {
    settings: ReportedSettings,
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

    fn settings(&mut self, told: &Told) -> String {
        one_line(&SettingsLine {
            settings: told.into(),
        }) + "\n"
    }
}
