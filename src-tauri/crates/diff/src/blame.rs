//! Who wrote which property, when, and at which revision: the hub's stamps beside the values they belong to.

use jiff::Timestamp;
use twin::limits::is_platform_key;
use twin::metadata::Stamp;
use twin::time::hub_time;
use twin::{Section, Value};

/// One property with the stamp that tells of it.
#[derive(Debug, Clone, Copy)]
pub struct Blamed<'d> {
    /// The property: a single value, an array, or an empty object.
    pub value: Value<'d>,
    /// The stamp.
    pub stamp: Stamp<'d>,
    /// False where the property has no stamp of its own, and that of what it stands in is shown.
    pub is_own: bool,
}

impl Blamed<'_> {
    /// Returns when it was written.
    #[must_use]
    pub fn at(&self) -> Option<Timestamp> {
        hub_time(&self.stamp.last_updated?.str()?)
    }
}

/// Returns every property of a section with its stamp, in the order of the text.
#[must_use]
pub fn blame<'d>(section: Section<'d>) -> Vec<Blamed<'d>> {
    let nothing = Stamp {
        last_updated: None,
        version: None,
        by: None,
    };
    let mut found = Vec::new();
    let root = section.metadata().filter(|node| node.is_object());
    let mut open: Vec<_> = section
        .members()
        .map(|m| (m, root, root.map_or(nothing, Stamp::of)))
        .collect();
    open.reverse();
    while let Some((value, around, above)) = open.pop() {
        let node = around
            .zip(value.key())
            .and_then(|(node, key)| node.get(&key));
        let node = node.filter(|node| node.is_object());
        let own = node
            .map(Stamp::of)
            .filter(|s| s.last_updated.is_some() || s.version.is_some());
        // who wrote what stands around it wrote it, too, where it does not say otherwise
        let stamp = own.map_or(above, |own| Stamp {
            by: own.by.or(above
                .by
                .filter(|_| own.version.map(Value::raw) == above.version.map(Value::raw))),
            ..own
        });
        let from = open.len();
        if value.is_object() {
            let members = value.children().filter(|m| !is_platform_key(*m));
            open.extend(members.map(|member| (member, node, stamp)));
            open[from..].reverse();
        }
        if open.len() == from {
            found.push(Blamed {
                value,
                stamp,
                is_own: own.is_some(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use twin::Document;
    use twin::shape::recognise;

    use super::*;

    #[test]
    fn each_property_has_its_own_stamp_or_that_of_what_it_stands_in() {
        let doc = Document::read_str(
            r#"{"deviceId":"d","properties":{"desired":{"g":{"a":1,"b":{"c":[1,2]},"d":{}},"x":2,
            "$metadata":{"$lastUpdated":"2026-05-01T10:00:00.0000000Z","$lastUpdatedVersion":9,
              "g":{"$lastUpdated":"2026-05-01T09:00:00.0000000Z","$lastUpdatedVersion":7,"$lastUpdatedBy":"night",
                "a":{"$lastUpdated":"2026-05-01T08:00:00.0000000Z","$lastUpdatedVersion":5},
                "b":{"c":{"$lastUpdated":"2026-05-01T09:00:00.0000000Z","$lastUpdatedVersion":7}}}},
            "$version":9}}}"#,
        );
        let doc = doc.expect("small");
        assert!(doc.repairs().is_empty());
        let twin = recognise(doc.root().expect("a value"), &|_| false);
        let lines = blame(twin.desired.expect("desired"));
        let shown: Vec<_> = lines
            .iter()
            .map(|l| {
                let name = l.value.path().to_string();
                let by = l
                    .stamp
                    .by
                    .and_then(Value::str)
                    .unwrap_or_default()
                    .into_owned();
                (name, l.stamp.revision(), by, l.is_own)
            })
            .collect();
        let of = |path: &str, revision, by: &str, own| {
            (
                format!("/properties/desired{path}"),
                Some(revision),
                by.to_owned(),
                own,
            )
        };
        assert_eq!(
            shown,
            [
                of("/g/a", 5, "", true),
                of("/g/b/c", 7, "night", true),
                of("/g/d", 7, "night", false),
                of("/x", 9, "", false),
            ]
        );
        assert_eq!(
            lines[0].at().map(|t| t.to_string()).as_deref(),
            Some("2026-05-01T08:00:00Z")
        );
    }
}
