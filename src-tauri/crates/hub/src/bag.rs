//! Property bags: `key=value` joined by `&`, each percent-encoded, in the order they were sent.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Properties of a message or of a request, decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bag(Vec<(String, String)>);

impl Bag {
    /// Reads a bag; a leading `?` is dropped. Some SDKs encode the `$` of system properties, too: names come decoded.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.strip_prefix('?').unwrap_or(text);
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decoded(name), decoded(value))
        };
        let parts = text.split('&').filter(|part| !part.is_empty());
        Self(parts.map(pair).collect())
    }

    /// Adds a property.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Returns the first value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Goes over the properties.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// True without properties.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Display for Bag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, (name, value)) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("&")?;
            }
            // the `$` of the service's own, too: the C SDK knows them by `%24.mid` and the like
            let name = utf8_percent_encode(name, ENCODED);
            let value = utf8_percent_encode(value, ENCODED);
            write!(f, "{name}={value}")?;
        }
        Ok(())
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_system_properties_come_decoded() {
        let bag = Bag::read("?%24.mid=id1&$.ct=application%2Fjson&flag&a=1=2");
        assert_eq!(bag.get("$.mid"), Some("id1"));
        assert_eq!(bag.get("$.ct"), Some("application/json"));
        assert_eq!(bag.get("flag"), Some(""));
        assert_eq!(bag.get("a"), Some("1=2"));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let bag = Bag::default()
            .with("$.to", "/devices/ä/x")
            .with("a b", "&=?");
        assert_eq!(Bag::read(&bag.to_string()), bag);
        assert!(bag.to_string().starts_with("%24.to=%2Fdevices"));
    }
}
