//! The rows of a group: every property with its state, in the order of the text; parts have the state of what in them
//! needs a look most.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use twin::{Beside, Couple, InOrder, Kind, Value};

use super::judge::Judge;
use super::pair::Pair;
use super::times::{self, Skew};
use super::{Clock, Contract, Reason, Sides, Standing, State, Verdict};
use crate::align::align;
use crate::habits::{Echo, Habits};
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
    /// Its properties, or those that differ, and the parts around them.
    pub rows: Vec<Row<'d>>,
    /// How many properties are in each state, in the order of [`State::ALL`].
    pub counts: [u32; State::ALL.len()],
    /// Times that contradict each other.
    pub skews: Vec<Skew>,
}

impl<'d> Drift<'d> {
    /// Finds the drift of a group: every property with its state.
    #[must_use]
    pub fn of(sides: Sides<'d>, contract: &Contract<'d>, clock: Clock) -> Self {
        Self::with(sides, contract, clock, Kept::All)
    }

    /// Finds the drift of a group and keeps no rows of properties that do not differ; they are counted all the same.
    #[must_use]
    pub fn differences(sides: Sides<'d>, contract: &Contract<'d>, clock: Clock) -> Self {
        Self::with(sides, contract, clock, Kept::Differences)
    }

    fn with(sides: Sides<'d>, contract: &Contract<'d>, clock: Clock, kept: Kept) -> Self {
        let judge = Judge::new(sides, contract, clock);
        let mut walk = Walk::new(&judge, kept);
        walk.group();
        Self {
            verdict: whole(&judge, &walk.rows),
            rows: walk.rows,
            counts: walk.counts,
            skews: times::skews(&sides, &judge.told, contract, &clock),
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
        (None, None) => return Verdict::new(State::Ignored, Reason::Deleted),
        (None, _) => return Verdict::new(State::ReportedOnly, Reason::NotAsked),
        (Some(_), None) => judge.decide(&group),
        (Some(_), Some(_)) => Verdict::new(State::InSync, Reason::Equal),
    };
    let worst = rows.iter().filter(|r| r.parent.is_none());
    let worst = worst
        .map(|r| r.verdict)
        .filter(Verdict::is_difference)
        .min_by_key(|v| v.state);
    let said = match contract.standing {
        _ if contract.is_refreshing => Some((State::Pending, Reason::Refreshing)),
        Standing::Failed
            if group
                .desired
                .is_some_and(|asked| judge.is_unanswered(asked)) =>
        {
            None
        }
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

/// As many properties as most groups have.
const USUAL: usize = 32;

/// Of which properties there are rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    All,
    Differences,
}

struct Walk<'j, 'd, 'c> {
    judge: &'j Judge<'d, 'c>,
    kept: Kept,
    rows: Vec<Row<'d>>,
    counts: [u32; State::ALL.len()],
    /// How many members and elements there were so far.
    met: usize,
    /// Pairs that have no row yet, the next one last, each with the row it stands in.
    open: Vec<(Pair<'d, 'c>, Option<u32>)>,
}

/// A pair whose members get rows.
struct Level<'p, 'd, 'c> {
    above: &'p Pair<'d, 'c>,
    /// Its row; none for the group itself.
    at: Option<u32>,
    /// How many pairs had no row yet when its first member came.
    waiting: usize,
    /// A member that is reported as it is asked for is in sync.
    goes_by_values: bool,
    /// Of which member most will be asked next, of those that are known.
    next: Cell<usize>,
}

impl<'j, 'd, 'c> Walk<'j, 'd, 'c> {
    fn new(judge: &'j Judge<'d, 'c>, kept: Kept) -> Self {
        Self {
            judge,
            kept,
            rows: match kept {
                Kept::All => Vec::with_capacity(USUAL),
                Kept::Differences => Vec::new(),
            },
            counts: [0; State::ALL.len()],
            met: 0,
            open: Vec::new(),
        }
    }

    fn group(&mut self) {
        let group = self.judge.group();
        let sides = [group.desired, group.reported];
        if sides == [None; 2] {
            return;
        }
        match sides.into_iter().flatten().all(Value::is_object) {
            true => self.below(&group, None),
            // a twin without groups has its properties there
            false => self.row(&group, None),
        }
        while let Some((pair, parent)) = self.open.pop() {
            self.row(&pair, parent);
        }
        self.sum_up();
    }

