//! A text in two: the values, with a hole for every stamp, and the stamps one after another.

use twin::Masked;

/// Stands for a stamp in the values and behind each in the stamps: a byte that no UTF-8 has.
const HOLE: u8 = 0xff;

/// A text in its two parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub values: Vec<u8>,
    pub stamps: Vec<u8>,
}

impl Parts {
    /// Takes a twin apart.
    pub fn of(twin: &Masked) -> Self {
        let text = twin.text().as_bytes();
        let mut parts = Self {
            values: Vec::with_capacity(text.len()),
            stamps: Vec::new(),
        };
        let mut at = 0;
        for stamp in twin.stamps() {
            parts.values.extend_from_slice(&text[at..stamp.start]);
            parts.values.push(HOLE);
            parts.stamps.extend_from_slice(&text[stamp.clone()]);
            parts.stamps.push(HOLE);
            at = stamp.end;
        }
        parts.values.extend_from_slice(&text[at..]);
        parts
    }

    /// Bytes of both.
    pub fn len(&self) -> usize {
        self.values.len() + self.stamps.len()
    }

    /// Puts a text together again; nothing where the parts do not belong together.
    pub fn text(&self) -> Option<String> {
        let mut stamps = self.stamps.split(|b| *b == HOLE);
        let mut text = Vec::with_capacity(self.len());
        for (number, piece) in self.values.split(|b| *b == HOLE).enumerate() {
            if number > 0 {
                text.extend_from_slice(stamps.next()?);
            }
            text.extend_from_slice(piece);
        }
        String::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin::{Document, shape};

    #[test]
    fn a_text_taken_apart_is_put_together_again() {
        for text in [
            r#"{"deviceId":"a","etag":"x","properties":{"desired":{"a":1,"$metadata":{"a":{}},"$version":2},"reported":{}}}"#,
            "{}",
            "{\"deviceId\":\"p\u{fc}mpe\", oops \"version\": 7",
        ] {
            let doc = Document::read_str(text).expect("small");
            let twin = shape::recognise(doc.root().expect("not empty"), &|_| false);
            let masked = Masked::of(&twin);
            let parts = Parts::of(&masked);
            assert_eq!(parts.text().as_deref(), Some(masked.text()), "{parts:?}");
        }
    }

    #[test]
    fn parts_of_different_texts_are_told() {
        let values = vec![b'a', HOLE, b'b', HOLE];
        let stamps = Vec::new();
        assert_eq!(Parts { values, stamps }.text(), None);
    }
}
