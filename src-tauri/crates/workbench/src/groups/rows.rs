//! The rows of a group: all of them once, then those that are wanted.

use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use diff::drift::{Clock, Contract, Judge, Pair as Judged};
use groups::catalogue::{Choice, Fault, Violation, Weight};
use groups::names::without_suffix;
use groups::{Direction, Group};
use twin::{Document, NodeId, Value, secret};

use super::Subject;
use super::pairs::{Of, Pair, below, sub_groups};
use super::state::{Around, of_part, state};
use crate::drift;
use crate::wire::{PropertyKind, PropertyState};

/// Rows made of one group; beyond that a table helps nobody.
const ROWS: usize = 300_000;
/// Elements from which a list begins folded.
const MANY: usize = 12;

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub name: Box<str>,
    pub desired: Option<NodeId>,
    pub reported: Option<NodeId>,
    pub of: Of,
    pub kind: PropertyKind,
    pub depth: u32,
    pub state: PropertyState,
    pub note: Cow<'static, str>,
    /// A complete group has it.
    pub required: bool,
    /// Number of the row it stands below.
    pub parent: Option<u32>,
    /// One past the last row below it.
    pub end: u32,
    /// It, or something in it, is in the twin or should be.
    is_set: bool,
    /// What stands below says nothing about its state.
    settled: bool,
    /// Begins folded.
    folds: bool,
}

/// All rows of a group, in the order of the text.
#[derive(Debug)]
pub(crate) struct List {
    pub rows: Vec<Row>,
    /// True where there are more than are made.
    pub cut: bool,
}

/// Which rows are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub unset: bool,
    /// Nothing is folded.
    pub unfolded: bool,
    /// In lower case.
    pub search: String,
    /// Keys of rows that are folded, or unfolded, against their habit.
    pub toggled: Vec<String>,
}

