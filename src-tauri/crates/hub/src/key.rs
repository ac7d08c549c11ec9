//! Symmetric keys: base64 of 16 to 64 bytes, never shown.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};
use ring::hmac;
use twin::secret::Sensitive;

/// Keys are pasted, and lose their padding on the way.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Fewest bytes of a key that the service accepts.
const SHORTEST: usize = 16;
/// Most bytes of a key that the service accepts.
const LONGEST: usize = 64;

/// A symmetric key.
#[derive(Debug, Clone)]
pub struct Key(Sensitive<Vec<u8>>);

/// Why a text is no key. The text itself is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not base64.
    #[error("the key is not base64")]
    NotBase64,
    /// Too short or too long.
    #[error("the key has {0} bytes; a key has {SHORTEST} to {LONGEST}")]
    Length(usize),
}

impl Key {
    /// Reads a key in base64.
    ///
    /// # Errors
    /// Where the text is not base64, or the key too short or too long.
    pub fn read(text: &str) -> Result<Self, KeyError> {
        let bytes = LENIENT.decode(text.trim());
        let bytes = bytes.map_err(|_| KeyError::NotBase64)?;
        match bytes.len() {
            SHORTEST..=LONGEST => Ok(Self::of(bytes)),
            length => Err(KeyError::Length(length)),
        }
    }

    /// A key of these bytes.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Self {
        Self(Sensitive::new(bytes))
    }

    /// The key of one device of a group: HMAC-SHA256 of its registration id under this one.
    #[must_use]
    pub fn derived(&self, registration_id: &str) -> Self {
        let tag = hmac::sign(&self.hmac(), registration_id.as_bytes());
        Self::of(tag.as_ref().to_vec())
    }

    /// Writes the key in base64: for the one who may see it.
    #[must_use]
    pub fn expose(&self) -> String {
        general_purpose::STANDARD.encode(self.0.expose())
    }

    pub(crate) fn hmac(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.0.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        Key::of(vec![byte; 32])
    }

    #[test]
    fn the_key_of_a_device_is_derived_from_that_of_its_group() {
        let derived = key(b'g').derived("reg-01").expose();
        assert_eq!(derived, "H4UZJkmROoEVXUMLQ7o4oNUzZnxd7yJLUNndipNpB9M=");
    }

    #[test]
    fn a_key_is_read_with_and_without_its_padding() {
        let whole = key(b'k').expose();
        let bare = whole.trim_end_matches('=');
        assert_eq!(Key::read(bare).unwrap().expose(), whole);
        assert_eq!(Key::read(&whole).unwrap().expose(), whole);
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_told() {
        assert_eq!(Key::read("no key!").unwrap_err(), KeyError::NotBase64);
        assert_eq!(Key::read("aaaa").unwrap_err(), KeyError::Length(3));
        assert_eq!(format!("{:?}", key(b'k')), "Key(Sensitive(…))");
    }
}
