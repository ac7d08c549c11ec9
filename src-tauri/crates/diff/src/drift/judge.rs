//! Decides the state of one property. Everything that shows a state asks here.

use jiff::Timestamp;
use twin::{Kind, Value};

use super::pair::Pair;
use super::times::Written;
use super::{Clock, Contract, ErrorsByName, Reason, Sides, Standing, State, Verdict};
use crate::habits::{Echo, Habits};
use crate::same::{Likeness, scalars};
use crate::walk::is_same;

/// Decides about the properties of one group.
pub struct Judge<'d, 'c> {
    pub(super) sides: Sides<'d>,
    pub(super) contract: &'c Contract<'d>,
    /// When what is asked for was written, and what is reported.
    asked: Written<'d>,
    pub(super) told: Written<'d>,
    clock: Clock,
    /// By what failed; none where the device reports no error.
    errors: Option<ErrorsByName<'c>>,
    whole: Option<u32>,
    /// Letters with which the names of members that are about the group begin, a bit each: few other names do.
    aside_starts: u64,
}

impl<'d, 'c> Judge<'d, 'c> {
    /// Makes one for a group.
    #[must_use]
    pub fn new(sides: Sides<'d>, contract: &'c Contract<'d>, clock: Clock) -> Self {
        let named = (0..).zip(&contract.errors);
        let named = named.map(|(at, e)| (&*e.operation, at));
        let errors: Option<ErrorsByName<'c>> =
            (!contract.errors.is_empty()).then(|| named.collect());
        let short = contract
            .name
            .strip_prefix("windows.")
            .unwrap_or(&contract.name);
        Self {
            whole: errors.as_ref().and_then(|all| all.get(short)).copied(),
            aside_starts: contract
                .aside
                .iter()
                .flat_map(|aside| aside.bytes().next())
                .fold(0, |all, first| all | bit(first)),
            asked: Written::new(sides.desired, sides.desired_stamps),
            told: Written::new(sides.reported, sides.reported_stamps),
            sides,
            contract,
            clock,
            errors,
        }
    }

    /// Returns the group itself as a pair. Null deletes it: nothing is desired of it then.
    #[must_use]
    pub fn group(&self) -> Pair<'d, 'c> {
        Pair {
            desired: self.sides.desired.filter(|d| !is_nothing(*d)),
            reported: self.sides.reported,
            habits: self.contract.habits.as_deref(),
            around: None,
            error: self.whole,
            is_own_error: false,
            is_hoisted: false,
        }
    }

    /// Returns a member of a pair; `name` is without marks.
    #[must_use]
    #[inline]
    pub fn member(
        &self,
        name: &str,
        sides: (Option<Value<'d>>, Option<Value<'d>>),
        above: &Pair<'d, 'c>,
    ) -> Pair<'d, 'c> {
        self.part(name, sides, above.member_habits(name), above)
    }

    /// Returns an element of a pair of arrays.
    #[must_use]
    pub fn element(
        &self,
        sides: (Option<Value<'d>>, Option<Value<'d>>),
        above: &Pair<'d, 'c>,
    ) -> Pair<'d, 'c> {
        let items = above.habits.and_then(|h| h.items.as_deref());
        self.part("", sides, items, above)
    }

    #[inline]
    pub(super) fn part(
        &self,
        name: &str,
        (desired, reported): (Option<Value<'d>>, Option<Value<'d>>),
        habits: Option<&'c Habits>,
        above: &Pair<'d, 'c>,
    ) -> Pair<'d, 'c> {
        let own = self.error_of(name, reported, habits);
        Pair {
            desired,
            reported,
            habits,
            around: above.habits,
            error: own.or(above.error),
            is_own_error: own.is_some(),
            is_hoisted: false,
        }
    }

    #[inline]
    fn error_of(
        &self,
        name: &str,
        reported: Option<Value<'d>>,
        habits: Option<&Habits>,
    ) -> Option<u32> {
        let errors = self.errors.as_ref()?;
        let by_name = errors.get(name);
        let by_sub_group = || errors.get(habits?.sub_group.as_deref()?);
        // elements are named as they are reported: thumbprints in either case
        let by_reported = || errors.get(&*reported?.key()?);
        by_name.or_else(by_sub_group).or_else(by_reported).copied()
    }