/// A pair waiting to become a row, or the heading of some.
enum Waiting<'d> {
    Pair(Pair<'d>, bool),
    Heading(Box<str>, Vec<Pair<'d>>),
}

/// Where a waiting pair will stand.
struct Place<'d, 'c> {
    waiting: Waiting<'d>,
    above: Rc<Pair<'d>>,
    /// The same, as the engine of drift sees it.
    judged: Judged<'d, 'c>,
    parent: Option<u32>,
    depth: u32,
    /// State that everything inside shares: of what nobody reads, or what is never reported.
    inherits: Option<PropertyState>,
}

impl List {
    /// Makes the rows of a group.
    pub fn of<'d>(subject: &Subject<'d>, group: &Group<'d>) -> Self {
        let root = root(subject, group);
        let contract = drift::contract(group, subject.groups, subject.catalogue);
        let around = around(subject, group, &contract);
        let judged = around.judge.group();
        let mut list = Self {
            rows: Vec::new(),
            cut: false,
        };
        let mut open = Vec::new();
        put(&mut open, Rc::new(root), judged, None, (0, None));
        while let Some(place) = open.pop() {
            if list.rows.len() >= ROWS {
                list.cut = true;
                break;
            }
            list.add(place, &around, &mut open);
        }
        list.settle();
        list
    }

    fn add<'d, 'c>(
        &mut self,
        place: Place<'d, 'c>,
        around: &Around<'d, 'c>,
        open: &mut Vec<Place<'d, 'c>>,
    ) {
        let number = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let mut row = Row {
            name: "".into(),
            desired: None,
            reported: None,
            of: Of::default(),
            kind: PropertyKind::SubGroup,
            depth: place.depth,
            state: PropertyState::NotSet,
            note: Cow::Borrowed(""),
            required: false,
            parent: place.parent,
            end: number + 1,
            is_set: false,
            settled: false,
            folds: false,
        };
        match place.waiting {
            Waiting::Heading(name, pairs) => {
                row.name = name;
                self.rows.push(row);
                for pair in pairs.into_iter().rev() {
                    open.push(Place {
                        waiting: Waiting::Pair(pair, false),
                        above: place.above.clone(),
                        judged: place.judged,
                        parent: Some(number),
                        depth: place.depth + 1,
                        inherits: place.inherits,
                    });
                }
            }
            Waiting::Pair(pair, folds) => {
                let judged = judged(&pair, &place.judged, &around.judge);
                let own = state((&pair, &place.above), &judged, around);
                let is_there = pair.desired.is_some() || pair.reported.is_some();
                let inherited = place.inherits.filter(|_| is_there);
                let required = |p: &Arc<_>| is_required(p, &pair.name);
                row.required = place.above.of.both().any(required);
                row.is_set = is_there || own.state == PropertyState::Missing;
                row.settled = inherited.is_some() || own.settled;
                match inherited {
                    Some(inherited) => row.state = inherited,
                    None => (row.state, row.note) = (own.state, own.note),
                }
                row.desired = pair.desired.map(Value::id);
                row.reported = pair.reported.filter(|_| !pair.hoisted).map(Value::id);
                row.kind = pair.kind;
                row.folds = folds;
                row.name = pair.name.clone();
                row.of = pair.of.clone();
                let inherits = match row.state {
                    PropertyState::Unknown => Some(PropertyState::Unknown),
                    _ => row.settled.then_some(PropertyState::ByDesign),
                };
                self.rows.push(row);
                if is_there {
                    let above = Rc::new(pair);
                    put(
                        open,
                        above,
                        judged,
                        Some(number),
                        (place.depth + 1, inherits),
                    );
                }
            }
        }
    }

    /// Tells where each part ends, and its state from what stands in it.
    fn settle(&mut self) {
        let mut inside: Vec<Vec<PropertyState>> = vec![Vec::new(); self.rows.len()];
        for at in (0..self.rows.len()).rev() {
            let states = std::mem::take(&mut inside[at]);
            let row = &mut self.rows[at];
            if !row.settled && states.iter().any(|s| *s != PropertyState::NotSet) {
                let state = of_part(&states, row.state);
                if state != row.state {
                    row.note = Cow::Borrowed("");
                }
                row.state = state;
            }
            let (state, end, is_set) = (row.state, row.end, row.is_set);
            if let Some(parent) = row.parent {
                let parent = parent as usize;
                if !inside[parent].contains(&state) {
                    inside[parent].push(state);
                }
                self.rows[parent].end = self.rows[parent].end.max(end);
                self.rows[parent].is_set |= is_set;
            }
        }
    }

    /// True where something stands below a row, whether it is shown or not.
    pub fn has_below(&self, at: usize, unset: bool) -> bool {
        let below = at + 1..self.rows[at].end as usize;
        self.rows[below].iter().any(|row| unset || row.is_set)
    }

    /// Counts the properties that are there by state; parts and headings are no properties.
    pub fn states(&self) -> Vec<(PropertyState, usize)> {
        let mut counts = std::collections::BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            let is_leaf = row.kind != PropertyKind::SubGroup && !self.has_below(at, false);
            if is_leaf && row.is_set {
                *counts.entry(row.state).or_insert(0) += 1;
            }
        }
        counts.into_iter().collect()
    }

    /// Returns the path of a row below the group, to know it by.
    pub fn key(&self, at: usize) -> String {
        let mut names = Vec::new();
        let mut next = Some(at);
        while let Some(at) = next {
            let row = &self.rows[at];
            let name = row.name.replace('~', "~0").replace('/', "~1");
            names.push(match row.kind {
                PropertyKind::SubGroup => format!("({name})"),
                _ => name,
            });
            next = row.parent.map(|p| p as usize);
        }
        names.iter().rev().map(|name| format!("/{name}")).collect()
    }

    /// True where a row's children are folded away.
    pub fn is_folded(&self, at: usize, toggled: &HashSet<&str>) -> bool {
        let is_toggled = !toggled.is_empty() && toggled.contains(self.key(at).as_str());
        self.rows[at].folds != is_toggled
    }

    /// Returns the numbers of the rows that are wanted.
    pub fn wanted(&self, doc: &Document, asked: &Asked) -> Vec<u32> {
        if !asked.search.is_empty() {
            return self.searched(doc, asked);
        }
        let toggled: HashSet<&str> = asked.toggled.iter().map(String::as_str).collect();
        let mut wanted = Vec::new();
        let mut at = 0;
        while let Some(row) = self.rows.get(at) {
            if !row.is_set && !asked.unset {
                at = row.end as usize;
                continue;
            }
            wanted.push(u32::try_from(at).unwrap_or(u32::MAX));
            let has_children = row.end as usize > at + 1;
            let is_folded = has_children && !asked.unfolded && self.is_folded(at, &toggled);
            at = if is_folded { row.end as usize } else { at + 1 };
        }
        wanted
    }

    /// Returns rows that contain what is looked for, and those above them.
    fn searched(&self, doc: &Document, asked: &Asked) -> Vec<u32> {
        let mut kept = vec![false; self.rows.len()];
        for (at, row) in self.rows.iter().enumerate() {
            if (row.is_set || asked.unset) && contains(doc, row, &asked.search) {
                let mut next = Some(at);
                while let Some(at) = next.filter(|&at| !kept[at]) {
                    kept[at] = true;
                    next = self.rows[at].parent.map(|p| p as usize);
                }
            }
        }
        let kept = kept.iter().enumerate().filter(|(_, kept)| **kept);
        kept.map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX))
            .collect()
    }
}

