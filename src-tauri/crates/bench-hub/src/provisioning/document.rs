//! Documents as they were sent: members in their order, each kept as its text, so that numbers and members nobody here
//! knows come back as they went in.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use twin::escape::quote;

/// Characters of an id.
const ID_LENGTH: usize = 128;

/// Where a text is not what was asked for. What stands there is not told: it may be a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}")]
pub(super) struct NoObject {
    line: usize,
    column: usize,
}

/// Reads JSON.
pub(super) fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, NoObject> {
    serde_json::from_str(text).map_err(|error| NoObject {
        line: error.line(),
        column: error.column(),
    })
}

/// The members of an object.
#[derive(Debug, Default)]
pub(super) struct Members(Vec<(String, Box<RawValue>)>);

impl Members {
    pub fn read(text: &str) -> Result<Self, NoObject> {
        read(text)
    }

    /// Returns the text of a member that is there and not `null`.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(value.get()).filter(|text| *text != "null")
    }

    /// Returns a member as a value: only where its numbers and its order count for nothing.
    pub fn value(&self, name: &str) -> Option<serde_json::Value> {
        serde_json::from_str(self.get(name)?).ok()
    }

    pub fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?).ok()
    }

    /// Sets a member; one that is new comes last.
    pub fn set(&mut self, name: &str, value: &serde_json::Value) {
        self.set_raw(name, value.to_string());
    }

    pub fn set_text(&mut self, name: &str, text: &str) {
        self.set_raw(name, quote(text));
    }

    /// Sets a member to a text that is known to be JSON.
    pub fn set_raw(&mut self, name: &str, json: String) {
        let value = RawValue::from_string(json).expect("the text was written as JSON");
        self.put(name.to_owned(), value);
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("members are names and JSON")
    }

    /// Of members that stand twice the last counts.
    fn put(&mut self, name: String, value: Box<RawValue>) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some(member) => member.1 = value,
            None => self.0.push((name, value)),
        }
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Members::default();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    members.put(name, value);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Object)
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// True for an id that a registration or a group may have.
pub(super) fn is_id(id: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
    id.len() <= ID_LENGTH
        && id.chars().all(fits)
        && id.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
}

/// True for an id that a device may have on a hub.
pub(super) fn is_device_id(id: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-:.+%_#*?!(),=@;$'".contains(c);
    !id.is_empty() && id.len() <= ID_LENGTH && id.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_knows_comes_back_as_it_was_sent() {
        let text = r#"{"b":1.0,"a":{"z":12345678901234567890,"y":1e3},"n":null}"#;
        let mut members = Members::read(text).unwrap();
        assert_eq!(members.to_json(), text);
        assert_eq!(members.get("n"), None);
        members.set_text("b", "x\"y");
        members.remove("n");
        let changed = r#"{"b":"x\"y","a":{"z":12345678901234567890,"y":1e3}}"#;
        assert_eq!(members.to_json(), changed);
    }

    #[test]
    fn of_a_member_that_stands_twice_the_last_one_counts() {
        let members = Members::read(r#"{"a":1,"b":2,"a":3}"#).unwrap();
        assert_eq!(members.to_json(), r#"{"a":3,"b":2}"#);
        assert!(Members::read("[1]").is_err() && Members::read("{").is_err());
    }

    #[test]
    fn ids_have_the_letters_that_the_service_allows() {
        for (id, is_fit) in [
            ("reg-01", true),
            ("a.b_c:d-", true),
            ("", false),
            ("a.", false),
            ("a/b", false),
            ("ä", false),
        ] {
            assert_eq!(is_id(id), is_fit, "{id}");
        }
        assert!(!is_id(&"a".repeat(129)));
        assert!(is_device_id("a$'(#)") && !is_device_id("a/b") && !is_device_id(""));
    }
}
