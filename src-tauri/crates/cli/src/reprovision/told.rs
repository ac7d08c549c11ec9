//! What a simulation says, for people.

use std::fmt::Write as _;

use workbench::reprovision::TableRow;
use workbench::wire::{
    Matrix, MatrixCell, PlayedScenario, PlayedStep, PropertyCell, Simulation, SimulationProblem,
    TwinChange,
};

use crate::paint::{Paint, plain};
use crate::table::aligned;

/// Names the file that a finding is in.
type Named<'n> = &'n dyn Fn(&SimulationProblem) -> String;

/// One request.
pub(super) fn simulation(told: &Simulation, named: Named<'_>, paint: Paint) -> String {
    let mut out = format!(
        "{}: {}\n{}\n",
        paint.bold(&plain(&told.registration_id)),
        told.outcome,
        plain(&told.sentence)
    );
    way(told, &mut out, paint);
    hub(told, &mut out, paint);
    stages(told, &mut out, paint);
    if !told.lost.is_empty() {
        let _ = writeln!(out, "\n{}", paint.bold("Lost"));
        for lost in &told.lost {
            let _ = writeln!(out, "  {}", paint.graded("error", &plain(&lost.sentence)));
        }
    }
    changes(
        "Twin before and after",
        &told.changes,
        told.further,
        &mut out,
        paint,
    );
    rests(told, &mut out, paint);
    findings(&told.problems, named, &mut out, paint);
    out
}

fn way(told: &Simulation, out: &mut String, paint: Paint) {
    let _ = writeln!(out, "\n{}", paint.bold("Way through the flowchart"));
    if told.chart.path.is_empty() {
        out.push_str("  the service does not get that far\n");
    }
    for name in &told.chart.path {
        let Some(node) = told.chart.nodes.iter().find(|node| node.name == *name) else {
            continue;
        };
        let fact = node.fact.as_deref().unwrap_or_default();
        let _ = writeln!(out, "  {}\n    {}", node.title, plain(fact));
    }
}

fn hub(told: &Simulation, out: &mut String, paint: Paint) {
    let Some(allocation) = &told.allocation else {
        return;
    };
    let _ = writeln!(out, "\n{}", paint.bold("Hub"));
    let _ = writeln!(
        out,
        "  {}: {}",
        allocation.name,
        plain(&allocation.sentence)
    );
}

fn stages(told: &Simulation, out: &mut String, paint: Paint) {
    let _ = writeln!(out, "\n{}", paint.bold("Stages"));
    let lines: Vec<_> = told
        .stages
        .iter()
        .map(|stage| {
            vec![
                stage.status.clone().unwrap_or_default(),
                plain(&stage.sentence),
            ]
        })
        .collect();
    let styled = |_: usize, column: usize, cell: String| match column {
        0 => paint.faint(&cell),
        _ => cell,
    };
    for line in aligned(&lines, &styled) {
        let _ = writeln!(out, "  {line}");
    }
    if let Some(substatus) = &told.substatus {
        let recorded = told
            .recorded_substatus
            .as_ref()
            .filter(|recorded| *recorded != substatus);
        let also = recorded.map(|recorded| format!("; the service's own view says {recorded}"));
        let _ = writeln!(out, "  substatus {substatus}{}", also.unwrap_or_default());
    }
}

fn changes(title: &str, changes: &[TwinChange], further: u32, out: &mut String, paint: Paint) {
    if changes.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paint.bold(title));
    let cell = |cell: &Option<PropertyCell>| {
        cell.as_ref()
            .map_or_else(|| "nothing".to_owned(), |cell| plain(&cell.text))
    };
    let lines: Vec<_> = changes
        .iter()
        .map(|change| {
            let both = format!("{} > {}", cell(&change.old), cell(&change.new));
            vec![change.change.clone(), plain(&change.path), both]
        })
        .collect();
    for line in aligned(&lines, &|_, _, cell| cell) {
        let _ = writeln!(out, "  {line}");
    }
    if further > 0 {
        let _ = writeln!(out, "  {further} more are not listed");
    }
}

fn rests(told: &Simulation, out: &mut String, paint: Paint) {
    if told.rests_on.is_empty() && told.inferences.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paint.bold("Assumed"));
    for rests in &told.rests_on {
        let _ = writeln!(out, "  {}={}: {}", rests.name, rests.value, rests.sentence);
        let otherwise = plain(&rests.otherwise);
        let _ = writeln!(
            out,
            "    with --assume {}={}: {otherwise}",
            rests.name, rests.other
        );
    }
    for inference in &told.inferences {
        let _ = writeln!(out, "  {}: {}", inference.name, inference.sentence);
    }
}

fn findings(problems: &[SimulationProblem], named: Named<'_>, out: &mut String, paint: Paint) {
    if problems.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paint.bold("Wrong with what was given"));
    for problem in problems {
        let head = plain(&finding(problem, &named(problem)));
        let _ = writeln!(out, "  {}", paint.graded(&problem.severity, &head));
        let _ = writeln!(
            out,
            "    why  {}\n     do  {}",
            problem.reason,
            plain(&problem.advice)
        );
    }
}

/// One finding in one line: place, severity, rule, what.
pub(super) fn finding(problem: &SimulationProblem, source: &str) -> String {
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!("{source}:{line}:{column}"),
        _ => format!("{source}{}", problem.pointer),
    };
    format!(
        "{place} {}[{}] {}",
        problem.severity, problem.rule, problem.message
    )
}

