//! The command line `twinscope`: arguments in, reports out, exit codes for the shell. Decides
//! nothing: every answer comes from the workbench.

mod alike;
mod arguments;
mod bench;
mod blame;
mod check;
mod codes;
mod compare;
mod discover;
mod drift;
mod ending;
mod explain;
mod groups;
mod history;
mod migrate;
mod outliers;
mod output;
mod paint;
mod render;
mod reprovision;
mod revisions;
mod schema;
mod settings;
mod table;
mod versions;

use std::panic;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command, SchemaCommand};
use ending::Ending;
use output::Output;

/// The shape of the JSON report.
const REPORT_SCHEMA: &str = include_str!("../schemas/report.schema.json");
/// The shape of the settings.
const SETTINGS_SCHEMA: &str = include_str!("../schemas/settings.schema.json");

fn main() -> ExitCode {
    panic::set_hook(Box::new(|panic| {
        // the payload is left out: it may quote a twin
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        eprintln!("error: a fault of Twinscope itself, at {place}; please report it");
    }));
    let arguments = Arguments::parse();
    let ended = panic::catch_unwind(|| run(arguments));
    match ended {
        Ok(Ok(ending)) => ending.into(),
        Ok(Err(error)) => {
            eprintln!("error: {error:#}");
            Ending::CouldNotLook.into()
        }
        Err(_) => Ending::CouldNotLook.into(),
    }
}

fn run(arguments: Arguments) -> anyhow::Result<Ending> {
    let output = Output::open(arguments.color);
    output.end_on_interrupt();
    let ending = answer(arguments.command, &output);
    output.close().context("the report could not be written")?;
    Ok(ending)
}

fn answer(command: Command, output: &Output) -> Ending {
    match command {
        Command::Check(check) => check::run(&check, output),
        Command::Explain { rule } => explain::explain(&rule, output),
        Command::Rules { settings, format } => explain::list(&settings, format.table, output),
        Command::Versions {
            twin,
            rules,
            known,
            format,
        } => known.with(&[&twin], output, |packs| {
            versions::run(&twin, rules.profile, packs, format.table, output)
        }),
        Command::Groups {
            twin,
            group,
            all,
            known,
            format,
        } => known.with(&[&twin], output, |packs| {
            let asked = (group.as_deref(), all);
            groups::run(&twin, asked, packs, format.table, output)
        }),
        Command::Drift(asked) => drift::run(&asked, output),
        Command::Diff(asked) => compare::run(&asked, output),
        Command::Outliers {
            twin,
            paths,
            all,
            known,
            format,
        } => known.with(&paths, output, |chosen| {
            outliers::run(&twin, &paths, (all, chosen), format.table, output)
        }),
        Command::Blame {
            twin,
            known,
            format,
        } => known.with(&[&twin], output, |packs| {
            blame::run(&twin, packs, format.table, output)
        }),
        Command::Revisions(asked) => revisions::run(&asked, output),
        Command::Migrate {
            twin,
            group,
            to,
            known,
            format,
        } => known.with(&[&twin], output, |packs| {
            let asked = (group.as_deref(), to.as_deref());
            migrate::run(&twin, asked, packs, format.table, output)
        }),
        Command::Discover {
            group,
            version,
            paths,
            known,
            format,
        } => known.with(&paths, output, |packs| {
            let asked = (group.as_str(), version.as_deref());
            discover::run(asked, &paths, packs, format.table, output)
        }),
        Command::Code(code) => codes::run(&code, output),
        Command::Schema {
            command: SchemaCommand::Report,
        } => printed(REPORT_SCHEMA, output),
        Command::Schema {
            command: SchemaCommand::Settings,
        } => printed(SETTINGS_SCHEMA, output),
        Command::Schema { command } => schema::run(&command, output),
        Command::History(history) => history::run(&history, output),
        Command::Bench(asked) => bench::run(&asked, output),
        Command::Reprovision(asked) => reprovision::run(&asked, output),
        Command::Completions { shell } => printed(&completions(shell), output),
    }
}

fn printed(text: &str, output: &Output) -> Ending {
    // a reader that has gone away has seen enough
    let _ = output.write(text);
    Ending::Clean
}

fn completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "twinscope", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
