//! Locked, newer, foreign, damaged, read-only: each has its name, and reading goes on where it can.

use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};

use bench::{assert_whole, keep, masked, place, snapshot, text};
use rusqlite::Connection;
use store::{Device, Store, StoreError};

use crate::bench;

#[test]
fn a_foreign_file_is_not_touched() {
    for content in ["just a text that somebody wrote", ""] {
        let place = place();
        fs::write(&place.file, content).expect("written");
        let opened = Store::open_to_read(&place.file);
        assert!(
            matches!(opened, Err(StoreError::NotAHistory(_))),
            "{opened:?}"
        );
        assert_eq!(fs::read_to_string(&place.file).expect("read"), content);
    }
    let place = place();
    let foreign = Connection::open(&place.file).expect("opened");
    foreign
        .execute_batch("CREATE TABLE bookmarks (id)")
        .expect("made");
    drop(foreign);
    let before = fs::read(&place.file).expect("read");
    for opened in [
        Store::open(&place.file),
        Store::open_at_best(&place.file).map(|o| o.store),
        Store::open_to_read(&place.file),
    ] {
        assert!(
            matches!(opened, Err(StoreError::NotAHistory(_))),
            "{opened:?}"
        );
    }
    assert_eq!(fs::read(&place.file).expect("read"), before);
}

#[test]
fn a_missing_file_is_told_and_not_made_by_reading() {
    let place = place();
    let opened = Store::open_to_read(&place.file);
    assert!(matches!(opened, Err(StoreError::Missing(_))), "{opened:?}");
    assert!(!place.file.exists());
    let nowhere = place.folder.path().join("no/such/folder/history.db");
    let opened = Store::open(&nowhere);
    assert!(
        matches!(opened, Err(StoreError::Unopened { .. })),
        "{opened:?}"
    );
}

#[test]
fn a_newer_file_is_read_and_not_written() {
    let place = place();
    keep(&mut place.open(), "a", 1..=3);
    let newer = Connection::open(&place.file).expect("opened");
    newer
        .execute_batch("PRAGMA user_version = 99; ALTER TABLE device ADD COLUMN note TEXT")
        .expect("changed");
    drop(newer);
    let opened = Store::open(&place.file).expect_err("newer");
    assert!(
        matches!(opened, StoreError::Newer { found: 99, .. }),
        "{opened:?}"
    );
    let opened = Store::open_at_best(&place.file).expect("it can be read");
    assert_eq!(opened.only_read.map(|e| e.name()), Some("newer"));
    let mut store = opened.store;
    assert_eq!(assert_whole(&store, "a"), [1, 2, 3]);
    let (device, twin) = (Device::named("a"), masked(&text("a", 4)));
    let kept = store.keep(&[snapshot(&device, &twin, 4)]);
    assert_eq!(kept.map_err(|e| e.name()), Err("newer"));
    // where even reading fails it is still the layout that is at fault
    let newer = Connection::open(&place.file).expect("opened");
    newer.execute_batch("DROP TABLE pack").expect("changed");
    let told = store.timeline(&device).map_err(|e| e.name());
    assert_eq!(told, Err("newer"));
}

#[test]
fn what_is_open_to_read_is_never_written() {
    let place = place();
    keep(&mut place.open(), "a", 1..=3);
    let before = fs::read(&place.file).expect("read");
    let mut store = Store::open_to_read(&place.file).expect("opened");
    assert_eq!(assert_whole(&store, "a"), [1, 2, 3]);
    let (device, twin) = (Device::named("a"), masked(&text("a", 4)));
    let kept = store.keep(&[snapshot(&device, &twin, 4)]);
    assert_eq!(kept.map_err(|e| e.name()), Err("read-only"));
    let pruned = store.prune(&store::Keep::default());
    assert_eq!(pruned.map_err(|e| e.name()), Err("read-only"));
    drop(store);
    assert_eq!(fs::read(&place.file).expect("read"), before);
}

#[test]
fn a_locked_file_is_told_and_read_on() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", 1..=3);
    let other = Connection::open(&place.file).expect("opened");
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    store
        .wait_at_most(std::time::Duration::from_millis(50))
        .expect("set");
    let (device, twin) = (Device::named("a"), masked(&text("a", 4)));
    let kept = store.keep(&[snapshot(&device, &twin, 4)]);
    assert_eq!(kept.map_err(|e| e.name()), Err("locked"));
    assert_eq!(assert_whole(&store, "a"), [1, 2, 3]);
    let reader = Store::open_to_read(&place.file).expect("readers are never locked out");
    assert_eq!(assert_whole(&reader, "a"), [1, 2, 3]);
    other.execute_batch("ROLLBACK").expect("let go");
    keep(&mut store, "a", [4]);
    assert_eq!(assert_whole(&store, "a"), [1, 2, 3, 4]);
}

