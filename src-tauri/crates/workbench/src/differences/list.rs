//! Every row there is, made once for two sides: what stands beside what, and how it stands.

use ::groups::{Group, Groups};
use diff::drift::{Clock, Contract, Drift, Reason, State, Verdict};
use diff::{ChangeKind, Habits, SideBySide};
use groups::catalogue::Catalogue;
use jiff::Timestamp;
use twin::{Kind, NodeId, SectionKind, Twin, Value};

use crate::cell::narrow;
use crate::drift::{DriftIgnore, DriftSettings, Sieve, Sifted, contract, sides, words};
use crate::known::Known;
use crate::noise::Noise;
use crate::wire::{DiffCount, DiffHead, DiffState, DriftHidden, Scope, ScopeKind};

/// Rows made for one comparison; beyond that a view helps nobody.
const ROWS: usize = 300_000;

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Left side.
    pub left: Option<NodeId>,
    /// Right side.
    pub right: Option<NodeId>,
    /// In what both come from.
    pub base: Option<NodeId>,
    /// Number of the row it stands in.
    pub parent: Option<u32>,
    /// Rows around it.
    pub depth: u32,
    /// How it stands.
    pub state: DiffState,
    /// The sides do not agree, and should.
    pub differs: bool,
    /// Never to be shown.
    pub is_secret: bool,
    /// No row stands in it.
    pub is_leaf: bool,
    /// Why, in words, and since when.
    pub reason: Box<str>,
    /// The ignore of the settings that hides it.
    pub hidden: Option<Box<DriftHidden>>,
}

impl Entry {
    /// Lets a difference count for none; what it is stands in its reason.
    fn hide(&mut self, number: usize, ignore: &DriftIgnore, state: State) {
        let was = match &*self.reason {
            "" => words::state(state).to_owned(),
            reason => format!("{}, {reason}", words::state(state)),
        };
        self.reason = format!("{}; {was}", ignore.because()).into();
        self.state = DiffState::Hidden;
        self.differs = false;
        self.hidden = Some(Box::new(DriftHidden {
            ignore: narrow(number),
            hides: ignore.words(),
        }));
    }
}

/// Every row of a comparison.
#[derive(Debug)]
pub(crate) struct List {
    /// The rows, each before what stands in it.
    pub entries: Vec<Entry>,
    /// What is said above them.
    pub head: DiffHead,
}

impl List {
    fn new(left: String, right: String, is_of_two: bool) -> Self {
        Self {
            entries: Vec::new(),
            head: DiffHead {
                left,
                right,
                base: None,
                counts: Vec::new(),
                notes: Vec::new(),
                is_of_two,
            },
        }
    }

    /// Counts the properties by their states, what needs a look first.
    fn counted(mut self) -> Self {
        let leaves = self.entries.iter().filter(|e| e.is_leaf);
        let mut states: Vec<DiffState> = leaves.map(|e| e.state).collect();
        states.sort_unstable();
        let counts = states.chunk_by(PartialEq::eq).map(|of_one| DiffCount {
            state: of_one[0],
            count: narrow(of_one.len()),
        });
        self.head.counts = counts.collect();
        self
    }

