//! Two snapshots as a page: Markdown for a ticket, HTML that needs nothing beside it.

use std::fmt::Write as _;

use super::{Compared, Place, ThreeWay, Told, Who};
use crate::markdown::escaped as escaped_markdown;
use crate::wire::{CellKind, PieceFate, PropertyCell};

/// Writes comparisons as Markdown.
#[must_use]
pub fn markdown(all: &[Compared]) -> String {
    let mut out = String::new();
    for compared in all {
        let [old, new] = &compared.names;
        let _ = writeln!(
            out,
            "## {} → {}\n",
            escaped_markdown(old),
            escaped_markdown(new)
        );
        if compared.changes.is_empty() {
            out.push_str("No difference.\n");
        } else {
            out.push_str("| change | where | before | after |\n|---|---|---|---|\n");
        }
        for told in &compared.changes {
            let code = |cell: &Option<PropertyCell>| {
                let shown = cell.as_ref().map(plain);
                shown.map_or_else(String::new, |text| in_table(&text))
            };
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                told.change,
                in_table(&told.path),
                code(&told.old),
                code(&told.new)
            );
        }
        for line in notes(compared) {
            let _ = writeln!(out, "\n{}", escaped_markdown(&line));
        }
        out.push('\n');
    }
    out
}

/// A value in a cell of a table: code, on one line, its bars kept from ending the cell.
fn in_table(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line = line.replace('|', "\\|");
    // a fence longer than any inside
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match longest {
        0 => format!("`{line}`"),
        _ => format!("{fence} {line} {fence}"),
    }
}

fn plain(cell: &PropertyCell) -> String {
    let dots = if cell.cut { "…" } else { "" };
    match cell.kind {
        CellKind::String => format!("\"{}{dots}\"", cell.text),
        _ => format!("{}{dots}", cell.text),
    }
}

/// Says what is to be said beside the changes, one sentence each.
#[must_use]
pub fn notes(compared: &Compared) -> Vec<String> {
    let mut notes = Vec::new();
    if compared.further > 0 {
        let (further, is) = match compared.further {
            1 => ("change", "is"),
            _ => ("changes", "are"),
        };
        notes.push(format!(
            "{} further {further} {is} not listed.",
            compared.further
        ));
    }
    if compared.hidden > 0 {
        let (hidden, is) = match compared.hidden {
            1 => ("change", "is"),
            _ => ("changes", "are"),
        };
        notes.push(format!(
            "{} {hidden} of counters, stamps and times {is} left out.",
            compared.hidden
        ));
    }
    if compared.respelled > 0 {
        let (values, mean) = match compared.respelled {
            1 => ("value is", "means"),
            _ => ("values are", "mean"),
        };
        notes.push(format!(
            "{} {values} written in another way and {mean} the same.",
            compared.respelled
        ));
    }
    if !compared.approximate.is_empty() {
        notes.push(format!(
            "Approximate: a shorter list of changes may exist for {}.",
            compared.approximate.join(", ")
        ));
    }
    for section in &compared.sections {
        let name = section.section;
        if let (Some(old), Some(new)) = (section.old_version, section.new_version)
            && old != new
        {
            let anew = if section.recreated {
                ": it went back, the twin was made anew"
            } else {
                ""
            };
            notes.push(format!("{name}: $version {old} → {new}{anew}."));
        }
        let with = |step: &str| -> Vec<&str> {
            let of_step = section.groups.iter().filter(|g| g.step == step);
            of_step.map(|g| g.group.as_str()).collect()
        };
        let apply: Vec<_> = section
            .groups
            .iter()
            .filter(|g| g.apply)
            .map(|g| g.group.as_str())
            .collect();
        for (names, words) in [
            (apply, "to be applied again"),
            (with("touched"), "touched, same value"),
            (
                with("changedWithoutRevision"),
                "changed without a new revision",
            ),
            (with("recreated"), "older revision than before"),
        ] {
            if !names.is_empty() {
                notes.push(format!("{name}: {words}: {}.", names.join(", ")));
            }
        }
    }
    notes
}

/// Writes comparisons with the common ancestor as Markdown.
#[must_use]
pub fn markdown_of_three(all: &[ThreeWay]) -> String {
    let mut out = String::new();
    for three in all {
        let [first, second] = three.names.each_ref().map(|name| escaped_markdown(name));
        let base = escaped_markdown(&three.base);
        let _ = writeln!(out, "## {base} → {first} | {second}\n");
        if three.places.is_empty() {
            out.push_str("Nobody changed anything.\n");
        } else {
            let _ = writeln!(
                out,
                "| who | where | {} | {} | {} |\n|---|---|---|---|---|",
                in_heading(&base),
                in_heading(&first),
                in_heading(&second)
            );
        }
        for place in &three.places {
            let code = |cell: &Option<PropertyCell>| {
                let shown = cell.as_ref().map(plain);
                shown.map_or_else(String::new, |text| in_table(&text))
            };
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                who(place),
                in_table(&place.path),
                code(&place.base),
                code(&place.first),
                code(&place.second)
            );
        }
        for line in three.notes() {
            let _ = writeln!(out, "\n{}", escaped_markdown(&line));
        }
        out.push('\n');
    }
    out
}

