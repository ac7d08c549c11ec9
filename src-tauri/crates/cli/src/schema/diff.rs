//! `twinscope schema diff`: what changed between two versions, and whether the number says so.

use std::fmt::Write as _;

use workbench::packs::{self, Difference};

use super::Chosen;
use crate::arguments::Table;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, padded, plain};

/// Compares two schemas, each a key or a file.
pub(crate) fn run(
    (before, after): (&str, &str),
    packs: &Chosen,
    table: Table,
    output: &Output,
) -> Ending {
    let catalogue = packs.catalogue();
    let sides = [before, after].map(|name| packs::side(&catalogue, name));
    let (one, other) = match sides {
        [Ok(one), Ok(other)] => (one, other),
        sides => {
            for obstacle in sides.into_iter().filter_map(Result::err) {
                output.complain(&plain(&obstacle.to_string()));
            }
            return Ending::CouldNotLook;
        }
    };
    let found = packs::differ(&one, &other);
    let text = match table {
        Table::Json => crate::render::pretty(&found),
        Table::Human => laid_out(&found, output.paint()),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    match packs.ending {
        Ending::Clean if found.is_wrong() => Ending::Findings,
        ending => ending,
    }
}

fn laid_out(found: &Difference, paint: Paint) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} {} {}",
        paint.bold(&plain(&found.before)),
        paint.faint("to"),
        paint.bold(&plain(&found.after))
    );
    if found.exchanged {
        let _ = writeln!(
            out,
            "{}",
            paint.faint("(exchanged: the lower number is the older one)")
        );
    }
    out.push('\n');
    let widest = |of: &dyn Fn(usize) -> usize| (0..found.changes.len()).map(of).max().unwrap_or(0);
    let names: Vec<_> = found.changes.iter().map(|c| named(&c.property)).collect();
    let name = widest(&|n| unicode_width::UnicodeWidthStr::width(names[n].as_str()));
    let kind = widest(&|n| found.changes[n].kind.len());
    for (change, property) in found.changes.iter().zip(&names) {
        let step = paint.graded(graded(change.step), &padded(change.step, 5));
        let kind = padded(change.kind, kind);
        let what = plain(&change.what);
        let _ = writeln!(out, "  {step}  {}  {kind}  {what}", padded(property, name));
        let reason = format!("         {}", change.because);
        let _ = writeln!(out, "{}", paint.faint(&reason));
    }
    if found.changes.is_empty() {
        out.push_str("  no difference\n");
    }
    let _ = writeln!(
        out,
        "\nverdict: {}",
        paint.graded(graded(found.verdict), found.verdict)
    );
    let number = &found.number;
    let said = match number.verdict {
        "right" => format!("{} is right: {}", number.declared, number.because),
        "not-judged" => format!("not judged: {}", number.because),
        verdict => format!(
            "{} is {}: {}; it should be {}",
            number.declared,
            verdict.replace('-', " "),
            number.because,
            number.expected
        ),
    };
    let grade = match number.verdict {
        "right" => "ok",
        "not-judged" => "note",
        _ => "error",
    };
    let _ = writeln!(out, "number: {}", paint.graded(grade, &plain(&said)));
    out
}

fn named(property: &str) -> String {
    if property.is_empty() {
        "(the group)".to_owned()
    } else {
        plain(property)
    }
}

/// Returns the severity whose colour a step has.
fn graded(step: &str) -> &'static str {
    match step {
        "major" => "error",
        "minor" => "warning",
        "patch" => "note",
        _ => "ok",
    }
}
