//! `twinscope code`: what an error code means, why it comes, and the way out.

use std::fmt::Write as _;

use workbench::codes::{Answer, Meaning, list, look_up, search};

use crate::alike::suggestion;
use crate::arguments::{CodeArguments, Table};
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, padded, plain};
use crate::render::{lines, pretty};

/// Answers what was asked for: codes, words, or everything.
pub(crate) fn run(arguments: &CodeArguments, output: &Output) -> Ending {
    if arguments.list {
        return listed(&list(), arguments.format.table, output);
    }
    if let Some(words) = &arguments.search {
        return found(&words.join(" "), arguments.format.table, output);
    }
    let answers = look_up(&arguments.codes, arguments.subsystem.as_deref());
    let text = match arguments.format.table {
        Table::Json => pretty(&answers),
        Table::Human => told(&answers, output.paint()),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    let mut ending = Ending::Clean;
    for answer in &answers {
        if let Some(problem) = &answer.problem {
            let hint = hint(answer);
            output.complain(&format!("{}{hint}", plain(problem)));
            ending = Ending::Findings;
        }
    }
    ending
}

/// What to do about a name that does not exist.
fn hint(answer: &Answer) -> String {
    if answer.number.is_some() || answer.asked.is_empty() {
        return String::new();
    }
    let all = list();
    let names = all
        .iter()
        .flat_map(|m| std::iter::once(m.name).chain(m.also.clone()));
    suggestion(&answer.asked, names).map_or_else(
        || "; `twinscope code --search WORDS` looks in the words".to_owned(),
        |suggestion| format!("; {suggestion}"),
    )
}

fn found(words: &str, table: Table, output: &Output) -> Ending {
    let found = search(words);
    if found.is_empty() {
        output.complain(&format!(
            "no code has all of the words \"{}\"; leave some out, or list all with `twinscope code --list`",
            plain(words)
        ));
        if table == Table::Human {
            return Ending::Findings;
        }
    }
    let text = match table {
        Table::Json => lines(&found),
        Table::Human => rows(&found, output.paint()),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    if found.is_empty() {
        Ending::Findings
    } else {
        Ending::Clean
    }
}

fn listed(all: &[Meaning], table: Table, output: &Output) -> Ending {
    let text = match table {
        Table::Json => lines(all),
        Table::Human => by_family(all, output.paint()),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    Ending::Clean
}

fn told(answers: &[Answer], paint: Paint) -> String {
    let known = answers.iter().filter(|answer| !answer.meanings.is_empty());
    let told: Vec<_> = known.map(|answer| in_full(answer, paint)).collect();
    told.join("\n")
}

fn in_full(answer: &Answer, paint: Paint) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", paint.bold(&heading(answer)));
    for meaning in &answer.meanings {
        let _ = writeln!(out, "\n  {}", name_of(meaning, paint));
        for (label, text) in [
            ("what", meaning.words),
            ("why", meaning.cause),
            ("do", meaning.way_out),
            ("from", meaning.source),
        ] {
            let indent = 4 + "what".len() + 2;
            let broken = paint.wrapped(text, indent);
            let broken = broken.join(&format!("\n{}", " ".repeat(indent)));
            let _ = writeln!(out, "    {}  {broken}", paint.faint(&format!("{label:>4}")));
        }
    }
    out
}

/// The code in its spellings, and what its bits tell.
fn heading(answer: &Answer) -> String {
    let Some(number) = &answer.number else {
        return plain(&answer.asked);
    };
    let Some(decoded) = &number.decoded else {
        return plain(&answer.asked);
    };
    format!(
        "{} = {} = {}: {decoded}",
        number.signed, number.unsigned, number.hex
    )
}

fn name_of(meaning: &Meaning, paint: Paint) -> String {
    let names: Vec<_> = std::iter::once(meaning.name)
        .chain(meaning.also.clone())
        .collect();
    let code = meaning
        .code
        .map_or_else(String::new, |code| format!(" {code}"));
    format!(
        "{} ({}{code}, {})",
        paint.code(&names.join(", ")),
        meaning.family,
        meaning.family_title
    )
}

/// Codes of any family, one a line.
fn rows(found: &[Meaning], paint: Paint) -> String {
    let width = |of: fn(&Meaning) -> &str| found.iter().map(|m| of(m).len()).max().unwrap_or(0);
    let families = width(|m| m.family);
    let codes = width(|m| m.code.unwrap_or_default());
    let names = width(|m| m.name);
    let mut out = String::new();
    for meaning in found {
        let before = format!(
            "{}  {}  ",
            padded(meaning.family, families),
            padded(meaning.code.unwrap_or_default(), codes)
        );
        out.push_str(&row(meaning, &before, names, paint));
    }
    let _ = writeln!(out, "\n{}", footer(found.len()));
    out
}

fn by_family(all: &[Meaning], paint: Paint) -> String {
    let mut out = String::new();
    for family in all.chunk_by(|a, b| a.family == b.family) {
        let width = |of: fn(&Meaning) -> &str| family.iter().map(|m| of(m).len()).max();
        let codes = width(|m| m.code.unwrap_or_default()).unwrap_or(0);
        let names = width(|m| m.name).unwrap_or(0);
        if let Some(first) = family.first() {
            let heading = format!("{} ({})", first.family_title, first.family);
            let _ = writeln!(out, "{}", paint.bold(&heading));
        }
        for meaning in family {
            let before = format!("  {}  ", padded(meaning.code.unwrap_or_default(), codes));
            out.push_str(&row(meaning, &before, names, paint));
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{}", footer(all.len()));
    out
}

/// One line a code; the words go on below themselves where the terminal is narrow.
fn row(meaning: &Meaning, before: &str, names: usize, paint: Paint) -> String {
    let indent = before.len() + names + 2;
    let words = paint.wrapped(meaning.words, indent);
    let words = words.join(&format!("\n{}", " ".repeat(indent)));
    let name = padded(meaning.name, names);
    format!("{before}{}  {words}\n", paint.code(&name))
}

fn footer(codes: usize) -> String {
    let s = if codes == 1 { "" } else { "s" };
    format!("{codes} code{s}; `twinscope code <code>` tells cause and way out")
}
