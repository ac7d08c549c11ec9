//! Names and keys that nobody can guess.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hub::Key;
use ring::rand::{SecureRandom, SystemRandom};

use super::Fault;

/// Bytes of a key that the service makes.
const KEY_LENGTH: usize = 64;

fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| Fault::Random)?;
    Ok(bytes)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`.
pub(super) fn guid() -> Result<String, Fault> {
    let hex = hexadecimal(&bytes::<16>()?);
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    Ok(parts.join("-"))
}

/// An operation's id, in the form of the service's own.
pub(super) fn operation_id() -> Result<String, Fault> {
    Ok(format!("5.{}.{}", hexadecimal(&bytes::<8>()?), guid()?))
}

/// An entity tag: base64 of a quoted GUID.
pub(super) fn etag() -> Result<String, Fault> {
    Ok(STANDARD.encode(format!("\"{}\"", guid()?)))
}

/// A symmetric key.
pub(super) fn key() -> Result<Key, Fault> {
    Ok(Key::of(bytes::<KEY_LENGTH>()?.to_vec()))
}