    /// Compares desired and reported of a part of a twin.
    pub fn of_drift(
        twin: &Twin<'_>,
        groups: &Groups<'_>,
        catalogue: &Catalogue,
        (now, settings): (Option<Timestamp>, &DriftSettings),
        scope: &Scope,
    ) -> Self {
        let (clock, sieve) = (settings.clock(now), Sieve::of(settings, twin));
        let mut list = Self::new("Desired".to_owned(), "Reported".to_owned(), false);
        let is_one = scope.kind == ScopeKind::Group;
        if matches!(scope.kind, ScopeKind::Tags | ScopeKind::Identity) {
            return list;
        }
        let wanted = |group: &&Group<'_>| !is_one || group.name == scope.group;
        let mut skews: Vec<(String, Vec<String>)> = Vec::new();
        for group in groups.iter().filter(|g| !g.declared_only()).filter(wanted) {
            let contract = contract(group, groups, catalogue);
            let drift = Drift::of(sides(twin, group), &contract, clock);
            for skew in &drift.skews {
                let told = words::skew(skew);
                match skews.iter_mut().find(|(known, _)| *known == told) {
                    Some((_, groups)) => groups.push(format!("`{}`", group.name)),
                    None => skews.push((told, vec![format!("`{}`", group.name)])),
                }
            }
            let both = (group.desired, group.reported);
            let sifted = sieve.sift(&drift, [both.0, both.1]);
            // a group that stands or falls as one is its own only row
            let is_whole =
                matches!(&drift.rows[..], [only] if (only.desired, only.reported) == both);
            let top = (!is_one && !is_whole).then(|| {
                let at = list.entries.len();
                list.put(
                    both,
                    None,
                    &sifted.group,
                    (&contract, clock),
                    drift.rows.is_empty(),
                );
                at
            });
            list.rows((&drift, &sifted), top, (&contract, clock), &sieve);
        }
        for (told, groups) in skews {
            list.note(match is_one {
                true => told,
                false => format!("{}: {told}", groups.join(", ")),
            });
        }
        list.counted()
    }

