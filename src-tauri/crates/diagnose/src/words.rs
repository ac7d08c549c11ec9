//! Words about words: close misses, alternatives, lists, names to be shown.

use twin::{Value, secret};

/// Lists the alternatives of `a|b|c` as `a, b or c`; nothing where there are none.
pub(crate) fn alternatives(text: &str) -> Option<String> {
    let parts: Vec<_> = text
        .split('|')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    (parts.len() > 1 && text.len() < 200).then(|| either(&parts))
}

/// Joins names for people: `` `a`, `b` or `c` ``.
pub(crate) fn either(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|n| format!("`{n}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [many @ .., last] => format!("{} or {last}", many.join(", ")),
    }
}

/// Returns the key of a member to be named: on one line, cut.
pub(crate) fn name_of(value: Value<'_>) -> String {
    secret::cut(&one_line(value.key().unwrap_or_default().into_owned()), 40)
}

/// Replaces control characters, line breaks among them: names of the text may have any.
pub(crate) fn one_line(text: String) -> String {
    if text.contains(char::is_control) {
        text.replace(char::is_control, "\u{fffd}")
    } else {
        text
    }
}

/// Names a value as the subject of a message: by its key in backticks, or as an element.
pub(crate) fn subject(value: Value<'_>) -> String {
    match value.parent().filter(|_| value.key_span().is_empty()) {
        Some(list) if !list.key_span().is_empty() => format!("an element of `{}`", name_of(list)),
        Some(_) => "an element".to_owned(),
        None => format!("`{}`", name_of(value)),
    }
}

/// Names a character: itself where it can be seen, else its number.
pub(crate) fn named(c: char) -> String {
    match c {
        ' ' => "a blank".to_owned(),
        c if c.is_control() || c.is_whitespace() => format!("U+{:04X}", c as u32),
        c => format!("`{c}`"),
    }
}

/// Longest name compared, in bytes: the names of twins are short, and inputs may not be.
const COMPARED: usize = 48;

/// Returns the name that `word` was probably meant to be: the same letters in another case, or one
/// slip away (two in a long name). Never the name itself.
pub(crate) fn meant<'n>(word: &str, names: &[&'n str]) -> Option<&'n str> {
    if word.len() > COMPARED || names.contains(&word) {
        return None;
    }
    let other_case = names.iter().find(|n| n.eq_ignore_ascii_case(word));
    other_case
        .or_else(|| names.iter().find(|n| is_slip(word, n)))
        .copied()
}

/// True where one name becomes the other by one slip: a letter wrong, left out, doubled, or two
/// swapped; by two in names of eight letters and more.
fn is_slip(word: &str, name: &str) -> bool {
    let allowed = match word.len().min(name.len()) {
        0..=2 => return false,
        3..=7 => 1,
        _ => 2,
    };
    word.len().abs_diff(name.len()) <= allowed
        && distance(word.as_bytes(), name.as_bytes()) <= allowed
}

/// Counts the slips between two names; nothing for names too long to be compared.
pub(crate) fn slips(word: &str, name: &str) -> Option<usize> {
    let fits = word.len().max(name.len()) <= COMPARED;
    fits.then(|| distance(word.as_bytes(), name.as_bytes()))
}

/// Counts the slips between two short names (optimal string alignment).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut rows = [[0usize; COMPARED + 1]; 3];
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        let (now, last, older) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        rows[now][0] = i;
        for j in 1..=b.len().min(COMPARED) {
            let change = usize::from(!a[i - 1].eq_ignore_ascii_case(&b[j - 1]));
            let mut least = (rows[last][j - 1] + change)
                .min(rows[last][j] + 1)
                .min(rows[now][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[older][j - 2] + 1);
            }
            rows[now][j] = least;
        }
    }
    rows[a.len() % 3][b.len().min(COMPARED)]
}

#[cfg(test)]
mod tests {
    use super::{either, meant};

    const NAMES: &[&str] = &["properties", "tags", "desired", "status", "windowsUpdate"];

    #[test]
    fn a_close_miss_finds_its_name() {
        for (word, name) in [
            ("propeties", "properties"),
            ("Properties", "properties"),
            ("tag", "tags"),
            ("desierd", "desired"),
            ("desiered", "desired"),
            ("windowUpdates", "windowsUpdate"),
        ] {
            assert_eq!(meant(word, NAMES), Some(name), "{word}");
        }
    }

    #[test]
    fn another_name_is_left_alone() {
        for word in [
            "tags",
            "state",
            "ta",
            "device",
            "propaganda",
            "",
            "windowsTelemetry",
        ] {
            assert_eq!(meant(word, NAMES), None, "{word}");
        }
    }

    #[test]
    fn names_are_joined_for_people() {
        assert_eq!(either(&["a"]), "`a`");
        assert_eq!(either(&["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
