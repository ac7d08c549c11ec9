//! Groups of documents, and what is counted and summed up in them.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::compare::{Standing, standing};
use super::evaluate::value;
use super::expression::{Expression, Reading};
use super::number::{Arithmetic, Number};
use super::path::Path;
use super::value::Val;

/// What the rows of an aggregate query consist of.
#[derive(Debug, Clone)]
pub(super) struct Grouping {
    pub(super) by: Vec<Path>,
    pub(super) folds: Vec<Fold>,
    pub(super) columns: Vec<(String, Source)>,
}

/// Where a column of a group comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// What the group is grouped by, by its place in `by`.
    Key(usize),
    /// By its place in `folds`.
    Fold(usize),
}

/// One aggregate.
#[derive(Debug, Clone)]
pub(super) struct Fold {
    pub(super) how: Aggregate,
    /// None for COUNT of all.
    pub(super) of: Option<Expression>,
}

/// How many values become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aggregate {
    Count,
    Sum,
    Avg,
    Min,
    Max,
}

const AGGREGATES: [(&str, Aggregate); 5] = [
    ("COUNT", Aggregate::Count),
    ("SUM", Aggregate::Sum),
    ("AVG", Aggregate::Avg),
    ("MIN", Aggregate::Min),
    ("MAX", Aggregate::Max),
];

impl Aggregate {
    /// Finds an aggregate by its name, in any case; returns it with the name of its column, too.
    pub(super) fn named(name: &str) -> Option<(&'static str, Self)> {
        let mut all = AGGREGATES.into_iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name))
    }
}

/// The groups met so far, in the order in which they were met.
#[derive(Debug)]
pub(super) struct Groups<'q> {
    grouping: &'q Grouping,
    /// The group that a key belongs to.
    known: HashMap<Box<[u8]>, usize>,
    groups: Vec<Group>,
    /// The key of the document at hand; kept for its room.
    key: Vec<u8>,
}

#[derive(Debug)]
struct Group {
    keys: Vec<Option<Value>>,
    totals: Vec<Total>,
}

/// What an aggregate has come to. Values of other kinds than it wants are passed over, as missing ones are.
#[derive(Debug, Clone)]
enum Total {
    Count(u64),
    /// The sum, none once it is beyond every range, and how many numbers it is of.
    Sum(Option<Number>, u64),
    /// The value that stands furthest in one direction.
    Furthest(Option<Val<'static>>),
}

impl<'q> Groups<'q> {
    pub(super) fn new(grouping: &'q Grouping) -> Self {
        let mut groups = Self {
            grouping,
            known: HashMap::new(),
            groups: Vec::new(),
            key: Vec::new(),
        };
        // a count of nothing is 0, where groups of nothing are none
        if grouping.by.is_empty() {
            groups.group_of(&Value::Null);
        }
        groups
    }

    /// Adds a document to its group.
    pub(super) fn add(&mut self, document: &Value) {
        let index = self.group_of(document);
        let Some(group) = self.groups.get_mut(index) else {
            return;
        };
        for (total, fold) in group.totals.iter_mut().zip(&self.grouping.folds) {
            match &fold.of {
                None => total.add(fold.how, Val::Truth(true), Reading::Letters),
                Some(of) => total.add(fold.how, value(of, document), of.reading()),
            }
        }
    }

    /// Returns one row per group.
    pub(super) fn rows(&self) -> impl Iterator<Item = Value> {
        self.groups.iter().map(|group| {
            let columns = self.grouping.columns.iter();
            let present = columns.filter_map(|(name, source)| {
                let value = match source {
                    Source::Key(index) => group.keys.get(*index)?.clone(),
                    Source::Fold(index) => {
                        let how = self.grouping.folds.get(*index)?.how;
                        group.totals.get(*index)?.json(how)
                    }
                };
                Some((name.clone(), value?))
            });
            Value::Object(present.collect::<Map<_, _>>())
        })
    }

