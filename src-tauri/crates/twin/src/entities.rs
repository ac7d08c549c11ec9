//! Entities of HTML, as they come along when JSON is copied from the source of a web page: `&quot;`.

use std::borrow::Cow;

/// Longest entity that is looked at, `&` and `;` included: `&#x201c;`.
const LONGEST: usize = 8;

/// The named ones that stand in JSON shown on a page.
const NAMED: [(&str, char); 11] = [
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
    ("nbsp", '\u{a0}'),
    ("emsp", '\u{2003}'),
    ("ldquo", '\u{201c}'),
    ("rdquo", '\u{201d}'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
];

/// Returns the character of the entity at the start of a text, and the bytes the entity takes.
pub(crate) fn entity(text: &str) -> Option<(char, usize)> {
    let window = &text.as_bytes()[..text.len().min(LONGEST)];
    let end = memchr::memchr(b';', window)?;
    let name = text.get(1..end).filter(|_| window[0] == b'&')?;
    let c = match name.strip_prefix('#') {
        None => NAMED.iter().find(|(n, _)| *n == name)?.1,
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?).filter(|&c| c != '\0')?
        }
    };
    Some((c, end + 1))
}

/// Puts characters in the place of entities; what is none stays.
pub(crate) fn resolve(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        if let Some((c, length)) = entity(&text[at..]) {
            out.push_str(&text[copied..at]);
            out.push(c);
            copied = at + length;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{entity, resolve};

    #[test]
    fn entities_by_name_and_by_number_are_resolved() {
        assert_eq!(
            resolve("&lt;a&gt; &amp;lt; &#34;b&#x22; &nope; &;&"),
            "<a> &lt; \"b\" &nope; &;&"
        );
        assert_eq!(resolve("R&D"), "R&D");
    }

    #[test]
    fn what_only_looks_like_an_entity_is_none() {
        for text in ["", "&", "&quot", "&#;", "&#0;", "&#xd800;", "quot;", "&ä;"] {
            assert_eq!(entity(text), None, "{text}");
        }
    }
}
