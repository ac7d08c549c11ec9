//! `twinscope check`: asks the workbench, hands each answer to the form as it comes, and ends
//! with what was seen.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use workbench::Circumstances;
use workbench::check::Check;
use workbench::examine::{self, Examination};
use workbench::fix::{Fixed, fix_file};
use workbench::packs::Packs;
use workbench::report::Summary;

use crate::arguments::{CheckArguments, FailOn, Format};
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::plain;
use crate::render;

/// Checks everything that was named.
pub(crate) fn run(arguments: &CheckArguments, output: &Output) -> Ending {
    let mut form = render::form(arguments, output.paint());
    let packs = Packs::load(&arguments.packs.packs);
    let mut examination = Examination::now().with_packs(&packs);
    examination.circumstances.profile = arguments.rules.profile;
    examination.with_excerpts = arguments.format == Format::Human;
    if !arguments.quiet {
        output.show_progress();
    }
    let mut summary = Summary::default();
    let never = AtomicBool::new(false);
    let mut flow = output.write(&form.begin());
    for obstacle in packs.obstacles() {
        summary.problems += 1;
        summary.packs += 1;
        output.complain(&plain(&obstacle.to_string()));
        if flow.is_continue() {
            flow = output.write(&form.problem(&obstacle));
        }
    }
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
    if arguments.fix {
        summary.problems += repair(arguments, &packs, output);
    }
    ending(&summary, arguments.fail_on)
}

/// Writes the repaired copies; returns how many could not be made.
fn repair(arguments: &CheckArguments, packs: &Packs, output: &Output) -> usize {
    if arguments.fix_to.is_some() && arguments.paths.len() > 1 {
        output.complain("error: --fix-to takes one input, and there are several");
        return 1;
    }
    let circumstances = Circumstances {
        profile: arguments.rules.profile,
        now: Some(examine::now()),
        catalogue: packs.catalogue(),
    };
    let mut problems = 0;
    for path in &arguments.paths {
        if path == Path::new("-") && arguments.fix_to.is_none() {
            output
                .complain("error: -: standard input has no place for a repaired copy; name a file");
            problems += 1;
            continue;
        }
        match fix_file(path, arguments.fix_to.as_deref(), &circumstances) {
            Ok((to, fixed)) => output.complain(&plain(&told(&to, &fixed))),
            Err(error) => {
                problems += 1;
                output.complain(&plain(&format!("error: {error}")));
            }
        }
    }
    problems
}

fn told(to: &Path, fixed: &Fixed) -> String {
    let repairs = match fixed.made.len() {
        0 => "nothing to repair".to_owned(),
        1 => "1 repair made".to_owned(),
        many => format!("{many} repairs made"),
    };
    let [errors, warnings, infos] = fixed.left;
    format!(
        "{}: {repairs}; left: {errors} errors, {warnings} warnings, {infos} notes",
        to.display()
    )
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
