//! One JSON document: `{"inputs":[…],"problems":[…],"summary":{…}}`. Written twin by twin, each on
//! a line of its own, so that a million twins need no memory.

use workbench::examine::Examined;
use workbench::pieces::Obstacle;
use workbench::report::{Input, Problem, ReportedSettings, Summary};
use workbench::settings::Told;

use super::{Form, one_line};

/// The form; holds the few problems until the end.
#[derive(Default)]
pub(crate) struct Json {
    any: bool,
    problems: Vec<Problem>,
    settings: Option<ReportedSettings>,
}

impl Form for Json {
    fn begin(&mut self) -> String {
        "{\"inputs\":[".to_owned()
    }

    fn twin(&mut self, examined: &Examined) -> String {
        let comma = if std::mem::replace(&mut self.any, true) {
            ","
        } else {
            ""
        };
        format!("{comma}\n{}", one_line(&Input::of(examined)))
    }

    fn problem(&mut self, obstacle: &Obstacle) -> String {
        self.problems.push(obstacle.into());
        String::new()
    }

    fn settings(&mut self, told: &Told) -> String {
        self.settings = Some(told.into());
        String::new()
    }

    fn end(&mut self, summary: &Summary) -> String {
        let problems = one_line(&self.problems);
        let settings = self.settings.as_ref().map(one_line);
        let settings = settings.map_or_else(String::new, |s| format!("\"settings\":{s},\n"));
        format!(
            "\n],\n\"problems\":{problems},\n{settings}\"summary\":{}}}\n",
            one_line(summary)
        )
    }
}
