//! Broken JSON: signs that are missing, wrong or too many. The values stay what they were, so that nothing
//! else may be told.

use super::{At, Fault, Mutant};
use crate::corpus::Base;
use crate::random::Random;

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "comma before a closing bracket",
        rule: "trailing-comma",
        inject: trailing_comma,
    },
    Fault {
        name: "comma left out",
        rule: "missing-comma",
        inject: missing_comma,
    },
    Fault {
        name: "two commas",
        rule: "surplus-comma",
        inject: surplus_comma,
    },
    Fault {
        name: "semicolon for a comma",
        rule: "wrong-separator",
        inject: wrong_separator,
    },
    Fault {
        name: "colon left out",
        rule: "missing-colon",
        inject: missing_colon,
    },
    Fault {
        name: "two colons",
        rule: "surplus-colon",
        inject: surplus_colon,
    },
    Fault {
        name: "equals sign for a colon",
        rule: "equals-for-colon",
        inject: |b, r| equals(b, r, " ="),
    },
    Fault {
        name: "arrow for a colon",
        rule: "equals-for-colon",
        inject: |b, r| equals(b, r, " =>"),
    },
    Fault {
        name: "last brace left out",
        rule: "unclosed-bracket",
        inject: last_brace,
    },
    Fault {
        name: "brace of a last object left out",
        rule: "unclosed-bracket",
        inject: |b, r| brace_inside(b, r, "}"),
    },
    Fault {
        name: "brace and comma of an object left out",
        rule: "unclosed-bracket",
        inject: |b, r| brace_inside(b, r, "},"),
    },
    Fault {
        name: "brace too many at the end",
        rule: "surplus-bracket",
        inject: surplus_at_end,
    },
    Fault {
        name: "brace too many after an object",
        rule: "surplus-bracket",
        inject: surplus_inside,
    },
    Fault {
        name: "bracket for a brace",
        rule: "mismatched-bracket",
        inject: mismatched,
    },
    Fault {
        name: "outer braces left out",
        rule: "missing-braces",
        inject: outer_braces,
    },
    Fault {
        name: "quote too many after a text",
        rule: "doubled-quote",
        inject: quote_after,
    },
    Fault {
        name: "single quotes around a text",
        rule: "wrong-quotes",
        inject: |b, r| quotes(b, r, '\'', '\''),
    },
    Fault {
        name: "typographic quotes around a text",
        rule: "wrong-quotes",
        inject: |b, r| quotes(b, r, '“', '”'),
    },
    Fault {
        name: "single quotes around a key",
        rule: "wrong-quotes",
        inject: key_quotes,
    },
    Fault {
        name: "key without quotes",
        rule: "unquoted-key",
        inject: bare_key,
    },
    Fault {
        name: "text without quotes",
        rule: "unquoted-value",
        inject: bare_value,
    },
    Fault {
        name: "closing quote left out",
        rule: "unterminated-string",
        inject: open_string,
    },
    Fault {
        name: "True for true",
        rule: "non-json-literal",
        inject: capital_literal,
    },
    Fault {
        name: "number with a plus",
        rule: "number-spelling",
        inject: |b, r| number(b, r, "+"),
    },
    Fault {
        name: "number with a zero before it",
        rule: "number-spelling",
        inject: |b, r| number(b, r, "0"),
    },
    Fault {
        name: "hexadecimal number",
        rule: "number-spelling",
        inject: |b, r| number(b, r, "0x"),
    },
    Fault {
        name: "comment of C++",
        rule: "comment",
        inject: |b, r| comment(b, r, "// checked"),
    },
    Fault {
        name: "comment of C",
        rule: "comment",
        inject: |b, r| comment(b, r, "/* checked */"),
    },
    Fault {
        name: "comment of a shell",
        rule: "comment",
        inject: |b, r| comment(b, r, "# checked"),
    },
    Fault {
        name: "no-break space",
        rule: "unusual-whitespace",
        inject: no_break_space,
    },
    Fault {
        name: "sign that means nothing",
        rule: "stray-character",
        inject: stray,
    },
    Fault {
        name: "key twice in one object",
        rule: "duplicate-key",
        inject: duplicate,
    },
];

/// One line with a member in it: `    "line": 4,`.
#[derive(Clone, Copy)]
struct Line<'t> {
    /// Without the comma.
    text: &'t str,
    comma: &'t str,
    /// Where key and value are, quotes and all.
    key: (usize, usize),
    value: &'t str,
    next: &'t str,
}

impl<'t> Line<'t> {
    fn of(line: &'t str, next: &'t str) -> Option<Self> {
        let start = line.len() - line.trim_start().len();
        let colon = line.find("\": ")? + 1;
        let comma = if line.ends_with(',') { "," } else { "" };
        let text = &line[..line.len() - comma.len()];
        let is_member = line[start..].starts_with('"') && line.is_ascii();
        is_member.then(|| Self {
            text,
            comma,
            key: (start, colon),
            value: &text[colon + 2..],
            next: next.trim_start(),
        })
    }

