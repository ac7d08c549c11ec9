//! The rows of a group: every property with its state, in the order of the text; parts have the state of what in them
//! needs a look most.

use std::collections::{HashMap, HashSet};

use twin::{Kind, Value};

use super::judge::{Judge, Pair};
use super::times::{self, Skew};
use super::{Clock, Contract, Reason, Sides, Standing, State, Verdict};
use crate::align::align;
use crate::habits::Echo;
use crate::prints::Prints;
use crate::same::Meaning;

/// One property, or a part that has some.
#[derive(Debug, Clone, Copy)]
pub struct Row<'d> {
    /// What is asked for.
    pub desired: Option<Value<'d>>,
    /// What is reported.
    pub reported: Option<Value<'d>>,
    /// What is decided about it.
    pub verdict: Verdict,
    /// Number of the row it stands in.
    pub parent: Option<u32>,
    /// It has no rows in it.
    pub is_leaf: bool,
    /// Never to be shown.
    pub is_secret: bool,
}

/// Drift of one group.
#[derive(Debug, Clone)]
pub struct Drift<'d> {
    /// The group as a whole.
    pub verdict: Verdict,
    /// Its properties.
    pub rows: Vec<Row<'d>>,
    /// Times that contradict each other.
    pub skews: Vec<Skew>,
}

impl<'d> Drift<'d> {
    /// Finds the drift of a group.
    #[must_use]
    pub fn of(sides: Sides<'d>, contract: &Contract<'d>, clock: Clock) -> Self {
        let judge = Judge::new(sides, contract, clock);
        let rows = Walk::new(&judge).rows();
        Self {
            verdict: whole(&judge, &rows),
            rows,
            skews: times::skews(&sides, contract, &clock),
        }
    }

    /// Returns the properties themselves, without the parts around them.
    pub fn properties(&self) -> impl Iterator<Item = &Row<'d>> {
        self.rows.iter().filter(|row| row.is_leaf)
    }
}

/// Tells the state of the group: what the device says of it, else what needs a look most.
fn whole(judge: &Judge<'_, '_>, rows: &[Row<'_>]) -> Verdict {
    let contract = judge.contract;
    let group = judge.group();
    let own = match (group.desired, group.reported) {
        (Some(_), _) if contract.ignored.is_some() => {
            let reason = contract.ignored.unwrap_or(Reason::Declaration);
            return Verdict::new(State::Ignored, reason);
        }
        (None, _) => return Verdict::new(State::ReportedOnly, Reason::NotAsked),
        (Some(_), None) => judge.decide(&group, &Pair::default()),
        (Some(_), Some(_)) => Verdict::new(State::InSync, Reason::Equal),
    };
    let worst = rows.iter().filter(|r| r.parent.is_none());
    let worst = worst
        .map(|r| r.verdict)
        .filter(Verdict::is_difference)
        .min_by_key(|v| v.state);
    let said = match contract.standing {
        _ if contract.is_refreshing => Some((State::Pending, Reason::Refreshing)),
        Standing::Failed => Some((State::Failed, Reason::StatusFailed)),
        Standing::Pending => Some((State::Pending, Reason::StatusPending)),
        _ => None,
    };
    match (said, worst) {
        (Some((state, _)), Some(worst)) if worst.state <= state => worst,
        (Some((state, reason)), _) => judge.said(state, reason),
        (None, Some(worst)) => worst,
        (None, None) => own,
    }
}

struct Walk<'j, 'd, 'c> {
    judge: &'j Judge<'d, 'c>,
    rows: Vec<Row<'d>>,
    open: Vec<(Pair<'d, 'c>, Pair<'d, 'c>, Option<u32>)>,
}

impl<'j, 'd, 'c> Walk<'j, 'd, 'c> {
    fn new(judge: &'j Judge<'d, 'c>) -> Self {
        Self {
            judge,
            rows: Vec::new(),
            open: Vec::new(),
        }
    }

