//! Values a little off: the same ones for the same seed.

use serde_json::{Map, Value as Plain, json};

/// Makes altered values.
pub(super) struct Mutants(u64);

impl Mutants {
    pub fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Returns a number below another one (xorshift).
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % end.max(1)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// Returns the text of a value with up to three alterations; parts come from another value, too.
    pub fn of(&mut self, value: &Plain, other: &Plain) -> String {
        let mut value = value.clone();
        for _ in 0..self.below(4) {
            let places = pointers(&value);
            let place = self.one(&places);
            let parts = pointers(other);
            let part = self.one(&parts);
            let part = other.pointer(&part).cloned().unwrap_or_default();
            if let Some(at) = value.pointer_mut(&place) {
                self.alter(at, part);
            }
        }
        let mut text = match self.below(4) {
            0 => serde_json::to_string_pretty(&value).expect("JSON"),
            _ => value.to_string(),
        };
        match self.below(20) {
            0 => escape_a_letter(&mut text, self.below(1_000)),
            1 => drop_a_sign(&mut text, self.below(1_000)),
            _ => {}
        }
        text
    }

    fn alter(&mut self, at: &mut Plain, part: Plain) {
        match self.below(8) {
            0 => *at = self.scalar(),
            1 => *at = part,
            2 => *at = json!([at.clone()]),
            _ => match at {
                Plain::Object(members) => self.members(members, part),
                Plain::Array(elements) => elements.push(part),
                Plain::String(text) => *text = self.text(text),
                Plain::Number(number) => {
                    let near = number.as_i64().unwrap_or_default();
                    *at = match self.below(5) {
                        0 => json!(near + 1),
                        1 => json!(near - 1),
                        2 => json!(near.saturating_mul(1_000)),
                        3 => json!(1.0),
                        _ => json!(near.to_string()),
                    };
                }
                other => *other = self.scalar(),
            },
        }
    }

    fn scalar(&mut self) -> Plain {
        self.one(&[
            json!(null),
            json!(true),
            json!(false),
            json!(0),
            json!(-1),
            json!(24),
            json!(4_294_967_296_i64),
            json!(2.5),
            json!(12_345_678_901_234_567_890_u64),
            json!(""),
            json!("refreshing"),
            json!("installed"),
            json!("2026-03-01T02:30:00Z"),
            json!("a\\b"),
            json!("é".repeat(40)),
            json!({}),
            json!([]),
        ])
    }

    fn members(&mut self, members: &mut Map<String, Plain>, part: Plain) {
        let names: Vec<_> = members.keys().cloned().collect();
        let name = if names.is_empty() {
            "none".to_owned()
        } else {
            self.one(&names)
        };
        match self.below(5) {
            0 => {
                members.remove(&name);
            }
            1 => {
                let value = members.remove(&name).unwrap_or(part);
                members.insert(self.text(&name), value);
            }
            2 => {
                members.insert(self.text(&name), part);
            }
            3 => {
                members.insert(name, part);
            }
            _ => {
                let value = self.scalar();
                members.insert(name, value);
            }
        }
    }

    /// Returns a text with one alteration.
    pub fn text(&mut self, text: &str) -> String {
        let mut signs: Vec<char> = text.chars().collect();
        let at = self.below(signs.len());
        let sign = self.one(&[
            'a', 'Z', '0', '-', '.', '\\', '/', ';', ':', ' ', 'é', '日', '"', '\n', '{',
        ]);
        match self.below(5) {
            0 => signs.push(sign),
            1 if !signs.is_empty() => signs[at] = sign,
            2 if !signs.is_empty() => {
                signs.remove(at);
            }
            3 => return text.to_uppercase(),
            _ => signs.insert(at, sign),
        }
        signs.into_iter().collect()
    }
}

/// Pointers to a value and everything in it.
fn pointers(value: &Plain) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut at = 0;
    while let Some(pointer) = found.get(at).cloned() {
        at += 1;
        match value.pointer(&pointer) {
            Some(Plain::Object(members)) => {
                let escaped = members
                    .keys()
                    .map(|k| k.replace('~', "~0").replace('/', "~1"));
                found.extend(escaped.map(|key| format!("{pointer}/{key}")));
            }
            Some(Plain::Array(elements)) => {
                found.extend((0..elements.len()).map(|i| format!("{pointer}/{i}")));
            }
            _ => {}
        }
    }
    found
}

/// Writes a letter in a text or a key another way.
fn escape_a_letter(text: &mut String, number: usize) {
    let is_quoted = |at: usize| text[..at].matches('"').count() % 2 == 1;
    let letters = text.char_indices().filter(|(_, c)| c.is_ascii_alphabetic());
    let letters: Vec<_> = letters.filter(|(at, _)| is_quoted(*at)).collect();
    let is_escape = |at: usize| text[..at].ends_with('\\');
    let letters: Vec<_> = letters
        .into_iter()
        .filter(|(at, _)| !is_escape(*at))
        .collect();
    if let Some((at, letter)) = letters.get(number % letters.len().max(1)) {
        let escaped = format!("\\u{:04x}", u32::from(*letter));
        text.replace_range(*at..=*at, &escaped);
    }
}

fn drop_a_sign(text: &mut String, number: usize) {
    let signs = text.char_indices().filter(|(_, c)| ",:{}[]\"".contains(*c));
    let signs: Vec<_> = signs.map(|(at, _)| at).collect();
    if let Some(at) = signs.get(number % signs.len().max(1)) {
        text.remove(*at);
    }
}
