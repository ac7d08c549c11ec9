//! When each content was there: from when to when, and again after another one. The first stretch
//! of a content lies with what is known of it; every further one is a row of its own.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::facts::Fact;
use crate::rows::{all_of, id_of, of_id};

/// A stretch of time in which a content was seen, and nothing else as far as was known then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Stretch {
    pub number: u32,
    /// Milliseconds since 1970.
    pub seen: i64,
    pub last: i64,
    /// Id of its source.
    pub source: i64,
}

impl Stretch {
    /// The first stretch of a snapshot.
    pub fn of(fact: &Fact) -> Self {
        Self {
            number: fact.number,
            seen: fact.seen,
            last: fact.last,
            source: fact.source,
        }
    }
}

/// Returns the stretches of a device that are rows of their own.
pub(crate) fn rows_of(connection: &Connection, device: i64) -> rusqlite::Result<Vec<Stretch>> {
    if !are_there(connection)? {
        return Ok(Vec::new());
    }
    let mut all = connection.prepare_cached(
        "SELECT id, seen, last, source FROM sighting WHERE id BETWEEN ?1 AND ?2 ORDER BY id, seen",
    )?;
    let rows = all.query_map(all_of(device), |row| {
        Ok(Stretch {
            number: of_id(row.get(0)?).1,
            seen: row.get(1)?,
            last: row.get(2)?,
            source: row.get(3)?,
        })
    })?;
    rows.collect()
}

/// A file of the first layout that is only read has no such rows.
fn are_there(connection: &Connection) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'sighting'")?
        .exists([])
}

/// Writes a stretch, unless one that is there covers it.
pub(crate) fn add(connection: &Connection, device: i64, stretch: &Stretch) -> rusqlite::Result<()> {
    let id = id_of(device, stretch.number);
    let is_covered = connection
        .prepare_cached("SELECT 1 FROM sighting WHERE id = ?1 AND seen <= ?2 AND last >= ?3")?
        .query_row(params![id, stretch.seen, stretch.last], |_| Ok(()))
        .optional()?;
    if is_covered.is_none() {
        connection
            .prepare_cached(
                "INSERT INTO sighting (id, seen, last, source) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id, seen) DO UPDATE SET last = excluded.last",
            )?
            .execute(params![id, stretch.seen, stretch.last, stretch.source])?;
    }
    Ok(())
}

/// Returns when each snapshot was seen last.
pub(crate) fn lasts(facts: &[Fact], rows: &[Stretch]) -> HashMap<u32, i64> {
    let mut lasts: HashMap<u32, i64> = facts.iter().map(|f| (f.number, f.last)).collect();
    for row in rows {
        let longer = |last: &mut i64| *last = row.last.max(*last);
        lasts.entry(row.number).and_modify(longer);
    }
    lasts
}

/// Forgets the stretches of snapshots of a device that are not there any more.
pub(crate) fn retain(
    connection: &Connection,
    device: i64,
    there: &HashSet<u32>,
) -> rusqlite::Result<()> {
    let gone = rows_of(connection, device)?;
    let gone: HashSet<_> = gone.iter().map(|row| row.number).collect();
    for number in gone.difference(there) {
        connection
            .prepare_cached("DELETE FROM sighting WHERE id = ?1")?
            .execute([id_of(device, *number)])?;
    }
    Ok(())
}

/// Forgets the stretches that ended before a time; the first one of a snapshot stays with it.
pub(crate) fn forget_before(connection: &Connection, time: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM sighting WHERE last < ?1")?
        .execute([time])?;
    Ok(())
}

/// Lets the row that ended at a time end later; false where there is none.
pub(crate) fn prolong(
    connection: &Connection,
    id: i64,
    (from, to): (i64, i64),
) -> rusqlite::Result<bool> {
    let updated = connection
        .prepare_cached("UPDATE sighting SET last = ?3 WHERE id = ?1 AND last = ?2")?
        .execute([id, from, to])?;
    Ok(updated > 0)
}

/// Who was there at the latest look, and at the one before. What is seen at one time is one look:
/// the files of a folder follow each other no more than they come back.
#[derive(Debug, Default)]
pub(crate) struct Looks {
    at: Option<i64>,
    now: HashSet<u32>,
    before_at: Option<i64>,
    before: HashSet<u32>,
    /// An older look may lie within the stretches that end now: they stay as they are, and what is
    /// still there begins a new one, so that their ends are not lost.
    is_disturbed: bool,
}

/// What it means that a content is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sighted {
    /// It was seen at this look already.
    Already,
    /// It was there at the look before, at this time, and still is.
    GoesOn(i64),
    /// It was not.
    Returned,
    /// The look is older than others.
    Earlier,
}