/// Overwrites bytes of a closed file.
fn damage(place: &bench::Place, at: u64, with: &[u8]) {
    let mut file = fs::File::options()
        .write(true)
        .open(&place.file)
        .expect("it is there");
    file.seek(SeekFrom::Start(at)).expect("within the file");
    file.write_all(with).expect("written");
}

#[test]
fn a_damaged_head_is_told_as_no_history() {
    let place = place();
    keep(&mut place.open(), "a", 1..=3);
    damage(&place, 0, &[0; 64]);
    let opened = Store::open_at_best(&place.file);
    assert_eq!(
        opened.map(|_| ()).map_err(|e| e.name()),
        Err("not-a-history")
    );
}

#[test]
fn wherever_a_page_is_damaged_nothing_crashes_and_nothing_wrong_is_handed_out() {
    let first = place();
    let mut store = first.open();
    for device in ["a", "b", "c"] {
        keep(&mut store, device, 1..=80);
    }
    drop(store);
    let whole = fs::read(&first.file).expect("read");
    let pages = whole.len() / 4096;
    assert!(pages >= 6, "{pages} pages");
    let mut told = 0;
    for page in 0..pages {
        for (offset, with) in [
            (8, [0xff_u8; 8].as_slice()),
            (2000, &[0; 300]),
            (100, &[7; 40]),
        ] {
            let place = place();
            fs::write(&place.file, &whole).expect("copied");
            damage(&place, (page * 4096 + offset) as u64, with);
            let opened = match Store::open_at_best(&place.file) {
                Ok(opened) => opened.store,
                Err(error) => {
                    let name = error.name();
                    assert!(
                        ["corrupt", "not-a-history", "newer"].contains(&name),
                        "{name}"
                    );
                    told += 1;
                    continue;
                }
            };
            let faults = match opened.check() {
                Ok((faults, _)) => faults.len(),
                Err(_) => 1,
            };
            told += usize::from(faults > 0);
            let mut whole_ones = 0;
            let read = opened.every(&|_| true, &mut |record| {
                if let Ok(record) = record {
                    let revision = record.moment.number.into();
                    assert_eq!(record.text, text(&record.device.name, revision));
                    whole_ones += 1;
                }
                std::ops::ControlFlow::Continue(())
            });
            assert!(
                whole_ones == 240 || faults > 0 || read.is_err(),
                "page {page}"
            );
        }
    }
    // some blows hit room that nothing lies in
    assert!(told > pages, "{told} told of {} blows", 3 * pages);
}

#[test]
fn devices_beside_a_damaged_one_are_still_read() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", 1..=200);
    keep(&mut store, "b", 1..=200);
    drop(store);
    let raw = Connection::open(&place.file).expect("opened");
    raw.execute_batch(
        "UPDATE pack SET texts = x'0011' WHERE id = (1 << 32) + 1;
         UPDATE loose SET body = x'0011' WHERE id = (1 << 32) + 150",
    )
    .expect("changed");
    drop(raw);
    let mut store = place.open();
    let (faults, whole) = store.check().expect("read");
    // the pack, and what builds on the damaged row
    let numbers: Vec<_> = faults.iter().map(|f| f.number).collect();
    assert_eq!(numbers[..3], [Some(1), Some(150), Some(151)], "{faults:?}");
    // further ones may hold nothing of what is lost any more
    assert_eq!(whole as usize + numbers.len() - 1, 200 + 72);
    let device = Device::named("a");
    for number in [1, 128, 150, 200] {
        let told = store.text(&device, number).map_err(|e| e.name());
        assert_eq!(told, Err("corrupt"), "{number}");
    }
    assert_eq!(assert_whole(&store, "b").len(), 200);
    // what comes next is kept all the same, and can be read
    keep(&mut store, "a", 201..=340);
    let texts = (201..=340).map(|number| store.text(&device, number).expect("rebuilt"));
    let expected = (201..=340).map(|revision| Some(text("a", revision)));
    assert!(texts.eq(expected));
}
