//! Where members stand in the text they were read from, for problems that show only when everything is put together.

use twin::{LineColumn, TwinPath, Value};

use crate::problem::Problem;

/// Places of members. They say nothing about what was read, so that any are equal.
#[derive(Debug, Clone, Default)]
pub struct Places(Vec<Place>);

/// Where one member stands.
#[derive(Debug, Clone)]
struct Place {
    /// Its pointer from the object it belongs to.
    within: String,
    /// Its pointer in the document.
    pointer: String,
    at: LineColumn,
}

impl PartialEq for Places {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Places {
    /// Notes where an object and some members of it stand, those that are there; elements of a list each by itself.
    pub(crate) fn of(object: Value<'_>, pointers: &[&str]) -> Self {
        let mut places = Vec::new();
        let mut note = |within: String, value: Value<'_>| {
            let (key, doc) = (value.key_span(), value.document());
            let start = if key.is_empty() {
                value.span().start
            } else {
                key.start
            };
            places.push(Place {
                within,
                pointer: value.path().to_string(),
                at: doc.lines().locate(doc.text(), start),
            });
        };
        for pointer in pointers {
            let found = TwinPath::from_pointer(pointer).and_then(|path| object.find(&path));
            let Some(found) = found else { continue };
            note((*pointer).to_owned(), found);
            if !found.is_object() {
                let elements = found.children().enumerate();
                elements.for_each(|(at, element)| note(format!("{pointer}/{at}"), element));
            }
        }
        Self(places)
    }

    /// Gives a problem its place, where it names a member that has one.
    pub(crate) fn tell(&self, problem: &mut Problem) {
        let place = self.0.iter().find(|place| place.within == problem.pointer);
        if let (None, Some(place)) = (problem.place, place) {
            problem.pointer.clone_from(&place.pointer);
            problem.place = Some(place.at);
        }
    }
}