/// Every policy.
pub(super) fn matrix(told: &Matrix, named: Named<'_>, paint: Paint) -> String {
    let assumed = Footnotes::of(told);
    let heads = told.ages.iter().map(|age| match age.name.as_str() {
        "old" => format!("old ({})", age.sentence),
        _ => format!("new ({})", age.sentence),
    });
    let mut lines = vec![
        std::iter::once(String::new())
            .chain(heads)
            .collect::<Vec<_>>(),
    ];
    for row in &told.rows {
        let cells = told.cells.iter().filter(|cell| cell.policy == row.name);
        let cells = cells.map(|cell| {
            let mark = if cell.current { "* " } else { "" };
            let to = cell.to.as_deref().unwrap_or("no hub");
            let notes = assumed.marks(cell);
            plain(&format!("{mark}{} > {to}{notes}", cell.outcome))
        });
        lines.push(std::iter::once(row.sentence.clone()).chain(cells).collect());
    }
    let styled = |line: usize, column: usize, cell: String| match (line, column) {
        (0, _) | (_, 0) => paint.bold(&cell),
        _ => cell,
    };
    let mut out = String::new();
    for line in aligned(&lines, &styled) {
        let _ = writeln!(out, "{line}");
    }
    if told.cells.iter().any(|cell| cell.current) {
        out.push_str("* as it is now\n");
    }
    assumed.write(&mut out, paint);
    findings(&told.problems, named, &mut out, paint);
    out
}

/// What cells of a matrix rest on, each once, numbered in the order in which they are met.
struct Footnotes(Vec<String>);

impl Footnotes {
    fn of(told: &Matrix) -> Self {
        let mut all: Vec<String> = Vec::new();
        for text in told.cells.iter().flat_map(Self::texts) {
            if !all.contains(&text) {
                all.push(text);
            }
        }
        Self(all)
    }

    fn texts(cell: &MatrixCell) -> Vec<String> {
        let switches = cell.rests_on.iter();
        let switches = switches.map(|on| format!("{}={}: {}", on.name, on.value, on.sentence));
        let concluded = cell.inferences.iter();
        let concluded = concluded.map(|one| format!("{}: {}", one.name, one.sentence));
        switches.chain(concluded).collect()
    }

    fn marks(&self, cell: &MatrixCell) -> String {
        let texts = Self::texts(cell).into_iter();
        let at = texts.filter_map(|text| self.0.iter().position(|known| *known == text));
        at.fold(String::new(), |out, at| format!("{out} [{}]", at + 1))
    }

    fn write(&self, out: &mut String, paint: Paint) {
        if self.0.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{}", paint.bold("Assumed"));
        for (at, text) in self.0.iter().enumerate() {
            let _ = writeln!(out, "  [{}] {}", at + 1, plain(text));
        }
    }
}

/// A sequence.
pub(super) fn scenario(told: &PlayedScenario, source: &str, paint: Paint) -> String {
    let mut out = format!(
        "{}\n{}\n",
        paint.bold(&plain(&told.title)),
        plain(&told.description)
    );
    let named = |_: &SimulationProblem| source.to_owned();
    findings(&told.problems, &named, &mut out, paint);
    for (at, step) in told.steps.iter().enumerate() {
        self::step(at + 1, step, &named, &mut out, paint);
    }
    out
}

fn step(number: usize, step: &PlayedStep, named: Named<'_>, out: &mut String, paint: Paint) {
    let _ = writeln!(
        out,
        "\n{}",
        paint.bold(&plain(&format!("{number}. {}", step.title)))
    );
    match &step.simulation {
        Some(told) => {
            let _ = writeln!(out, "  {}: {}", told.outcome, plain(&told.sentence));
            for lost in &told.lost {
                let _ = writeln!(out, "  {}", paint.graded("error", &plain(&lost.sentence)));
            }
            for rests in &told.rests_on {
                let _ = writeln!(out, "  {}={}: {}", rests.name, rests.value, rests.sentence);
            }
            findings(&told.problems, named, out, paint);
        }
        None => out.push_str("  the device does not ask\n"),
    }
    changes(
        "  Changed since the step before",
        &step.changes,
        step.further,
        out,
        paint,
    );
    findings(&step.problems, named, out, paint);
}

/// The table of versions.
pub(super) fn versions(rows: &[TableRow], paint: Paint) -> String {
    let mut lines = vec![
        ["", "last one from before", "package", "asks with"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for row in rows {
        let asks = row.asks.iter().map(|(from, api)| {
            let api = api.as_deref().unwrap_or("not known");
            format!("{from}: {api}")
        });
        let asks = asks.collect::<Vec<_>>().join(", ");
        lines.push(vec![
            row.title.to_owned(),
            plain(&row.last_before),
            plain(&row.package),
            plain(&asks),
        ]);
    }
    let styled = |line: usize, column: usize, cell: String| match (line, column) {
        (0, _) => paint.faint(&cell),
        (_, 0) => paint.bold(&cell),
        _ => cell,
    };
    let mut out = String::new();
    for line in aligned(&lines, &styled) {
        let _ = writeln!(out, "{line}");
    }
    out
}
