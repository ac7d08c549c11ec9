//! Secrets in any text: by the marks before them, or by their own shape. One pass over the text for
//! each kind, whatever the text.

use std::ops::Range;

use super::is_masked;
use super::keys::is_secret_name;

/// What stands before `=` and a secret, in lower case. Each begins a word.
const MARKS: [&str; 8] = [
    "sharedaccesskey",
    "accountkey",
    "sharedsecretvalue",
    "sharedaccesssignature",
    "sig",
    "token",
    "password",
    "pwd",
];
const PEM: &str = "-----BEGIN ";
const PEM_END: &str = "-----END ";
/// Bytes of the first line of a key in PEM, and of the longest key.
const PEM_HEAD: usize = 40;
const PEM_LONGEST: usize = 8 << 10;
/// Bytes of each of the three parts of a signed token, at least.
const TOKEN_PART: usize = 9;
/// Bytes of the longest name of a member in JSON that stands in a text, and of the longest `user:password` of an address.
const NAME: usize = 64;
const USER: usize = 512;
/// Bytes of the shortest of all.
const SHORTEST: usize = 8;

/// Returns the secrets in any text, as byte ranges of the text: in order, apart.
#[must_use]
pub fn in_text(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if text.len() >= SHORTEST {
        marked(text, &mut found);
        quoted(text, &mut found);
        tokens(text, &mut found);
        keys(text, &mut found);
        addresses(text, &mut found);
        found.sort_by_key(|r| (r.start, r.end));
        // the same secret by two signs is one
        found.dedup_by(|next, last| {
            let is_one = next.start < last.end;
            if is_one {
                last.end = last.end.max(next.end);
            }
            is_one
        });
    }
    found
}

/// `SharedAccessKey=…`, `&sig=…`, `Password='…'`: up to `;`, `&`, a quote or white space.
fn marked(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'=', &bytes[at..]) {
        let sign = at + next;
        at = sign + 1;
        if !has_mark(&bytes[..sign]) {
            continue;
        }
        let quotes = bytes[at..].iter().take(4);
        let from = at
            + quotes
                .take_while(|b| matches!(b, b'\\' | b'"' | b'\''))
                .count();
        let length = length_of_secret(&bytes[from..]);
        let span = from..from + length;
        // what is no secret is not looked at again, either
        at = span.end.max(at);
        if length > 0 && !is_masked(&text[span.clone()]) {
            found.push(span);
        }
    }
}

fn has_mark(before: &[u8]) -> bool {
    MARKS.iter().any(|mark| {
        let Some(start) = before.len().checked_sub(mark.len()) else {
            return false;
        };
        before[start..].eq_ignore_ascii_case(mark.as_bytes()) && !is_in_a_word(&before[..start])
    })
}

/// True behind a letter or digit, unless that is the end of an escape: `\u0026`, which some write
/// for `&`, or `\n`.
fn is_in_a_word(before: &[u8]) -> bool {
    let Some(last) = before.last() else {
        return false;
    };
    let slash = |back: usize| {
        before
            .len()
            .checked_sub(back)
            .is_some_and(|at| before[at] == b'\\')
    };
    let is_escape = slash(2) || slash(6) && before[before.len() - 5] | 0x20 == b'u';
    last.is_ascii_alphanumeric() && !is_escape
}

/// Returns how far a secret goes. Escapes belong to it as the characters they stand for: some
/// writers escape every `+`.
fn length_of_secret(text: &[u8]) -> usize {
    let ends = |b: u8| {
        matches!(
            b,
            b';' | b'&' | b'"' | b'\'' | b' ' | b'\n' | b'\r' | b'\t' | b',' | b'<'
        )
    };
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += match (byte, text.get(at + 1)) {
            (b'\\', Some(b'/')) => 2,
            (b'\\', Some(b'u')) if unescaped(&text[at + 2..]).is_some_and(|b| !ends(b)) => 6,
            (b'\\', _) => return at,
            (byte, _) if ends(byte) => return at,
            _ => 1,
        };
    }
    text.len()
}

fn unescaped(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits.get(..4)?).ok()?;
    u8::from_str_radix(digits, 16).ok()
}

/// JSON that stands in a string, as in a log: `\"primaryKey\":\"…\"`.
fn quoted(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let is_slash = |b: &&u8| **b == b'\\';
    let mut at = 0;
    while let Some(next) = memchr::memmem::find(&bytes[at..], b"\\\":") {
        let key_end = at + next;
        at = key_end + 3;
        let key_end = key_end
            - bytes[..key_end]
                .iter()
                .rev()
                .take(NAME)
                .take_while(is_slash)
                .count();
        let near = &bytes[key_end.saturating_sub(NAME)..key_end];
        let Some(quote) = memchr::memrchr(b'"', near) else {
            continue;
        };
        if !is_secret_name(&near[quote + 1..]) {
            continue;
        }
        let opening = bytes[at..].iter().take(NAME);
        let opening = opening
            .take_while(|b| matches!(b, b'\\' | b'"' | b' '))
            .count();
        let from = at + opening;
        let ends = |b: &u8| matches!(b, b'\\' | b'"' | b',' | b'}' | b']' | b'\n');
        let length = bytes[from..]
            .iter()
            .position(ends)
            .unwrap_or(bytes.len() - from);
        let span = from..from + length;
        at = span.end;
        let is_nothing = matches!(
            &text[span.clone()],
            "" | "null" | "true" | "false" | "{" | "["
        );
        if !is_nothing && !is_masked(&text[span.clone()]) {
            found.push(span);
        }
    }
}

