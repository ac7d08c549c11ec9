//! `twinscope check`: asks the workbench, hands each answer to the form as it comes, and ends
//! with what was seen.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use workbench::Circumstances;
use workbench::check::Check;
use workbench::examine::{self, Examination};
use workbench::fix::{Fixed, Terms, fix_file};
use workbench::packs::Packs;
use workbench::pieces::Way;
use workbench::report::Summary;
use workbench::settings::{self, Run, Tally, Told};

use crate::arguments::{CheckArguments, FailOn, Format};
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::plain;
use crate::render;
use crate::settings::{Chosen, choose, pack_folders};

/// What is said where nothing but the text was diagnosed.
pub(crate) const NO_TWINS: &str = "there is no twin in what was looked at: check that the right files were given, and all of them";
/// Settings further down that are named one by one.
const NESTED: usize = 5;

/// Checks everything that was named.
pub(crate) fn run(arguments: &CheckArguments, output: &Output) -> Ending {
    let Ok(chosen) = choose(&arguments.settings, &arguments.paths, output) else {
        return Ending::CouldNotLook;
    };
    let mut form = render::form(arguments, chosen.as_ref(), output.paint());
    let packs = Packs::load(&pack_folders(chosen.as_ref(), &arguments.packs));
    let mut examination = Examination::now().with_packs(&packs);
    if let Some(chosen) = &chosen {
        examination.policy = chosen.settings.policy.clone();
        examination.drift = chosen.settings.drift.clone();
    }
    examination.circumstances.profile = arguments.rules.profile;
    examination.with_excerpts = arguments.format == Format::Human;
    if !arguments.quiet {
        output.show_progress();
    }
    let mut summary = Summary::default();
    let mut tally = Tally::default();
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
    let mut check = Check::new(examination, &never).by(Way::past(packs.folders()));
    let flow = check.paths(&arguments.paths, &mut |told, progress| {
        output.note(progress);
        match told {
            Ok(examined) => {
                summary.add(&examined);
                tally.add(&examined);
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
        if let Some(chosen) = &chosen {
            let told = of_settings(chosen, (&tally, &packs), &summary, arguments);
            summary.add_settings(&told);
            // a reader that has gone away has seen enough
            let _ = output.write(&form.settings(&told));
        }
        // whether this last record is read makes no difference to the ending
        let _ = output.write(&form.end(&summary));
    }
    if summary.is_without_twins() {
        output.complain(NO_TWINS);
    }
    name_nested(check.way(), chosen.as_ref(), arguments, output);
    if arguments.fix {
        summary.problems += repair(
            arguments,
            &terms(arguments, &packs, chosen.as_ref()),
            output,
        );
    }
    ending(&summary, arguments.fail_on)
}

/// Names settings below what was looked at: whoever put them there expects them to be applied. Where the
/// user chose settings, or none, nothing else is expected.
fn name_nested(way: &Way, chosen: Option<&Chosen>, arguments: &CheckArguments, output: &Output) {
    if arguments.settings.no_config || arguments.settings.config.is_some() {
        return;
    }
    let all = way.not_applied(chosen.map(|chosen| &*chosen.path));
    for file in all.iter().take(NESTED) {
        let folder = file.parent().unwrap_or(Path::new("."));
        let (file, folder) = (file.display(), folder.display());
        output.remark(&plain(&format!(
            "{file} is not applied: one run has one file of settings; check {folder} alone, or name the file with --config"
        )));
    }
    if let Some(further @ 1..) = all.len().checked_sub(NESTED) {
        output.remark(&format!("{further} more files of settings are not applied"));
    }
}

/// Repairs are judged by what the check was judged by.
fn terms(arguments: &CheckArguments, packs: &Packs, chosen: Option<&Chosen>) -> Terms {
    Terms {
        circumstances: Circumstances {
            profile: arguments.rules.profile,
            now: Some(examine::now()),
            catalogue: packs.catalogue(),
        },
        policy: chosen
            .map(|chosen| chosen.settings.policy.clone())
            .unwrap_or_default(),
    }
}

/// Writes the repaired copies; returns how many could not be made.
fn repair(arguments: &CheckArguments, terms: &Terms, output: &Output) -> usize {
    if arguments.fix_to.is_some() && arguments.paths.len() > 1 {
        output.complain("--fix-to takes one input, and there are several");
        return 1;
    }
    let mut problems = 0;
    for path in &arguments.paths {
        if path == Path::new("-") {
            output.complain(
                "-: standard input is gone once it is checked; save it as a file and repair that",
            );
            problems += 1;
            continue;
        }
        match fix_file(path, arguments.fix_to.as_deref(), terms) {
            Ok((to, fixed)) => {
                output.remark(&plain(&told(to.as_deref().unwrap_or(path), &fixed)));
            }
            Err(error) => {
                problems += 1;
                output.complain(&plain(&error.to_string()));
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
    let rest = match (fixed.is_unfinished, fixed.is_json || errors == 0) {
        (true, _) => "; there is more to repair: repair the copy once more",
        (false, false) => {
            "; it is no JSON as it is: what can be meant in more than one way stays as it was"
        }
        (false, true) => "",
    };
    format!(
        "{}: {repairs}; left: {errors} errors, {warnings} warnings, {infos} notes{rest}",
        to.display()
    )
}

/// What matches nothing is known only after everything the settings are for was looked at.
fn of_settings(
    chosen: &Chosen,
    (tally, packs): (&Tally, &Packs),
    summary: &Summary,
    arguments: &CheckArguments,
) -> Told {
    let is_whole = !chosen.settings.is_matched(tally)
        && summary.problems == 0
        && (arguments.settings.config.is_some()
            || settings::covers(&arguments.paths, &chosen.path, packs.folders()));
    let run = if is_whole { Run::Whole } else { Run::Part };
    chosen.settings.told(tally, run)
}

fn ending(summary: &Summary, fail_on: FailOn) -> Ending {
    let warnings = if fail_on == FailOn::Warning {
        summary.warnings
    } else {
        0
    };
    let problems = summary.problems + usize::from(summary.is_without_twins());
    match (problems, summary.errors + warnings) {
        (0, 0) => Ending::Clean,
        (0, _) => Ending::Findings,
        _ => Ending::CouldNotLook,
    }
}
