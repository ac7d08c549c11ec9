//! `twinscope check`: asks the workbench, hands each answer to the form as it comes, and ends
//! with what was seen.

use std::sync::atomic::AtomicBool;

use workbench::check::Check;
use workbench::examine::Examination;
use workbench::report::Summary;

use crate::arguments::{CheckArguments, FailOn, Format};
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::plain;
use crate::render;

/// Checks everything that was named.
pub(crate) fn run(arguments: &CheckArguments, output: &Output) -> Ending {
    let mut form = render::form(arguments, output.paint());
    let mut examination = Examination::now();
    examination.circumstances.profile = arguments.rules.profile;
    examination.with_excerpts = arguments.format == Format::Human;
    if !arguments.quiet {
        output.show_progress();
    }
    let mut summary = Summary::default();
    let never = AtomicBool::new(false);
    let flow = output.write(&form.begin());
    if flow.is_break() {
        return ending(&summary, arguments.fail_on);
    }
    let flow = Check::new(examination, &never).paths(&arguments.paths, &mut |told, progress| {
        output.note(progress);
        match told {
            Ok(examined) => {
                summary.add(&examined);
                output.write(&form.twin(&examined))
            }
            Err(obstacle) => {
                summary.problems += 1;
                output.complain(&plain(&obstacle.to_string()));
                output.write(&form.problem(&obstacle))
            }
        }
    });
    if flow.is_continue() {
        // whether this last record is read makes no difference to the ending
        let _ = output.write(&form.end(&summary));
    }
    ending(&summary, arguments.fail_on)
}

fn ending(summary: &Summary, fail_on: FailOn) -> Ending {
    let warnings = if fail_on == FailOn::Warning {
        summary.warnings
    } else {
        0
    };
    match (summary.problems, summary.errors + warnings) {
        (0, 0) => Ending::Clean,
        (0, _) => Ending::Findings,
        _ => Ending::CouldNotLook,
    }
}