fn in_heading(name: &str) -> String {
    name.replace('|', "\\|")
}

fn who(place: &Place) -> &'static str {
    match place.who {
        Who::Conflict => "**conflict**",
        Who::First => "first",
        Who::Second => "second",
        Who::Both => "both, alike",
    }
}

impl ThreeWay {
    /// Says what is to be said beside the places, one sentence each.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let [first, second] = &self.names;
        let mut parts = Vec::new();
        for (count, one, many) in [
            (self.conflicts, "1 conflict".to_owned(), "conflicts"),
            (
                self.count(Who::Both),
                "1 changed alike in both".to_owned(),
                "changed alike in both",
            ),
        ] {
            match count {
                0 => {}
                1 => parts.push(one),
                count => parts.push(format!("{count} {many}")),
            }
        }
        for (who, name) in [(Who::First, first), (Who::Second, second)] {
            match self.count(who) {
                0 => {}
                count => parts.push(format!("{count} changed in {name} only")),
            }
        }
        let mut notes = Vec::new();
        if !parts.is_empty() {
            notes.push(format!("{}.", parts.join(", ")));
        }
        if self.further > 0 {
            notes.push(format!("{} further places are not listed.", self.further));
        }
        if self.hidden > 0 {
            notes.push(format!(
                "{} places at which only counters, stamps and times changed are left out.",
                self.hidden
            ));
        }
        notes
    }
}

/// Writes comparisons with the common ancestor as one page of HTML.
#[must_use]
pub fn html_of_three(all: &[ThreeWay]) -> String {
    let mut out = head();
    for three in all {
        let [first, second] = three.names.each_ref().map(|name| escaped(name));
        let base = escaped(&three.base);
        let _ = writeln!(out, "<h2>{base} → {first} | {second}</h2>");
        if three.places.is_empty() {
            out.push_str("<p>Nobody changed anything.</p>\n");
        } else {
            let _ = writeln!(
                out,
                "<table><tr><th>who<th>where<th>{base}<th>{first}<th>{second}"
            );
        }
        for place in &three.places {
            let code = |cell: &Option<PropertyCell>| {
                let shown = cell.as_ref().map(plain);
                shown.map_or_else(String::new, |text| {
                    format!("<code>{}</code>", escaped(&text))
                })
            };
            let _ = writeln!(
                out,
                "<tr><td>{}<td><code>{}</code><td>{}<td>{}<td>{}",
                who(place).trim_matches('*'),
                escaped(&place.path),
                code(&place.base),
                code(&place.first),
                code(&place.second)
            );
        }
        if !three.places.is_empty() {
            out.push_str("</table>\n");
        }
        for note in three.notes() {
            let _ = writeln!(out, "<p>{}</p>", escaped(&note));
        }
    }
    out + "</html>\n"
}

fn head() -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Differences</title><style>{STYLE}</style>\n"
    )
}

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2em;color:#1b1b1b;background:#fff}\
table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:left;vertical-align:top;border-bottom:1px solid #ddd}\
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}del{background:#fbd5d5;text-decoration:none}\
ins{background:#cfeed3;text-decoration:none}\
@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#181818}td,th{border-color:#444}del{background:#5c2626}ins{background:#1f4d2a}}";

/// Writes comparisons as one page of HTML.
#[must_use]
pub fn html(all: &[Compared]) -> String {
    let mut out = head();
    for compared in all {
        let [old, new] = compared.names.clone().map(|name| escaped(&name));
        let _ = writeln!(out, "<h2>{old} → {new}</h2>");
        match compared.changes.is_empty() {
            true => out.push_str("<p>No difference.</p>\n"),
            false => {
                out.push_str("<table><tr><th>change<th>where<th>before<th>after\n");
                compared
                    .changes
                    .iter()
                    .for_each(|told| out.push_str(&row(told)));
                out.push_str("</table>\n");
            }
        }
        for note in notes(compared) {
            let _ = writeln!(out, "<p>{}</p>", escaped(&note));
        }
    }
    out + "</html>\n"
}

fn row(told: &Told) -> String {
    let side = |cell: &Option<PropertyCell>, own: PieceFate, tag: &str| match cell {
        None => String::new(),
        Some(cell) if told.pieces.is_empty() => format!("<code>{}</code>", escaped(&plain(cell))),
        Some(_) => {
            let of_side = told
                .pieces
                .iter()
                .filter(|p| p.fate == PieceFate::Kept || p.fate == own);
            let marked: String = of_side
                .map(|piece| match piece.fate {
                    PieceFate::Kept => escaped(&piece.text),
                    _ => format!("<{tag}>{}</{tag}>", escaped(&piece.text)),
                })
                .collect();
            format!("<code>\"{marked}\"</code>")
        }
    };
    format!(
        "<tr><td>{}<td><code>{}</code><td>{}<td>{}\n",
        told.change,
        escaped(&told.path),
        side(&told.old, PieceFate::Gone, "del"),
        side(&told.new, PieceFate::New, "ins")
    )
}

/// Writes text between the marks of HTML or XML. What neither can hold in any spelling is told by its number.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.extend(c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    out
}
