//! What is kept of every loaded twin, and of the work under way.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diagnose::{Match, Severity, Sighting};
use jiff::Timestamp;
use twin::secret;

use super::filter::Wanted;
use crate::discover::{self, Answered};
use crate::examine::{Examined, Facts};
use crate::pieces::{Obstacle, Origin, Way};
use crate::settings::Tally;
use crate::wire::{
    Activity, Badge, Discovery, Filter, ListPage, Problem, RowState, Status, TwinRow,
};

/// Problems kept for the window; further ones are counted.
const PROBLEMS_KEPT: usize = 200;
/// Openings of which it is kept what was met.
const WAYS: usize = 100;
/// Characters kept of what the most serious finding of a twin says: a line in the list.
const WORST: usize = 120;

/// One loaded twin.
#[derive(Debug, Clone)]
pub(super) struct Loaded {
    pub origin: Origin,
    pub unit: (u32, u32),
    pub name: String,
    pub module: Option<String>,
    pub kind: &'static str,
    pub state: RowState,
    pub badge: Badge,
    /// What the most serious finding says.
    pub worst: Option<Box<str>>,
    /// Positions in the catalogue of the rules that found something, sorted.
    pub rules: Box<[u16]>,
    pub facts: Arc<Facts>,
    pub looked: Option<Timestamp>,
    pub earlier: Option<Box<Sighting>>,
    /// Findings that the settings hide.
    pub hidden: u32,
    /// Ignores of the settings that match.
    pub matches: Box<[Match]>,
    /// Ignores of drift that hide something.
    pub drift: Box<[Match]>,
}

impl Loaded {
    /// A twin known by its file only.
    pub fn waiting(source: &str) -> Self {
        Self {
            origin: Origin {
                source: source.into(),
                record: None,
                offset: 0,
                length: 0,
            },
            unit: (0, 1),
            name: file_name(source).to_owned(),
            module: None,
            kind: "",
            state: RowState::Waiting,
            badge: Badge::default(),
            worst: None,
            rules: Box::default(),
            facts: Arc::default(),
            looked: None,
            earlier: None,
            hidden: 0,
            matches: Box::default(),
            drift: Box::default(),
        }
    }

    /// A diagnosed twin.
    pub fn checked(examined: &Examined, looked: Option<Timestamp>) -> Self {
        let source = examined.source();
        Self {
            origin: examined.origin.clone(),
            unit: examined.unit,
            name: examined
                .device_id
                .clone()
                .unwrap_or_else(|| file_name(&source).to_owned()),
            module: examined.module_id.clone(),
            kind: examined.shape.title(),
            state: RowState::Checked,
            badge: badge(examined),
            worst: worst(examined),
            rules: rules(examined),
            facts: Arc::new(examined.facts.clone()),
            looked,
            earlier: examined.earlier.clone().map(Box::new),
            hidden: narrow(examined.hidden.len()),
            matches: examined.matches.as_slice().into(),
            drift: examined.drift.as_slice().into(),
        }
    }

    pub fn source(&self) -> String {
        let name = file_name(&self.origin.source);
        match (self.origin.record, self.unit) {
            (Some(record), _) => format!("{name}:{record}"),
            (None, (_, 1)) => name.to_owned(),
            (None, (number, _)) => format!("{name}#{}", number + 1),
        }
    }

    fn row(&self, id: u32) -> TwinRow {
        TwinRow {
            id,
            name: self.name.clone(),
            module: self.module.clone(),
            source: self.source(),
            kind: self.kind.to_owned(),
            state: self.state,
            badge: self.badge,
            worst: self.worst.as_deref().map(str::to_owned),
        }
    }
}

pub(super) fn badge(examined: &Examined) -> Badge {
    let count = |s| u32::try_from(examined.count(s)).unwrap_or(u32::MAX);
    Badge {
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        infos: count(Severity::Info),
    }
}