    /// True for a member with this name that is about the group and no property of it.
    #[inline(always)]
    pub(super) fn is_aside(&self, name: &[u8]) -> bool {
        let first = name.first();
        first.is_some_and(|first| self.aside_starts & bit(*first) != 0) && self.is_named_aside(name)
    }

    /// Compares the whole name; apart from the loops over members, which are short without it.
    #[cold]
    #[inline(never)]
    fn is_named_aside(&self, name: &[u8]) -> bool {
        let mut all = self.contract.aside.iter();
        all.any(|aside| aside.as_bytes() == name)
    }

    /// True where nothing but the values decides about the members of a pair: no error names one, somebody reads them.
    pub(super) fn goes_by_values(&self, above: &Pair<'d, 'c>) -> bool {
        self.contract.ignored.is_none() && self.errors.is_none() && above.echo() != Echo::ByPresence
    }

    /// True for a single value with this name that is in sync because it is reported letter by letter as it is asked
    /// for, where pairs go by their values. [`Judge::decide`] says the same after a longer look.
    #[inline(always)]
    pub(super) fn is_in_sync(
        &self,
        name: &[u8],
        habits: Option<&Habits>,
        above: &Pair<'_, '_>,
    ) -> bool {
        let is_read = match habits {
            Some(habits) => !habits.is_unread,
            None => !above.habits.is_some_and(|h| h.is_closed),
        };
        is_read && !self.is_aside(name)
    }

    /// Decides about a pair. For two containers it only says that what is in them decides.
    #[must_use]
    #[inline]
    pub fn decide(&self, pair: &Pair<'d, 'c>) -> Verdict {
        let asked = pair.desired.filter(|d| !is_nothing(*d));
        let told = pair.reported;
        match (asked, told) {
            (None, Some(told)) => reported_only(pair, told),
            (None, None) => Verdict::new(State::InSync, Reason::Deleted),
            (Some(asked), _) => self.asked(pair, asked),
        }
    }

    #[inline]
    fn asked(&self, pair: &Pair<'d, 'c>, asked: Value<'d>) -> Verdict {
        if let Some(reason) = self.ignored(pair) {
            return settled(State::Ignored, reason);
        }
        if pair.around.is_some_and(|h| h.echo == Echo::ByPresence) {
            return self.by_presence(pair, asked);
        }
        match pair.reported {
            Some(told) => self.both(pair, asked, told),
            None => self.absent(pair, asked),
        }
    }

    #[inline]
    fn ignored(&self, pair: &Pair<'d, 'c>) -> Option<Reason> {
        let is_unread = pair.has_no_place() || pair.habits.is_some_and(|h| h.is_unread);
        let unread = is_unread.then_some(Reason::Unread);
        self.contract.ignored.or(unread)
    }

    /// An element that is reported by its name alone: there, or not there.
    fn by_presence(&self, pair: &Pair<'d, 'c>, asked: Value<'d>) -> Verdict {
        match (pair.reported, pair.asks_for_absence(asked)) {
            (Some(_), true) => settle(self.differing(pair, asked, Reason::StillThere)),
            (None, true) => settle(self.absent(pair, asked)),
            (Some(_), false) if pair.is_own_error && !self.is_unanswered(asked) => {
                settle(self.failed(pair))
            }
            (Some(_), false) => settled(State::InSync, Reason::InShort),
            (None, false) => settle(self.absent(pair, asked)),
        }
    }

    #[inline]
    fn both(&self, pair: &Pair<'d, 'c>, asked: Value<'d>, told: Value<'d>) -> Verdict {
        match (asked.kind(), told.kind()) {
            (Kind::Object, Kind::Object) => return Verdict::new(State::InSync, Reason::Inside),
            (Kind::Array, Kind::Array) => return self.arrays(pair, asked, told),
            // agents do so, and no schema says of which of their maps and lists
            (Kind::Object | Kind::Array, _) if told.is_str("") && pair.habits.is_some() => {
                return settled(State::InSync, Reason::InShort);
            }
            _ => {}
        }
        match scalars(asked, told, pair.meaning()) {
            Likeness::Different if Self::is_normalised(pair, asked, told) => {
                self.agreeing(pair, Reason::Respelled)
            }
            Likeness::Different => settle(self.differing(pair, asked, Reason::ReportedLater)),
            Likeness::Respelled => self.agreeing(pair, Reason::Respelled),
            Likeness::Identical => self.agreeing(pair, Reason::Equal),
        }
    }

