//! The answer to be kept: as drawing, as a drawing of Mermaid's, as a page.

use std::fmt::Write as _;

use crate::compare::in_markup;
use crate::markdown::escaped;
use crate::wire::{Chart, ChartEdge, ChartNode, ChartShape, Simulation, SimulationFormat};

/// Writes an answer in one of the forms that people keep.
#[must_use]
pub fn draw(simulation: &Simulation, format: SimulationFormat) -> String {
    match format {
        SimulationFormat::Svg => svg(simulation),
        SimulationFormat::Markdown => markdown(simulation),
        SimulationFormat::Mermaid => mermaid(simulation),
        SimulationFormat::Json => super::json(simulation),
    }
}

/// Colours by the system's choice, so that the drawing fits the page it is put on.
const STYLE: &str = "\
    .page{fill:#fff}text{font:14px system-ui,sans-serif;fill:#1b1f24;text-anchor:middle}\
    .node{fill:#f6f8fa;stroke:#8c959f;stroke-width:1.5;stroke-dasharray:4 4}.said{fill:#57606a}.edge{stroke:#8c959f;stroke-width:1.5;stroke-dasharray:4 4;fill:none}\
    .head{fill:#8c959f}.label{font-size:13px;fill:#57606a}.taken .node{fill:#ddf4ff;stroke:#0969da;stroke-width:3;stroke-dasharray:none}\
    .taken .edge{stroke:#0969da;stroke-width:3;stroke-dasharray:none}.taken .head{fill:#0969da}.taken .label{fill:#0969da;font-weight:600}\
    .taken .said{font-weight:600;fill:#1b1f24}.note{font-size:13px;text-anchor:start}\
    @media(prefers-color-scheme:dark){.page{fill:#0d1117}text{fill:#e6edf3}.node{fill:#161b22;stroke:#6e7681}\
    .edge{stroke:#6e7681}.head{fill:#6e7681}.label,.said{fill:#9198a1}.taken .said{fill:#e6edf3}.taken .node{fill:#0c2d6b;stroke:#4493f8}\
    .taken .edge{stroke:#4493f8}.taken .head{fill:#4493f8}.taken .label{fill:#4493f8}}";
/// Height of a line of text.
const LINE: i32 = 18;
/// Space below the drawing for the sentence.
const FOOT: i32 = 54;
/// Characters of a line of the sentence.
const SENTENCE: usize = 84;

/// Draws the flowchart as SVG, with the answer's sentence below it, and below that what it rests on.
#[must_use]
pub fn svg(told: &Simulation) -> String {
    let (chart, sentence) = (&told.chart, &told.sentence);
    let mut lines = broken(sentence);
    lines.extend(assumed(told).iter().flat_map(|line| broken(line)));
    let count = i32::try_from(lines.len()).unwrap_or_default();
    let (width, height) = (chart.width, chart.height + FOOT.max(count * LINE + LINE));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n<rect class=\"page\" width=\"{width}\" height=\"{height}\"/>\n",
        in_markup(sentence)
    );
    for edge in &chart.edges {
        svg_edge(edge, &mut out);
    }
    for node in &chart.nodes {
        svg_node(node, &mut out);
    }
    for (at, line) in (0..).zip(lines) {
        let y = chart.height + 18 + at * LINE;
        let _ = writeln!(
            out,
            "<text class=\"note\" x=\"20\" y=\"{y}\">{}</text>",
            in_markup(&line)
        );
    }
    out.push_str("</svg>\n");
    out
}

/// What an answer rests on: switches as they are written, and what was concluded.
fn assumed(told: &Simulation) -> Vec<String> {
    let switches = told.rests_on.iter();
    let switches = switches.map(|on| format!("Assumed {}={}: {}", on.name, on.value, on.sentence));
    let concluded = told.inferences.iter();
    let concluded = concluded.map(|one| format!("Concluded {}: {}", one.name, one.sentence));
    switches.chain(concluded).collect()
}

fn svg_edge(edge: &ChartEdge, out: &mut String) {
    let taken = if edge.taken { " class=\"taken\"" } else { "" };
    let [from, to] = edge.line;
    // the head points where the line goes: right or down
    let head = match from.y == to.y {
        true => format!(
            "{} {} {} {} {} {}",
            to.x,
            to.y,
            to.x - 10,
            to.y - 5,
            to.x - 10,
            to.y + 5
        ),
        false => format!(
            "{} {} {} {} {} {}",
            to.x,
            to.y,
            to.x - 5,
            to.y - 10,
            to.x + 5,
            to.y - 10
        ),
    };
    let _ = writeln!(
        out,
        "<g{taken}><path class=\"edge\" d=\"M{} {}L{} {}\"/><polygon class=\"head\" points=\"{head}\"/>",
        from.x, from.y, to.x, to.y
    );
    if let Some(answer) = &edge.answer {
        let (x, y) = (edge.label.x, edge.label.y);
        let _ = writeln!(
            out,
            "<text class=\"label\" x=\"{x}\" y=\"{y}\">{}</text>",
            in_markup(answer)
        );
    }
    out.push_str("</g>\n");
}