    /// Column of the value, from 1.
    fn column(&self) -> usize {
        self.key.1 + 3
    }

    fn is_whole(&self) -> bool {
        !self.value.ends_with(['{', '['])
    }

    fn before(&self) -> &'t str {
        &self.text[..self.key.1 + 2]
    }

    fn word(&self) -> Option<&'t str> {
        let inside = self.value.strip_prefix('"')?.strip_suffix('"')?;
        (!inside.is_empty() && !inside.contains(['\\', '\''])).then_some(inside)
    }
}

/// Rewrites one line of those that take the fault: the new text, and the column of the fault.
fn line(
    base: &Base,
    random: &mut Random,
    change: impl Fn(&Line<'_>) -> Option<(String, usize)>,
) -> Option<Mutant> {
    let lines: Vec<_> = base.text.lines().collect();
    let next = |at: usize| lines.get(at + 1).copied().unwrap_or_default();
    let fits = |at: &usize| {
        Line::of(lines[*at], next(*at))
            .and_then(|l| change(&l))
            .is_some()
    };
    let takes: Vec<_> = (0..lines.len()).filter(fits).collect();
    let at = *random.one(&takes)?;
    let (changed, column) = Line::of(lines[at], next(at)).and_then(|l| change(&l))?;
    let mut all = lines.clone();
    all[at] = &changed;
    Some(Mutant::text(joined(&all), spot(at, column)))
}

fn spot(line: usize, column: usize) -> At {
    let small = |number: usize| u32::try_from(number).expect("a small text");
    At::Spot(small(line + 1), small(column))
}

fn joined(lines: &[&str]) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn trailing_comma(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        let is_last = l.is_whole() && l.comma.is_empty() && l.next.starts_with('}');
        is_last.then(|| (format!("{},", l.text), l.text.len() + 1))
    })
}

fn missing_comma(base: &Base, random: &mut Random) -> Option<Mutant> {
    let is_between = |l: &Line<'_>| l.is_whole() && l.comma == ",";
    line(base, random, |l| {
        is_between(l).then(|| (l.text.to_owned(), l.text.len() + 1))
    })
}

fn surplus_comma(base: &Base, random: &mut Random) -> Option<Mutant> {
    let is_between = |l: &Line<'_>| l.is_whole() && l.comma == ",";
    line(base, random, |l| {
        is_between(l).then(|| (format!("{},,", l.text), l.text.len() + 2))
    })
}

fn wrong_separator(base: &Base, random: &mut Random) -> Option<Mutant> {
    let is_between = |l: &Line<'_>| l.is_whole() && l.comma == ",";
    line(base, random, |l| {
        is_between(l).then(|| (format!("{};", l.text), l.text.len() + 1))
    })
}

fn missing_colon(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        let (key, value) = (&l.text[..l.key.1], l.value);
        Some((format!("{key} {value}{}", l.comma), l.key.1 + 1))
    })
}

fn surplus_colon(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        let (key, value) = (&l.text[..l.key.1], l.value);
        Some((format!("{key}:: {value}{}", l.comma), l.key.1 + 2))
    })
}

fn equals(base: &Base, random: &mut Random, sign: &str) -> Option<Mutant> {
    line(base, random, |l| {
        let (key, value) = (&l.text[..l.key.1], l.value);
        Some((format!("{key}{sign} {value}{}", l.comma), l.key.1 + 2))
    })
}

/// What is missing is missing behind the last thing that is there.
fn last_brace(base: &Base, _: &mut Random) -> Option<Mutant> {
    let text = base.text.strip_suffix("\n}\n")?;
    let last = text.lines().last()?.chars().count();
    let number = text.lines().count() - 1;
    Some(Mutant::text(format!("{text}\n"), spot(number, last + 1)))
}

/// The indents tell which object was left open, so that it ends before what stands less deep.
fn brace_inside(base: &Base, random: &mut Random, end: &str) -> Option<Mutant> {
    let mut lines: Vec<_> = base.text.lines().collect();
    // in a list the next object would be a member without a key
    let is_object = |at: usize| lines.get(at + 1).is_some_and(|next| next.trim() != "{");
    let is_end = |at: &usize| *at > 1 && lines[*at].trim() == end && is_object(*at);
    let ends: Vec<_> = (0..lines.len() - 1).filter(is_end).collect();
    let at = *random.one(&ends)?;
    let before = lines[at - 1].chars().count();
    lines.remove(at);
    // with the line goes the comma
    let also: &[&str] = if end == "}," { &["missing-comma"] } else { &[] };
    Some(Mutant::text(joined(&lines), spot(at - 1, before + 1)).also(also))
}

fn surplus_at_end(base: &Base, _: &mut Random) -> Option<Mutant> {
    let text = format!("{}}}\n", base.text);
    Some(Mutant::text(text, spot(base.text.lines().count(), 1)))
}

