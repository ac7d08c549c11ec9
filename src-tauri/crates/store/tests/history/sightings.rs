//! A content that comes back is the newest one again, and is kept only once all the same.

use std::ops::ControlFlow;

use bench::{at, keep, masked, place, snapshot, text};
use jiff::Timestamp;
use proptest::prelude::*;
use rusqlite::Connection;
use store::{Device, Keep, Kept, Moment, Snapshot, Store, Way};
use twin::Masked;

use crate::bench;

/// A twin without any version, as a device's own view may be.
fn plain(x: i64) -> Masked {
    masked(&format!("{{\"deviceId\":\"a\",\"tags\":{{\"x\":{x}}}}}"))
}

/// What was seen at a second.
fn look<'a>(device: &'a Device, twin: &'a Masked, second: i64) -> Snapshot<'a> {
    Snapshot {
        device,
        seen: at(second),
        until: None,
        way: Way::Watched,
        source: "hub.example",
        etag: None,
        desired: None,
        reported: None,
        twin,
    }
}

/// Keeps what was seen, a transaction each: value and second.
fn looks(store: &mut Store, all: &[(i64, i64)]) -> Vec<Kept> {
    let device = Device::named("a");
    let kept = all.iter().map(|(x, second)| {
        let twin = plain(*x);
        store.keep(&[look(&device, &twin, *second)]).expect("kept")
    });
    kept.flatten().collect()
}

fn spans(store: &Store) -> Vec<(u32, i64, i64)> {
    let timeline = store.timeline(&Device::named("a")).expect("read");
    let second = |time: Timestamp| time.as_second() - at(0).as_second();
    timeline
        .iter()
        .map(|m| (m.number, second(m.seen), second(m.last)))
        .collect()
}

fn rows(place: &bench::Place) -> i64 {
    let raw = Connection::open(&place.file).expect("opened");
    raw.query_row("SELECT count(*) FROM sighting", [], |row| row.get(0))
        .expect("counted")
}

fn number_at(store: &Store, second: i64) -> Option<u32> {
    let found = store.at(&Device::named("a"), at(second)).expect("read");
    found.map(|m: Moment| m.number)
}

#[test]
fn a_content_that_comes_back_is_the_newest_one_again() {
    let place = place();
    let mut store = place.open();
    let kept = looks(&mut store, &[(1, 10), (2, 20), (1, 30)]);
    assert_eq!(kept, [Kept::New(1), Kept::New(2), Kept::Again(1)]);
    assert_eq!(spans(&store), [(1, 10, 10), (2, 20, 20), (1, 30, 30)]);
    let then = [9, 10, 19, 20, 29, 30, 999].map(|second| number_at(&store, second));
    assert_eq!(
        then,
        [None, Some(1), Some(1), Some(2), Some(2), Some(1), Some(1)]
    );
    let lines = store.devices().expect("read");
    assert_eq!((lines[0].snapshots, lines[0].last), (2, at(30)));
    assert_eq!(store.check().expect("read"), (vec![], 2));
}

#[test]
fn polling_the_same_adds_no_rows_and_every_return_one() {
    let place = place();
    let mut store = place.open();
    let mut all = Vec::new();
    for round in 0..4 {
        all.extend((0..50).map(|poll| (round % 2, round * 50 + poll)));
    }
    looks(&mut store, &all[..120]);
    drop(store);
    // another program goes on where this one ended
    let mut store = place.open();
    looks(&mut store, &all[120..]);
    assert_eq!(
        spans(&store),
        [(1, 0, 49), (2, 50, 99), (1, 100, 149), (2, 150, 199)]
    );
    drop(store);
    assert_eq!(rows(&place), 2);
}

#[test]
fn what_lies_in_a_pack_comes_back_and_goes_on_like_any_other() {
    let place = place();
    let mut store = place.open();
    let first: Vec<_> = (0..300).map(|n| (n, n)).collect();
    looks(&mut store, &first);
    let kept = looks(&mut store, &[(0, 300), (0, 301), (299, 302), (299, 303)]);
    assert_eq!(
        kept,
        [1, 1, 300, 300].map(Kept::Again),
        "each content is there once"
    );
    assert_eq!(
        spans(&store)[298..],
        [
            (299, 298, 298),
            (300, 299, 299),
            (1, 300, 301),
            (300, 302, 303)
        ]
    );
}

#[test]
fn older_looks_that_come_later_cut_what_lies_around_them() {
    let place = place();
    let mut store = place.open();
    looks(
        &mut store,
        &[(1, 10), (1, 30), (2, 20), (3, 5), (1, 2), (1, 2)],
    );
    assert_eq!(
        spans(&store),
        [(1, 2, 2), (3, 5, 5), (1, 10, 10), (2, 20, 20), (1, 30, 30)]
    );
    assert_eq!(
        [number_at(&store, 25), number_at(&store, 40)],
        [Some(2), Some(1)]
    );
    looks(&mut store, &[(1, 31)]);
    assert_eq!(spans(&store).last(), Some(&(1, 30, 31)));
}

