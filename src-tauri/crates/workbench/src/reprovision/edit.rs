//! One member of a JSON text, set or left out in place: whatever else stands in it stays as it is written.

use twin::escape::quote;
use twin::{Document, Value};

/// Objects of a document that may be one, an array, or several after each other.
pub(super) fn objects(doc: &Document) -> Vec<Value<'_>> {
    let roots = doc.roots().flat_map(|root| match root.is_object() {
        true => vec![root],
        false => root.children().collect(),
    });
    roots.filter(|value| value.is_object()).collect()
}

/// Sets a member of the nth object, or leaves it out. Objects on the way to it are made; a text without an object
/// stays as it is, an empty one becomes an object.
pub(super) fn set(text: &str, nth: usize, path: &[&str], value: Option<&str>) -> String {
    if text.trim().is_empty() {
        return match value {
            Some(_) => set("{}\n", 0, path, value),
            None => text.to_owned(),
        };
    }
    let Ok(doc) = Document::read_str(text) else {
        return text.to_owned();
    };
    match objects(&doc).get(nth) {
        Some(&object) => within(doc.text(), object, path, value),
        None => text.to_owned(),
    }
}

fn within(text: &str, object: Value<'_>, path: &[&str], value: Option<&str>) -> String {
    let Some((&key, rest)) = path.split_first() else {
        return text.to_owned();
    };
    match (object.get(key), rest.is_empty(), value) {
        (Some(member), false, _) if member.is_object() => within(text, member, rest, value),
        (Some(member), true, None) => without(text, object, member),
        (None, _, None) | (Some(_), false, None) => text.to_owned(),
        (Some(member), _, Some(value)) => {
            let span = member.span();
            spliced(text, span.start, span.end, &nested(rest, value))
        }
        (None, _, Some(value)) => with(text, object, key, &nested(rest, value)),
    }
}

/// The value with the objects around it that are still missing.
fn nested(path: &[&str], value: &str) -> String {
    path.iter().rev().fold(value.to_owned(), |inner, key| {
        format!("{{ {}: {inner} }}", quote(key))
    })
}

fn with(text: &str, object: Value<'_>, key: &str, value: &str) -> String {
    let member = format!("{}: {value}", quote(key));
    match object.children().last() {
        Some(last) => {
            let (start, end) = (last.key_span().start, last.span().end);
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let indent = &text[line..start];
            let is_alone = indent.chars().all(char::is_whitespace) && line > 0;
            let between = if is_alone {
                format!(",\n{indent}")
            } else {
                ", ".to_owned()
            };
            spliced(text, end, end, &format!("{between}{member}"))
        }
        None => {
            let span = object.span();
            spliced(text, span.start, span.end, &format!("{{\n  {member}\n}}"))
        }
    }
}

fn without(text: &str, object: Value<'_>, member: Value<'_>) -> String {
    let members: Vec<_> = object.children().collect();
    let at = members.iter().position(|one| one.id() == member.id());
    let before = at.and_then(|at| members.get(at.checked_sub(1)?));
    let after = at.and_then(|at| members.get(at + 1));
    let (start, end) = match (before, after) {
        (Some(before), _) => (before.span().end, member.span().end),
        (None, Some(after)) => (member.key_span().start, after.key_span().start),
        (None, None) => (member.key_span().start, member.span().end),
    };
    spliced(text, start, end, "")
}

fn spliced(text: &str, start: usize, end: usize, with: &str) -> String {
    let parts = text.get(..start).zip(text.get(end..));
    parts.map_or_else(
        || text.to_owned(),
        |(head, tail)| format!("{head}{with}{tail}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_set_in_place_and_nothing_else_changes() {
        let text = "{\n    \"a\": 1.0,  \"b\": { \"c\": \"x\" }\n}\n";
        let cases: [(&[&str], Option<&str>, &str); 7] = [
            (
                &["a"],
                Some("2"),
                "{\n    \"a\": 2,  \"b\": { \"c\": \"x\" }\n}\n",
            ),
            (
                &["b", "c"],
                Some("true"),
                "{\n    \"a\": 1.0,  \"b\": { \"c\": true }\n}\n",
            ),
            (
                &["b", "d"],
                Some("5"),
                "{\n    \"a\": 1.0,  \"b\": { \"c\": \"x\", \"d\": 5 }\n}\n",
            ),
            (&["a"], None, "{\n    \"b\": { \"c\": \"x\" }\n}\n"),
            (&["b"], None, "{\n    \"a\": 1.0\n}\n"),
            (&["b", "c"], None, "{\n    \"a\": 1.0,  \"b\": {  }\n}\n"),
            (&["z"], None, text),
        ];
        for (path, value, wanted) in cases {
            assert_eq!(set(text, 0, path, value), wanted, "{path:?} {value:?}");
        }
    }

    #[test]
    fn a_new_member_stands_below_the_last_one_and_missing_objects_are_made() {
        assert_eq!(
            set("{\n  \"a\": 1\n}", 0, &["b", "c"], Some("2")),
            "{\n  \"a\": 1,\n  \"b\": { \"c\": 2 }\n}"
        );
        assert_eq!(set("", 0, &["a"], Some("1")), "{\n  \"a\": 1\n}\n");
        assert_eq!(set("", 0, &["a"], None), "");
        assert_eq!(set("12", 0, &["a"], Some("1")), "12");
    }

    #[test]
    fn the_object_that_is_meant_is_changed_and_a_broken_text_does_not_break_more() {
        assert_eq!(
            set("[{\"a\": 1}, {\"a\": 2}]", 1, &["a"], Some("3")),
            "[{\"a\": 1}, {\"a\": 3}]"
        );
        let broken = "{\"a\": 1, \"b\": {\"c\": 2";
        let mended = set(broken, 0, &["a"], Some("7"));
        assert_eq!(mended, "{\"a\": 7, \"b\": {\"c\": 2");
        for cut in 0..broken.len() {
            let _ = set(&broken[..cut], 0, &["b", "c"], Some("1"));
        }
    }
}
