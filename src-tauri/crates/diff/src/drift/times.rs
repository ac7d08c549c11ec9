//! When the sides of a property were written, by `$metadata`; and where times contradict each other.

use jiff::{SignedDuration, Timestamp};
use twin::Value;
use twin::metadata::last_updated;
use twin::time::{When, hub_time};

use super::{Clock, Contract, Sides};

/// Returns when a value of a group was written: by its own stamp, else by that of the nearest value around it.
/// `stamps` is the node of `$metadata` for `group`.
pub(super) fn written(
    value: Value<'_>,
    group: Value<'_>,
    stamps: Option<Value<'_>>,
) -> Option<Timestamp> {
    let top = stamps?;
    let mut node = node_of(value, group, top)?;
    loop {
        let found = stamp(node);
        if found.is_some() || node == top {
            return found;
        }
        node = node.parent()?;
    }
}

/// Returns the node of `$metadata` for a value of a group, or for the nearest value around it that has one.
fn node_of<'d>(value: Value<'d>, group: Value<'d>, top: Value<'d>) -> Option<Value<'d>> {
    let own = |node: Value<'d>, value: Value<'d>| {
        // elements of an array have no stamps of their own: the array has
        let own = value.key().and_then(|key| node.get(&key));
        own.filter(|own| own.is_object())
    };
    if value == group {
        return Some(top);
    }
    // most properties stand in the group itself
    if value.parent()? == group {
        return Some(own(top, value).unwrap_or(top));
    }
    let around = std::iter::successors(Some(value), |value| value.parent());
    let way: Vec<_> = around.take_while(|around| *around != group).collect();
    let mut node = top;
    for value in way.into_iter().rev() {
        match own(node, value) {
            Some(own) => node = own,
            None => break,
        }
    }
    Some(node)
}

fn stamp(node: Value<'_>) -> Option<Timestamp> {
    hub_time(&last_updated(node)?.str()?)
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
pub(super) fn skews(sides: &Sides<'_>, contract: &Contract<'_>, clock: &Clock) -> Vec<Skew> {
    let here = clock.now.and_then(|now| here(sides, now));
    here.into_iter().chain(device(sides, contract)).collect()
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

fn device(sides: &Sides<'_>, contract: &Contract<'_>) -> Option<Skew> {
    let (written_by_device, group) = (contract.device_time?, sides.reported?);
    let hub = written(written_by_device, group, sides.reported_stamps)?;
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
