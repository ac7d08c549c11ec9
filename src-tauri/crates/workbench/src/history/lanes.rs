//! What changed in each snapshot of a device, group by group: every snapshot is read once, and only fingerprints of its
//! groups are kept.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::ops::ControlFlow;

use ::groups::Groups;
use diagnose::Units;
use diff::fingerprint;
use groups::catalogue::Catalogue;
use store::{Device, Moment, Record};
use twin::{Document, SectionKind, Twin, Value};

use super::{History, HistoryError};
use crate::wire::HistoryLane;

/// Lanes of their own; further groups share one.
const LANES: usize = 256;
/// Bytes of texts that are read for one device; what is beyond has points and no changes.
const BYTES: usize = 512 << 20;
/// The lane of the tags, and that of the groups beyond the last one.
const TAGS: &str = "tags";
const FURTHER: &str = "further groups";

/// A fingerprint of one side; nothing where that is not there.
type Print = Option<NonZeroU64>;
/// Fingerprints of one snapshot: of desired and of reported, lane by lane.
type Prints = Box<[[Print; 2]]>;

/// What is known of the groups of a device's snapshots.
#[derive(Debug)]
pub(crate) struct Lanes {
    /// Names; the tags are the first.
    names: Vec<String>,
    index: HashMap<String, usize>,
    /// By number; nothing for those that could not be looked into, which are not tried again.
    prints: HashMap<u32, Option<Prints>>,
    bytes: usize,
    /// True where some cannot be read.
    pub is_damaged: bool,
}

impl Default for Lanes {
    fn default() -> Self {
        Self {
            names: vec![TAGS.to_owned()],
            index: HashMap::new(),
            prints: HashMap::new(),
            bytes: 0,
            is_damaged: false,
        }
    }
}

impl Lanes {
    /// Looks into those of some snapshots that are new.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn read(
        &mut self,
        history: &History,
        device: &Device,
        moments: &[Moment],
    ) -> Result<(), HistoryError> {
        let mut wanted: Vec<_> = moments.iter().map(|m| m.number).collect();
        wanted.retain(|number| !self.prints.contains_key(number));
        wanted.sort_unstable();
        let (Some(&first), Some(&last)) = (wanted.first(), wanted.last()) else {
            return Ok(());
        };
        history.store.each(device, first, &mut |record| {
            let mut is_last = false;
            match record {
                Ok(record) => {
                    let number = record.moment.number;
                    is_last = number >= last;
                    if wanted.binary_search(&number).is_ok() {
                        self.add(&record);
                    }
                }
                Err(_) => self.is_damaged = true,
            }
            match is_last || self.bytes > BYTES {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        })?;
        for number in wanted {
            self.prints.entry(number).or_default();
        }
        Ok(())
    }

    fn add(&mut self, record: &Record) {
        self.bytes += record.text.len();
        let Ok(doc) = Document::read_str(&record.text) else {
            return;
        };
        let units = Units::of(&doc);
        let mut prints = Vec::new();
        if let Some(twin) = units.twin(0) {
            self.print(&twin, &mut prints);
        }
        self.prints
            .insert(record.moment.number, Some(prints.into()));
    }

    fn print(&mut self, twin: &Twin<'_>, prints: &mut Vec<[Print; 2]>) {
        let tags = twin.section(SectionKind::Tags).map(|tags| tags.value);
        let tags = tags.filter(|tags| tags.children().next().is_some());
        put(prints, 0, [tags, None]);
        let groups = Groups::known_to(Catalogue::built_in(), twin);
        for group in groups.iter().filter(|g| !g.declared_only()) {
            let lane = self.lane(&group.name);
            put(prints, lane, [group.desired, group.reported]);
        }
    }

    fn lane(&mut self, name: &str) -> usize {
        if let Some(&lane) = self.index.get(name) {
            return lane;
        }
        let lane = self.names.len();
        if lane >= LANES {
            if lane == LANES {
                self.names.push(FURTHER.to_owned());
            }
            return LANES;
        }
        self.names.push(name.to_owned());
        self.index.insert(name.to_owned(), lane);
        lane
    }

    /// Returns the lanes in which something changed, and how many there are beside them.
    pub fn changes(&self, moments: &[Moment]) -> (Vec<HistoryLane>, usize) {
        let mut lanes: Vec<_> = self
            .names
            .iter()
            .enumerate()
            .map(|(at, name)| HistoryLane {
                group: name.clone(),
                is_tags: at == 0,
                desired: Vec::new(),
                reported: Vec::new(),
            })
            .collect();
        let mut before: Option<&Prints> = None;
        for (position, moment) in moments.iter().enumerate() {
            let Some(Some(prints)) = self.prints.get(&moment.number) else {
                continue;
            };
            if let Some(before) = before {
                mark(&mut lanes, crate::cell::narrow(position), before, prints);
            }
            before = Some(prints);
        }
        let all = lanes.len();
        let newest = before.map_or(&[][..], |prints| prints);
        let is_there = |lane: usize| newest.get(lane).is_some_and(|p| *p != [None; 2]);
        let mut changed: Vec<_> = lanes
            .into_iter()
            .enumerate()
            .filter(|(_, lane)| !lane.desired.is_empty() || !lane.reported.is_empty())
            .collect();
        changed.sort_by_key(|(at, lane)| (!lane.is_tags, !is_there(*at)));
        let lanes: Vec<_> = changed.into_iter().map(|(_, lane)| lane).collect();
        // tags that nobody has are no lane
        let none = usize::from(!self.has_tags());
        let unchanged = all.saturating_sub(lanes.len() + none);
        (lanes, unchanged)
    }

    fn has_tags(&self) -> bool {
        let mut all = self.prints.values().flatten();
        all.any(|prints| prints.first().is_some_and(|tags| tags[0].is_some()))
    }

    /// Says how many of some snapshots were not looked into.
    pub fn unread(&self, moments: &[Moment]) -> usize {
        let is_read = |m: &&Moment| matches!(self.prints.get(&m.number), Some(Some(_)));
        moments.len() - moments.iter().filter(is_read).count()
    }
}

/// Adds what stands in a lane. Of groups that share one the sum changes when one of them does.
fn put(prints: &mut Vec<[Print; 2]>, lane: usize, sides: [Option<Value<'_>>; 2]) {
    if prints.len() <= lane {
        prints.resize(lane + 1, [None; 2]);
    }
    for (print, side) in prints[lane].iter_mut().zip(sides) {
        let Some(own) = side.map(fingerprint) else {
            continue;
        };
        let others = print.map_or(0, NonZeroU64::get);
        *print = Some(NonZeroU64::new(others.wrapping_add(own)).unwrap_or(NonZeroU64::MIN));
    }
}

fn mark(lanes: &mut [HistoryLane], position: u32, before: &Prints, now: &Prints) {
    let at = |prints: &Prints, lane: usize| prints.get(lane).copied().unwrap_or_default();
    for (number, lane) in lanes.iter_mut().enumerate() {
        let (old, new) = (at(before, number), at(now, number));
        if old[0] != new[0] {
            lane.desired.push(position);
        }
        if old[1] != new[1] {
            lane.reported.push(position);
        }
    }
}
