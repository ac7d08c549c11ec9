//! Members that nobody reads: no schema refuses them, and every agent ignores them.

use twin::{Kind, Value};

use super::documents::Location;
use super::property::Property;
use super::violation::Violation;
use super::written::Habits;

/// Walks a value beside what its schema says and tells every member that is not in it.
pub(super) fn find<'d>(
    root: Value<'d>,
    property: &Property,
    habits: Habits,
    law: &Location,
    found: &mut Vec<Violation<'d>>,
) {
    match root.kind() {
        Kind::Object if property.is_object => {
            for member in root.children().filter(|m| habits.counts(root, *m)) {
                let raw = member.raw_key();
                let known = match property.members.get(raw) {
                    Some(known) => Some(known),
                    None => member.key().and_then(|key| property.member(&key)),
                };
                match known {
                    Some(inner) if member.kind().is_container() => {
                        find(member, inner, habits, law, found);
                    }
                    Some(_) => {}
                    None if member.key().is_some_and(|key| property.ignores(&key)) => {
                        found.push(Violation::unknown(member, law.clone()));
                    }
                    None => {}
                }
            }
        }
        Kind::Array => {
            let Some(items) = &property.items else { return };
            for element in root.children().filter(|e| e.kind().is_container()) {
                find(element, items, habits, law, found);
            }
        }
        _ => {}
    }
}