    /// An array whose elements have an identity is looked into; any other is one value.
    fn arrays(&self, pair: &Pair<'d, 'c>, asked: Value<'d>, told: Value<'d>) -> Verdict {
        if pair.habits.is_some_and(|h| h.identity.is_some()) {
            return Verdict::new(State::InSync, Reason::Inside);
        }
        match is_same(asked, told, pair.habits) {
            true => settle(self.agreeing(pair, Reason::Equal)),
            false => settle(self.differing(pair, asked, Reason::ReportedLater)),
        }
    }

    /// True where the device writes a text in its own way, and the two may be one: other case, something added, nothing
    /// and 0, decimal and hexadecimal.
    fn is_normalised(pair: &Pair<'d, 'c>, asked: Value<'d>, told: Value<'d>) -> bool {
        if pair.echo() != Echo::Normalised {
            return false;
        }
        let (Some(asked), Some(told)) = (asked.str(), told.str()) else {
            return false;
        };
        let (asked, told) = (asked.to_lowercase(), told.to_lowercase());
        let has_more = told
            .strip_prefix(&*asked)
            .is_some_and(|more| more.starts_with(','));
        match (&*asked, &*told) {
            ("", other) | (other, "") => other == "0",
            (asked, told) => asked == told || has_more || is_same_number(asked, told),
        }
    }

    #[inline]
    fn agreeing(&self, pair: &Pair<'d, 'c>, reason: Reason) -> Verdict {
        let is_failed = |asked| pair.is_own_error && !self.is_unanswered(asked);
        if pair.desired.is_some_and(is_failed) {
            return self.failed(pair);
        }
        Verdict::new(State::InSync, reason)
    }

    fn failed(&self, pair: &Pair<'d, 'c>) -> Verdict {
        Verdict {
            error: pair.error,
            ..Verdict::new(State::Failed, Reason::Error)
        }
    }

    /// Asked for and not there.
    fn absent(&self, pair: &Pair<'d, 'c>, asked: Value<'d>) -> Verdict {
        if pair.echo() == Echo::Never {
            return settled(State::NotReported, Reason::ByDesign);
        }
        if pair.asks_for_absence(asked) && self.sides.reported.is_some() && !pair.is_own_error {
            return settled(State::InSync, Reason::GoneAsAsked);
        }
        let is_silent = self
            .contract
            .is_silent
            .is_some_and(|is_silent| is_silent(asked));
        if (is_silent || self.contract.is_unreported) && !pair.is_own_error {
            return settled(State::NotReported, Reason::NotRequested);
        }
        let is_empty = asked.kind().is_container() && asked.children().next().is_none();
        if is_empty && self.sides.reported.is_some() {
            return settled(State::InSync, Reason::NothingAsked);
        }
        if !self.sides.has_reported {
            return Verdict::new(State::Unknown, Reason::NotSeen);
        }
        self.differing(pair, asked, Reason::LeftOut)
    }

    /// The sides do not agree: what the device says decides, then the policy, then the times.
    fn differing(&self, pair: &Pair<'d, 'c>, asked: Value<'d>, how: Reason) -> Verdict {
        let contract = self.contract;
        if contract.is_refreshing {
            return self.pending(Reason::Refreshing, self.told_at(pair));
        }
        // an error of an earlier request says nothing of this one
        if pair.error.is_some() && !self.is_unanswered(asked) {
            return self.failed(pair);
        }
        if pair.habits.is_some_and(|h| h.is_unreliable) {
            return Verdict::new(State::Unknown, Reason::Defect);
        }
        if contract.is_local {
            return Verdict::new(State::Overridden, Reason::LocalPolicy);
        }
        let asked_at = self.asked_at(asked);
        let told_at = self.told_at(pair);
        match contract.standing {
            Standing::Pending => return self.pending(Reason::StatusPending, asked_at.or(told_at)),
            Standing::Failed if contract.errors.is_empty() && !self.is_unanswered(asked) => {
                return Verdict::new(State::Failed, Reason::StatusFailed);
            }
            // it says so of all that it was asked for, whatever it left as it was
            Standing::Succeeded if !contract.is_of_other_deployment => {
                return self.by_time(asked_at, told_at.max(self.said_at()), how);
            }
            _ => {}
        }
        if contract.is_of_other_deployment {
            return self.pending(Reason::OtherDeployment, asked_at);
        }
        self.by_time(asked_at, told_at, how)
    }

