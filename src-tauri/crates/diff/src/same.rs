//! Two single values by what they mean: numbers by their worth, times as instants, GUIDs and thumbprints in any case
//! where a contract says that they are such.

use std::ops::Range;

use jiff::tz::TimeZone;
use twin::time::When;
use twin::{Kind, Value};

use crate::number;

/// How a text is to be understood when it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Meaning {
    /// Letter by letter.
    #[default]
    AsWritten,
    /// A point in time: `…T07:00:00Z` and `…T09:00:00.0+02:00` are one.
    Time,
    /// A point in time of which only the time of day counts: every day at `…T07:00:00Z` is every day at
    /// `…T09:00:00+02:00`.
    TimeOfDay,
    /// A GUID: case and braces do not count.
    Guid,
    /// A thumbprint or another word in which case does not count.
    AnyCase,
}

impl Meaning {
    /// Returns a name so that names that mean the same are the same text.
    #[must_use]
    pub fn folded(self, name: &str) -> String {
        match self {
            Self::AsWritten => name.to_owned(),
            Self::Guid => bare_guid(name).to_ascii_lowercase(),
            Self::AnyCase | Self::Time | Self::TimeOfDay => name.to_ascii_lowercase(),
        }
    }
}

/// How much two values are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Written alike.
    Identical,
    /// The same, in another spelling.
    Respelled,
    /// Not the same.
    Different,
}

impl Likeness {
    /// True where both mean the same.
    #[must_use]
    pub fn is_same(self) -> bool {
        self != Self::Different
    }
}

/// Compares two values that are no containers; a container is never like anything here.
#[must_use]
pub fn scalars(a: Value<'_>, b: Value<'_>, meaning: Meaning) -> Likeness {
    if a.kind() != b.kind() {
        return nothing_and_null(a, b);
    }
    if !a.kind().is_container() && bytes(a, a.span()) == bytes(b, b.span()) {
        return Likeness::Identical;
    }
    match a.kind() {
        Kind::String => strings(a, b, meaning),
        Kind::Number if number::same(&a.assumed(), &b.assumed()) => Likeness::Respelled,
        Kind::Boolean if a.bool() == b.bool() => Likeness::Identical,
        Kind::Null | Kind::Missing => Likeness::Identical,
        _ => Likeness::Different,
    }
}

/// Nothing where a value must stand is read as null by everybody.
fn nothing_and_null(a: Value<'_>, b: Value<'_>) -> Likeness {
    let is_nothing = |v: Value<'_>| matches!(v.kind(), Kind::Null | Kind::Missing);
    match is_nothing(a) && is_nothing(b) {
        true => Likeness::Respelled,
        false => Likeness::Different,
    }
}

fn strings(a: Value<'_>, b: Value<'_>, meaning: Meaning) -> Likeness {
    let plain = !a.has_escapes() && !b.has_escapes();
    if plain && bytes(a, a.content_span()) == bytes(b, b.content_span()) {
        return Likeness::Identical;
    }
    if plain && meaning == Meaning::AsWritten {
        return Likeness::Different;
    }
    let (Some(a), Some(b)) = (a.str(), b.str()) else {
        return Likeness::Different;
    };
    if a == b {
        return Likeness::Identical;
    }
    match texts(&a, &b, meaning) {
        true => Likeness::Respelled,
        false => Likeness::Different,
    }
}

/// Returns what is written there in the document of a value.
#[inline]
fn bytes(value: Value<'_>, span: Range<usize>) -> &[u8] {
    &value.document().text().as_bytes()[span]
}

/// True where two texts mean the same.
#[must_use]
pub fn texts(a: &str, b: &str, meaning: Meaning) -> bool {
    match meaning {
        Meaning::AsWritten => a == b,
        Meaning::AnyCase => a.eq_ignore_ascii_case(b),
        Meaning::Guid => bare_guid(a).eq_ignore_ascii_case(bare_guid(b)),
        Meaning::Time => a == b || times(a, b).is_some_and(|(a, b)| a == b),
        Meaning::TimeOfDay => a == b || times(a, b).is_some_and(|(a, b)| is_same_time_of_day(a, b)),
    }
}

