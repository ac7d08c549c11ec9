//! Keys whose value is a secret, whoever wrote them and in which style.

use std::ops::Range;

use crate::node::{Quoting, content, inner};

/// How such keys end, in lower case: `debugConnectionString`, `wifi_password` and `PRIMARY-KEY` do.
const ENDINGS: [&str; 16] = [
    "connectionstring",
    "connectionstrings",
    "primarykey",
    "secondarykey",
    "sharedaccesskey",
    "sharedaccesssignature",
    "accountkey",
    "symmetrickey",
    "privatekey",
    "apikey",
    "sastoken",
    "accesstoken",
    "clientsecret",
    "password",
    "passwd",
    "passphrase",
];
/// Keys that are too short to be the end of anything.
const WHOLE: [&str; 3] = ["pwd", "psk", "secret"];
/// Bytes of the shortest of them, and of one character that is escaped.
const SHORTEST: usize = 3;
const ESCAPE: usize = 6;
/// Bytes of a key that is looked at with its escapes resolved.
const LONGEST: usize = 64;

/// True for a key whose value is a secret. What stands in a secret is one, too (`inherits`), but for
/// the members of the platform: `$metadata` has a stamp for each key, and no secret.
#[inline]
pub(crate) fn is_secret_key(
    text: &str,
    key: Range<usize>,
    quoting: Quoting,
    inherits: bool,
) -> bool {
    let raw = &text[inner(key.clone(), quoting.pack())];
    if inherits {
        return !raw.starts_with('$');
    }
    if is_secret_name(raw.as_bytes()) {
        return true;
    }
    // `pass\u0077ord` is the same key to every reader
    quoting.escaped
        && raw.len() <= LONGEST * ESCAPE
        && is_secret_name(content(text, key, quoting.pack()).as_bytes())
}

/// True for the name of a secret.
#[inline]
pub(super) fn is_secret_name(name: &[u8]) -> bool {
    // nearly every key is told by its last letter
    let may_be = name.len() >= SHORTEST
        && matches!(
            name[name.len() - 1] | 0x20,
            b'd' | b'e' | b'g' | b'k' | b'n' | b's' | b't' | b'y'
        );
    may_be && is_one(name)
}

#[inline(never)]
fn is_one(name: &[u8]) -> bool {
    ENDINGS.iter().any(|ending| ends_with(name, ending))
        || WHOLE
            .iter()
            .any(|whole| name.eq_ignore_ascii_case(whole.as_bytes()))
}

/// True for a name that ends so, however its words are parted.
fn ends_with(name: &[u8], ending: &str) -> bool {
    let mut letters = name
        .iter()
        .rev()
        .filter(|byte| !matches!(byte, b'_' | b'-' | b' ' | b'.'))
        .map(u8::to_ascii_lowercase);
    ending
        .bytes()
        .rev()
        .all(|wanted| letters.next() == Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_told_by_the_end_of_its_name_in_every_style() {
        for name in [
            "password",
            "wifiPassword",
            "WIFI_PASSWORD",
            "connection-string",
            "debugConnectionString",
            "ConnectionStrings",
            "primary_key",
            "sharedAccessSignature",
            "Pwd",
            "client.secret",
        ] {
            assert!(is_secret_name(name.as_bytes()), "{name}");
        }
        for name in [
            "passwordPolicy",
            "sharedAccessKeyName",
            "primaryThumbprint",
            "publicKey",
            "pageToken",
            "secretary",
            "key",
            "d",
            "",
        ] {
            assert!(!is_secret_name(name.as_bytes()), "{name}");
        }
    }
}