fn svg_node(node: &ChartNode, out: &mut String) {
    let (x, y, half, rise) = (node.at.x, node.at.y, node.width / 2, node.height / 2);
    let taken = if node.fact.is_some() {
        " class=\"taken\""
    } else {
        ""
    };
    let shape = match node.shape {
        ChartShape::Question => format!(
            "<polygon class=\"node\" points=\"{x} {} {} {y} {x} {} {} {y}\"/>",
            y - rise,
            x + half,
            y + rise,
            x - half
        ),
        ChartShape::Start | ChartShape::End => {
            let round = if node.shape == ChartShape::Start {
                rise
            } else {
                8
            };
            format!(
                "<rect class=\"node\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{round}\"/>",
                x - half,
                y - rise,
                node.width,
                node.height
            )
        }
    };
    let fact = node.fact.as_deref().unwrap_or("Not on the way.");
    let _ = writeln!(out, "<g{taken}><title>{}</title>{shape}", in_markup(fact));
    let count = i32::try_from(node.lines.len()).unwrap_or(1);
    for (at, line) in (0..).zip(&node.lines) {
        let y = y + 5 + at * LINE - (count - 1) * LINE / 2;
        let _ = writeln!(
            out,
            "<text class=\"said\" x=\"{x}\" y=\"{y}\">{}</text>",
            in_markup(line)
        );
    }
    out.push_str("</g>\n");
}

/// Breaks a sentence between words.
fn broken(sentence: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < SENTENCE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Writes the flowchart for Mermaid, the way through it in bold, and what the answer rests on as a note beside it.
#[must_use]
pub fn mermaid(told: &Simulation) -> String {
    let mut out = flowchart(&told.chart);
    let notes = assumed(told);
    if !notes.is_empty() {
        // a quotation mark would end the text
        let text = notes.join("<br>").replace('"', "#quot;");
        let _ = writeln!(out, "    assumed>\"{text}\"]");
    }
    out
}

fn flowchart(chart: &Chart) -> String {
    let mut out = "flowchart TD\n".to_owned();
    for node in &chart.nodes {
        let (open, close) = match node.shape {
            ChartShape::Start => ("([", "])"),
            ChartShape::Question => ("{", "}"),
            ChartShape::End => ("[", "]"),
        };
        let _ = writeln!(
            out,
            "    {}{open}\"{}\"{close}",
            node.name,
            node.lines.join("<br>")
        );
    }
    for edge in &chart.edges {
        let line = if edge.taken { "==>" } else { "-.->" };
        let answer = edge
            .answer
            .as_ref()
            .map(|a| format!("|{a}|"))
            .unwrap_or_default();
        let _ = writeln!(out, "    {} {line}{answer} {}", edge.from, edge.to);
    }
    if !chart.path.is_empty() {
        out.push_str("    classDef taken stroke:#0969da,stroke-width:3px\n");
        let _ = writeln!(out, "    class {} taken", chart.path.join(","));
    }
    let beside = chart.nodes.iter().map(|node| node.name.as_str());
    let beside: Vec<_> = beside
        .filter(|name| !chart.path.iter().any(|on| on == name))
        .collect();
    if !beside.is_empty() {
        out.push_str("    classDef beside stroke-dasharray:4 4\n");
        let _ = writeln!(out, "    class {} beside", beside.join(","));
    }
    out
}

/// Writes the answer as a page of Markdown.
#[must_use]
pub fn markdown(told: &Simulation) -> String {
    let mut out = format!(
        "# Reprovisioning of {}\n\n{}\n",
        escaped(&told.registration_id),
        escaped(&told.sentence)
    );
    let mut list = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            let _ = write!(out, "\n## {title}\n\n");
            for item in items {
                let _ = writeln!(out, "- {item}");
            }
        }
    };
    let on_way = told.chart.path.iter().filter_map(|name| {
        let node = told.chart.nodes.iter().find(|node| node.name == *name)?;
        Some(format!(
            "**{}** {}",
            escaped(&node.title),
            escaped(node.fact.as_deref()?)
        ))
    });
    list("Way through the flowchart", on_way.collect());
    list("Stages", told.stages.iter().map(stage).collect());
    list(
        "Lost",
        told.lost
            .iter()
            .map(|lost| escaped(&lost.sentence))
            .collect(),
    );
    list(
        "Twin before and after",
        told.changes.iter().map(change).collect(),
    );
    let rests = told.rests_on.iter().map(|rests| {
        format!(
            "`{}={}`: {} With `{}`: {}",
            rests.name,
            rests.value,
            escaped(&rests.sentence),
            rests.other,
            escaped(&rests.otherwise)
        )
    });
    let rests = rests.chain(
        told.inferences
            .iter()
            .map(|inference| escaped(&inference.sentence)),
    );
    list("Assumed", rests.collect());
    let problems = told.problems.iter().map(|problem| {
        let place = match (problem.line, problem.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", problem.input),
            _ => problem.input.clone(),
        };
        format!(
            "{}: {} ({place}). {}",
            problem.severity,
            escaped(&problem.message),
            escaped(&problem.advice)
        )
    });
    list("Wrong with what was given", problems.collect());
    let _ = write!(
        out,
        "\n## Flowchart\n\n```mermaid\n{}```\n",
        flowchart(&told.chart)
    );
    out
}

fn stage(stage: &crate::wire::SimulatedStage) -> String {
    match &stage.status {
        Some(status) => format!("{} (`{status}`)", escaped(&stage.sentence)),
        None => escaped(&stage.sentence),
    }
}

fn change(change: &crate::wire::TwinChange) -> String {
    let cell = |cell: &Option<crate::wire::PropertyCell>| {
        let text = cell.as_ref().map_or("nothing", |cell| cell.text.as_str());
        escaped(text)
    };
    format!(
        "{} {}: {} → {}",
        change.change,
        escaped(&change.path),
        cell(&change.old),
        cell(&change.new)
    )
}