/// A brace stands deeper than what it would close: the indents tell that it is the one too many.
fn surplus_inside(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mut lines: Vec<_> = base.text.lines().collect();
    let is_last = |at: &usize| {
        let end = lines
            .get(at + 1)
            .is_some_and(|next| next.trim() == "}" || next.trim() == "},");
        end && !lines[*at].ends_with(['{', '[', '}', ']'])
    };
    let lasts: Vec<_> = (0..lines.len()).filter(is_last).collect();
    let at = *random.one(&lasts)?;
    let surplus = format!("{}}}", indent(lines[at]));
    lines.insert(at + 1, &surplus);
    Some(Mutant::text(joined(&lines), spot(at + 1, surplus.len())))
}

fn mismatched(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mut lines: Vec<_> = base.text.lines().collect();
    let is_end = |at: &usize| matches!(lines[*at].trim(), "}" | "},");
    let ends: Vec<_> = (0..lines.len() - 1).filter(is_end).collect();
    let at = *random.one(&ends)?;
    let changed = lines[at].replace('}', "]");
    let column = indent(lines[at]).len() + 1;
    lines[at] = &changed;
    Some(Mutant::text(joined(&lines), spot(at, column)))
}

fn outer_braces(base: &Base, _: &mut Random) -> Option<Mutant> {
    let inside = base.text.strip_prefix("{\n")?.strip_suffix("}\n")?;
    Some(Mutant::text(
        inside.to_owned(),
        spot(0, indent(inside).len() + 1),
    ))
}

fn quote_after(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        l.word()?;
        Some((format!("{}\"{}", l.text, l.comma), l.text.len() + 1))
    })
}

fn quotes(base: &Base, random: &mut Random, open: char, close: char) -> Option<Mutant> {
    line(base, random, |l| {
        let word = l.word()?;
        Some((
            format!("{}{open}{word}{close}{}", l.before(), l.comma),
            l.column(),
        ))
    })
}

fn key_quotes(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        let key = l.text[l.key.0..l.key.1].trim_matches('"');
        let is_plain = !key.contains(['\'', '\\', '"']);
        let (start, value) = (&l.text[..l.key.0], l.value);
        is_plain.then(|| (format!("{start}'{key}': {value}{}", l.comma), l.key.0 + 1))
    })
}

fn is_word(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn bare_key(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        let key = l.text[l.key.0..l.key.1].trim_matches('"');
        let (start, value) = (&l.text[..l.key.0], l.value);
        is_word(key).then(|| (format!("{start}{key}: {value}{}", l.comma), l.key.0 + 1))
    })
}

/// Words that stand for something else when they have no quotes.
const MEANING: [&str; 12] = [
    "true",
    "false",
    "null",
    "none",
    "nil",
    "undefined",
    "nan",
    "infinity",
    "yes",
    "no",
    "on",
    "off",
];

fn bare_value(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        let word = l.word().filter(|word| is_word(word))?;
        let means = MEANING.contains(&word.to_ascii_lowercase().as_str());
        (!means).then(|| (format!("{}{word}{}", l.before(), l.comma), l.column()))
    })
}

fn open_string(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        let word = l.word()?;
        let open = format!("{}\"{word}", l.before());
        let end = open.len() + 1;
        Some((format!("{open}{}", l.comma), end))
    })
}

fn capital_literal(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        let literal = match l.value {
            "true" => "True",
            "false" => "False",
            "null" => "None",
            _ => return None,
        };
        Some((format!("{}{literal}{}", l.before(), l.comma), l.column()))
    })
}

fn number(base: &Base, random: &mut Random, start: &str) -> Option<Mutant> {
    line(base, random, |l| {
        let number: u64 = l.value.parse().ok()?;
        let spelled = match start {
            "0x" => format!("0x{number:x}"),
            _ => format!("{start}{number}"),
        };
        Some((format!("{}{spelled}{}", l.before(), l.comma), l.column()))
    })
}

fn comment(base: &Base, random: &mut Random, comment: &str) -> Option<Mutant> {
    // the agent's reader of its own files takes comments of C
    base.at("/properties").or(base.at("/desired"))?;
    line(base, random, |l| {
        let start = format!("{}{} ", l.text, l.comma);
        Some((format!("{start}{comment}"), start.len() + 1))
    })
}

fn no_break_space(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        let key = &l.text[..=l.key.1];
        Some((format!("{key}\u{a0}{}{}", l.value, l.comma), key.len() + 1))
    })
}

fn stray(base: &Base, random: &mut Random) -> Option<Mutant> {
    line(base, random, |l| {
        l.is_whole()
            .then(|| (format!("{} @{}", l.text, l.comma), l.text.len() + 2))
    })
}

/// The second of the two is the one that counts, and the one that is told.
fn duplicate(base: &Base, random: &mut Random) -> Option<Mutant> {
    let mutant = line(base, random, |l| {
        let is_between = l.is_whole() && l.comma == ",";
        is_between.then(|| (format!("{},\n{},", l.text, l.text), l.key.0 + 1))
    })?;
    let at = match mutant.at {
        At::Spot(line, column) => At::Spot(line + 1, column),
        other => other,
    };
    Some(Mutant { at, ..mutant })
}

fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}
