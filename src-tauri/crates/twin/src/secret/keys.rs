//! Keys whose value is a secret, whoever wrote them and in which style.

use std::ops::Range;

use crate::node::{content, inner, is_escaped};

/// How such keys end, in lower case: `debugConnectionString`, `wifi_password` and `PRIMARY-KEY` do.
const ENDINGS: [&str; 28] = [
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
    "passcode",
    "accesskey",
    "storagekey",
    "secretkey",
    "masterkey",
    "presharedkey",
    "wifipsk",
    "authtoken",
    "bearertoken",
    "refreshtoken",
    "appsecret",
    "sharedsecret",
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
#[inline(always)]
pub(crate) fn is_secret_key(text: &str, key: Range<usize>, bits: u8, inherits: bool) -> bool {
    let raw = &text.as_bytes()[inner(key.clone(), bits)];
    if inherits {
        return !raw.starts_with(b"$");
    }
    if is_secret_name(raw) {
        return true;
    }
    // `pass\u0077ord` is the same key to every reader
    is_escaped(bits)
        && raw.len() <= LONGEST * ESCAPE
        && is_secret_name(content(text, key, bits).as_bytes())
}

/// True for the name of a secret.
#[inline(always)]
pub(super) fn is_secret_name(name: &[u8]) -> bool {
    name.len() >= SHORTEST && may_end(name[name.len() - 2], name[name.len() - 1]) && is_one(name)
}

/// True for the last two bytes of some secret's name: nearly every other name is told by them.
#[inline]
fn may_end(before: u8, last: u8) -> bool {
    ENDS_BEHIND[before as usize] & END[last as usize] != 0
}

/// The last letters of the names, a bit for each.
const END: [u8; 256] = {
    let mut ends = [0; 256];
    let mut i = 0;
    while i < LAST_LETTERS.len() {
        ends[LAST_LETTERS[i] as usize] = 1 << i;
        ends[LAST_LETTERS[i].to_ascii_uppercase() as usize] = 1 << i;
        i += 1;
    }
    ends
};
const LAST_LETTERS: [u8; 8] = *b"degknsty";

/// Which of the last letters a byte may stand before: any of them for a mark, as it is skipped.
const ENDS_BEHIND: [u8; 256] = {
    let mut ends = [0; 256];
    let pairs: [&[u8; 2]; 11] = [
        b"ng", b"gs", b"ey", b"re", b"en", b"et", b"rd", b"wd", b"se", b"sk", b"de",
    ];
    let mut i = 0;
    while i < pairs.len() {
        let [before, last] = *pairs[i];
        ends[before as usize] |= END[last as usize];
        ends[before.to_ascii_uppercase() as usize] |= END[last as usize];
        i += 1;
    }
    let marks = *b"_- .";
    let mut i = 0;
    while i < marks.len() {
        ends[marks[i] as usize] = u8::MAX;
        i += 1;
    }
    ends
};

#[inline(never)]
fn is_one(name: &[u8]) -> bool {
    ENDINGS.iter().any(|ending| ends_with(name, ending))
        || WHOLE
            .iter()
            .any(|whole| name.eq_ignore_ascii_case(whole.as_bytes()))
}

/// True for `key`, `deviceKey` and the like, which may as well name something else; a public key is none.
pub(super) fn may_name_a_key(name: &[u8]) -> bool {
    ends_with(name, "key") && !ends_with(name, "publickey")
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
    use crate::document::Document;

    #[test]
    fn the_bare_key_of_a_hub_or_an_account_is_told_where_the_name_may_be_its() {
        let [hub, account] =
            [(43, "="), (86, "==")].map(|(n, end)| "aB3/".repeat(22)[..n].to_owned() + end);
        let is_secret = |name: &str, value: &str| {
            let doc = Document::read_str(&format!("{{\"{name}\":\"{value}\"}}")).expect("small");
            let member = doc
                .root()
                .and_then(|root| root.get(name))
                .expect("a member");
            crate::secret::has_secret(member)
        };
        for name in ["key", "deviceKey", "group_key", "KEY"] {
            assert!(is_secret(name, &hub) && is_secret(name, &account), "{name}");
        }
        for name in ["publicKey", "hash", "keyId", "digest"] {
            assert!(
                !is_secret(name, &hub) && !is_secret(name, &account),
                "{name}"
            );
        }
        assert!(!is_secret("key", "pump-7") && !is_secret("key", &"é".repeat(22)));
        assert!(!is_secret("key", &hub.replace('/', "-")));
    }

    #[test]
    fn the_last_two_letters_let_every_secret_through() {
        for name in ENDINGS.iter().chain(&WHOLE) {
            for name in [(*name).to_owned(), name.to_uppercase()] {
                assert!(is_secret_name(name.as_bytes()), "{name}");
                let (start, last) = name.split_at(name.len() - 1);
                for mark in ["_", "-", " ", "."] {
                    let parted = format!("{start}{mark}{last}");
                    let is_ending = ENDINGS.contains(&name.to_lowercase().as_str());
                    assert_eq!(is_secret_name(parted.as_bytes()), is_ending, "{parted}");
                }
            }
        }
    }

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
            "wifi-psk",
            "accessKey",
            "REFRESH_TOKEN",
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
