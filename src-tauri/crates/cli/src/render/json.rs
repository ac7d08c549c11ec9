//! One JSON document: `{"inputs":[…],"problems":[…],"summary":{…}}`. Written twin by twin, each on
//! a line of its own, so that a million twins need no memory.

use workbench::examine::Examined;
use workbench::pieces::Obstacle;
use workbench::report::{Input, Problem, Summary};

use super::{Form, one_line};

/// The form; holds the few problems until the end.
#[derive(Default)]
pub(crate) struct Json {
    any: bool,
    problems: Vec<Problem>,
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

    fn end(&mut self, summary: &Summary) -> String {
        let problems = one_line(&self.problems);
        format!(
            "\n],\n\"problems\":{problems},\n\"summary\":{}}}\n",
            one_line(summary)
        )
    }
}
