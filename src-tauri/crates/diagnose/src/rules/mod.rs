//! The catalogue: one file a rule, one line here.

use crate::finding::Finding;
use crate::place::Place;
use crate::rule::Rule;

/// Names each rule's file once: the module and its line in the catalogue.
macro_rules! catalogue {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*
        /// Every rule, in the order of the catalogue.
        pub static CATALOGUE: &[&Rule] = &[$(&$name::RULE),*];
    };
}

catalogue![
    more_of_the_same,
    // syntax
    bad_escape,
    byte_order_mark,
    comment,
    doubled_quote,
    duplicate_key,
    equals_for_colon,
    invalid_utf8,
    lone_surrogate,
    mismatched_bracket,
    missing_braces,
    missing_colon,
    missing_comma,
    missing_value,
    more_repairs,
    nested_too_deeply,
    non_json_literal,
    nul_character,
    number_spelling,
    placeholder,
    raw_control_character,
    several_documents,
    stray_character,
    surplus_bracket,
    surplus_colon,
    surplus_comma,
    text_around_document,
    too_many_values,
    trailing_comma,
    unclosed_bracket,
    unquoted_key,
    unquoted_value,
    unterminated_string,
    unusual_whitespace,
    utf16_text,
    wrong_quotes,
    wrong_separator,
    // limits
    section_too_large,
];

pub(crate) use more_of_the_same::{RULE as MORE_OF_THE_SAME, further};

/// Returns the rule with that name.
#[must_use]
pub fn rule(name: &str) -> Option<&'static Rule> {
    CATALOGUE.iter().copied().find(|r| r.name == name)
}

/// Counts a noun for people: `1 member`, `3 members`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Points at the twin as a whole: its first byte.
pub(crate) fn whole(root: twin::Value<'_>) -> Place {
    let span = root.span();
    Place { path: root.path(), span: span.start..(span.start + 1).min(span.end) }
}
