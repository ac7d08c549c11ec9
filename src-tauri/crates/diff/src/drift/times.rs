//! When the sides of a property were written, by `$metadata`; and where times contradict each other.

use jiff::{SignedDuration, Timestamp};
use twin::Value;
use twin::metadata::{Nodes, last_updated};
use twin::time::{self, When};

use super::{Clock, Contract, Sides};

/// Tells when the values of one side of a group were written.
pub(super) struct Written<'d> {
    group: Option<Value<'d>>,
    nodes: Option<Nodes<'d>>,
}

impl<'d> Written<'d> {
    /// `stamps` is the node of `$metadata` for the group.
    pub(super) fn new(group: Option<Value<'d>>, stamps: Option<Value<'d>>) -> Self {
        let nodes = stamps.map(Nodes::below);
        Self { group, nodes }
    }

    /// Returns when a value of the group was written: by its own stamp, else by that of the nearest value around it.
    pub(super) fn at(&self, value: Value<'d>) -> Option<Timestamp> {
        let nodes = self.nodes.as_ref()?;
        let mut node = node_of(value, self.group?, nodes)?;
        loop {
            let found = stamp(node);
            if found.is_some() || node == nodes.top() {
                return found;
            }
            node = node.parent()?;
        }
    }
}

/// Returns the node of `$metadata` for a value of a group, or for the nearest value around it that has one.
fn node_of<'d>(value: Value<'d>, group: Value<'d>, nodes: &Nodes<'d>) -> Option<Value<'d>> {
    let top = nodes.top();
    if value == group {
        return Some(top);
    }
    // most properties stand in the group itself
    if value.parent()? == group {
        let own = nodes.of(value).filter(|own| own.is_object());
        return Some(own.unwrap_or(top));
    }
    let around = std::iter::successors(Some(value), |value| value.parent());
    let way: Vec<_> = around.take_while(|around| *around != group).collect();
    let mut node = top;
    for value in way.into_iter().rev() {
        // elements of an array have no stamps of their own: the array has
        let own = value.key().and_then(|key| node.get(&key));
        match own.filter(|own| own.is_object()) {
            Some(own) => node = own,
            None => break,
        }
    }
    Some(node)
}

fn stamp(node: Value<'_>) -> Option<Timestamp> {
    time::of_hub(last_updated(node)?)
}

/// A time that contradicts another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skew {
    /// What contradicts what.
    pub kind: SkewKind,
    /// By how much at least.
    pub by: SignedDuration,
}

/// What contradicts what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkewKind {
    /// The hub's stamps are later than the time of the look: this machine's clock is behind.
    Here,
    /// The device's time of its report is not the hub's: no time zone explains it.
    Device,
}

/// Differences up to this much are those of clocks that nobody sets.
const TOLERATED: SignedDuration = SignedDuration::from_mins(5);
/// How long a report may wait for its way to the hub.
const ON_THE_WAY: SignedDuration = SignedDuration::from_hours(24);
/// The time zones farthest from UTC.
const FARTHEST_EAST: SignedDuration = SignedDuration::from_hours(14);
const FARTHEST_WEST: SignedDuration = SignedDuration::from_hours(-12);

/// Names the times of a group that contradict each other.
pub(super) fn skews<'d>(
    sides: &Sides<'d>,
    told: &Written<'d>,
    contract: &Contract<'d>,
    clock: &Clock,
) -> Vec<Skew> {
    let here = clock.now.and_then(|now| here(sides, now));
    here.into_iter().chain(device(told, contract)).collect()
}

fn here(sides: &Sides<'_>, now: Timestamp) -> Option<Skew> {
    let nodes = [sides.desired_stamps, sides.reported_stamps];
    let newest = nodes.into_iter().flatten().filter_map(stamp).max()?;
    let by = newest.duration_since(now);
    (by > TOLERATED).then_some(Skew {
        kind: SkewKind::Here,
        by,
    })
}

fn device<'d>(told: &Written<'d>, contract: &Contract<'d>) -> Option<Skew> {
    let written_by_device = contract.device_time?;
    let hub = told.at(written_by_device)?;
    let apart = match When::parse(&written_by_device.str()?)? {
        // a zone is given: the two can be compared
        When::Utc(device) => beyond(
            device.duration_since(hub),
            SignedDuration::ZERO,
            SignedDuration::ZERO,
        ),
        When::Local(device) => {
            let as_utc = device.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
            beyond(as_utc.duration_since(hub), FARTHEST_WEST, FARTHEST_EAST)
        }
    };
    apart.map(|by| Skew {
        kind: SkewKind::Device,
        by,
    })
}

/// Returns how far a difference is outside of what is possible. A report may come late, and never early.
fn beyond(
    apart: SignedDuration,
    least: SignedDuration,
    most: SignedDuration,
) -> Option<SignedDuration> {
    let ahead = apart.checked_sub(most)?;
    let behind = least.checked_sub(apart)?;
    match () {
        () if ahead > TOLERATED => Some(ahead),
        () if behind > ON_THE_WAY => Some(behind),
        () => None,
    }
}
