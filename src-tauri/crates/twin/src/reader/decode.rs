//! Bytes to text: byte order marks, UTF-16, and bytes that are no text at all.

use crate::document::Encoding;
use crate::repair::{Repair, RepairKind};

pub(super) struct Decoded {
    pub text: String,
    pub encoding: Encoding,
    pub repairs: Vec<Repair>,
}

/// Bad bytes reported one by one; a file full of them is one fact, not a million.
const BAD_BYTES_KEPT: usize = 20;

pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    let mut decoded = encoded(bytes);
    if let Some(text) = out_of_string(&decoded.text) {
        // places in what was escaped are none in what is read
        decoded.text = text;
        decoded
            .repairs
            .retain(|r| r.kind != RepairKind::InvalidUtf8);
        decoded.repairs.push(repair(RepairKind::EscapedText, 0, 0));
    }
    decoded
}

/// Returns the text that stands escaped in a string, as logs and cells of tables have it: no quote is
/// without its backslash, but for the two around all of it.
fn out_of_string(text: &str) -> Option<String> {
    let open = text.find(['{', '['])?;
    let inside = text[open..].trim_start_matches(['{', '[', ' ', '\t', '\r', '\n']);
    if !inside.starts_with("\\\"") && !inside.starts_with("\\n") && !inside.starts_with("\\r") {
        return None;
    }
    let trimmed = text.trim();
    let quoted = trimmed.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    let body = quoted.unwrap_or(trimmed);
    let mut quotes = 0;
    let mut rest = body;
    while let Some(at) = rest.find(['\\', '"']) {
        // a quote by itself, or a backslash that escapes nothing
        let escape = rest[at..].strip_prefix('\\')?.chars().next()?;
        if !matches!(escape, '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') {
            return None;
        }
        quotes += usize::from(escape == '"');
        rest = &rest[at + 2..];
    }
    (quotes > 1).then(|| crate::escape::unescape(body).into_owned())
}

fn encoded(bytes: Vec<u8>) -> Decoded {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => utf16(rest, Encoding::Utf16Be),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => utf16(&bytes, Encoding::Utf16Le),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => utf16(&bytes, Encoding::Utf16Be),
        [0xef, 0xbb, 0xbf, ..] => {
            let mut bytes = bytes;
            bytes.drain(..3);
            let mut decoded = utf8(bytes);
            decoded.encoding = Encoding::Utf8Bom;
            decoded
                .repairs
                .insert(0, repair(RepairKind::ByteOrderMark, 0, 0));
            decoded
        }
        _ => utf8(bytes),
    }
}

fn repair(kind: RepairKind, start: usize, end: usize) -> Repair {
    Repair {
        kind,
        span: start..end,
        assumed: String::new(),
        other: None,
    }
}

fn utf8(bytes: Vec<u8>) -> Decoded {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            return Decoded {
                text,
                encoding: Encoding::Utf8,
                repairs: Vec::new(),
            };
        }
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len() + 64);
    let mut repairs = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            if repairs.len() < BAD_BYTES_KEPT {
                let mut bad = repair(RepairKind::InvalidUtf8, text.len(), text.len() + 3);
                bad.assumed = "\u{fffd}".to_owned();
                repairs.push(bad);
            }
            text.push('\u{fffd}');
        }
    }
    Decoded {
        text,
        encoding: Encoding::Utf8,
        repairs,
    }
}

fn utf16(bytes: &[u8], encoding: Encoding) -> Decoded {
    let units = bytes.chunks_exact(2).map(|pair| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes([pair[0], pair[1]]),
        _ => u16::from_le_bytes([pair[0], pair[1]]),
    });
    let mut text = String::with_capacity(bytes.len() / 2 + 16);
    let mut repairs = vec![repair(RepairKind::Utf16Text, 0, 0)];
    for unit in char::decode_utf16(units) {
        match unit {
            Ok(c) => text.push(c),
            Err(_) => {
                if repairs.len() < BAD_BYTES_KEPT {
                    repairs.push(repair(
                        RepairKind::LoneSurrogate,
                        text.len(),
                        text.len() + 3,
                    ));
                }
                text.push('\u{fffd}');
            }
        }
    }
    if bytes.len() % 2 == 1 {
        repairs.push(repair(RepairKind::InvalidUtf8, text.len(), text.len()));
    }
    Decoded {
        text,
        encoding,
        repairs,
    }
}