    #[inline]
    fn row(&mut self, pair: &Pair<'d, 'c>, parent: Option<u32>) {
        let verdict = self.judge.decide(pair);
        let at = self.rows.len();
        self.rows.push(Row {
            desired: pair.desired,
            reported: pair.reported.filter(|_| !pair.is_hoisted),
            verdict,
            parent,
            is_leaf: true,
            is_secret: pair.habits.is_some_and(|h| h.is_secret),
        });
        if !verdict.is_settled && pair.has_container() {
            let before = self.met;
            self.below(pair, u32::try_from(at).ok());
            if self.met > before {
                self.rows[at].is_leaf = false;
                return;
            }
        }
        self.counts[verdict.state as usize] += 1;
        if self.kept == Kept::Differences && !verdict.is_difference() {
            self.rows.truncate(at);
        }
    }

    /// Makes the row of a single value at once; one with something in it waits, and so does whatever comes after it.
    #[inline]
    fn add(&mut self, pair: Pair<'d, 'c>, level: &Level<'_, 'd, 'c>) {
        self.met += 1;
        match self.open.len() > level.waiting || pair.has_container() {
            true => self.open.push((pair, level.at)),
            false => self.row(&pair, level.at),
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
        let waiting = self.open.len();
        let level = Level {
            above: pair,
            at,
            waiting,
            goes_by_values: self.judge.goes_by_values(pair),
            next: Cell::new(0),
        };
        match (
            pair.desired.map(Value::kind),
            pair.reported.map(Value::kind),
        ) {
            (Some(Kind::Array), Some(Kind::Array)) => self.elements(&level),
            (Some(Kind::Array), _) | (_, Some(Kind::Array)) => {}
            _ if self.has_marked_names(pair) => self.folded(&level),
            _ => self.named(&level),
        }
        self.open[waiting..].reverse();
    }

    fn has_marked_names(&self, pair: &Pair<'d, 'c>) -> bool {
        pair.habits.is_some_and(|h| h.names != Meaning::AsWritten)
            || self.judge.contract.plain.is_some()
    }

    /// Adds a member. Returns its desired side where its own members are reported beside it.
    #[inline]
    fn put(
        &mut self,
        name: &str,
        sides: (Option<Value<'d>>, Option<Value<'d>>),
        level: &Level<'_, 'd, 'c>,
    ) -> Option<Value<'d>> {
        if self.judge.is_aside(name.as_bytes()) {
            return None;
        }
        let mut next = level.next.get();
        let habits = level.above.plain_habits(name.as_bytes(), &mut next);
        level.next.set(next);
        let mut pair = self.judge.part(name, sides, habits, level.above);
        let is_hoisted = pair.habits.is_some_and(|h| h.echo == Echo::Hoisted);
        let lifted = object(sides.0).filter(|_| is_hoisted);
        if lifted.is_some() {
            pair.is_hoisted = true;
            pair.reported = object(level.above.reported);
        }
        self.add(pair, level);
        lifted
    }

    /// Adds the next members that are written alike on both sides, and in sync for that: most are.
    #[inline]
    fn pass_alike(&mut self, beside: &mut Beside<'d>, level: &Level<'_, 'd, 'c>) {
        if !level.goes_by_values {
            return;
        }
        let passed = match self.kept {
            Kept::Differences => self.each_alike(beside, level, |_, _| {}),
            Kept::All if self.open.len() > level.waiting => 0,
            Kept::All => {
                let mut rows = std::mem::take(&mut self.rows);
                let passed = self.each_alike(beside, level, |couple, habits| {
                    rows.push(Row {
                        desired: Some(couple.member),
                        reported: couple.partner,
                        verdict: Verdict::new(State::InSync, Reason::Equal),
                        parent: level.at,
                        is_leaf: true,
                        is_secret: habits.is_some_and(|h| h.is_secret),
                    });
                });
                self.rows = rows;
                passed
            }
        };
        self.met += passed as usize;
        self.counts[State::InSync as usize] += passed;
    }

