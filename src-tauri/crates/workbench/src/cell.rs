//! One value as it is shown in a table: as written, on one line, cut, masked where it is secret.

use twin::limits::is_platform_key;
use twin::{Kind, Value, secret};

use crate::wire::CellKind;

/// Characters of a value shown in a cell.
pub(crate) const CELL: usize = 400;

/// A value to be shown.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// JSON type.
    pub kind: CellKind,
    /// The text, without the quotes of a string.
    pub text: String,
    /// Whether the text is cut.
    pub cut: bool,
    /// Whether a secret is masked.
    pub masked: bool,
}

impl Cell {
    /// Takes a value as it stands.
    pub fn of(value: Value<'_>) -> Self {
        let masked = secret::masked(value);
        let is_masked = masked.is_some();
        let text = match (value.kind(), masked) {
            (_, Some(masked)) => masked,
            (Kind::Object, _) => counted(value, "member"),
            (Kind::Array, _) => counted(value, "element"),
            (Kind::String, _) => value.str().unwrap_or_default().into_owned(),
            (Kind::Missing, _) => String::new(),
            _ => value.raw().to_owned(),
        };
        let shown = secret::cut(&text, CELL);
        Self {
            kind: kind(value.kind()),
            cut: shown.len() < text.len(),
            text: shown,
            masked: is_masked,
        }
    }
}

fn counted(value: Value<'_>, noun: &str) -> String {
    match value.children().filter(|m| !is_platform_key(*m)).count() {
        0 => "empty".to_owned(),
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}

fn kind(kind: Kind) -> CellKind {
    match kind {
        Kind::String | Kind::Placeholder => CellKind::String,
        Kind::Number => CellKind::Number,
        Kind::Boolean => CellKind::Boolean,
        Kind::Null | Kind::Missing => CellKind::Null,
        Kind::Object => CellKind::Object,
        Kind::Array => CellKind::Array,
    }
}

/// Returns a count that fits the wire.
pub(crate) fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
