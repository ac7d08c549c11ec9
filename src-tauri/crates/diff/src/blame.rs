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
    let mut found = Vec::new();
    let around = Around::of(section);
    let mut open: Vec<_> = section.members().map(|m| (m, around)).collect();
    open.reverse();
    while let Some((value, around)) = open.pop() {
        let (inside, is_own) = around.enter(value);
        let from = open.len();
        if value.is_object() {
            let members = value.children().filter(|m| !is_platform_key(*m));
            open.extend(members.map(|member| (member, inside)));
            open[from..].reverse();
        }
        if open.len() == from {
            found.push(Blamed {
                value,
                stamp: inside.stamp,
                is_own,
            });
        }
    }
    found
}

/// Returns the stamp that tells of one value of a section: the one that [`blame`] finds, and for an element of an array
/// that of the array.
#[must_use]
pub fn blame_of<'d>(section: Section<'d>, value: Value<'d>) -> Option<Blamed<'d>> {
    let mut way = vec![value];
    while let Some(parent) = way.last().and_then(|v| v.parent()) {
        if parent == section.value {
            break;
        }
        way.push(parent);
    }
    if way.last()?.parent() != Some(section.value) {
        return None;
    }
    let mut around = Around::of(section);
    let mut is_own = false;
    for value in way.into_iter().rev() {
        (around, is_own) = around.enter(value);
    }
    Some(Blamed {
        value,
        stamp: around.stamp,
        is_own,
    })
}

/// What is known at one place of a section: the node of `$metadata` there, and the stamp that tells of it.
#[derive(Clone, Copy)]
struct Around<'d> {
    node: Option<Value<'d>>,
    stamp: Stamp<'d>,
}

impl<'d> Around<'d> {
    fn of(section: Section<'d>) -> Self {
        let nothing = Stamp {
            last_updated: None,
            version: None,
            by: None,
        };
        let node = section.metadata().filter(|node| node.is_object());
        Self {
            node,
            stamp: node.map_or(nothing, Stamp::of),
        }
    }

    /// Goes to a member or element; says whether it has a stamp of its own.
    fn enter(self, value: Value<'d>) -> (Self, bool) {
        let node = self
            .node
            .zip(value.key())
            .and_then(|(node, key)| node.get(&key));
        let node = node.filter(|node| node.is_object());
        let own = node
            .map(Stamp::of)
            .filter(|s| s.last_updated.is_some() || s.version.is_some());
        let above = self.stamp;
        // who wrote what stands around it wrote it, too, where it does not say otherwise
        let stamp = own.map_or(above, |own| Stamp {
            by: own.by.or(above
                .by
                .filter(|_| own.version.map(Value::raw) == above.version.map(Value::raw))),
            ..own
        });
        (Self { node, stamp }, own.is_some())
    }
}

#[cfg(test)]
mod tests {
    use twin::shape::recognise;
    use twin::{Document, TwinPath};

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

    #[test]
    fn one_value_is_told_the_same_as_among_all() {
        let doc = Document::read_str(
            r#"{"deviceId":"d","properties":{"desired":{"g":{"a":1,"b":{"c":[1,{"d":2}]}},"x":2,
            "$metadata":{"$lastUpdated":"2026-05-01T10:00:00.0000000Z","$lastUpdatedVersion":9,
              "g":{"$lastUpdated":"2026-05-01T09:00:00.0000000Z","$lastUpdatedVersion":7,"$lastUpdatedBy":"night",
                "b":{"c":{"$lastUpdated":"2026-05-01T09:00:00.0000000Z","$lastUpdatedVersion":7}}}},
            "$version":9},"reported":{"y":1}}}"#,
        );
        let doc = doc.expect("small");
        let twin = recognise(doc.root().expect("a value"), &|_| false);
        let section = twin.desired.expect("desired");
        let told = |b: &Blamed<'_>| {
            let by = b.stamp.by.map(|by| by.raw().to_owned());
            (b.value.id(), b.at(), b.stamp.revision(), by, b.is_own)
        };
        for of_all in blame(section) {
            let alone = blame_of(section, of_all.value).expect("a value of the section");
            assert_eq!(told(&alone), told(&of_all));
        }
        let element =
            doc.find(&TwinPath::from_pointer("/properties/desired/g/b/c/1/d").expect("a path"));
        let element = blame_of(section, element.expect("there")).expect("a value of the section");
        assert_eq!((element.stamp.revision(), element.is_own), (Some(7), false));
        let elsewhere =
            doc.find(&TwinPath::from_pointer("/properties/reported/y").expect("a path"));
        assert!(blame_of(section, elsewhere.expect("there")).is_none());
    }
}