fn worst(examined: &Examined) -> Option<Box<str>> {
    let worst = examined
        .findings
        .iter()
        .min_by_key(|l| l.finding.severity)?;
    Some(secret::cut(&worst.finding.message, WORST).into())
}

fn rules(examined: &Examined) -> Box<[u16]> {
    let position = |name: &str| diagnose::CATALOGUE.iter().position(|r| r.name == name);
    let mut rules: Vec<_> = examined
        .findings
        .iter()
        .filter_map(|l| u16::try_from(position(l.finding.rule)?).ok())
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules.into()
}

pub(super) fn file_name(source: &str) -> &str {
    source.rsplit(['/', '\\']).next().unwrap_or(source)
}

/// Work under way.
#[derive(Debug)]
struct Job {
    activity: Activity,
    stop: Arc<AtomicBool>,
}

/// Everything the window's list is made of.
#[derive(Debug, Default)]
pub(super) struct State {
    pub revision: u32,
    twins: HashMap<u32, Loaded>,
    order: Vec<u32>,
    next_twin: u32,
    next_job: u32,
    jobs: Vec<Job>,
    problems: VecDeque<Problem>,
    problem_count: u32,
    /// Why the history did not keep what was opened last.
    pub not_kept: Option<String>,
    totals: Badge,
    hidden: u32,
    checked: u32,
    pastes: HashMap<Arc<str>, Arc<[u8]>>,
    /// Ways through the folders that were opened.
    ways: Vec<Way>,
    matching: Option<(u32, Filter, Arc<Vec<u32>>)>,
}

impl State {
    pub fn status(&self) -> Status {
        Status {
            revision: self.revision,
            loaded: narrow(self.order.len()),
            checked: self.checked,
            errors: self.totals.errors,
            warnings: self.totals.warnings,
            infos: self.totals.infos,
            hidden: self.hidden,
            activities: self.jobs.iter().map(|j| j.activity.clone()).collect(),
            problems: self.problems.iter().cloned().collect(),
            problem_count: self.problem_count,
            not_kept: self.not_kept.clone(),
        }
    }

    pub fn loaded(&self, twin: u32) -> Option<&Loaded> {
        self.twins.get(&twin)
    }

    /// Adds a twin at the end of the list, or behind another one.
    pub fn add(&mut self, loaded: Loaded, behind: Option<u32>) -> u32 {
        let id = self.next_twin;
        self.next_twin += 1;
        self.count(&loaded, 1);
        self.twins.insert(id, loaded);
        let at = behind
            .and_then(|b| self.order.iter().rposition(|&o| o == b))
            .map(|i| i + 1);
        match at {
            Some(at) if at < self.order.len() => self.order.insert(at, id),
            _ => self.order.push(id),
        }
        id
    }

    /// Puts what is known now in place of what was known of a twin; false where it was closed meanwhile.
    pub fn replace(&mut self, id: u32, loaded: Loaded) -> bool {
        let Some(old) = self.twins.remove(&id) else {
            return false;
        };
        self.count(&old, -1);
        self.count(&loaded, 1);
        self.twins.insert(id, loaded);
        true
    }

    fn count(&mut self, loaded: &Loaded, sign: i32) {
        let add = |n: &mut u32, by: u32| *n = n.saturating_add_signed(sign * by.cast_signed());
        add(&mut self.totals.errors, loaded.badge.errors);
        add(&mut self.totals.warnings, loaded.badge.warnings);
        add(&mut self.totals.infos, loaded.badge.infos);
        add(&mut self.hidden, loaded.hidden);
        add(
            &mut self.checked,
            u32::from(loaded.state == RowState::Checked),
        );
    }

    pub fn close(&mut self, id: u32) {
        if let Some(old) = self.twins.remove(&id) {
            self.count(&old, -1);
            self.order.retain(|&o| o != id);
        }
    }