fn contains(doc: &Document, row: &Row, search: &str) -> bool {
    let in_text = |text: &str| text.to_lowercase().contains(search);
    let is_secret = row.of.both().any(|p| p.is_secret);
    let in_value = |id: Option<NodeId>| {
        let value = id.map(|id| doc.value(id));
        let plain = value
            .filter(|v| !v.kind().is_container() && !is_secret && secret::masked(*v).is_none());
        plain.is_some_and(|v| in_text(v.raw()))
    };
    in_text(&row.name)
        || row.of.both().any(|p| in_text(&p.title))
        || in_value(row.desired)
        || in_value(row.reported)
}

fn is_required(of: &groups::catalogue::Property, name: &str) -> bool {
    let name = groups::names::without_suffix(name);
    of.required.iter().any(|required| required == name)
}

/// Puts what stands below a pair on the stack, the first one last.
fn put<'d, 'c>(
    open: &mut Vec<Place<'d, 'c>>,
    above: Rc<Pair<'d>>,
    judged: Judged<'d, 'c>,
    parent: Option<u32>,
    (depth, inherits): (u32, Option<PropertyState>),
) {
    let pairs = below(&above);
    let is_element = |p: &&Pair<'d>| p.kind == PropertyKind::Element;
    let folds = pairs.iter().filter(is_element).count() > MANY;
    let place = |waiting| Place {
        waiting,
        above: above.clone(),
        judged,
        parent,
        depth,
        inherits,
    };
    for (heading, mut pairs) in sub_groups(pairs).into_iter().rev() {
        match (heading, pairs.pop()) {
            (Some(name), Some(last)) => {
                pairs.push(last);
                open.push(place(Waiting::Heading(name, pairs)));
            }
            (None, Some(pair)) => {
                let folds = folds && pair.kind == PropertyKind::Element;
                open.push(place(Waiting::Pair(pair, folds)));
            }
            (_, None) => {}
        }
    }
}

/// The group itself as a pair, with the schemas in force.
fn root<'d>(subject: &Subject<'_>, group: &Group<'d>) -> Pair<'d> {
    let of = |direction| {
        let choice = subject
            .catalogue
            .in_force(group, subject.groups, direction)?;
        Some(choice.schema.property().clone())
    };
    let node = |side: Option<Value<'d>>| side.filter(|v| v.kind().is_container());
    Pair {
        name: "".into(),
        desired: node(group.desired),
        reported: node(group.reported),
        of: Of {
            desired: of(Direction::Desired),
            reported: of(Direction::Reported),
        },
        kind: PropertyKind::Property,
        hoisted: false,
    }
}

/// Returns a pair as the engine of drift sees it.
fn judged<'d, 'c>(
    pair: &Pair<'d>,
    above: &Judged<'d, 'c>,
    judge: &Judge<'d, 'c>,
) -> Judged<'d, 'c> {
    let sides = (pair.desired, pair.reported);
    let is_element = |side: Option<Value<'_>>| side.is_some_and(|v| v.key().is_none());
    match is_element(pair.desired) || is_element(pair.reported) {
        true => judge.element(sides, above),
        false => judge.member(without_suffix(&pair.name), sides, above),
    }
}

fn around<'d, 'c>(
    subject: &Subject<'d>,
    group: &Group<'d>,
    contract: &'c Contract<'d>,
) -> Around<'d, 'c> {
    let sides = [Direction::Desired, Direction::Reported];
    let choices = sides.map(|d| subject.catalogue.in_force(group, subject.groups, d));
    let mut lacks = HashSet::new();
    for (side, choice) in sides.into_iter().zip(&choices) {
        let choice = choice.as_ref().filter(|choice| choice.is_binding());
        if let Some((choice, value)) = choice.zip(group.node(side)) {
            let found = choice.schema.validate(value, subject.form());
            lacks.extend(found.iter().flat_map(lacking));
        }
    }
    let is_binding = |choice: &Option<Choice>| choice.as_ref().is_some_and(Choice::is_binding);
    Around {
        judge: Judge::new(
            drift::sides(subject.twin, group),
            contract,
            Clock::default(),
        ),
        lacks,
        binding: [is_binding(&choices[0]), is_binding(&choices[1])],
        outgrown: choices.iter().flatten().any(Choice::may_be_outgrown),
    }
}

/// Returns the members that an object lacks; what is only advised is no lack.
fn lacking(violation: &Violation<'_>) -> Vec<(NodeId, String)> {
    let names: &[String] = match &violation.fault {
        Fault::Missing(name) => std::slice::from_ref(name),
        Fault::Incomplete(names) => names,
        _ => &[],
    };
    let names = names.iter().filter(|_| violation.weight == Weight::Error);
    names
        .map(|name| (violation.at.id(), name.clone()))
        .collect()
}