impl Looks {
    /// Finds the two latest looks.
    pub fn of(facts: &[Fact], rows: &[Stretch]) -> Self {
        let all = || facts.iter().map(Stretch::of).chain(rows.iter().copied());
        let whole: HashSet<_> = cut(all().collect()).into_iter().collect();
        let cut = all().filter(|stretch| !whole.contains(stretch));
        let cut: HashSet<_> = cut.map(|s| (s.number, Some(s.last))).collect();
        let lasts = lasts(facts, rows);
        let latest = |before: i64| lasts.values().copied().filter(|t| *t < before).max();
        let there = |time: Option<i64>| -> HashSet<u32> {
            let there = lasts.iter().filter(|(_, last)| Some(**last) == time);
            there.map(|(number, _)| *number).collect()
        };
        let at = lasts.values().copied().max();
        let before_at = at.and_then(latest);
        let (now, mut before) = (there(at), there(before_at));
        before.retain(|number| !cut.contains(&(*number, before_at)));
        Self {
            is_disturbed: now.iter().any(|number| cut.contains(&(*number, at))),
            at,
            now,
            before_at,
            before,
        }
    }

    /// Notes that a content is seen.
    pub fn note(&mut self, number: u32, at: i64) -> Sighted {
        match self.at {
            Some(latest) if at < latest => {
                self.is_disturbed = true;
                self.before.clear();
                return Sighted::Earlier;
            }
            Some(latest) if at == latest => {}
            _ => {
                self.before = std::mem::take(&mut self.now);
                if std::mem::take(&mut self.is_disturbed) {
                    self.before.clear();
                }
                (self.before_at, self.at) = (self.at, Some(at));
            }
        }
        if !self.now.insert(number) {
            return Sighted::Already;
        }
        match self.before_at.filter(|_| self.before.contains(&number)) {
            Some(time) => Sighted::GoesOn(time),
            None => Sighted::Returned,
        }
    }
}

/// Cuts stretches where something else was seen within them: then only their ends are certain.
/// This comes about where older snapshots are taken in later.
pub(crate) fn cut(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let sorted = |time: fn(&Stretch) -> i64| {
        let mut times: Vec<_> = stretches.iter().map(time).collect();
        times.sort_unstable();
        times
    };
    let (begins, ends) = (sorted(|s| s.seen), sorted(|s| s.last));
    let is_disturbed = |s: &Stretch| {
        let begun =
            begins.partition_point(|t| *t <= s.last) > begins.partition_point(|t| *t <= s.seen);
        let ended = ends.partition_point(|t| *t < s.last) > ends.partition_point(|t| *t <= s.seen);
        begun || ended
    };
    let mut out = Vec::with_capacity(stretches.len());
    for stretch in &stretches {
        if stretch.seen < stretch.last && is_disturbed(stretch) {
            let [mut first, mut second] = [*stretch; 2];
            first.last = first.seen;
            second.seen = second.last;
            out.extend([first, second]);
        } else {
            out.push(*stretch);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch((number, seen, last): (u32, i64, i64)) -> Stretch {
        Stretch {
            number,
            seen,
            last,
            source: 1,
        }
    }

    #[test]
    fn a_stretch_is_cut_by_what_was_seen_within_it_and_by_nothing_else() {
        for (all, expected) in [
            (vec![(1, 1, 9)], vec![(1, 1, 9)]),
            (
                vec![(1, 1, 9), (2, 5, 5)],
                vec![(1, 1, 1), (1, 9, 9), (2, 5, 5)],
            ),
            // seen at once, twice
            (vec![(1, 1, 9), (2, 1, 9)], vec![(1, 1, 9), (2, 1, 9)]),
            // one after the other
            (vec![(1, 1, 4), (2, 5, 9)], vec![(1, 1, 4), (2, 5, 9)]),
            (
                vec![(1, 1, 5), (2, 5, 9)],
                vec![(1, 1, 1), (1, 5, 5), (2, 5, 9)],
            ),
            // one was there once, and the other again later
            (vec![(1, 1, 9), (2, 1, 1)], vec![(1, 1, 9), (2, 1, 1)]),
            (
                vec![(1, 1, 9), (2, 1, 4)],
                vec![(1, 1, 1), (1, 9, 9), (2, 1, 4)],
            ),
        ] {
            let all = all.into_iter().map(stretch).collect();
            let expected: Vec<_> = expected.into_iter().map(stretch).collect();
            assert_eq!(cut(all), expected);
        }
    }

    #[test]
    fn a_look_tells_what_goes_on_from_what_returned() {
        let mut looks = Looks::default();
        use Sighted::{Already, Earlier, GoesOn, Returned};
        for (number, at, expected) in [
            (1, 10, Returned),
            (1, 20, GoesOn(10)),
            (2, 30, Returned),
            (3, 30, Returned),
            (2, 30, Already),
            (3, 40, GoesOn(30)),
            (2, 40, GoesOn(30)),
            (1, 40, Returned),
            (1, 35, Earlier),
            (1, 50, Returned),
            (1, 60, GoesOn(50)),
        ] {
            assert_eq!(looks.note(number, at), expected, "{number} at {at}");
        }
    }
}
