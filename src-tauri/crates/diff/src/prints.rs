//! Fingerprints of values: equal values have equal prints, whatever the order of keys and the spelling of numbers.
//! Unequal values nearly never have: whoever acts on equal prints looks at the values, too.

use std::hash::Hasher;

use twin::{Kind, Value};

use crate::number;

/// The prints of a value and of everything in it, made in one walk without recursion.
#[derive(Debug)]
pub(crate) struct Prints {
    first: usize,
    table: Vec<u64>,
}

impl Prints {
    pub fn of(value: Value<'_>) -> Self {
        let first = value.id().index();
        let count = value.descendants().size_hint().0;
        let mut prints = Self {
            first,
            table: vec![0; count + 1],
        };
        let has_doubles = !value.document().repairs().is_empty();
        // backwards, so that everything in a container is ready before the container is
        for inner in value.descendants().rev() {
            let print = prints.finish(inner);
            let Some(parent) = inner.parent() else {
                continue;
            };
            if has_doubles && !counts(parent, inner) {
                continue;
            }
            let around = &mut prints.table[parent.id().index() - first];
            *around = match parent.is_object() {
                // no order among keys
                true => around.wrapping_add(mix(key_print(inner) ^ print.rotate_left(17))),
                false => mix(*around ^ print).wrapping_add(1),
            };
        }
        prints.finish(value);
        prints
    }

    /// True where the prints of that value were made.
    pub fn cover(&self, value: Value<'_>) -> bool {
        let at = value.id().index();
        (self.first..self.first + self.table.len()).contains(&at)
    }

    pub fn get(&self, value: Value<'_>) -> u64 {
        self.table[value.id().index() - self.first]
    }

    fn finish(&mut self, value: Value<'_>) -> u64 {
        let print = &mut self.table[value.id().index() - self.first];
        *print = match value.kind() {
            Kind::Object => mix(*print ^ 0x0b1e),
            Kind::Array => mix(*print ^ 0xa11a),
            _ => scalar(value),
        };
        *print
    }
}

/// Of equal keys only the last counts.
fn counts(object: Value<'_>, member: Value<'_>) -> bool {
    !object.is_object()
        || member
            .key()
            .is_none_or(|key| object.get(&key) == Some(member))
}

/// Returns the print of one value: equal values have equal ones, whatever the order of keys and the spelling of numbers,
/// unequal values nearly never have.
#[must_use]
pub fn of(value: Value<'_>) -> u64 {
    match value.kind().is_container() {
        true => Prints::of(value).get(value),
        false => scalar(value),
    }
}

fn scalar(value: Value<'_>) -> u64 {
    let mut state = Letters(0);
    match value.kind() {
        Kind::String if !value.has_escapes() => {
            state.write_u8(1);
            state.write(&value.document().text().as_bytes()[value.content_span()]);
        }
        Kind::String => {
            state.write_u8(1);
            state.write(value.str().unwrap_or_default().as_bytes());
        }
        Kind::Number => {
            state.write_u8(2);
            number::feed(&value.assumed(), &mut state);
        }
        Kind::Boolean => state.write_u8(3 + u8::from(value.bool() == Some(true))),
        Kind::Placeholder => {
            state.write_u8(5);
            state.write(value.raw().as_bytes());
        }
        Kind::Null | Kind::Missing | Kind::Array | Kind::Object => state.write_u8(6),
    }
    state.finish()
}

fn key_print(member: Value<'_>) -> u64 {
    let mut state = Letters(7);
    state.write(member.key().unwrap_or_default().as_bytes());
    state.finish()
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A hash that is the same in every run and on every machine.
struct Letters(u64);

impl Hasher for Letters {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut word = [0_u8; 8];
            word.copy_from_slice(chunk);
            self.0 = mix(self.0 ^ u64::from_le_bytes(word));
        }
        let rest = chunks.remainder();
        let mut word = [0_u8; 8];
        word[..rest.len()].copy_from_slice(rest);
        // the length tells `a` from `a\0`
        self.0 = mix(self.0 ^ u64::from_le_bytes(word) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = mix(self.0.wrapping_add(u64::from(byte) + 1));
    }

    fn write_i64(&mut self, number: i64) {
        self.write(&number.to_le_bytes());
    }

    fn finish(&self) -> u64 {
        mix(self.0)
    }
}

#[cfg(test)]
mod tests {
    use twin::Document;

    use super::*;

    fn print(text: &str) -> u64 {
        of(Document::read_str(text)
            .expect("small")
            .root()
            .expect("a value"))
    }

    #[test]
    fn equal_values_have_equal_prints() {
        for (a, b) in [
            ("1", "1.0"),
            (r#"{"a":1,"b":[1,2]}"#, r#"{ "b" : [1e0, 2], "a" : 1.0 }"#),
            (r#"{"\u0061":"\u0062"}"#, r#"{"a":"b"}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
            ("[[],{}]", "[ [ ], { } ]"),
        ] {
            assert_eq!(print(a), print(b), "{a} {b}");
        }
    }

    #[test]
    fn unequal_values_have_unequal_prints() {
        let all = [
            "1",
            "\"1\"",
            "true",
            "false",
            "null",
            "[]",
            "{}",
            "[[]]",
            "[{}]",
            "[1,2]",
            "[2,1]",
            "[1,[2]]",
            "[[1],2]",
            r#"{"a":1}"#,
            r#"{"a":"1"}"#,
            r#"{"b":1}"#,
            r#"{"a":{"b":1}}"#,
            r#"{"a":1,"b":2}"#,
            r#"{"a":2,"b":1}"#,
            r#""a""#,
            r#""b""#,
            r#""aaaaaaaa""#,
            r#""aaaaaaaaa""#,
            "[0,0]",
            "[0]",
            "[null,0]",
        ];
        for (at, a) in all.iter().enumerate() {
            for b in &all[at + 1..] {
                assert_ne!(print(a), print(b), "{a} {b}");
            }
        }
    }
}
