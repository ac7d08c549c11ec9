//! `twinscope schema show`: one schema, property by property.

use std::fmt::Write as _;

use workbench::packs::{self, PropertyLine, ShownSchema};

use super::Chosen;
use crate::arguments::Table;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, padded, plain};

/// Values of a property that stand in its line; all of them stand below it.
const IN_LINE: usize = 4;

/// Shows the schema of a key: as its file has it, or laid out.
pub(crate) fn run(key: &str, packs: &Chosen, table: Table, output: &Output) -> Ending {
    let schema = match packs::find(&packs.catalogue(), key) {
        Ok(schema) => schema,
        Err(obstacle) => {
            output.complain(&plain(&obstacle.to_string()));
            return Ending::CouldNotLook;
        }
    };
    let text = match table {
        Table::Json => schema.text().to_owned(),
        Table::Human => laid_out(&packs::show(&schema), output.paint()),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    packs.ending
}

fn laid_out(schema: &ShownSchema, paint: Paint) -> String {
    let mut out = String::new();
    let pack = schema.pack.as_ref();
    let pack = pack.map_or_else(String::new, |pack| format!(" [{}]", plain(pack)));
    let _ = writeln!(out, "{}{pack}", paint.bold(&plain(&schema.key)));
    let about = format!("{}: {}", schema.title, schema.description);
    for line in paint.wrapped(&plain(&about), 0) {
        let _ = writeln!(out, "{line}");
    }
    if !schema.sources.is_empty() {
        let sources = format!("source: {}", schema.sources.join("; "));
        for line in paint.wrapped(&plain(&sources), 0) {
            let _ = writeln!(out, "{}", paint.faint(&line));
        }
    }
    out.push('\n');
    out.push_str(&table(&schema.properties, paint));
    out
}

const HEAD: [&str; 5] = ["property", "type", "unit", "required", "allowed"];

fn table(lines: &[PropertyLine], paint: Paint) -> String {
    if lines.is_empty() {
        return "it names no properties\n".to_owned();
    }
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(lines.iter().map(cells));
    let width = |column: usize| {
        let widths = rows
            .iter()
            .map(|row| unicode_width::UnicodeWidthStr::width(row[column].as_str()));
        widths.max().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2), width(3)];
    let mut out = String::new();
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<_> = widths
            .iter()
            .enumerate()
            .map(|(n, w)| padded(&row[n], *w))
            .collect();
        let text = format!("{}  {}", cells.join("  "), row[4]);
        let text = text.trim_end();
        if number == 0 {
            let _ = writeln!(out, "{}", paint.faint(text));
            continue;
        }
        let _ = writeln!(out, "{text}");
        out.push_str(&below(&lines[number - 1], paint));
    }
    out
}

fn cells(line: &PropertyLine) -> [String; 5] {
    let indent = "  ".repeat(line.depth);
    [
        format!("{indent}{}", plain(&line.name)),
        if line.types.is_empty() {
            "any".to_owned()
        } else {
            plain(&line.types.join(" or "))
        },
        plain(line.unit.as_deref().unwrap_or("-")),
        if line.is_required { "yes" } else { "no" }.to_owned(),
        allowed(line),
    ]
}

fn allowed(line: &PropertyLine) -> String {
    let mut all: Vec<_> = line
        .values
        .iter()
        .take(IN_LINE)
        .map(|v| v.value.clone())
        .collect();
    if line.values.len() > IN_LINE {
        all.push("…".to_owned());
    }
    if !all.is_empty() && !line.is_closed {
        all.insert(0, "as".to_owned());
    }
    let mut parts = vec![all.join(" ")];
    parts.extend(line.limits.clone());
    parts.retain(|part| !part.is_empty());
    plain(&parts.join("; "))
}

/// What does not fit into a line: the description, what values mean, where it comes from.
fn below(line: &PropertyLine, paint: Paint) -> String {
    let indent = "  ".repeat(line.depth + 2);
    let mut texts = Vec::new();
    let title = Some(line.title.as_str()).filter(|t| !t.is_empty());
    let about: Vec<_> = title
        .into_iter()
        .chain([line.description.as_str()])
        .collect();
    texts.push(about.join(": "));
    for value in line.values.iter().filter(|v| v.meaning.is_some()) {
        let meaning = value.meaning.as_deref().unwrap_or_default();
        texts.push(format!("{} = {meaning}", value.value));
    }
    texts.extend(Some(line.remarks.join("; ")));
    if !line.sources.is_empty() {
        texts.push(format!("source: {}", line.sources.join("; ")));
    }
    let mut out = String::new();
    for text in texts.iter().filter(|t| !t.is_empty()) {
        for part in paint.wrapped(&plain(text), indent.len()) {
            let _ = writeln!(out, "{indent}{}", paint.faint(&part));
        }
    }
    out
}