    pub fn close_all(&mut self) {
        for job in &self.jobs {
            job.stop.store(true, Ordering::Relaxed);
        }
        let (revision, next_twin, next_job) = (self.revision, self.next_twin, self.next_job);
        let jobs = std::mem::take(&mut self.jobs);
        let not_kept = self.not_kept.take();
        *self = Self {
            revision,
            next_twin,
            next_job,
            jobs,
            not_kept,
            ..Self::default()
        };
    }

    /// Notes a newer look at a twin; true where its line in the list changed.
    pub fn refresh(&mut self, id: u32, examined: &Examined) -> bool {
        let Some(old) = self.twins.get(&id) else {
            return false;
        };
        let changed = old.badge != badge(examined)
            || old.hidden != narrow(examined.hidden.len())
            || old.state != RowState::Checked;
        if changed {
            let new = Loaded::checked(examined, old.looked);
            self.replace(id, new);
        }
        changed
    }

    /// Returns every twin that was diagnosed, in the order of the list.
    pub fn checked(&self) -> impl Iterator<Item = (u32, &Loaded)> {
        let all = self.order.iter();
        all.filter_map(|id| Some((*id, self.twins.get(id)?)))
            .filter(|(_, loaded)| loaded.state == RowState::Checked)
    }

    /// Counts how often each ignore of the settings matches.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for (_, loaded) in self.checked() {
            tally.add_matches(&loaded.matches, &loaded.drift);
        }
        tally
    }

    pub fn start(&mut self, phase: &str, subject: &str) -> (u32, Arc<AtomicBool>) {
        self.next_job += 1;
        let stop = Arc::new(AtomicBool::new(false));
        let activity = Activity {
            job: self.next_job,
            phase: phase.to_owned(),
            subject: subject.to_owned(),
            done: 0,
            total: None,
            bytes: 0,
            bytes_total: None,
        };
        self.jobs.push(Job {
            activity,
            stop: stop.clone(),
        });
        (self.next_job, stop)
    }

    pub fn activity(&mut self, job: u32) -> Option<&mut Activity> {
        self.jobs
            .iter_mut()
            .find(|j| j.activity.job == job)
            .map(|j| &mut j.activity)
    }

    pub fn end(&mut self, job: u32) {
        self.jobs.retain(|j| j.activity.job != job);
    }

    pub fn cancel(&mut self, job: u32) {
        for job in self.jobs.iter().filter(|j| j.activity.job == job) {
            job.stop.store(true, Ordering::Relaxed);
        }
    }

    pub fn problem(&mut self, obstacle: &Obstacle) {
        self.problem_count += 1;
        if self.problems.len() >= PROBLEMS_KEPT {
            self.problems.pop_front();
        }
        self.problems.push_back(Problem {
            source: obstacle.source_name.clone(),
            code: obstacle.code,
            detail: obstacle.detail.clone(),
        });
    }

    /// Keeps what was met on the way through a folder.
    pub fn met(&mut self, way: &Way) {
        if self.ways.len() < WAYS {
            self.ways.push(way.clone());
        }
    }

    /// Returns every file of the list, with the ways that led there.
    pub fn files(&self) -> (Vec<(u32, Arc<str>)>, Vec<Way>) {
        let sources = self.order.iter().filter_map(|id| {
            let source = &self.twins.get(id)?.origin.source;
            let is_file = !self.pastes.contains_key(source);
            is_file.then(|| (*id, source.clone()))
        });
        (sources.collect(), self.ways.clone())
    }

    /// Returns settings that were met below what is open and are not those that apply.
    pub fn not_applied(&self, applied: Option<&Path>) -> Vec<String> {
        let all = self.ways.iter().flat_map(|way| way.not_applied(applied));
        let mut shown: Vec<_> = all.map(|file| file.display().to_string()).collect();
        shown.sort_unstable();
        shown.dedup();
        shown
    }

    /// Keeps a pasted text, which no file can give again.
    pub fn keep_paste(&mut self, source: &str, bytes: Arc<[u8]>) {
        self.pastes.insert(source.into(), bytes);
    }

    pub fn pasted(&self, source: &str) -> Option<Arc<[u8]>> {
        self.pastes.get(source).cloned()
    }

    /// Returns a name that no other paste has.
    pub fn name_for_paste(&self, wish: &str) -> String {
        let taken = |name: &str| self.pastes.contains_key(name);
        if !taken(wish) {
            return wish.to_owned();
        }
        (2..)
            .map(|n| format!("{wish} {n}"))
            .find(|n| !taken(n))
            .unwrap_or_else(|| wish.to_owned())
    }

    pub fn list(&mut self, filter: &Filter, first: u32, count: u32) -> ListPage {
        let wanted = match Wanted::parse(filter) {
            Ok(wanted) => wanted,
            Err(problem) => {
                let loaded = narrow(self.order.len());
                return ListPage {
                    loaded,
                    matching: 0,
                    first: 0,
                    rows: Vec::new(),
                    filter_problem: Some(problem),
                };
            }
        };
        let matching = self.matching(filter, &wanted);
        let first = first.min(narrow(matching.len()));
        let ids = matching
            .iter()
            .skip(first as usize)
            .take(count.min(1_000) as usize);
        ListPage {
            loaded: narrow(self.order.len()),
            matching: narrow(matching.len()),
            first,
            rows: ids
                .filter_map(|id| Some(self.twins.get(id)?.row(*id)))
                .collect(),
            filter_problem: None,
        }
    }

    pub fn position(&mut self, filter: &Filter, twin: u32) -> Option<u32> {
        let wanted = Wanted::parse(filter).ok()?;
        let at = self
            .matching(filter, &wanted)
            .iter()
            .position(|&id| id == twin)?;
        Some(narrow(at))
    }

    /// Returns the twins that match; kept until the list changes, as scrolling asks again and again.
    fn matching(&mut self, filter: &Filter, wanted: &Wanted) -> Arc<Vec<u32>> {
        if let Some((revision, kept, ids)) = &self.matching
            && *revision == self.revision
            && kept == filter
        {
            return ids.clone();
        }
        let fits = |id: &u32| self.twins.get(id).is_some_and(|t| wanted.fits(t));
        let mut ids: Vec<_> = self.order.iter().copied().filter(fits).collect();
        if filter.worst_first {
            ids.sort_by_key(|id| {
                let badge = self.twins.get(id).map(|t| t.badge).unwrap_or_default();
                std::cmp::Reverse((badge.errors, badge.warnings, badge.infos))
            });
        }
        let ids = Arc::new(ids);
        self.matching = Some((self.revision, filter.clone(), ids.clone()));
        ids
    }

    pub fn discover(&self, group: &str, version: &str) -> Discovery {
        let version = version.trim();
        let condition = groups::Condition {
            group: group.trim().to_owned(),
            version: (!version.is_empty()).then(|| version.to_owned()),
        };
        let checked = || {
            self.order
                .iter()
                .filter_map(|id| Some((*id, self.twins.get(id)?)))
        };
        let checked = || checked().filter(|(_, t)| t.state == RowState::Checked);
        let of = |t: &Loaded| (t.facts.dialect, discover::is_met(&condition, &t.facts));
        let set: Vec<_> = checked().map(|(_, t)| of(t)).collect();
        let dialect = discover::asked_in(&set);
        let mut found = Discovery {
            query: condition.query(dialect),
            matching: Vec::new(),
            elsewhere: Vec::new(),
            others: Vec::new(),
            asked: narrow(set.len()),
        };
        for (id, twin) in checked() {
            match discover::answered(&condition, dialect, &twin.facts) {
                Some((Answered::Found, _)) => found.matching.push(id),
                Some((Answered::Elsewhere, version)) => found.elsewhere.push((id, version)),
                Some((Answered::Otherwise, version)) => found.others.push((id, version)),
                None => {}
            }
        }
        found
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