    /// Goes past the next members that are written alike and in sync for that, and returns how many there are.
    #[inline]
    fn each_alike(
        &self,
        beside: &mut Beside<'d>,
        level: &Level<'_, 'd, 'c>,
        mut put: impl FnMut(&Couple<'d>, Option<&'c Habits>),
    ) -> u32 {
        let (judge, above) = (self.judge, level.above);
        let mut known_next = level.next.get();
        let mut passed = 0;
        beside.pass_alike(|couple| {
            let mut next = known_next;
            let is_single = matches!(couple.kind, Kind::Boolean | Kind::Number | Kind::String);
            let Some(name) = couple.name.filter(|_| is_single) else {
                return false;
            };
            let habits = above.plain_habits(name, &mut next);
            if !judge.is_in_sync(name, habits, above) {
                return false;
            }
            known_next = next;
            passed += 1;
            put(couple, habits);
            true
        });
        level.next.set(known_next);
        passed
    }

    /// Brings members together by their names.
    fn named(&mut self, level: &Level<'_, 'd, 'c>) {
        let reported = object(level.above.reported);
        let desired = object(level.above.desired);
        let mut lifted = None;
        let mut is_used_up = false;
        if let Some(desired) = desired {
            let mut beside = desired.beside(reported);
            self.pass_alike(&mut beside, level);
            while let Some(couple) = beside.step() {
                let name = couple.member.key().unwrap_or_default();
                let hoisted = self.put(&name, (Some(couple.member), couple.partner), level);
                lifted = lifted.or(hoisted);
                self.pass_alike(&mut beside, level);
            }
            is_used_up = beside.is_used_up();
        }
        // what is hoisted shares the object with what stands around it: the rest of it comes there
        if is_used_up || level.above.is_hoisted {
            return;
        }
        let mut asked = desired.map(Value::in_order);
        let mut lifted = lifted.map(Value::in_order);
        let is_in = |object: &mut Option<InOrder<'d>>, name: &str| {
            object
                .as_mut()
                .is_some_and(|object| object.get(name).is_some())
        };
        for member in members(reported) {
            let name = member.key().unwrap_or_default();
            if !is_in(&mut asked, &name) && !is_in(&mut lifted, &name) {
                self.put(&name, (None, Some(member)), level);
            }
        }
    }

    /// Brings members together whose names are one without their marks, or in another case.
    fn folded(&mut self, level: &Level<'_, 'd, 'c>) {
        let above = level.above;
        let names = above.habits.map(|h| h.names).unwrap_or_default();
        let plain = self.judge.contract.plain;
        let name_of = |member: Value<'d>| -> String {
            let key = member.key().unwrap_or_default();
            plain.map_or(&*key, |plain| plain(&key)).to_owned()
        };
        let fold = |name: &str| names.folded(name);
        let reported = object(above.reported);
        let partners: HashMap<String, Value<'d>> =
            members(reported).map(|m| (fold(&name_of(m)), m)).collect();
        let mut lifted = None;
        let mut taken = HashSet::new();
        for member in members(object(above.desired)) {
            let name = name_of(member);
            let told = partners.get(&fold(&name)).copied();
            let told = told.filter(|told| taken.insert(told.id()));
            let hoisted = self.put(&name, (Some(member), told), level);
            lifted = lifted.or(hoisted);
        }
        if above.is_hoisted {
            return;
        }
        let lifted: HashSet<String> = members(lifted).map(|m| fold(&name_of(m))).collect();
        for member in members(reported).filter(|m| !taken.contains(&m.id())) {
            let name = name_of(member);
            if !lifted.contains(&fold(&name)) {
                self.put(&name, (None, Some(member)), level);
            }
        }
    }

    /// Brings the elements of two arrays together by their identity.
    fn elements(&mut self, level: &Level<'_, 'd, 'c>) {
        let above = level.above;
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
            self.add(pair, level);
        }
        for (number, element) in (0_u32..).zip(&told) {
            if !taken.contains(&number) {
                let pair = self.judge.element((None, Some(*element)), above);
                self.add(pair, level);
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

/// Returns the members that count; nothing where there is no object.
fn members<'d>(object: Option<Value<'d>>) -> impl Iterator<Item = Value<'d>> {
    object.into_iter().flat_map(Value::members)
}
