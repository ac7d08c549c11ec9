//! `twinscope explain` and `twinscope rules`: the catalogue for people and for programs.

use std::fmt::Write as _;

use workbench::report::{ListedRule, page, rules, rules_under};

use crate::alike::suggestion;
use crate::arguments::{SettingsChoice, Table};
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, padded, plain};
use crate::settings::choose;

/// Prints the page of a rule.
pub(crate) fn explain(rule: &str, output: &Output) -> Ending {
    let Some(page) = page(rule) else {
        output.complain(&unknown(rule));
        return Ending::CouldNotLook;
    };
    let paint = output.paint();
    let text = if paint.is_terminal() {
        rendered(&page, paint)
    } else {
        page
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    Ending::Clean
}

fn unknown(rule: &str) -> String {
    let names = rules().into_iter().map(|listed| listed.rule);
    let hint = suggestion(rule, names).unwrap_or_else(|| "`twinscope rules` lists all".to_owned());
    format!("no rule is named `{}`; {hint}", plain(rule))
}

/// Lays a page out for a terminal: headings, code and paragraphs.
fn rendered(page: &str, paint: Paint) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut fenced = false;
    for line in page.lines() {
        let fence = line.starts_with("```");
        let own_line = fenced || fence || line.is_empty() || line.starts_with(['#', '-', '|', '*']);
        if own_line {
            flush(&mut paragraph, &mut out, paint);
        }
        match line {
            _ if fence => fenced = !fenced,
            _ if fenced => {
                let _ = writeln!(out, "    {}", paint.code(line));
            }
            "" => out.push('\n'),
            _ if line.starts_with('#') => {
                let _ = writeln!(
                    out,
                    "{}",
                    paint.bold(line.trim_start_matches('#').trim_start())
                );
            }
            _ => {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(line.trim());
            }
        }
    }
    flush(&mut paragraph, &mut out, paint);
    out
}

fn flush(paragraph: &mut String, out: &mut String, paint: Paint) {
    let hanging = if paragraph.starts_with("- ") {
        "  "
    } else {
        ""
    };
    let text = std::mem::take(paragraph);
    if text.is_empty() {
        return;
    }
    let broken = paint
        .wrapped(&text, hanging.len())
        .join(&format!("\n{hanging}"));
    let parts = broken.split('`').enumerate();
    let coloured = parts.map(|(n, part)| {
        if n % 2 == 1 {
            paint.code(part)
        } else {
            part.to_owned()
        }
    });
    let _ = writeln!(out, "{}", coloured.collect::<String>());
}

/// Lists all rules, as the settings of the working folder have them.
pub(crate) fn list(choice: &SettingsChoice, table: Table, output: &Output) -> Ending {
    let Ok(chosen) = choose(choice, &["."], output) else {
        return Ending::CouldNotLook;
    };
    let rules = match &chosen {
        Some(chosen) => rules_under(&chosen.settings.policy),
        None => rules(),
    };
    let text = match table {
        Table::Json => crate::render::lines(&rules),
        Table::Human => {
            let source = chosen.map(|chosen| plain(&chosen.settings.source));
            table_of(&rules, source.as_deref(), output.paint())
        }
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    Ending::Clean
}

fn table_of(rules: &[ListedRule], settings: Option<&str>, paint: Paint) -> String {
    let mut out = String::new();
    let width = rules.iter().map(|r| r.rule.len()).max().unwrap_or(0);
    let mut categories: Vec<&str> = Vec::new();
    for rule in rules {
        if !categories.contains(&rule.category) {
            categories.push(rule.category);
        }
    }
    for category in categories {
        let _ = writeln!(out, "{}", paint.bold(category));
        for rule in rules.iter().filter(|r| r.category == category) {
            out.push_str(&row_of(rule, width, paint));
        }
        out.push('\n');
    }
    let _ = writeln!(
        out,
        "{} rules; `twinscope explain <rule>` prints the page of one",
        rules.len()
    );
    if let Some(settings) = settings {
        let changed = rules.iter().filter(|r| r.chosen.is_some()).count();
        // settings may be there for what they hide, or for their packs
        if changed > 0 {
            let _ = writeln!(out, "severities of {changed} rules are those of {settings}");
        }
    }
    out
}

fn row_of(rule: &ListedRule, width: usize, paint: Paint) -> String {
    let graded = rule.chosen.unwrap_or(rule.severity);
    let severity = padded(graded, "warning".len());
    let before = 2 + severity.len() + 2 + width + 2;
    let severity = paint.graded(graded, &severity);
    let usual = match rule.chosen {
        Some(chosen) if chosen != rule.severity => {
            format!(" (normally {})", rule.severity)
        }
        _ => String::new(),
    };
    let text = paint
        .wrapped(&(rule.summary.clone() + &usual), before)
        .join(&format!("\n{:before$}", ""));
    format!("  {severity}  {}  {text}\n", padded(rule.rule, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_laid_out_for_a_terminal() {
        let page =
            "# a-rule\n\nOne two `three`\nfour.\n\n## Do\n- one\n- two\n\n```json\n{ }\n```\n";
        let text = rendered(page, Paint::new(false, Some(80)));
        assert_eq!(
            text,
            "a-rule\n\nOne two three four.\n\nDo\n- one\n- two\n\n    { }\n"
        );
    }

    #[test]
    fn code_is_coloured_across_a_line_break() {
        let text = rendered("see `code` here", Paint::new(true, Some(80)));
        assert_eq!(text, "see \u{1b}[36mcode\u{1b}[0m here\n");
    }
}
