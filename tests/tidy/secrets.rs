//! What a real secret looks like in a text. Knows shapes only: a value that is plainly masked is none.

/// Words that stand before a secret in connection strings, SAS tokens and device identities.
const KEYS: [&str; 9] = [
    "SharedAccessKey",
    "AccountKey",
    "sig",
    "primaryKey",
    "secondaryKey",
    "symmetricKey",
    "sharedAccessSignature",
    "password",
    "clientSecret",
];
/// A value shorter than this is a word or a number, not a key.
const SHORTEST: usize = 16;

/// Each secret in the text, named by its kind and never quoted.
pub(crate) fn found(text: &str) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = KEYS
        .into_iter()
        .filter(|key| has_value(text, key))
        .collect();
    if text.contains("PRIVATE KEY-----") {
        found.push("a private key");
    }
    if words(text).any(is_token) {
        found.push("a JSON web token");
    }
    found
}

/// Whether `key=…`, `key: "…"` or the like is followed by what could be a real key.
fn has_value(text: &str, key: &str) -> bool {
    text.match_indices(key).any(|(at, _)| {
        let starts = text[..at]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric());
        let rest = text[at + key.len()..].trim_start_matches(['\\', '"', '\'', ' ']);
        let Some(value) = rest.strip_prefix(['=', ':']) else {
            return false;
        };
        let value = value.trim_start_matches(['\\', '"', '\'', ' ']);
        let end = value
            .find(|letter: char| !is_key_letter(letter))
            .unwrap_or(value.len());
        starts && is_key(&value[..end])
    })
}

/// Base64, plain or percent-encoded.
fn is_key_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "+/=%-_".contains(letter)
}

fn is_key(value: &str) -> bool {
    let letters: std::collections::BTreeSet<char> = value.trim_end_matches('=').chars().collect();
    // `xxxxxxxxxxxxxxxx`, `AAAA…` and `----` are masks; words are lower case with dashes.
    let mixed =
        value.contains(|letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit());
    value.len() >= SHORTEST && letters.len() > 4 && mixed
}

/// Three parts of base64url, of which the first two are JSON objects.
fn is_token(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() == 3
        && parts[..2]
            .iter()
            .all(|part| part.starts_with("eyJ") && part.len() > 10)
        && parts[2].len() > 10
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter))
}

#[test]
fn real_secrets_are_seen_and_masked_ones_are_not() {
    // Put together here, so that this file holds no secret of its own.
    let key = ["aGVsbG8gd29ybGQ", "hIFRoaXMgaXMgbm90IGEga2V5IQ="].concat();
    let token = [
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJzdWIiOiJkZXZpY2UifQ",
        "c2lnbmF0dXJlLW9mLWl0",
    ]
    .join(".");
    for secret in [
        format!("HostName=h;DeviceId=d;SharedAccessKey={key}"),
        format!("{{\"primaryKey\": \"{key}\"}}"),
        format!("https://a/b?sv=1&sig={}&se=1", key.replace('=', "%3D")),
        format!("{{\\\"AccountKey\\\": \\\"{key}\\\"}}"),
        ["-----BEGIN EC PRIV", "ATE KEY-----"].concat(),
        format!("Bearer {token}"),
    ] {
        assert_eq!(found(&secret).len(), 1, "not seen, or seen twice: {secret}");
    }
    for masked in [
        "SharedAccessKey=***",
        "AccountKey=<key>",
        "sig=xxxxxxxxxxxxxxxxxxxxxxxx",
        "sig=…",
        "\"primaryKey\": null",
        "design=Aa1Bb2Cc3Dd4Ee5Ff6Gg7",
    ] {
        assert_eq!(found(masked).len(), 0, "taken for a secret: {masked}");
    }
}