    /// True where nothing was reported since, or only what belongs to another request.
    pub(super) fn is_unanswered(&self, asked: Value<'d>) -> bool {
        let times = || self.asked_at(asked).zip(self.told_at(&Pair::default()));
        self.contract.is_of_other_deployment || times().is_some_and(|(asked, told)| asked > told)
    }

    /// When the device last said how it went.
    fn said_at(&self) -> Option<Timestamp> {
        let group = self.sides.reported?;
        let all = self.contract.aside.iter();
        let stamped = all.filter_map(|name| self.told.at(group.get(name)?));
        stamped.max()
    }

    fn by_time(&self, asked: Option<Timestamp>, told: Option<Timestamp>, how: Reason) -> Verdict {
        let never = self.sides.reported.is_none();
        let since = |verdict, since| Verdict { since, ..verdict };
        match (asked, told) {
            (Some(_), None) if never => self.pending(Reason::NeverReported, asked),
            (Some(at), Some(told)) if at > told => self.pending(Reason::AskedLater, asked),
            (Some(_), Some(_)) => since(settled_as(how), told),
            _ if never => Verdict::new(State::NotReported, Reason::NeverReported),
            _ if self.contract.standing == Standing::Succeeded => match how {
                Reason::ReportedLater => Verdict::new(State::Drifted, Reason::StatusSucceeded),
                how => settled_as(how),
            },
            _ if self.contract.standing == Standing::Failed => {
                Verdict::new(State::Failed, Reason::StatusFailed)
            }
            _ if how == Reason::LeftOut => settled_as(how),
            _ => Verdict::new(State::Unknown, Reason::NoTimes),
        }
    }

    /// Tells what the device says of the whole group.
    pub(super) fn said(&self, state: State, reason: Reason) -> Verdict {
        let asked = self
            .sides
            .desired
            .and_then(|desired| self.asked_at(desired));
        match state {
            State::Pending => self.pending(reason, asked.or(self.told_at(&Pair::default()))),
            _ => Verdict {
                error: self
                    .whole
                    .or((!self.contract.errors.is_empty()).then_some(0)),
                ..Verdict::new(state, reason)
            },
        }
    }

    fn pending(&self, reason: Reason, since: Option<Timestamp>) -> Verdict {
        let waited = self
            .clock
            .now
            .zip(since)
            .map(|(now, since)| now.duration_since(since));
        Verdict {
            since,
            is_stuck: waited.is_some_and(|waited| waited > self.clock.patience),
            ..Verdict::new(State::Pending, reason)
        }
    }

    fn asked_at(&self, asked: Value<'d>) -> Option<Timestamp> {
        self.asked.at(asked)
    }

    /// When the device last wrote it, or what stands around it.
    fn told_at(&self, pair: &Pair<'d, 'c>) -> Option<Timestamp> {
        self.told.at(pair.reported.or(self.sides.reported)?)
    }
}

fn reported_only(pair: &Pair<'_, '_>, told: Value<'_>) -> Verdict {
    let is_state = pair.habits.is_some_and(|h| h.is_read_only || h.is_unread);
    let default = pair.habits.and_then(|h| h.default.as_deref());
    let reason = match () {
        () if is_state || pair.has_no_place() => Reason::ReadOnly,
        () if default.is_some_and(|default| default == told.raw()) => Reason::Default,
        () => Reason::NotAsked,
    };
    Verdict::new(State::ReportedOnly, reason)
}

#[inline]
fn is_nothing(value: Value<'_>) -> bool {
    matches!(value.kind(), Kind::Null | Kind::Missing)
}

fn bit(letter: u8) -> u64 {
    1 << (letter % 64)
}

/// Two texts that are one number in decimal or hexadecimal: `0x10` and `16`.
fn is_same_number(a: &str, b: &str) -> bool {
    let number = |text: &str| match text.strip_prefix("0x").or(text.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    };
    number(a).is_some_and(|a| number(b) == Some(a))
}

fn settled_as(how: Reason) -> Verdict {
    let state = match how {
        Reason::LeftOut => State::NotReported,
        _ => State::Drifted,
    };
    Verdict::new(state, how)
}

fn settled(state: State, reason: Reason) -> Verdict {
    settle(Verdict::new(state, reason))
}

fn settle(verdict: Verdict) -> Verdict {
    Verdict {
        is_settled: true,
        ..verdict
    }
}
