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

/// Returns the name that `word` was probably meant to be: the same letters in another case, or one
/// slip away (two in a long name). Never the name itself.
pub(crate) fn meant<'n>(word: &str, names: &[&'n str]) -> Option<&'n str> {
    if names.contains(&word) {
        return None;
    }
    let other_case = names.iter().find(|n| n.eq_ignore_ascii_case(word));
    other_case
        .or_else(|| names.iter().find(|n| groups::names::is_slip(word, n)))
        .copied()
}

/// Counts the slips between two names; nothing for names too long to be compared.
pub(crate) fn slips(word: &str, name: &str) -> Option<usize> {
    let fits = word.len().max(name.len()) <= groups::names::LONGEST_SLIP;
    fits.then(|| groups::names::slips(word, name))
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