    fn group_of(&mut self, document: &Value) -> usize {
        self.key.clear();
        for path in &self.grouping.by {
            write_key(&mut self.key, path.of(document));
        }
        if let Some(index) = self.known.get(&*self.key) {
            return *index;
        }
        let index = self.groups.len();
        self.known.insert(self.key.clone().into(), index);
        let by = self.grouping.by.iter();
        let folds = self.grouping.folds.iter();
        self.groups.push(Group {
            keys: by.map(|path| path.of(document).cloned()).collect(),
            totals: folds.map(|fold| Total::new(fold.how)).collect(),
        });
        index
    }
}

/// Writes a value so that equal values, and only they, give equal bytes: its kind, then its content.
fn write_key(key: &mut Vec<u8>, value: Option<&Value>) {
    let text = |key: &mut Vec<u8>, kind: u8, text: &str| {
        key.push(kind);
        key.extend(text.len().to_le_bytes());
        key.extend(text.as_bytes());
    };
    match value.map_or(Val::Undefined, Val::of) {
        Val::Undefined => key.push(0),
        Val::Null => key.push(1),
        Val::Truth(truth) => key.extend([2, u8::from(truth)]),
        Val::Number(number) => match number.plain() {
            Number::Whole(whole) => {
                key.push(3);
                key.extend(whole.to_le_bytes());
            }
            Number::Real(real) => {
                key.push(4);
                key.extend(real.to_bits().to_le_bytes());
            }
        },
        Val::Text(written) => text(key, 5, &written),
        Val::Tree(tree) => text(key, 6, &tree.to_string()),
    }
}

impl Total {
    fn new(how: Aggregate) -> Self {
        match how {
            Aggregate::Count => Self::Count(0),
            Aggregate::Sum | Aggregate::Avg => Self::Sum(Some(Number::Whole(0)), 0),
            Aggregate::Min | Aggregate::Max => Self::Furthest(None),
        }
    }

    fn add(&mut self, how: Aggregate, value: Val<'_>, reading: Reading) {
        match (self, value) {
            (_, Val::Undefined) => {}
            (Self::Count(count), _) => *count += 1,
            (Self::Sum(sum, count), Val::Number(number)) => {
                *sum = sum.and_then(|sum| sum.with(Arithmetic::Plus, number));
                *count += 1;
            }
            (Self::Furthest(furthest), value) => {
                let is_further = furthest.as_ref().is_none_or(|so_far| {
                    let order = order(&value, so_far, reading);
                    if how == Aggregate::Min {
                        order.is_lt()
                    } else {
                        order.is_gt()
                    }
                });
                if let (true, Some(value)) = (is_further, kept(value)) {
                    *furthest = Some(value);
                }
            }
            (Self::Sum(..), _) => {}
        }
    }

    fn json(&self, how: Aggregate) -> Option<Value> {
        match self {
            Self::Count(count) => Some((*count).into()),
            Self::Sum(_, 0) => None,
            Self::Sum(sum, count) if how == Aggregate::Avg => {
                let count = Number::Whole((*count).into());
                (*sum)?.with(Arithmetic::Over, count)?.json()
            }
            Self::Sum(sum, _) => (*sum)?.json(),
            Self::Furthest(furthest) => furthest.clone()?.json(),
        }
    }
}

/// Orders values of every kind, so that no result depends on the order of documents: truths, then numbers, then texts.
fn order(left: &Val<'_>, right: &Val<'_>, reading: Reading) -> Ordering {
    match standing(left, right, reading) {
        Standing::Ordered(order) => order,
        Standing::Apart | Standing::Undefined => rank(left).cmp(&rank(right)),
    }
}

fn rank(value: &Val<'_>) -> u8 {
    match value {
        Val::Truth(_) => 0,
        Val::Number(_) => 1,
        _ => 2,
    }
}

/// Returns a value to keep beyond its document: null, objects and arrays are not ordered and not kept.
fn kept(value: Val<'_>) -> Option<Val<'static>> {
    match value {
        Val::Truth(truth) => Some(Val::Truth(truth)),
        Val::Number(number) => Some(Val::Number(number)),
        Val::Text(text) => Some(Val::Text(text.into_owned().into())),
        Val::Undefined | Val::Null | Val::Tree(_) => None,
    }
}