/// Signed tokens: `eyJ….eyJ….…`, behind `Bearer` or anywhere.
fn tokens(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr::memmem::find(&bytes[at..], b"eyJ") {
        let from = at + next;
        let is_of_it = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let end = from + bytes[from..].iter().take_while(is_of_it).count();
        let mut parts = bytes[from..end].split(|b| *b == b'.');
        let is_token = parts.clone().count() == 3 && parts.all(|part| part.len() >= TOKEN_PART);
        if is_token && !is_in_a_word(&bytes[..from]) {
            found.push(from..end);
        }
        at = end;
    }
}

/// Private keys in PEM, up to their end or so far as a key goes.
fn keys(text: &str, found: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(next) = memchr::memmem::find(&text.as_bytes()[at..], PEM.as_bytes()) {
        let from = at + next;
        let rest = &text[from..];
        let rest = &rest[..rest.floor_char_boundary(PEM_LONGEST)];
        let head = &rest[..rest.floor_char_boundary(PEM_HEAD)];
        at = from + PEM.len();
        if head.contains("PRIVATE KEY") {
            let end = rest.find(PEM_END).unwrap_or(rest.len());
            let start = head.find("-----\\n").map_or(PEM.len(), |i| i + 5);
            found.push(from + start.min(end)..from + end);
            at = from + end;
        }
    }
}

/// `scheme://user:password@host`.
fn addresses(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = memchr::memmem::find(&bytes[at..], b"://") {
        at += next + 3;
        let near = &bytes[at..bytes.len().min(at + USER)];
        let ends = |b: &u8| matches!(b, b'/' | b'?' | b'#' | b'"' | b'\\' | b' ' | b'\n' | b'<');
        let near = &near[..near.iter().position(ends).unwrap_or(near.len())];
        let Some(host) = memchr::memrchr(b'@', near) else {
            continue;
        };
        let Some(colon) = memchr::memchr(b':', &near[..host]) else {
            continue;
        };
        let span = at + colon + 1..at + host;
        if !span.is_empty() && !is_masked(&text[span.clone()]) {
            found.push(span);
        }
        at += host;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str) -> String {
        let mut left = text.to_owned();
        for range in in_text(text).into_iter().rev() {
            left.replace_range(range, "*");
        }
        left
    }

    #[test]
    fn a_secret_goes_on_behind_its_escapes() {
        for (text, expected) in [
            (r"SharedAccessKey=ab\u002Bcd\/ef=;x", "SharedAccessKey=*;x"),
            (r"sv=1\u0026sig=ab\u0026se=2", r"sv=1\u0026sig=*\u0026se=2"),
            (r#"\"AccountKey=abc\"}"#, r#"\"AccountKey=*\"}"#),
            (r"AccountKey=abc\nnext", r"AccountKey=*\nnext"),
            ("design=dark", "design=dark"),
        ] {
            assert_eq!(left(text), expected);
        }
    }

    #[test]
    fn a_secret_is_found_in_every_spelling() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.c2lnbmF0dXJlLXNpZw";
        for (text, expected) in [
            ("sharedaccesskey=abc;", "sharedaccesskey=*;"),
            (r#"SharedAccessKey=\"abc\""#, r#"SharedAccessKey=\"*\""#),
            ("?sv=1&Sig=abc%3D", "?sv=1&Sig=*"),
            ("Server=a;Pwd=abc;", "Server=a;Pwd=*;"),
            ("Password='abc'", "Password='*'"),
            (r"line\nPassword=abc", r"line\nPassword=*"),
            (
                r#"{\"primaryKey\": \"abc\",\"a\":1}"#,
                r#"{\"primaryKey\": \"*\",\"a\":1}"#,
            ),
            (
                r#"\\\"password\\\":\\\"abc\\\""#,
                r#"\\\"password\\\":\\\"*\\\""#,
            ),
            (r#"{\"pwd\":1234}"#, r#"{\"pwd\":*}"#),
            ("https://me:abc@host/x@y", "https://me:*@host/x@y"),
            (&format!("Bearer {token} x"), "Bearer * x"),
            (&format!("?token={token}"), "?token=*"),
            (
                "key:\n-----BEGIN PRIVATE KEY-----\\nabc-----END PRIVATE KEY-----",
                "key:\n-----BEGIN PRIVATE KEY-----*-----END PRIVATE KEY-----",
            ),
        ] {
            assert_eq!(left(text), expected);
        }
        for text in [
            "http://host:8080/a@b",
            "https://me@host",
            "eyJ.eyJ.x and eyJhbGciOiJIUzI1NiJ9",
            "pageToken=3",
            r#"{\"password\":null,\"passwordPolicy\":\"strict\"}"#,
            "-----BEGIN CERTIFICATE-----abc",
        ] {
            assert_eq!(left(text), text);
        }
    }

    #[test]
    fn a_text_of_marks_takes_one_pass() {
        // a second pass for every mark would take hours
        for unit in [
            "sig=",
            "sig=***",
            "sig=\u{2022}",
            "eyJ",
            "eyJ.",
            "-----BEGIN PRIVATE KEY",
            "://a:",
            "\\\"pwd\\\":",
        ] {
            let text = unit.repeat((2 << 20) / unit.len());
            assert!(in_text(&text).len() <= text.len());
        }
    }
}
