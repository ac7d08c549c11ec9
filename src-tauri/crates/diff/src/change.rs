//! What differs between two values: edits, additions, removals and moves, each at its place.

use twin::{NodeId, Step, TwinPath, Value};

/// What happened to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Another value stands in its place.
    Edited,
    /// It stands elsewhere: under another name, or at another place of an array.
    Moved,
    /// It is written in another way and means the same.
    Respelled,
}

/// One change.
#[derive(Debug, Clone, Copy)]
pub struct Change<'d> {
    /// What happened.
    pub kind: ChangeKind,
    /// The value before; nothing where it is added.
    pub old: Option<Value<'d>>,
    /// The value after; nothing where it is removed.
    pub new: Option<Value<'d>>,
    pub(crate) spot: Spot<'d>,
}

/// Where a change takes place.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spot<'d> {
    /// The whole document.
    Root,
    /// A member; the object is the new one.
    Member(Value<'d>),
    /// An element; the array is the new one, the places those at its turn when the changes are made one by one.
    Element {
        array: Value<'d>,
        from: u32,
        to: u32,
    },
}

impl<'d> Change<'d> {
    /// Returns where the value stands now, or stood where it is gone.
    #[must_use]
    pub fn path(&self) -> TwinPath {
        match (self.new, self.old) {
            (Some(new), _) => match self.spot {
                // found without counting the elements before it
                Spot::Element { array, to, .. } => element(&array.path(), to),
                _ => new.path(),
            },
            (None, Some(old)) => old.path(),
            (None, None) => TwinPath::default(),
        }
    }

    /// Returns the id of the value that shows the change best: the new one, else the old one.
    #[must_use]
    pub fn node(&self) -> Option<NodeId> {
        self.new.or(self.old).map(Value::id)
    }

    /// True where something means another thing than before.
    #[must_use]
    pub fn is_difference(&self) -> bool {
        self.kind != ChangeKind::Respelled
    }

    /// True where the value is an element of an array, or stands in one.
    pub(crate) fn is_in_array(&self) -> bool {
        let has_array = |value: Option<Value<'d>>| {
            let mut at = value;
            while let Some(parent) = at.and_then(Value::parent) {
                if !parent.is_object() {
                    return true;
                }
                at = Some(parent);
            }
            false
        };
        has_array(self.new) || has_array(self.old)
    }
}

pub(crate) fn element(array: &TwinPath, at: u32) -> TwinPath {
    let mut steps = array.steps().to_vec();
    steps.push(Step::Index(at as usize));
    TwinPath::new(steps)
}

/// Everything that differs between two values.
#[derive(Debug, Clone, Default)]
pub struct Changes<'d> {
    /// The changes, in an order in which they can be made one by one.
    pub all: Vec<Change<'d>>,
    /// Arrays for which a shorter list may exist: the effort is bounded.
    pub approximate: Vec<Value<'d>>,
}

impl<'d> Changes<'d> {
    /// True where both mean the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        !self.all.iter().any(Change::is_difference)
    }

    /// Returns what means another thing than before.
    pub fn differences(&self) -> impl Iterator<Item = &Change<'d>> {
        self.all.iter().filter(|change| change.is_difference())
    }
}