    fn rows(mut self) -> Vec<Row<'d>> {
        let group = self.judge.group();
        let sides = [group.desired, group.reported];
        match sides.into_iter().flatten().all(Value::is_object) {
            true => self.below(&group, None),
            // a twin without groups has its properties there
            false => self.row(&group, &Pair::default(), None),
        }
        while let Some((pair, above, parent)) = self.open.pop() {
            self.row(&pair, &above, parent);
        }
        self.sum_up();
        self.rows
    }

    fn row(&mut self, pair: &Pair<'d, 'c>, above: &Pair<'d, 'c>, parent: Option<u32>) {
        let verdict = self.judge.decide(pair, above);
        let at = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let is_container = |side: Option<Value<'_>>| side.is_some_and(|v| v.kind().is_container());
        self.rows.push(Row {
            desired: pair.desired,
            reported: pair.reported.filter(|_| !pair.is_hoisted),
            verdict,
            parent,
            is_leaf: true,
            is_secret: pair.habits.is_some_and(|h| h.is_secret),
        });
        if !verdict.is_settled && (is_container(pair.desired) || is_container(pair.reported)) {
            let before = self.open.len();
            self.below(pair, Some(at));
            self.rows[at as usize].is_leaf = self.open.len() == before;
        }
    }

    /// Parts take the state of what in them needs a look most; they come before what they contain.
    fn sum_up(&mut self) {
        for at in (0..self.rows.len()).rev() {
            let row = &mut self.rows[at];
            if row.verdict.reason == Reason::Inside {
                row.verdict.reason = Reason::Equal;
            }
            let row = *row;
            let Some(parent) = row.parent else { continue };
            let parent = &mut self.rows[parent as usize];
            let is_first = parent.verdict.reason == Reason::Inside;
            if is_first || is_worse(&row.verdict, &parent.verdict) {
                parent.verdict = Verdict {
                    is_settled: false,
                    ..row.verdict
                };
            }
        }
    }

    fn below(&mut self, pair: &Pair<'d, 'c>, at: Option<u32>) {
        let from = self.open.len();
        match (
            pair.desired.map(Value::kind),
            pair.reported.map(Value::kind),
        ) {
            (Some(Kind::Array), Some(Kind::Array)) => self.elements(pair, at),
            (Some(Kind::Array), _) | (_, Some(Kind::Array)) => {}
            _ if self.has_marked_names(pair) => self.folded(pair, at),
            _ => self.named(pair, at),
        }
        self.open[from..].reverse();
    }

    fn has_marked_names(&self, pair: &Pair<'d, 'c>) -> bool {
        pair.habits.is_some_and(|h| h.names != Meaning::AsWritten)
            || self.judge.contract.plain.is_some()
    }

    fn put(
        &mut self,
        name: &str,
        sides: (Option<Value<'d>>, Option<Value<'d>>),
        above: &Pair<'d, 'c>,
        at: Option<u32>,
    ) {
        if self.judge.contract.aside.contains(&name) {
            return;
        }
        let mut pair = self.judge.member(name, sides, above);
        let is_hoisted = pair.habits.is_some_and(|h| h.echo == Echo::Hoisted);
        if is_hoisted && sides.0.is_some_and(Value::is_object) {
            pair.is_hoisted = true;
            pair.reported = above.reported.filter(|v| v.is_object());
        }
        self.open.push((pair, *above, at));
    }

    /// Brings members together by their names.
    fn named(&mut self, above: &Pair<'d, 'c>, at: Option<u32>) {
        let (desired, reported) = (object(above.desired), object(above.reported));
        let mut in_order = members(reported).peekable();
        for member in members(desired) {
            let name = member.key().unwrap_or_default();
            let next = in_order.next_if(|told| told.is_key(&name));
            let told = next.or_else(|| reported?.get(&name));
            self.put(&name, (Some(member), told), above, at);
        }
        if above.is_hoisted {
            // the rest of the object around it stands there
            return;
        }
        let lifted = self.lifted(above);
        for member in members(reported) {
            let name = member.key().unwrap_or_default();
            let is_asked =
                |object: Option<Value<'d>>| object.is_some_and(|o| o.get(&name).is_some());
            if !is_asked(desired) && !is_asked(lifted) {
                self.put(&name, (None, Some(member)), above, at);
            }
        }
    }

    /// Returns the desired member whose own members are reported beside it.
    fn lifted(&self, above: &Pair<'d, 'c>) -> Option<Value<'d>> {
        let mut known = above.habits?.members.iter();
        let (name, _) = known.find(|(_, habits)| habits.echo == Echo::Hoisted)?;
        object(above.desired?.get(name))
    }

    /// Brings members together whose names are one without their marks, or in another case.
    fn folded(&mut self, above: &Pair<'d, 'c>, at: Option<u32>) {
        let names = above.habits.map(|h| h.names).unwrap_or_default();
        let plain = self.judge.contract.plain;
        let name_of = |member: Value<'d>| -> String {
            let key = member.key().unwrap_or_default();
            plain.map_or(&*key, |plain| plain(&key)).to_owned()
        };
        let fold = |name: &str| match names {
            Meaning::AsWritten => name.to_owned(),
            Meaning::Guid => name.trim_matches(['{', '}']).to_ascii_lowercase(),
            Meaning::AnyCase | Meaning::Time => name.to_ascii_lowercase(),
        };
        let reported = object(above.reported);
        let partners: HashMap<String, Value<'d>> =
            members(reported).map(|m| (fold(&name_of(m)), m)).collect();
        let mut taken = HashSet::new();
        for member in members(object(above.desired)) {
            let name = name_of(member);
            let told = partners.get(&fold(&name)).copied();
            let told = told.filter(|told| taken.insert(told.id()));
            self.put(&name, (Some(member), told), above, at);
        }
        if above.is_hoisted {
            return;
        }
        let lifted: HashSet<String> = members(self.lifted(above))
            .map(|m| fold(&name_of(m)))
            .collect();
        for member in members(reported).filter(|m| !taken.contains(&m.id())) {
            let name = name_of(member);
            if !lifted.contains(&fold(&name)) {
                self.put(&name, (None, Some(member)), above, at);
            }
        }
    }

    /// Brings the elements of two arrays together by their identity.
    fn elements(&mut self, above: &Pair<'d, 'c>, at: Option<u32>) {
        let (Some(desired), Some(reported)) = (above.desired, above.reported) else {
            return;
        };
        let (asked, told): (Vec<_>, Vec<_>) =
            (desired.children().collect(), reported.children().collect());
        let prints = (Prints::of(desired), Prints::of(reported));
        let identity = above.habits.and_then(|h| h.identity.as_deref());
        let alignment = align(&told, &asked, (&prints.1, &prints.0), identity);
        let mut partners = alignment.pairs.iter().peekable();
        let mut taken = HashSet::new();
        for (number, element) in (0_u32..).zip(&asked) {
            let partner = partners.next_if(|pair| pair.new == number);
            let partner = partner.map(|pair| {
                taken.insert(pair.old);
                told[pair.old as usize]
            });
            let pair = self.judge.element((Some(*element), partner), above);
            self.open.push((pair, *above, at));
        }
        for (number, element) in (0_u32..).zip(&told) {
            if !taken.contains(&number) {
                let pair = self.judge.element((None, Some(*element)), above);
                self.open.push((pair, *above, at));
            }
        }
    }
}

/// What needs a look is worse than what needs none; of the rest, what nobody reads comes first.
fn is_worse(verdict: &Verdict, than: &Verdict) -> bool {
    let rank = |v: &Verdict| match (v.is_difference(), v.state) {
        (true, state) => (0, state),
        (false, State::Ignored) => (1, v.state),
        (false, State::InSync) => (2, v.state),
        (false, State::NotReported) => (3, v.state),
        (false, state) => (4, state),
    };
    rank(verdict) < rank(than)
}

fn object(side: Option<Value<'_>>) -> Option<Value<'_>> {
    side.filter(|v| v.is_object())
}

/// Returns the members that count: of equal keys only the last.
fn members<'d>(object: Option<Value<'d>>) -> impl Iterator<Item = Value<'d>> {
    let clean = object.is_some_and(|o| o.document().repairs().is_empty());
    let all = object.into_iter().flat_map(Value::children);
    all.filter(move |m| {
        clean || object.is_some_and(|o| m.key().and_then(|key| o.get(&key)) == Some(*m))
    })
}