    /// Compares two twins, section by section. What changes by itself is no difference. Where it is known what both
    /// come from, the rows say who changed them.
    pub fn of_two(
        twins: [&Twin<'_>; 2],
        names: [String; 2],
        base: Option<(&Twin<'_>, String)>,
        catalogue: &Catalogue,
    ) -> Self {
        let [left, right] = names;
        let mut list = Self::new(left, right, true);
        let noise = Noise::of(twins);
        let known: Vec<_> = base.iter().map(|(twin, _)| *twin).chain(twins).collect();
        let known = Known::of(&known, catalogue);
        let base = base.map(|(twin, name)| {
            list.head.base = Some(name);
            twin
        });
        for kind in [
            SectionKind::Tags,
            SectionKind::Desired,
            SectionKind::Reported,
        ] {
            let [left, right] = twins.map(|twin| twin.section(kind).map(|s| s.value));
            if left.is_none() && right.is_none() {
                continue;
            }
            let from = list.entries.len();
            let [of_left, of_right] =
                [(0, left), (1, right)].map(|(at, side)| known.at(twins[at], side?));
            let habits = of_right.or(of_left);
            let both = (left, right);
            list.beside(both, (None, habits), &|member| !noise.is(member));
            if let Some(base) = base {
                let noises = twins.map(|twin| Noise::of([base, twin]));
                let base = base.section(kind).map(|s| s.value);
                let three = [base, left, right];
                list.parted(three, (from, habits), kind.name(), noises);
            }
        }
        list.counted()
    }

    /// Adds everything that stands in two values beside each other, the two first.
    fn beside(
        &mut self,
        (left, right): (Option<Value<'_>>, Option<Value<'_>>),
        (parent, habits): (Option<u32>, Option<&Habits>),
        fits: &dyn Fn(Value<'_>) -> bool,
    ) {
        let from = self.entries.len();
        let most = ROWS.saturating_sub(from);
        let found = SideBySide::of((left, right), habits, fits, most);
        for row in &found.all {
            let parent = row.parent.map(|p| narrow(from + p as usize)).or(parent);
            self.entries.push(Entry {
                left: row.old.map(Value::id),
                right: row.new.map(Value::id),
                base: None,
                parent,
                depth: self.depth(parent),
                state: changed(row.kind),
                differs: row.kind.is_some_and(|kind| kind != ChangeKind::Respelled),
                is_secret: false,
                is_leaf: row.is_leaf,
                reason: Box::default(),
                hidden: None,
            });
        }
        if found.is_cut {
            self.note(format!("only the first {ROWS} rows are shown"));
        }
        if found.is_approximate {
            self.note("a list is too long for the closest match; what is shown is correct, and may be more than needed".to_owned());
        }
    }

    pub(super) fn note(&mut self, note: String) {
        if !self.head.notes.contains(&note) {
            self.head.notes.push(note);
        }
    }

    fn depth(&self, parent: Option<u32>) -> u32 {
        parent.map_or(0, |p| self.entries[p as usize].depth + 1)
    }

    fn rows(
        &mut self,
        (drift, sifted): (&Drift<'_>, &Sifted),
        top: Option<usize>,
        (contract, clock): (&Contract<'_>, Clock),
        sieve: &Sieve<'_>,
    ) {
        // rows of the list by rows of the drift: an array that is one value there has its elements here
        let mut places = Vec::with_capacity(drift.rows.len());
        for (row, (verdict, why)) in drift.rows.iter().zip(&sifted.rows) {
            if self.entries.len() >= ROWS {
                self.note(format!("only the first {ROWS} rows are shown"));
                return;
            }
            let parent = row.parent.map(|p| places[p as usize]).or(top);
            let parent = parent.map(narrow);
            places.push(self.entries.len());
            self.put(
                (row.desired, row.reported),
                parent,
                verdict,
                (contract, clock),
                row.is_leaf,
            );
            let Some(last) = self.entries.last_mut() else {
                return;
            };
            last.is_secret = row.is_secret;
            if let Some((number, ignore)) = why.and_then(|n| Some((n, sieve.ignore(n)?))) {
                last.hide(number, ignore, verdict.state);
            }
            if let (true, Some(desired), Some(reported)) = (row.is_leaf, row.desired, row.reported)
                && desired.kind() == Kind::Array
                && reported.kind() == Kind::Array
                && row.verdict.is_difference()
            {
                self.inside(desired, reported);
            }
        }
    }

    /// Adds the elements of two arrays that stand or fall as one: what differs in them takes the state of the whole.
    fn inside(&mut self, desired: Value<'_>, reported: Value<'_>) {
        if self.entries.len() >= ROWS {
            return;
        }
        let at = self.entries.len() - 1;
        let whole = self.entries[at].clone();
        let both = (Some(desired), Some(reported));
        self.beside(both, (whole.parent, None), &|_| true);
        // the two themselves are there already
        self.entries.remove(at + 1);
        for entry in &mut self.entries[at + 1..] {
            entry.parent = entry.parent.map(|p| p - 1);
            entry.is_secret = whole.is_secret;
            if entry.differs {
                entry.state = whole.state;
                entry.differs = whole.differs;
                entry.hidden = whole.hidden.clone();
            }
        }
        self.entries[at].is_leaf = self.entries.len() == at + 1;
    }

    fn put(
        &mut self,
        (left, right): (Option<Value<'_>>, Option<Value<'_>>),
        parent: Option<u32>,
        verdict: &Verdict,
        (contract, clock): (&Contract<'_>, Clock),
        is_leaf: bool,
    ) {
        let depth = self.depth(parent);
        self.entries.push(Entry {
            left: left.map(Value::id),
            right: right.map(Value::id),
            base: None,
            parent,
            depth,
            state: state(verdict),
            differs: verdict.is_difference(),
            is_secret: false,
            is_leaf,
            reason: words::verdict(verdict, contract, clock.now).into(),
            hidden: None,
        });
    }
}

fn changed(kind: Option<ChangeKind>) -> DiffState {
    match kind {
        None => DiffState::Same,
        Some(ChangeKind::Added) => DiffState::Added,
        Some(ChangeKind::Removed) => DiffState::Removed,
        Some(ChangeKind::Edited) => DiffState::Edited,
        Some(ChangeKind::Moved) => DiffState::Moved,
        Some(ChangeKind::Respelled) => DiffState::Respelled,
    }
}

fn state(verdict: &Verdict) -> DiffState {
    match verdict.state {
        State::Failed => DiffState::Failed,
        State::Drifted => DiffState::Drifted,
        State::Pending => DiffState::Pending,
        State::NotReported => DiffState::NotReported,
        State::Unknown => DiffState::Unknown,
        State::Overridden => DiffState::Overridden,
        State::Ignored => DiffState::Ignored,
        State::InSync if verdict.reason == Reason::Respelled => DiffState::Respelled,
        State::InSync => DiffState::Same,
        State::ReportedOnly => DiffState::ReportedOnly,
    }
}
