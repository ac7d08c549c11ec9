//! `twinscope reprovision`: what the provisioning service will do, before it does it.

pub(crate) mod arguments;
mod fleet;
mod told;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use workbench::reprovision::{
    Paths, draw, matrix, matrix_json, now, play, sample, samples, scenario_json, simulate, table,
    table_json, text_of,
};
use workbench::wire::SimulationProblem;

use crate::arguments::Table;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::plain;
use crate::table::aligned;
use arguments::{Form, Given, ReprovisionArguments, ReprovisionCommand, Rules};

/// Does what was asked.
pub(crate) fn run(asked: &ReprovisionArguments, output: &Output) -> Ending {
    let ended = match &asked.command {
        ReprovisionCommand::Simulate { given, format } => simulated(given, *format, output),
        ReprovisionCommand::Matrix { given, format } => every_policy(given, format.table, output),
        ReprovisionCommand::Sequence {
            scenario,
            rules,
            format,
        } => match scenario {
            Some(scenario) => played(scenario, rules, format.table, output),
            None => Ok(listed(format.table, output)),
        },
        ReprovisionCommand::Fleet {
            devices,
            enrollments,
            rules,
            format,
        } => fleet::run(devices, (enrollments, rules), *format, output),
        ReprovisionCommand::Versions { versions, format } => {
            printed(versions.as_deref(), format.table, output)
        }
    };
    ended.unwrap_or_else(|error| {
        output.complain(&plain(&error.to_string()));
        Ending::CouldNotLook
    })
}

type Ended = anyhow::Result<Ending>;

/// Files of what is given, by the names of the inputs: for the places of findings.
struct Sources<'s> {
    enrollments: &'s [PathBuf],
    files: Vec<(&'static str, &'s Path)>,
}

impl Sources<'_> {
    fn name(&self, problem: &SimulationProblem) -> String {
        let of_file = |input: &str| {
            let found = self.files.iter().find(|(known, _)| *known == input);
            found.map(|(_, path)| path.display().to_string())
        };
        let nth = usize::try_from(problem.nth).unwrap_or_default();
        match problem.input.as_str() {
            "enrollment" => self
                .enrollments
                .get(nth)
                .map(|path| path.display().to_string()),
            input => of_file(input),
        }
        .unwrap_or_else(|| problem.input.clone())
    }
}

impl Given {
    fn paths(&self) -> Paths<'_> {
        Paths {
            enrollments: &self.enrollments,
            device: Some(&self.device),
            hubs: Some(&self.hubs),
            record: self.record.as_deref(),
            webhook: self.webhook.as_deref(),
            versions: self.rules.versions.as_deref(),
            assumptions: &self.rules.assumptions,
        }
    }

    fn sources(&self) -> Sources<'_> {
        let mut files = vec![("device", &*self.device), ("hubs", &*self.hubs)];
        let more = [
            ("registration record", &self.record),
            ("webhook's answer", &self.webhook),
            ("table of versions", &self.rules.versions),
        ];
        files.extend(
            more.into_iter()
                .filter_map(|(name, path)| Some((name, path.as_deref()?))),
        );
        Sources {
            enrollments: &self.enrollments,
            files,
        }
    }
}

/// What the shell is told of the findings.
fn ending(problems: &[SimulationProblem]) -> Ending {
    match problems.iter().any(|problem| problem.severity == "error") {
        true => Ending::Findings,
        false => Ending::Clean,
    }
}

fn simulated(given: &Given, format: Form, output: &Output) -> Ended {
    let told = simulate(&given.paths().read()?, now())?;
    let text = match format.drawn() {
        Some(format) => draw(&told, format),
        None => told::simulation(
            &told,
            &|problem| given.sources().name(problem),
            output.paint(),
        ),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    Ok(ending(&told.problems))
}

fn every_policy(given: &Given, table: Table, output: &Output) -> Ended {
    let request = given.paths().read()?;
    let told = matrix(&request, now())?;
    let text = match table {
        Table::Json => matrix_json(&told),
        Table::Human => told::matrix(
            &told,
            &|problem| given.sources().name(problem),
            output.paint(),
        ),
    };
    let _ = output.write(&text);
    Ok(ending(&told.problems))
}

fn played(scenario: &Path, rules: &Rules, table: Table, output: &Output) -> Ended {
    let built_in = scenario
        .to_str()
        .and_then(sample)
        .filter(|_| !scenario.exists());
    let text = match built_in {
        Some(text) => text.to_owned(),
        None => text_of(scenario).map_err(|error| {
            let names: Vec<_> = samples().into_iter().map(|sample| sample.name).collect();
            anyhow::anyhow!("{error}; built in are {}", names.join(", "))
        })?,
    };
    let versions = rules.versions.as_deref().map(text_of).transpose()?;
    let told = play(
        &text,
        &versions.unwrap_or_default(),
        &rules.assumptions,
        now(),
    )?;
    let text = match table {
        Table::Json => scenario_json(&told),
        Table::Human => told::scenario(&told, &scenario.display().to_string(), output.paint()),
    };
    let _ = output.write(&text);
    let of_steps = told.steps.iter().flat_map(|step| &step.problems);
    let asked = told
        .steps
        .iter()
        .filter_map(|step| step.simulation.as_ref());
    let of_answers = asked.flat_map(|simulation| &simulation.problems);
    let all = told.problems.iter().chain(of_steps).chain(of_answers);
    Ok(ending(&all.cloned().collect::<Vec<_>>()))
}

fn listed(table: Table, output: &Output) -> Ending {
    let samples = samples();
    let text = match table {
        Table::Json => {
            let listed: Vec<_> = samples
                .iter()
                .map(|s| serde_json::json!({"name": s.name, "title": s.title, "description": s.description}))
                .collect();
            crate::render::pretty(&listed)
        }
        Table::Human => {
            let paint = output.paint();
            let lines: Vec<_> = samples
                .iter()
                .map(|s| vec![s.name.clone(), s.title.clone()])
                .collect();
            let styled = |_: usize, column: usize, cell: String| match column {
                0 => paint.bold(&cell),
                _ => cell,
            };
            aligned(&lines, &styled)
                .iter()
                .fold(String::new(), |mut out, line| {
                    let _ = writeln!(out, "{line}");
                    out
                })
        }
    };
    let _ = output.write(&text);
    Ending::Clean
}

fn printed(versions: Option<&Path>, form: Table, output: &Output) -> Ended {
    let text = versions.map(text_of).transpose()?.unwrap_or_default();
    let (rows, problems) = table(&text)?;
    let out = match form {
        Table::Json => table_json(&rows),
        Table::Human => told::versions(&rows, output.paint()),
    };
    let _ = output.write(&out);
    let source = versions
        .map(|path| path.display().to_string())
        .unwrap_or_default();
    for problem in &problems {
        output.complain(&plain(&told::finding(problem, &source)));
    }
    Ok(ending(&problems))
}
