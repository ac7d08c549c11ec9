//! What the catalogue knows of the values of twins that are compared, place by place: of two snapshots, too, a time is
//! compared as a time, and the elements of a list by their identity.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use diff::Habits;
use diff::revisions::Parts;
use groups::catalogue::Catalogue;
use groups::{Groups, Role};
use twin::{SectionKind, Step, Twin, Value};

use crate::drift::of_group;

/// What is known of some twins, from their tops.
#[derive(Debug, Default)]
pub(crate) struct Known {
    habits: Option<Habits>,
}

impl Known {
    /// Gathers what is known of the groups of twins. Where two have a group, the later one tells: it is the newer one.
    pub fn of(twins: &[&Twin<'_>], catalogue: &Catalogue) -> Self {
        let mut top = Place::default();
        for twin in twins.iter().rev() {
            let groups = Groups::known_to(catalogue, twin);
            for group in groups.iter() {
                let sides = [group.desired, group.reported].into_iter().flatten();
                let Some(habits) = of_group(group, &groups, catalogue) else {
                    continue;
                };
                for side in sides {
                    top.put(below(twin.root, side).steps(), &habits);
                }
            }
        }
        Self {
            habits: (!top.parts.is_empty()).then(|| top.habits()),
        }
    }

    /// Returns what is known of the twins as a whole.
    pub fn whole(&self) -> Option<&Habits> {
        self.habits.as_ref()
    }

    /// Returns what is known of a value of one of the twins.
    pub fn at(&self, twin: &Twin<'_>, value: Value<'_>) -> Option<&Habits> {
        self.habits.as_ref()?.at(below(twin.root, value).steps())
    }
}

/// Returns the way from a value to one that stands in it.
fn below(top: Value<'_>, value: Value<'_>) -> twin::TwinPath {
    let depth = top.path().steps().len();
    let steps = value.path();
    twin::TwinPath::new(steps.steps().get(depth..).unwrap_or_default().to_vec())
}

/// A place, and what is known of it and below.
#[derive(Default)]
struct Place {
    own: Option<Arc<Habits>>,
    parts: BTreeMap<Box<str>, Place>,
}

impl Place {
    fn put(&mut self, steps: &[Step], habits: &Arc<Habits>) {
        let mut place = self;
        for step in steps {
            let Step::Key(name) = step else { return };
            place = place.parts.entry(name.clone()).or_default();
        }
        place.own.get_or_insert_with(|| Arc::clone(habits));
    }

    /// Groups stand few levels deep: at most one in another.
    fn habits(self) -> Habits {
        let mut habits = self.own.map(|own| (*own).clone()).unwrap_or_default();
        for (name, part) in self.parts {
            let known = match part {
                Place {
                    own: Some(own),
                    parts,
                } if parts.is_empty() => own,
                part => Arc::new(part.habits()),
            };
            habits.members.insert(name, known);
        }
        habits
    }
}

/// Returns a section with what in it has a revision of its own: its members, and of the older agent's node each section.
pub(crate) fn parts<'d>(
    twin: &Twin<'d>,
    catalogue: &Catalogue,
    kind: SectionKind,
) -> Option<Parts<'d>> {
    let section = twin.section(kind)?;
    let groups = Groups::known_to(catalogue, twin);
    let older = groups.iter().filter(|g| g.role == Role::Gen1Section);
    let sides = older.flat_map(|g| [g.desired, g.reported]).flatten();
    let around: Vec<_> = sides.filter_map(Value::parent).collect();
    let mut all = Vec::new();
    for member in section.members() {
        let name = section.name_of(member);
        if !around.contains(&member) {
            all.push((name, member));
            continue;
        }
        let inside = member.members().map(|part| {
            let own = part.key().unwrap_or_default();
            (Cow::Owned(format!("{name}.{own}")), part)
        });
        all.extend(inside);
    }
    Some(Parts { section, all })
}

#[cfg(test)]
mod tests {
    use diagnose::Units;
    use diff::Meaning;
    use twin::Document;

    use super::*;

    fn with_twin(text: &str, tell: impl FnOnce(&Twin<'_>)) {
        let doc = Document::read_str(text).expect("small");
        let units = Units::of(&doc);
        tell(&units.twin(units.len() - 1).expect("a twin"));
    }

    #[test]
    fn what_is_known_of_a_group_is_known_wherever_the_twin_stands() {
        let twin = r#"{"deviceId":"d","properties":{"desired":{"rebootInfo":{"__meta":{"deploymentId":"1","serviceInterfaceVersion":"1.0.0"},
            "singleRebootTime":"2026-06-01T03:00:00Z"}},"reported":{}}}"#;
        for text in [
            twin.to_owned(),
            format!(r#"[{{"deviceId":"c","tags":{{}}}},{twin}]"#),
        ] {
            with_twin(&text, |twin| {
                let known = Known::of(&[twin], Catalogue::built_in());
                let section = twin.desired.expect("desired");
                let time = section
                    .get("rebootInfo")
                    .and_then(|g| g.get("singleRebootTime"));
                let habits = known.at(twin, time.expect("the time"));
                assert_eq!(habits.map(|h| h.meaning), Some(Meaning::Time), "{text}");
                assert!(known.at(twin, section.value).is_some());
            });
        }
        with_twin(r#"{"deviceId":"d","tags":{"a":1}}"#, |twin| {
            assert!(Known::of(&[twin], Catalogue::built_in()).whole().is_none());
        });
    }

    #[test]
    fn sections_of_the_older_agent_are_parts_of_their_own() {
        with_twin(
            r#"{"deviceId":"d","properties":{"desired":{"windows":{"rebootInfo":{"singleRebootTime":""},"timeInfo":{"ntpServer":"a"}},"own":1},"reported":{}}}"#,
            |twin| {
                let parts = parts(twin, Catalogue::built_in(), SectionKind::Desired);
                let names: Vec<_> = parts
                    .iter()
                    .flat_map(|parts| parts.all.iter().map(|(name, _)| &**name))
                    .collect();
                assert_eq!(names, ["windows.rebootInfo", "windows.timeInfo", "own"]);
            },
        );
        with_twin(
            r#"{"deviceId":"d","properties":{"desired":{"windows":{"own":1}},"reported":{}}}"#,
            |twin| {
                let parts = parts(twin, Catalogue::built_in(), SectionKind::Desired);
                assert_eq!(parts.expect("desired").all.len(), 1);
            },
        );
    }
}
