//! Reads Rust just well enough to find functions and types: comments and literals are blanked, braces are counted.

/// One function with a body.
#[derive(Debug, PartialEq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// Where it begins, from 1.
    pub(crate) line: usize,
    /// From the line of `fn` to that of its closing brace.
    pub(crate) lines: usize,
}

/// Every function with a body, inner ones too.
pub(crate) fn functions(text: &str) -> Vec<Function> {
    let code = without_literals(text);
    let words = words(&code);
    let named = words
        .windows(2)
        .filter(|pair| pair[0].1 == "fn" && adjacent(&code, pair));
    named
        .filter_map(|pair| function(&code, pair[0].0, pair[1].1))
        .collect()
}

fn function(code: &str, start: usize, name: &str) -> Option<Function> {
    let body = body_start(code, start)?;
    let end = closing_brace(code, body)?;
    let line_of = |at: usize| code[..at].matches('\n').count() + 1;
    Some(Function {
        name: name.to_owned(),
        line: line_of(start),
        lines: line_of(end) - line_of(start) + 1,
    })
}

/// The names of all types that are public in any degree.
pub(crate) fn public_types(text: &str) -> Vec<String> {
    let code = without_literals(text);
    let words = words(&code);
    let kinds = ["struct", "enum", "trait", "type", "union"];
    let typed = words
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| kinds.contains(&pair[0].1));
    let public = typed.filter(|(at, _)| {
        // `pub`, `pub(crate)`, `pub(in a::b)`, perhaps with `unsafe` before the kind: all in one item head.
        let head = &words[at.saturating_sub(5)..*at];
        let since = head
            .iter()
            .rposition(|(_, word)| *word == "pub")
            .map(|position| head[position].0);
        since.is_some_and(|from| !code[from..words[*at].0].contains([';', '{', '}', '=', ',']))
    });
    public.map(|(_, pair)| pair[1].1.to_owned()).collect()
}

/// `fn name`, and not the type `fn(…)` with a word after it.
fn adjacent(code: &str, pair: &[(usize, &str)]) -> bool {
    code[pair[0].0 + pair[0].1.len()..pair[1].0]
        .trim()
        .is_empty()
}

/// The opening brace of the body; none for a declaration without one.
fn body_start(code: &str, start: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, letter) in code[start..].char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '{' if depth == 0 => return Some(start + at),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

fn closing_brace(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, letter) in code[open..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(open + at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Identifiers and keywords with their places.
fn words(code: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in code.char_indices().chain([(code.len(), ' ')]) {
        match (start, letter.is_alphanumeric() || letter == '_') {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push((from, &code[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// The text with comments, strings and character literals replaced by spaces; lines stay where they are.
fn without_literals(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let inside_word = code.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        let length = literal_length(rest, inside_word);
        let step = if length == 0 {
            rest.chars().next().map_or(1, char::len_utf8)
        } else {
            length
        };
        let (now, next) = rest.split_at(step);
        if length == 0 {
            code.push_str(now);
        } else {
            code.extend(
                now.chars()
                    .map(|letter| if letter == '\n' { '\n' } else { ' ' }),
            );
        }
        rest = next;
    }
    code
}

/// How many bytes of comment or literal the text begins with; 0 for code.
fn literal_length(rest: &str, inside_word: bool) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    let prefix = if inside_word {
        0
    } else {
        rest.find(|letter: char| !"bcr".contains(letter))
            .unwrap_or(0)
            .min(2)
    };
    let (letters, quoted) = rest.split_at(prefix);
    match quoted.chars().next() {
        Some('"' | '#') if letters.ends_with('r') => {
            raw_string(quoted).map_or(0, |length| prefix + length)
        }
        Some('"') => prefix + escaped(quoted, '"'),
        Some('\'') => character(quoted).map_or(0, |length| prefix + length),
        _ => 0,
    }
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < rest.len() {
        let tail = &rest[at..];
        if tail.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if tail.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += tail.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// `"…"` or `#"…"#`, after the `r`; none for a raw identifier.
fn raw_string(quoted: &str) -> Option<usize> {
    let hashes = quoted.find(|letter| letter != '#')?;
    let body = quoted[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(hashes + 1 + body.find(&end).map_or(body.len(), |at| at + end.len()))
}

/// A literal that ends at its unescaped quote.
fn escaped(quoted: &str, quote: char) -> usize {
    let mut letters = quoted.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if letter == quote {
            return at + letter.len_utf8();
        }
    }
    quoted.len()
}

/// A character literal; none for a lifetime.
fn character(quoted: &str) -> Option<usize> {
    let mut letters = quoted.chars().skip(1);
    let (first, second) = (letters.next()?, letters.next()?);
    (first == '\\' || second == '\'').then(|| escaped(quoted, '\''))
}

#[test]
fn braces_in_comments_and_literals_do_not_count() {
    let text = "fn one<'a>(x: &'a str) -> char {\n let _ = (\"}\", r#\"}\"\"#, b'}', '\\'', r#type); // }\n /* } /* } */ */ '{'\n}\nfn two();\n";
    assert_eq!(
        functions(text),
        [Function {
            name: "one".to_owned(),
            line: 1,
            lines: 4
        }]
    );
}

#[test]
fn a_function_ends_at_its_own_brace() {
    let text = "impl A {\n    fn outer(f: fn(u8) -> u8, n: [u8; 2]) {\n        fn inner() {}\n        if true {\n        }\n    }\n}\n";
    let found: Vec<_> = functions(text)
        .into_iter()
        .map(|function| (function.name, function.lines))
        .collect();
    assert_eq!(found, [("outer".to_owned(), 5), ("inner".to_owned(), 1)]);
}

#[test]
fn public_types_are_found_in_every_degree_of_public() {
    let text = "pub struct A; pub(crate) enum B {} struct C { pub d: u8 } pub fn e() { struct F; } pub type G = u8;";
    assert_eq!(public_types(text), ["A", "B", "G"]);
}