fn times(a: &str, b: &str) -> Option<(When, When)> {
    When::parse(a).zip(When::parse(b))
}

/// True for the same time of day, whatever the days. Between a time with a zone and one without nobody can tell.
fn is_same_time_of_day(a: When, b: When) -> bool {
    match (a, b) {
        (When::Utc(a), When::Utc(b)) => {
            let [a, b] = [a, b].map(|stamp| TimeZone::UTC.to_datetime(stamp).time());
            a == b
        }
        (When::Local(a), When::Local(b)) => a.time() == b.time(),
        _ => false,
    }
}

fn bare_guid(text: &str) -> &str {
    let inner = text.strip_prefix('{').and_then(|t| t.strip_suffix('}'));
    inner.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use twin::Document;

    use super::*;

    fn of(a: &str, b: &str, meaning: Meaning) -> Likeness {
        let (a, b) = (Document::read_str(a), Document::read_str(b));
        let (a, b) = (a.expect("small"), b.expect("small"));
        scalars(
            a.root().expect("a value"),
            b.root().expect("a value"),
            meaning,
        )
    }

    #[test]
    fn each_kind_is_compared_in_its_own_way() {
        use Likeness::{Different, Identical, Respelled};
        let cases = [
            ("1", "1", Meaning::AsWritten, Identical),
            ("1", "1.0", Meaning::AsWritten, Respelled),
            ("1", "\"1\"", Meaning::AsWritten, Different),
            ("true", "true", Meaning::AsWritten, Identical),
            ("true", "false", Meaning::AsWritten, Different),
            ("null", "null", Meaning::AsWritten, Identical),
            ("null", "false", Meaning::AsWritten, Different),
            (r#""a\u0062""#, r#""ab""#, Meaning::AsWritten, Identical),
            (r#""AB""#, r#""ab""#, Meaning::AsWritten, Different),
            (r#""AB""#, r#""ab""#, Meaning::AnyCase, Respelled),
            (r#""{0aB}""#, r#""0Ab""#, Meaning::Guid, Respelled),
            (
                r#""2026-05-01T07:00:00Z""#,
                r#""2026-05-01T09:00:00.000+02:00""#,
                Meaning::Time,
                Respelled,
            ),
            (
                r#""2026-05-01T07:00:00Z""#,
                r#""2026-05-01T07:00:00""#,
                Meaning::Time,
                Different,
            ),
            (
                r#""2026-05-01T07:00:00Z""#,
                r#""2026-09-30T09:00:00.0+02:00""#,
                Meaning::TimeOfDay,
                Respelled,
            ),
            // over midnight
            (
                r#""2026-05-01T23:30:00Z""#,
                r#""2026-05-02T01:30:00+02:00""#,
                Meaning::TimeOfDay,
                Respelled,
            ),
            (
                r#""2026-05-01T07:00:00""#,
                r#""2026-05-02T07:00:00""#,
                Meaning::TimeOfDay,
                Respelled,
            ),
            (
                r#""2026-05-01T07:00:00Z""#,
                r#""2026-05-01T07:00:00+02:00""#,
                Meaning::TimeOfDay,
                Different,
            ),
            (
                r#""2026-05-01T07:00:00Z""#,
                r#""2026-05-01T07:00:00""#,
                Meaning::TimeOfDay,
                Different,
            ),
            (
                r#""2026-05-01T07:00:00Z""#,
                r#""2026-05-02T07:00:00.5Z""#,
                Meaning::TimeOfDay,
                Different,
            ),
            (
                r#""2026-05-01T07:00:00Z""#,
                r#""""#,
                Meaning::TimeOfDay,
                Different,
            ),
            (r#""""#, r#""""#, Meaning::Time, Identical),
            (r#""""#, r#""soon""#, Meaning::Time, Different),
        ];
        for (a, b, meaning, likeness) in cases {
            assert_eq!(of(a, b, meaning), likeness, "{a} {b}");
            assert_eq!(of(b, a, meaning), likeness, "{b} {a}");
        }
    }
}
