//! What nobody can guess: keys, ids, tags.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};

/// Returns `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.expect("the system has random bytes");
    bytes
}

/// Returns a new key.
pub(crate) fn key() -> hub::Key {
    hub::Key::of(bytes::<32>().to_vec())
}

/// Returns twice as many hex digits as bytes, 32 at most.
pub(crate) fn hex(count: usize) -> String {
    use std::fmt::Write as _;
    bytes::<16>()
        .iter()
        .take(count)
        .fold(String::new(), |mut out, byte| {
            let written = write!(out, "{byte:02x}");
            written.expect("a string takes everything");
            out
        })
}

/// Returns a name that nobody can guess, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`.
pub(crate) fn guid() -> String {
    let hex = hex(16);
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    parts.join("-")
}

/// Returns the entity tag of a document of the provisioning service: base64 of a quoted name.
pub(crate) fn document_tag() -> String {
    STANDARD.encode(format!("\"{}\"", guid()))
}

/// Returns the id of an operation, in the form of the provisioning service's own.
pub(crate) fn operation_id() -> String {
    format!("5.{}.{}", hex(8), guid())
}

/// Returns a new key of an enrollment, which is longer than a hub's.
pub(crate) fn long_key() -> hub::Key {
    hub::Key::of(bytes::<64>().to_vec())
}

/// Returns a generation id: a number in digits, as the service has it.
pub(crate) fn generation() -> String {
    let number = u64::from_be_bytes(bytes()) % 1_000_000_000_000_000_000;
    format!("{number:018}")
}

/// Returns the entity tag of an identity: base64 of a number in digits.
pub(crate) fn identity_tag() -> String {
    let number = u32::from_be_bytes(bytes());
    STANDARD.encode(number.to_string())
}