#[test]
fn files_seen_at_once_again_and_again_do_not_take_turns() {
    let place = place();
    let mut store = place.open();
    let device = Device::named("a");
    let twins = [5, 3, 4].map(|revision| (revision, masked(&text("a", revision))));
    for second in [0, 60, 120] {
        let all: Vec<_> = twins
            .iter()
            .map(|(revision, twin)| Snapshot {
                seen: at(second),
                ..snapshot(&device, twin, *revision)
            })
            .collect();
        store.keep(&all).expect("kept");
    }
    assert_eq!(spans(&store), [(2, 0, 120), (3, 0, 120), (1, 0, 120)]);
    drop(store);
    assert_eq!(rows(&place), 0);
}

#[test]
fn a_stretch_that_is_known_is_kept_as_it_is() {
    let place = place();
    let mut store = place.open();
    let device = Device::named("a");
    let (one, other) = (plain(1), plain(2));
    let known = |twin, from, to| Snapshot {
        until: Some(at(to)),
        ..look(&device, twin, from)
    };
    let all = [known(&one, 1, 5), known(&one, 7, 10), known(&other, 6, 6)];
    for _ in 0..2 {
        store.keep(&all).expect("kept");
        assert_eq!(spans(&store), [(1, 1, 5), (2, 6, 6), (1, 7, 10)]);
    }
    // and a look goes on from there
    store.keep(&[look(&device, &one, 12)]).expect("kept");
    assert_eq!(spans(&store).last(), Some(&(1, 7, 12)));
    let mut again = Vec::new();
    store
        .every(&|_| true, &mut |record| {
            again.extend(record.expect("whole").again);
            ControlFlow::Continue(())
        })
        .expect("read");
    let times: Vec<_> = again.iter().map(|a| (a.seen, a.last)).collect();
    assert_eq!(times, [(at(7), at(10)), (at(12), at(12))]);
}

#[test]
fn a_file_of_the_first_layout_is_read_as_it_is_and_brought_to_the_next_one() {
    let place = place();
    looks(&mut place.open(), &[(1, 10), (2, 20)]);
    // as it was once: one span of time a content, whatever came between
    let raw = Connection::open(&place.file).expect("opened");
    raw.execute_batch(&format!(
        "DROP TABLE sighting; PRAGMA user_version = 1;
         UPDATE loose SET last = {} WHERE id & 15 = 1",
        at(30).as_millisecond()
    ))
    .expect("changed");
    drop(raw);
    let expected = [(1, 10, 10), (2, 20, 20), (1, 30, 30)];
    assert_eq!(
        spans(&Store::open_to_read(&place.file).expect("read")),
        expected
    );
    let mut store = place.open();
    assert_eq!(spans(&store), expected);
    looks(&mut store, &[(1, 40), (2, 50), (1, 60)]);
    assert_eq!(spans(&store)[2..], [(1, 30, 40), (2, 50, 50), (1, 60, 60)]);
}

#[test]
fn what_is_forgotten_takes_its_sightings_with_it_and_what_was_seen_again_stays() {
    let place = place();
    let mut store = place.open();
    looks(&mut store, &[(1, 10), (2, 20), (1, 30), (2, 40), (1, 50)]);
    let since = Keep {
        since: Some(at(45)),
        ..Keep::default()
    };
    let pruned = store.prune(&since).expect("pruned");
    assert_eq!(pruned.snapshots, 1);
    assert_eq!(spans(&store), [(1, 10, 50)]);
    let lines = store.devices().expect("read");
    assert_eq!(lines[0].last, at(50));
    assert_eq!(store.check().expect("read"), (vec![], 1));
    store.forget_device(&Device::named("a")).expect("forgotten");
    drop(store);
    assert_eq!(rows(&place), 0);
}

#[test]
fn a_sighting_of_nothing_that_is_kept_is_a_fault() {
    let place = place();
    keep(&mut place.open(), "a", 1..=3);
    let raw = Connection::open(&place.file).expect("opened");
    raw.execute_batch("INSERT INTO sighting VALUES ((9 << 32) + 1, 1, 1, 1)")
        .expect("changed");
    drop(raw);
    let (faults, _) = place.open().check().expect("read");
    assert_eq!(faults.len(), 1, "{faults:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever comes back: each look is found at its time, and rows are fewer than looks. Where they
    /// come in any order, the newest one is still the newest.
    #[test]
    fn every_look_is_found_at_its_time(all in prop::collection::vec((0..4_i64, 0..40_i64), 1..40), sorted in any::<bool>()) {
        let mut all = all;
        // two contents at one time have no order
        all.sort_by_key(|(_, second)| *second);
        all.dedup_by_key(|(_, second)| *second);
        if !sorted {
            all.sort_by_key(|(x, second)| (*second * 7 + x) % 11);
        }
        let place = place();
        let mut store = place.open();
        let mut numbers = std::collections::HashMap::new();
        for ((x, _), kept) in all.iter().zip(looks(&mut store, &all)) {
            let (Kept::New(number) | Kept::Again(number)) = kept else { panic!("small") };
            prop_assert_eq!(*numbers.entry(*x).or_insert(number), number);
        }
        for (x, second) in all.iter().filter(|_| sorted) {
            prop_assert_eq!(number_at(&store, *second), Some(numbers[x]), "{:?} in {:?}", second, &all);
        }
        let newest = all.iter().max_by_key(|(_, second)| *second).expect("one");
        let last = store.timeline(&Device::named("a")).expect("read");
        prop_assert_eq!(last.last().map(|m| m.number), Some(numbers[&newest.0]));
        drop(store);
        prop_assert!(rows(&place) < i64::try_from(all.len()).expect("few"));
    }
}
