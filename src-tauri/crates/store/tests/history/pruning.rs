//! What is old goes; what stays is as it was.

use bench::{assert_whole, at, keep, masked, place, snapshot, text};
use store::{Device, Keep, Kept};

use crate::bench;

fn since(seconds: i64) -> Keep {
    Keep {
        since: Some(at(seconds)),
        ..Keep::default()
    }
}

#[test]
fn what_is_older_goes_and_the_rest_is_rebuilt_without_it() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", 1..=200);
    keep(&mut store, "b", 1..=20);
    let pruned = store.prune(&since(100)).expect("pruned");
    assert_eq!((pruned.snapshots, pruned.devices), (99 + 20, 1));
    assert!(pruned.bytes.1 < pruned.bytes.0, "{pruned:?}");
    assert_eq!(assert_whole(&store, "a"), (100..=200).collect::<Vec<_>>());
    assert_eq!(store.check().expect("read"), (vec![], 101));
    // numbers are not given again
    keep(&mut store, "a", 201..=202);
    assert_eq!(assert_whole(&store, "a"), (100..=202).collect::<Vec<_>>());
}

#[test]
fn one_that_was_seen_again_stays_though_its_neighbours_go() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", 1..=50);
    let device = Device::named("a");
    let seen_again = masked(&text("a", 30));
    let again = store::Snapshot {
        seen: at(500),
        ..snapshot(&device, &seen_again, 30)
    };
    assert_eq!(store.keep(&[again]).expect("kept"), [Kept::Again(30)]);
    keep(&mut store, "a", 501..=502);
    store.prune(&since(500)).expect("pruned");
    assert_eq!(assert_whole(&store, "a"), [30, 51, 52]);
    assert_eq!(store.check().expect("read"), (vec![], 3));
}

#[test]
fn a_file_is_pruned_to_a_size() {
    let place = place();
    let mut store = place.open();
    for device in ["a", "b", "c", "d"] {
        keep(&mut store, device, 1..=1_500);
    }
    let before = store.bytes().expect("read");
    let most = before / 3;
    let keep = Keep {
        bytes: Some(most),
        ..Keep::default()
    };
    let pruned = store.prune(&keep).expect("pruned");
    let on_disk = std::fs::metadata(&place.file).expect("there").len();
    assert_eq!(on_disk, pruned.bytes.1);
    assert!(on_disk <= most, "{pruned:?}, {most}");
    assert!(on_disk > most / 2, "{pruned:?}, {most}");
    for device in ["a", "b", "c", "d"] {
        let numbers = assert_whole(&store, device);
        assert_eq!(numbers.last(), Some(&1_500), "the newest stay");
    }
}

#[test]
fn a_device_is_forgotten_with_the_names_of_its_files() {
    let place = place();
    let mut store = place.open();
    keep(&mut store, "a", 1..=5);
    let device = Device::named("b");
    let twin = masked(&text("b", 1));
    let from_file = store::Snapshot {
        source: "private/plan.json",
        ..snapshot(&device, &twin, 1)
    };
    store.keep(&[from_file]).expect("kept");
    let pruned = store.forget_device(&device).expect("forgotten");
    assert_eq!((pruned.snapshots, pruned.devices), (1, 1));
    assert_eq!(store.devices().expect("read").len(), 1);
    drop(store);
    let bytes = std::fs::read(&place.file).expect("there");
    assert!(!bytes.windows(7).any(|w| w == b"private"));
}

/// A history of two devices, in packs and in rows, changed by hand.
fn damaged(place: &bench::Place, how: &str) -> store::Store {
    let mut store = place.open();
    keep(&mut store, "a", 1..=200);
    keep(&mut store, "b", 1..=200);
    drop(store);
    let raw = rusqlite::Connection::open(&place.file).expect("opened");
    raw.execute_batch(how).expect("changed");
    place.open()
}

const LAST_ROW: &str = "UPDATE loose SET body = x'0011' WHERE id = (1 << 32) + 200";
const FACTS: &str = "UPDATE pack SET facts = x'0011' WHERE id = (1 << 32) + 1";

#[test]
fn whatever_is_damaged_a_named_device_is_forgotten() {
    for how in [LAST_ROW, FACTS] {
        for name in ["a", "b"] {
            let place = place();
            let mut store = damaged(&place, how);
            let pruned = store
                .forget_device(&Device::named(name))
                .expect("forgotten");
            assert_eq!((pruned.snapshots, pruned.devices), (200, 1), "{how}");
            assert_eq!(pruned.unfinished, None);
            let lines = store.devices().expect("read");
            assert_eq!(lines.len(), 1);
            assert_ne!(lines[0].device.name, name);
            if name == "a" {
                assert_eq!(store.check().expect("read"), (vec![], 200));
            }
        }
    }
}

#[test]
fn what_is_old_goes_beside_what_is_damaged() {
    let cases = [
        // the last row of `a` is old like the others, and is not needed to forget it
        (LAST_ROW, 1_000, (400, 2), &[][..]),
        (LAST_ROW, 150, (298, 0), &[]),
        // a pack of which nothing is known stays, and is told
        (FACTS, 1_000, (272, 1), &["a"]),
        (FACTS, 150, (170, 0), &["a"]),
    ];
    for (how, second, gone, told) in cases {
        let place = place();
        let mut store = damaged(&place, how);
        let pruned = store.prune(&since(second)).expect("pruned");
        assert_eq!((pruned.snapshots, pruned.devices), gone, "{how}, {second}");
        let names: Vec<_> = pruned.damaged.iter().map(|d| d.name.as_str()).collect();
        assert_eq!(names, told);
        assert_eq!(pruned.unfinished, None);
        if second == 150 {
            assert_eq!(assert_whole(&store, "b"), (150..=200).collect::<Vec<_>>());
        }
    }
}

#[test]
fn rows_after_a_damaged_one_are_packed_as_far_as_they_can_be_rebuilt() {
    let place = place();
    let how = "UPDATE loose SET body = x'0011' WHERE id = (1 << 32) + 150";
    let mut store = damaged(&place, how);
    let readable = |store: &store::Store| {
        let texts = (1..=200).map(|number| store.text(&Device::named("a"), number));
        texts.filter(Result::is_ok).count()
    };
    let before = readable(&store);
    assert!((140..200).contains(&before), "{before}");
    store.prune(&since(0)).expect("nothing is old");
    assert_eq!(readable(&store), before);
    store.prune(&since(140)).expect("pruned");
    let timeline = store.timeline(&Device::named("a")).expect("read");
    assert_eq!(timeline.len(), 61);
}

#[test]
fn what_went_is_told_though_more_was_to_go() {
    let place = place();
    let mut store = damaged(
        &place,
        "CREATE TRIGGER stays BEFORE DELETE ON pack WHEN OLD.id >> 32 = 2
         BEGIN SELECT raise(ABORT, 'no'); END",
    );
    let pruned = store.prune(&since(1_000)).expect("something went");
    assert_eq!((pruned.snapshots, pruned.devices), (200, 1));
    assert!(pruned.unfinished.is_some());
    let left = store.devices().expect("read");
    assert_eq!(left[0].device.name, "b");
    // and where nothing went at all, that is an error
    let pruned = store.prune(&since(1_000));
    assert_eq!(pruned.map_err(|error| error.name()), Err("failed"));
}
